"""Errors of points that came without any: their scatter about the master curve."""

import numpy as np

from .errors import NotEnoughData
from .master import freedom, values

NOMINAL = 1e-4
"""Share of the size of y that stands for its errors until they are known; only their ratios count."""

ROUNDS = 2
"""Fits before the scatter of each system is taken for known."""

POOLED = 4
"""Points' worth of the scatter of all systems that is mixed into that of each: a few points tell little."""

EXACT = 1e-6
"""Scatter, as a share of the size of y, that is none: a spline follows a smooth curve no better."""


def with_scatter(systems, fitted, log_y):
    """Systems with errors in the same ratio to y (or to its size, without a logarithm) everywhere in a system.

    Parameters
    ----------
    systems : list of System
    fitted : callable
        Returns the points and the fit of systems with errors, and how many exponents are free.
    log_y : bool

    Raises
    ------
    NotEnoughData
        If the points do not scatter or are too few to tell.
    """
    shares = np.full(len(systems), NOMINAL)
    for _ in range(ROUNDS):
        shares = shares * _scatter(systems, shares, fitted, log_y)
    # Together the errors are such that the sum of squares is what it should be.
    tried = _tried(systems, shares, log_y)
    points, master, free = fitted(tried)
    return _tried(systems, shares * (master.chi2 / spare(points, master, free)) ** 0.5, log_y)


def spare(points, master, free):
    """Degrees of freedom that are left to the scatter."""
    n, parameters = len(points.y), freedom(master)
    if n - parameters - free < 1:
        raise NotEnoughData(f"{n} points are too few for a curve of {parameters:.0f} parameters and {free} exponents")
    return n - parameters - free


def _scatter(systems, shares, fitted, log_y):
    """Root mean square of the deviations of each system, in units of the errors assumed."""
    points, master, free = fitted(_tried(systems, shares, log_y))
    squares = ((points.y - values(points, master)) * points.weight) ** 2
    per_point = squares * (len(squares) / spare(points, master, free))
    if per_point.mean() * np.mean(shares) ** 2 < EXACT**2:
        raise NotEnoughData("the points lie on a curve exactly: without scatter there are no errors; give some")
    ends = np.cumsum([0, *(len(system.x) for system in systems)])
    sums = np.array([per_point[slice(*end)].sum() for end in zip(ends, ends[1:])])
    return np.sqrt((sums + POOLED * per_point.mean()) / (np.diff(ends) + POOLED))


def _tried(systems, shares, log_y):
    return [
        system._replace(error=share * (system.y if log_y else np.full(len(system.y), np.sqrt(np.mean(system.y**2)))))
        for system, share in zip(systems, shares)
    ]
