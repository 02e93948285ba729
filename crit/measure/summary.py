"""A sample in a few numbers: its mean and its histogram, with standard errors."""

from typing import NamedTuple

import numpy as np

from ..checks import Told, finite, flag, refuse, refuse_any, sample, whole
from ..typing import ArrayLike, Window
from .arguments import checked_counts, checked_window, positive_samples
from .estimate import Estimate, NotEnoughData


class Histogram(NamedTuple):
    """Density of a sample in bins that hold data: arrays of one entry a bin.

    ``x`` is the middle of a bin, ``density`` the share of all data in it over its width, ``error`` the standard error
    of that, and ``n`` the number of data in it.
    """

    x: np.ndarray
    density: np.ndarray
    error: np.ndarray
    n: np.ndarray


def mean(values: ArrayLike, axis: int = 0) -> Estimate:
    """Mean over independent replicas, with its standard error.

    Parameters
    ----------
    values : array of any shape
        Finite numbers, or bools, whose mean is a share.
    axis : int
        Where the replicas are, at least two.

    Returns
    -------
    Estimate
        Two numbers for an array of one dimension; otherwise two arrays of the shape that is left without the axis.

    Raises
    ------
    ValueError
        If `values` is empty or not all finite, or has no such axis.
    NotEnoughData
        With a single replica; its estimate has the error nan.

    Notes
    -----
    The error is s/√n with the unbiased variance s². It is itself known to 1/√(2n) only, so that of normal numbers 1.96
    errors hold the truth in 95 % of cases where n is large, in 93.5 % where n = 20, in 90.9 % where n = 8.
    """
    if getattr(getattr(values, "dtype", None), "kind", None) == "b":
        values = np.asarray(values, dtype=float)
    values = finite("values", values)
    if values.size == 0 or values.ndim == 0:
        refuse("values", Told(f"array of shape {values.shape}"), "a filled array of replicas is needed")
    values = np.moveaxis(values, whole("axis", axis, least=-values.ndim, most=values.ndim - 1), 0)
    middle = values.mean(axis=0)
    if len(values) < 2:
        raise NotEnoughData("1 replica; two are needed for an error", Estimate(middle, middle * np.nan))
    return Estimate(middle, values.std(axis=0, ddof=1) / len(values) ** 0.5)


def histogram(x: ArrayLike, *, bins: ArrayLike = 24, window: Window | None = None, fewest: int = 1) -> Histogram:
    """Density of a sample in bins of equal width, with standard errors.

    Parameters
    ----------
    x : array of shape (n,)
        Finite numbers. Masked ones are left out.
    bins : int or array of shape (bins + 1,)
        Number of bins, or their increasing edges.
    window : tuple of float, optional
        (low, high): where the bins lie; by default from the smallest to the largest x. Not with edges.
    fewest : int
        Bins with fewer data are left out, as are empty ones.

    Returns
    -------
    Histogram
        The density is that of all data, also of those outside the window.

    Raises
    ------
    ValueError
        If x holds no finite numbers, `bins` is no whole number >= 1 and no row of increasing edges, the window is no
        pair low < high, comes beside edges, or is missing where all x are alike, or `fewest` is no whole number >= 0.

    Notes
    -----
    The number in a bin is binomial: with a share p of N data the error of the density is √(p(1 − p)/N) over the width.
    """
    x = sample("x", x)
    edges = _given_edges(bins, window) if np.iterable(bins) else np.linspace(*_ends(x, window), whole("bins", bins) + 1)
    return _counted(x, None, edges, (edges[1:] + edges[:-1]) / 2, fewest)


def log_histogram(
    x: ArrayLike,
    *,
    bins: ArrayLike = 24,
    window: Window | None = None,
    counts: ArrayLike | None = None,
    discrete: bool | None = None,
    fewest: int = 1,
) -> Histogram:
    """Density of positive numbers in bins of equal width in ln x, with standard errors.

    Parameters
    ----------
    x : array of shape (n,)
        Positive numbers. Masked ones are left out.
    bins : int or array of shape (bins + 1,)
        Number of bins, or their increasing positive edges.
    window : tuple of float, optional
        (low, high), 0 < low < high: where the bins lie; by default from the smallest to the largest x. Not with edges.
    counts : array of shape (n,), optional
        How often each x occurred; once without it.
    discrete : bool, optional
        Whether x are whole numbers; by default they are if all are. The width of a bin is then the number of whole
        numbers in it, and bins without one are joined to the next.
    fewest : int
        Bins with fewer data are left out, as are empty ones.

    Returns
    -------
    Histogram
        ``x`` is the geometric mean of the ends of a bin: of its edges, or of its smallest and largest whole number.
        The density is that of all data, also of those outside the window, with errors as of `histogram`.

    Raises
    ------
    ValueError
        If x are not positive (or not whole, with `discrete`), the counts are not as many or negative or all zero,
        `bins` is no whole number >= 1 and no row of increasing positive edges, the window is no pair 0 < low < high,
        holds no whole number where one is needed, comes beside edges, or is missing where all x are alike, or `fewest`
        is no whole number >= 0.

    Examples
    --------
    >>> found = log_histogram([1, 1, 1, 2, 2, 3, 4, 7], bins=[1, 2, 4, 8])
    >>> found.n.tolist(), found.density.tolist()
    ([3, 3, 2], [0.375, 0.1875, 0.0625])
    """
    samples = positive_samples("x", x) if counts is None else [finite("x", x, ("values",))]
    refuse_any("x", samples[0] <= 0, "not positive", "positive values are needed")
    x, counts = samples[0], None if counts is None else checked_counts(counts, samples)[0]
    discrete = bool(np.all(x == np.floor(x))) if discrete is None else flag("discrete", discrete)
    refuse_any("x", discrete & (x != np.floor(x)), "not whole", "whole numbers are needed")
    edges, half = _log_edges(bins, window, x, discrete), 0.5 if discrete else 0.0
    return _counted(x, counts, edges, np.sqrt((edges[:-1] + half) * (edges[1:] - half)), fewest)


def _counted(x, counts, edges, middles, fewest):
    n, total = np.histogram(x, edges, weights=counts)[0], len(x) if counts is None else counts.sum()
    if total <= 0:
        refuse("counts", Told("zeros"), "one that is positive is needed")
    share, width = n / total, np.diff(edges)
    full = (n >= whole("fewest", fewest, least=0)) & (n > 0)
    columns = middles, share / width, np.sqrt(share * (1 - share) / total) / width, n
    return Histogram(*(column[full] for column in columns))


def _log_edges(bins, window, x, discrete):
    """Edges of the bins; of whole numbers, half-way between two of them."""
    if np.iterable(bins):
        edges = _given_edges(bins, window)
        refuse_any("bins", edges <= 0, "not positive", "positive edges are needed")
        return np.unique(np.ceil(edges)) - 0.5 if discrete else edges
    low, high = _ends(x, window, above=0)
    bins = whole("bins", bins)
    if not discrete:
        return np.geomspace(low, high, bins + 1)
    if np.floor(high) < np.ceil(low):
        refuse("window", window, "one that holds a whole number is needed")
    return np.unique(np.rint(np.geomspace(np.ceil(low), np.floor(high) + 1, bins + 1))) - 0.5


def _ends(x, window, **bounds) -> tuple[float, float]:
    if window is not None:
        return checked_window(window, **bounds)
    if x.min() == x.max():
        refuse("x", Told(f"numbers that are all {x[0]:g}"), "different ones, or a window, are needed")
    return x.min(), x.max()


def _given_edges(bins, window) -> np.ndarray:
    edges = finite("bins", bins, ("edges",))
    if edges.size < 2 or not np.all(np.diff(edges) > 0):
        refuse("bins", edges.tolist(), "a whole number, or increasing edges, are needed")
    if window is not None:
        refuse("window", window, "None is needed beside edges of bins")
    return edges
