"""The noise of the points: their scatter about the master curve where no errors came, and samples of noise like it."""

import numpy as np

from ...numerics.resampling import noise_like, redrawn_shares
from ..estimate import NotEnoughData
from .master_curve import absorbed, values
from .optimum import search

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


def resampled_fits(points, systems, master, free, resamples, rng):
    """Fits to as many samples, everything chosen anew."""
    form, fits, off = values(points, master), [], [_deviations(system) for system in systems]
    for _ in range(resamples):
        parts = [_noise(*each, points.log_y, rng) for each in zip(systems, off)]
        noise, weight = (np.concatenate(part) for part in zip(*parts))
        fits.append(search(points._replace(y=form + noise, weight=weight), master.exponents, free, master.stiffness))
    return fits


def _deviations(system):
    """Deviations of the runs from their mean, and beside them their squares."""
    if system.runs is None:
        return None
    off = system.runs - system.y
    return np.hstack([off, off**2])


def _noise(system, off, log_y, rng):
    """Noise of one sample of a system, and the weights it would be given."""
    if off is not None:
        return _noise_of_runs(system, off, log_y, rng)
    noise = noise_like(system.error if system.factor is None else system.factor, rng)
    unit = system.y if log_y else 1.0
    return noise / unit, unit / system.error


def _noise_of_runs(system, off, log_y, rng):
    n = len(off)
    noise, square = np.split(redrawn_shares(n, rng) @ off, 2)
    variance = (square - noise**2) * (n - 1) / (n - 2) / n
    error = np.sqrt(np.maximum(variance, (system.error / 4) ** 2))
    if not log_y:
        return noise, 1 / error
    share = np.maximum(noise / system.y, -0.9)  # a draw may miss the few runs that are not zero
    return np.log1p(share), system.y * (1 + share) / error
