"""Averages of many independent runs that were recorded at the same times, with some of the runs left out in turn."""

import numpy as np

FEWEST = 8
"""Runs for an error bar."""


def averages(values, most):
    """Averages over all runs, then without each group of them in turn.

    Parameters
    ----------
    values : array of shape (runs, times)
    most : int
        The runs are left out in at most so many groups.

    Returns
    -------
    numpy.ndarray
        Shape (groups + 1, times).
    """
    groups = np.array_split(values, min(most, len(values)))
    sums, sizes = np.array([group.sum(axis=0) for group in groups]), np.array([len(group) for group in groups])
    without = (sums.sum(axis=0) - sums) / (len(values) - sizes)[:, None]
    return np.vstack([values.mean(axis=0), without])


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
