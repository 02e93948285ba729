"""Exponents of avalanches that a weak drive starts again and again, from the returns of a network to quiet.

With a drive, avalanches start at zero and end at zero, but a long one is often cut short: it touches zero, and the
drive starts the next at once. So durations approach their power law only as T^−(1−c), which for c near 1 no window
reaches. The returns themselves know nothing of cuts. They are a renewal process, and renewal theory ties the chance
of a return after a lag to the law of single avalanches (Garsia & Lamperti 1962; 0 < α − 1 < 1):

    P(quiet after l) ~ l^(α−2),    density of returns at area s ~ s^(τ−2),    mean area of the way ~ l^γ.

Their corrections fade as ln l/l and 1/l, and as 1/√s, for every drive.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ...checks import Told, finite, real, refuse, rows_are_series
from ...numerics.jackknife import jackknife_error, sums_without
from ...numerics.least_squares import unit_of
from ...typing import ArrayLike
from .. import minimum_data
from ..estimate import Estimate, Exponent, NotEnoughData, estimates
from ..scaling.slopes import power_slope

STARTS = 100_000
"""Quiet layers of a row from which lags are counted, at most."""

HORIZON = 20
"""How many times the longest lag must follow a start: returns by area have no largest lag."""

LAG_CORRECTIONS = (lambda l: np.log(l) / l, lambda l: 1 / l)
AREA_CORRECTIONS = (lambda s: s**-0.5,)


class Returns(NamedTuple):
    """Returns to quiet, counted in each row of a series; `stack` joins the rows of several.

    Attributes
    ----------
    lags, areas : numpy.ndarray
        Edges of the bins; those of lags lie halfway between whole lags.
    starts : numpy.ndarray
        Quiet layers from which was counted, shape (rows,).
    by_lag, by_area : numpy.ndarray
        Pairs of quiet layers at a lag, and with an area between them, shape (rows, bins).
    area : numpy.ndarray
        Sum of the areas of the pairs of each lag, shape (rows, bins).
    """

    lags: np.ndarray
    areas: np.ndarray
    starts: np.ndarray
    by_lag: np.ndarray
    by_area: np.ndarray
    area: np.ndarray


class ReturnExponents(NamedTuple):
    """Avalanche exponents, each an `Exponent` with jackknife errors."""

    alpha: Exponent
    tau: Exponent
    gamma: Exponent


def returns(series: ArrayLike, threshold: float, lags: ArrayLike, areas: ArrayLike) -> Returns:
    """Count the returns to quiet in a series.

    Parameters
    ----------
    series : array of shape (layers,) or (rows, layers)
        Signal; each row is a series of its own.
    threshold : float
        A layer is quiet where the signal does not exceed it.
    lags : array of shape (bins + 1,)
        Increasing edges of lags in layers, > 0; the last at most a twentieth of the layers. A bin holds the whole lags
        from its lower edge on, up to but without its upper one: at least one.
    areas : array of shape (bins + 1,)
        Increasing edges of areas, > 0, where an area is the sum of (signal − threshold) between two quiet layers.

    Returns
    -------
    counted : Returns
        The counts, row by row.

    Raises
    ------
    ValueError
        If `series` is not all finite, or a table that stands upright, the threshold is not finite, `lags` or `areas`
        are no increasing positive edges of three bins or more, or the last lag is beyond a twentieth of the layers.
    """
    rows_are_series("series", series)
    rows = np.atleast_2d(finite("series", series, ("layers",), ("rows", "layers")))
    threshold, areas = real("threshold", threshold), _edges("areas", areas)
    cells = np.ceil(_edges("lags", lags)) - 0.5  # each whole lag fills the cell about it
    if np.any(np.diff(cells) < 1):
        refuse("lags", lags, "a whole lag in every bin is needed")
    if HORIZON * cells[-1] > rows.shape[1]:
        most = f"at most layers/{HORIZON} = {rows.shape[1] / HORIZON:g} is allowed"
        refuse("lags", Told(f"edges up to {cells[-1]:g}"), most)
    unit = unit_of(rows)
    with np.errstate(over="ignore"):  # edges beyond all areas
        counted = [_count(row / unit - threshold / unit, cells, areas / unit) for row in rows]
    starts, by_lag, by_area, area = map(np.array, zip(*counted))
    return Returns(cells, areas, starts, by_lag, by_area, area * unit)


def stack(parts: Iterable[Returns]) -> Returns:
    """Join a list of `Returns` with the same bins.

    Parameters
    ----------
    parts : iterable of Returns
        Counts of several recordings, with the same edges of lags and areas.

    Returns
    -------
    joined : Returns
        With the rows of all of them.

    Raises
    ------
    ValueError
        If there is none, one is no `Returns`, or the edges differ.
    """
    parts = list(parts) if np.iterable(parts) and not isinstance(parts, Returns) else [parts]
    if not parts or not all(isinstance(part, Returns) for part in parts):
        refuse("parts", parts, "a list of what returns gave is needed")
    first = parts[0]
    if not all(np.array_equal(a, b) for part in parts for a, b in zip(part[:2], first[:2])):
        refuse("parts", Told(f"{len(parts)} counts"), "the same lags and areas in all are needed")
    return Returns(first.lags, first.areas, *(np.concatenate(arrays) for arrays in zip(*(part[2:] for part in parts))))


def return_exponents(counted: Returns) -> ReturnExponents:
    """Avalanche exponents from returns to quiet.

    Parameters
    ----------
    counted : Returns
        At least 20 rows, each with many returns.

    Returns
    -------
    ReturnExponents

    Raises
    ------
    ValueError
        If it is no `Returns`.
    NotEnoughData
        If there are too few rows, or a bin is empty in all rows but one.
    """
    if not isinstance(counted, Returns):
        refuse("counted", counted, "what returns gave is needed")
    rows = len(counted.starts)
    if rows < minimum_data.ROWS:
        raise NotEnoughData(f"{rows} rows came; {minimum_data.ROWS} are needed for the errors")
    starts = counted.starts[:, None]
    alpha = _slope(counted.lags, counted.by_lag, starts * np.diff(counted.lags), LAG_CORRECTIONS)
    tau = _slope(counted.areas, counted.by_area, starts * np.diff(counted.areas), AREA_CORRECTIONS)
    gamma = _slope(counted.lags, counted.area, counted.by_lag, LAG_CORRECTIONS)
    return ReturnExponents(_above_two(alpha), _above_two(tau), gamma)


def _above_two(slope):
    return slope._replace(estimate=Estimate(2 + slope.value, slope.error))


def _edges(name, values) -> np.ndarray:
    edges = finite(name, values, ("edges",))
    if edges.size < 4 or edges[0] <= 0 or not np.all(np.diff(edges) > 0):
        refuse(name, edges.tolist(), "increasing positive edges of at least three bins are needed")
    return edges


def _count(height, lags, areas):
    quiet = np.flatnonzero(height <= 0)
    total = np.cumsum(np.maximum(height, 0))[quiet]
    starts = np.flatnonzero(quiet + HORIZON * lags[-1] <= len(height))
    starts = starts[:: max(1, len(starts) // STARTS)]
    prefix = np.append(0, np.cumsum(total))
    # From each start, the first quiet layer at or beyond every edge.
    at_lag = np.array([np.searchsorted(quiet, quiet[starts] + edge) for edge in lags])
    at_area = np.array([np.searchsorted(total, total[starts] + edge) for edge in areas])
    pairs = np.diff(at_lag, axis=0)
    area = np.diff(prefix[at_lag], axis=0) - pairs * total[starts]
    return len(starts), pairs.sum(axis=1), np.diff(at_area, axis=0).sum(axis=1), area.sum(axis=1)


def _slope(edges, above, below, corrections):
    """Slope of Σ above/Σ below against the middle of the bins; errors from leaving out one row at a time."""
    middle = np.sqrt(edges[1:] * edges[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):  # empty bins are looked for
        ratios = sums_without(above) / sums_without(below)
        spread = jackknife_error(ratios[1:])
    if not (np.all(ratios > 0) and np.all(spread > 0)):
        raise NotEnoughData("a bin of lags or areas holds returns of fewer than two rows")
    weights = _smooth(np.log(middle), spread / ratios[0])
    fits = [power_slope(middle, ratio, ratio * weights, corrections=corrections) for ratio in ratios]
    values = np.array([[fit.value, *(bend.value for bend in fit.amplitudes)] for fit in fits])
    slope, *bends = estimates(values[0], jackknife_error(values[1:]))
    return fits[0]._replace(estimate=slope, amplitudes=tuple(bends), chi2=math.nan)  # bins are correlated


def _smooth(log_x, y):
    """The power law nearest to y: errors of single bins, as few rows give them, would make erratic weights."""
    return np.exp(np.polyval(np.polyfit(log_x, np.log(y), 1), log_x))
