"""Errors of points that came without any: their scatter about the master curve."""

import numpy as np

from ..estimate import NotEnoughData
from .curve import absorbed, values

NOMINAL = 1e-4
"""Share of y that stands for its errors until they are known; the fit does not depend on it."""

EXACT = 1e-6
"""Scatter, as a share of y, that is none: a spline follows a smooth curve no better."""


def with_scatter(systems, fitted, log_y):
    """Systems with errors in one ratio to y or, without a logarithm, to the root mean square y of the system.

    Each system with a ratio of its own would do worse: one that the curve happens to follow would get small errors,
    and the curve follow it the more.

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
    points, master, free = fitted(_tried(systems, NOMINAL, log_y))
    deviations = (points.y - values(points, master)) * points.weight
    scatter = NOMINAL * (deviations @ deviations / spare(len(deviations), absorbed(master), free)) ** 0.5
    if scatter < EXACT:
        raise NotEnoughData("the points lie on a curve exactly: without scatter there are no errors; give some")
    return _tried(systems, scatter, log_y)


def spare(n, parameters, free):
    """Degrees of freedom that are left to the scatter."""
    if n - parameters - free < 1:
        raise NotEnoughData(f"{n} points are too few for a curve of {parameters:.0f} parameters and {free} exponents")
    return n - parameters - free


def _tried(systems, share, log_y):
    return [system._replace(error=share * (system.y if log_y else _typical(system.y))) for system in systems]


def _typical(y):
    """Root mean square at every point; one where all are zero."""
    return np.full(len(y), np.sqrt(np.mean(y**2)) or 1.0)
