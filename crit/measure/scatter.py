"""Errors of points that came without any: their scatter about the master curve."""

import numpy as np

from .errors import NotEnoughData
from .master import absorbed, values

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
        squares = _squares(*fitted(_tried(systems, shares, log_y)))
        if squares.mean() * np.mean(shares**2) < EXACT**2:
            raise NotEnoughData("the points lie on a curve exactly: without scatter there are no errors; give some")
        shares = shares * pooled(squares, [len(system.x) for system in systems])
    # Together the errors are such that the sum of squares is what it should be.
    squares = _squares(*fitted(_tried(systems, shares, log_y)))
    return _tried(systems, shares * squares.mean() ** 0.5, log_y)


def pooled(squares, counts):
    """Root mean square of each system from those of its points, with a little of all the others."""
    ends = np.cumsum([0, *counts])
    return np.sqrt((np.add.reduceat(squares, ends[:-1]) + POOLED * squares.mean()) / (np.array(counts) + POOLED))


def _squares(points, master, free):
    """Squared deviations in units of the errors assumed, made up for what the fit takes away."""
    deviations = (points.y - values(points, master)) * points.weight
    return deviations**2 * (len(deviations) / spare(len(deviations), absorbed(master), free))


def spare(n, parameters, free):
    """Degrees of freedom that are left to the scatter."""
    if n - parameters - free < 1:
        raise NotEnoughData(f"{n} points are too few for a curve of {parameters:.0f} parameters and {free} exponents")
    return n - parameters - free


def _tried(systems, shares, log_y):
    return [
        system._replace(error=share * (system.y if log_y else np.full(len(system.y), np.sqrt(np.mean(system.y**2)))))
        for system, share in zip(systems, shares)
    ]
