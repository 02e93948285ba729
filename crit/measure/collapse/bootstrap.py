"""Bootstrap samples of a collapse: the fitted form plus noise like that of the data, fitted again."""

import numpy as np

from ...numerics.resampling import noise_like, redrawn_shares
from .curve import values
from .optimum import search


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
