"""Averages of many independent runs that were recorded at the same times, with some of the runs left out in turn."""

import numpy as np

from ...checks import finite, real, refuse, refuse_any

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


def checked_window(window):
    """First and last time of a window, 0 < first < last."""
    try:
        first, last = window
    except (TypeError, ValueError):
        refuse("window", window, "a pair (first, last) of times is needed")
    first = real("window[0]", first, above=0)
    return first, real("window[1]", last, above=first)


def checked_times(times, columns):
    """Array of increasing times, one for each column."""
    times = finite("times", times, (columns,))
    late = np.append(True, np.diff(times) > 0)
    refuse_any("times", ~late, "not later than the one before", "increasing numbers are needed")
    return times


def checked_corrections(corrections):
    """List of functions of time."""
    given = list(corrections) if np.iterable(corrections) else [None]
    if not all(map(callable, given)):
        refuse("corrections", corrections, "a list of functions is needed")
    return given


def corrections_at(t, corrections):
    """Values of the corrections, an array of the shape of t for each, or ``ValueError``."""
    with np.errstate(all="ignore"):  # what comes of it is looked at
        bends = [term(t) for term in corrections]
    return [finite(f"corrections[{k}](t)", bend, t.shape) for k, bend in enumerate(bends)]
