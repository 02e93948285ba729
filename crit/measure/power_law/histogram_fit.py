"""Power laws fitted to a histogram: the exact likelihood of the counts, whatever the bins."""

import math

import numpy as np

from ...checks import Told, finite, numbers, real, refuse, refuse_any
from ...typing import ArrayLike, Window
from .. import minimum_data
from ..estimate import NotEnoughData
from .data import Ccdf
from .fit import best_law
from .likelihood import binned_tail
from .result import PowerLaw
from .xmin_and_xmax import distance


def fit_binned_power_law(
    edges: ArrayLike, counts: ArrayLike, *, xmin: float | Window | None = None, xmax: float | None = None
) -> PowerLaw:
    """Fit p(x) ∝ x^−α to the counts of a histogram.

    Parameters
    ----------
    edges : array of shape (k + 1,)
        Edges of the bins, >= 0 and rising, of any widths. The last may be infinite. A bin that begins at 0 is never in
        the window.
    counts : array of shape (k,)
        Numbers of data in the bins, whole numbers >= 0.
    xmin : float or (float, float), optional
        Lower end, one of the edges. By default the edge above which the law lies closest to the counts; all are tried
        that leave three filled bins. A pair is the range of the edges to try.
    xmax : float, optional
        Upper end, one of the edges; by default the last, so that nothing is said of what lies beyond. Infinity if the
        bins hold all the data: the law is open then, and the error smaller.

    Returns
    -------
    PowerLaw

    Raises
    ------
    ValueError
        If the edges are fewer than three, negative or not rising, the counts are not one for each bin or no whole
        numbers >= 0, or an end is none of the edges or leaves no bin.
    NotEnoughData
        With fewer than fifty data from a given xmin on, or fewer than fifty to scan; it carries the estimate so far, or
        None if they lie in one bin.

    Notes
    -----
    A bin from u to v holds a datum of the window with chance (u^(1−α) − v^(1−α))/(xmin^(1−α) − xmax^(1−α)); α makes the
    product of the chances largest, and the error is 1/√(n I) with the Fisher information I that the bins leave. After a
    scan it is enlarged as in `fit_power_law`. ``ks`` is the largest difference at an edge. In trials with 600 samples
    each of 300 and 3000 numbers, α from 1.5 to 3.5, in octaves, fifths of a decade and equal bins, 95 % intervals hold
    the truth in 0.94 to 0.97 of cases for a given xmin. After a scan it is the same as a rule, but 0.90 for 300 numbers
    with α = 1.5 above an even body, and 1.00 where equal bins leave most of the law in their last.

    Virkar & Clauset, Ann. Appl. Stat. 8, 89 (2014).
    """
    edges, counts = _histogram(edges, counts)
    end = _end(edges, xmax)
    start, within = _start(edges, xmin, end)
    if end == math.inf > edges[-1]:
        edges, counts = np.append(edges, math.inf), np.append(counts, 0.0)
    used = (edges[:-1] >= start) & (edges[:-1] > 0.0) & (edges[1:] <= end)
    low, high, counts = edges[:-1][used], edges[1:][used], counts[used]
    filled = np.flatnonzero(counts)
    if filled.size < 2:
        raise NotEnoughData(f"the {counts.sum():g} data up to {end:g} lie in {filled.size} bins", None)
    kept = slice(0 if start else filled[0], filled[-1] + 2)  # beyond the last filled bin one empty one is a distance
    tail = binned_tail(low[kept], high[kept], counts[kept], end, within)
    best, law, error = best_law(tail, not start, end)
    n, ks = int(tail.below[-1] - tail.below[best]), distance(tail, best, law, math.inf)[0]
    method = f"maximum likelihood, {tail.values.size - best} bins, xmin {'given' if start else 'scanned for'}"
    data = Ccdf(tail.values, 1.0 - tail.below[:-1] / tail.below[-1], float(tail.below[-1]))
    xmin = float(law.start)
    fit = PowerLaw(1.0 + law.a, error, xmin, end, ks, n, False, not start, method, within=within, data=data)
    scanned, start = tail.below[-1] - tail.below[tail.first], tail.values[tail.first]
    if scanned < minimum_data.PER_PARAMETER:
        few = f"{scanned:g} data lie from {start:g} to {end:g}; {minimum_data.PER_PARAMETER} are needed"
        raise NotEnoughData(few, fit)
    return fit


def _histogram(edges, counts) -> tuple[np.ndarray, np.ndarray]:
    edges, _ = numbers("edges", edges)
    edges = np.array(edges, dtype=float)
    if edges.ndim != 1 or edges.size < 3 or not (np.all(edges[1:] > edges[:-1]) and edges[0] >= 0):
        refuse("edges", edges, "at least three rising numbers >= 0 are needed, of which the last may be infinite")
    counts = finite("counts", counts, ("bins",))
    if counts.size != edges.size - 1:
        refuse("counts", Told(f"array of shape {counts.shape}"), f"one for each of {edges.size - 1} bins is needed")
    refuse_any("counts", ~((counts >= 0) & (counts == np.floor(counts))), "no count", "whole numbers >= 0 are needed")
    return edges, counts


def _end(edges, xmax) -> float:
    if xmax is None:
        return float(edges[-1])
    return math.inf if np.ndim(xmax) == 0 and xmax == math.inf else _edge("xmax", xmax, edges)


def _start(edges, xmin, end) -> tuple[float, tuple[float, float]]:
    """The lower end, 0 for a scan, and the range of edges for it."""
    if xmin is None:
        return 0.0, (0.0, math.inf)
    if np.ndim(xmin) == 1 and len(xmin) == 2:
        low, high = (real("xmin", bound, least=0) for bound in xmin)
        if not np.any((edges >= low) & (edges <= high) & (edges < end) & (edges > 0.0)):
            refuse("xmin", xmin, f"a range (low, high) that holds some edges below xmax = {end:g} is needed")
        return 0.0, (low, high)
    xmin = _edge("xmin", xmin, edges)
    if not 0.0 < xmin < end:
        refuse("xmin", xmin, f"an edge > 0 and < xmax = {end:g} is needed")
    return xmin, (0.0, math.inf)


def _edge(name, value, edges):
    nearest = edges[np.argmin(np.abs(edges - real(name, value)))]
    if abs(nearest - value) > 1e-9 * abs(value):
        refuse(name, value, f"one of the edges is needed; the nearest is {nearest:g}")
    return float(nearest)
