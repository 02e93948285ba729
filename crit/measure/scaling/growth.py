"""Exponents of time series that grow or decay as powers, y ∝ t^g, read from many independent runs.

The points of one run are correlated over times of the order of t itself, so the scatter of the points about a line
says nothing about its error: errors come from the runs, by the jackknife.
"""

from typing import NamedTuple

import numpy as np

from ...checks import finite, real, refuse, rows_are_series, whole
from ...documented import documented
from ...numerics.jackknife import jackknife_error, means_without
from ...numerics.least_squares import independent, least_squares, unit_of
from ...typing import ArrayLike, Corrections, Window
from .. import minimum_data
from ..arguments import checked_corrections, checked_times, checked_window, corrections_at
from ..estimate import Estimate, Exponent, NotEnoughData

GROUPS = 40
"""The runs are left out in at most so many groups."""

MOST = 100_000
"""Points of a curve of local slopes."""


class EffectiveExponents(NamedTuple):
    """Local slopes of ln y against ln t with their standard errors, each at the geometric middle of its two times.

    Attributes
    ----------
    time, value, error : numpy.ndarray
        Shape (points,).
    """

    time: np.ndarray
    value: np.ndarray
    error: np.ndarray


RUNS = {
    "paths": """
        paths : array of shape (runs, times)
            Independent runs, at least 8. Their average must be positive in the window.""",
    "window": """
        window : tuple of float
            (first, last) time used, 0 < first < last.""",
    "times": """
        times : array of shape (times,), optional
            When the columns were recorded, increasing; 0, 1, 2, … without it.""",
    "over": """
        over : array of the shape of paths, optional
            Divide the average of paths by that of this: for means over what is active, not over runs.""",
    "corrections": """
        corrections : sequence of callables
            f_k(t), functions that fade at late times; ln y = const + g ln t + Σ b_k f_k(t), with free b_k.""",
    "points": """
        points : int
            At most so many times, evenly spaced in ln t, enter the fit.""",
}
"""Parameters that exponents of time series share, for `documented`."""


@documented(**RUNS)
def growth_exponent(
    paths: ArrayLike,
    *,
    window: Window,
    times: ArrayLike | None = None,
    over: ArrayLike | None = None,
    corrections: Corrections = (),
    points: int = 24,
) -> Exponent:
    """Exponent g of the average of many runs, y ∝ t^g, by weighted least squares of ln y on ln t.

    Parameters
    ----------
    {paths, window, times, over, corrections, points}

    Returns
    -------
    Exponent
        ``value`` is g, negative for a decay (see `decay_exponent`), ``error`` its jackknife error over the runs, ``n``
        the number of runs and ``chi2`` nan, as the points are not independent.

    Raises
    ------
    ValueError
        If `paths` is no table of finite numbers, or one that stands upright, the times do not increase or are not one
        for each column, `over` has another shape or no positive average, the window is no pair 0 < first < last,
        `points` is no whole number >= 2, or the corrections are no functions that differ from ln t, a constant and each
        other.
    NotEnoughData
        With fewer than 8 runs, too few times in the window, an average that is not positive there, or runs that do not
        differ; the estimate comes along then.
    """
    return _fitted(1, paths, window, times, over, corrections, points)


@documented(**RUNS)
def decay_exponent(
    paths: ArrayLike,
    *,
    window: Window,
    times: ArrayLike | None = None,
    over: ArrayLike | None = None,
    corrections: Corrections = (),
    points: int = 24,
) -> Exponent:
    """Exponent δ > 0 of the average of many runs that decays as y ∝ t^−δ: the growth exponent with its sign changed.

    Parameters
    ----------
    {paths, window, times, over, corrections, points}

    Returns
    -------
    Exponent
        ``value`` is δ; ``amplitudes`` are those of ln y, as for a growth.

    Raises
    ------
    ValueError
        If `paths` is no table of finite numbers, or one that stands upright, the times do not increase or are not one
        for each column, `over` has another shape or no positive average, the window is no pair 0 < first < last,
        `points` is no whole number >= 2, or the corrections are no functions that differ from ln t, a constant and each
        other.
    NotEnoughData
        With fewer than 8 runs, too few times in the window, an average that is not positive there, or runs that do not
        differ; the estimate that comes along then is that of δ.
    """
    return _fitted(-1, paths, window, times, over, corrections, points)


@documented(**RUNS)
def effective_exponents(
    paths: ArrayLike, *, times: ArrayLike | None = None, over: ArrayLike | None = None, factor: float = 2.0
) -> EffectiveExponents:
    """Local slopes ln[y(bt)/y(t)] / ln b of the average of many runs: a curve that settles at the exponent.

    Parameters
    ----------
    {paths, times, over}
    factor : float
        b > 1. Between recorded times ln y is interpolated in ln t.

    Returns
    -------
    EffectiveExponents
        At times spaced by the factor √b or more.

    Raises
    ------
    ValueError
        If `paths` is no table of finite numbers, or one that stands upright, the times do not increase or are not one
        for each column, `over` has another shape or no positive average, or the factor is not > 1 or so close to it
        that there are more than 100 000 points.
    NotEnoughData
        With fewer than 8 runs, times that span less than the factor, an average that is not positive, or runs that do
        not differ; the estimate comes along then.
    """
    times, means, _ = _checked(paths, times, over)
    factor = real("factor", factor, above=1)
    positive = times > 0
    t = times[positive]
    if len(t) < 2 or t[-1] < factor * t[0]:
        raise NotEnoughData(f"the times do not span a factor of {factor:g}")
    steps = int(2 * np.log(t[-1] / t[0]) / np.log(factor) + 1e-9) - 1
    if steps > MOST:
        refuse("factor", factor, f"one that gives no more than {MOST} points is needed")
    early = t[0] * factor ** (np.arange(steps) / 2)
    logs = _log_means(means[:, :, positive])
    rise = [np.interp(np.log(factor * early), np.log(t), y) - np.interp(np.log(early), np.log(t), y) for y in logs]
    slopes = np.array(rise) / np.log(factor)
    found = EffectiveExponents(early * np.sqrt(factor), slopes[0], jackknife_error(slopes[1:]))
    _refuse_copies(means, found)
    return found


def _fitted(sign, paths, window, times, over, corrections, points) -> Exponent:
    """The exponent of t^(sign · exponent)."""
    times, means, runs = _checked(paths, times, over)
    first, last = checked_window(window, above=0)
    (corrections,) = checked_corrections(corrections)
    chosen = spread_out(times, first, last, whole("points", points, least=2))
    if len(chosen) < 3 + len(corrections):
        raise NotEnoughData(f"{len(chosen)} times lie in the window; {3 + len(corrections)} are needed")
    t = times[chosen]
    logs = _log_means(means[:, :, chosen])
    weight = 1 / np.maximum(jackknife_error(logs[1:]), 1e-12)
    design = np.column_stack([sign * np.log(t), *corrections_at(t, corrections), np.ones(len(t))])
    if not independent(design * weight[:, None]):
        refuse("corrections", corrections, "functions are needed that differ from ln t, a constant and each other")
    rows = least_squares(design, logs.T, weight).values[:-1]
    growth, *amplitudes = (Estimate(float(row[0]), jackknife_error(row[1:])) for row in rows)
    found = Exponent(growth, tuple(amplitudes), (float(t[0]), float(t[-1])), runs, float("nan"))
    _refuse_copies(means, found)
    return found


def _checked(paths, times, over) -> tuple[np.ndarray, np.ndarray, int]:
    """Times, the averages of paths and of what they are divided by, and the number of runs."""
    rows_are_series("paths", paths)
    values = finite("paths", paths, ("runs", "times"))
    runs, columns = values.shape
    divisors = np.ones_like(values) if over is None else finite("over", over, values.shape)
    times = checked_times(np.arange(columns) if times is None else times, columns)
    if runs < minimum_data.RUNS:
        raise NotEnoughData(f"{runs} runs; {minimum_data.RUNS} are needed")
    # The unit of either is a constant in ln y, and does not matter to a slope.
    return times, np.stack([means_without(each / unit_of(each), GROUPS) for each in (values, divisors)]), runs


def _refuse_copies(means, found):
    """Refuse runs that are all the same: their errors would be zero, which no measurement has."""
    if np.all(np.ptp(means[:, 1:], axis=1) <= 1e-14 * np.abs(means[:, 0])):
        raise NotEnoughData("the runs do not differ: no error can be had from them", found)


def _log_means(means):
    """ln of the averages; the first row from all runs, the others without one group each."""
    if np.any(means <= 0):
        raise NotEnoughData("the average of the runs is not positive at all times used, with every group left out")
    return np.log(means[0] / means[1])


def spread_out(times, first, last, points):
    """Indices of at most so many times from first to last, evenly spaced in ln t.

    Parameters
    ----------
    times : array of shape (times,)
        Increasing.
    first, last : float
        0 < first < last.
    points : int

    Returns
    -------
    numpy.ndarray
        Of int, increasing; empty if no time lies in between.
    """
    inside = np.flatnonzero((times >= first) & (times <= last))
    if not inside.size:
        return inside
    targets = np.geomspace(times[inside[0]], times[inside[-1]], points)
    return np.unique(inside[np.searchsorted(times[inside], targets * (1 - 1e-12))])
