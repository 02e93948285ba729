"""Bootstrap samples of a collapse: the fitted form plus noise like that of the data, fitted again."""

import numpy as np

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
    """Deviations of the replicas from their mean, and beside them their squares."""
    if system.replicas is None:
        return None
    off = system.replicas - system.y
    return np.hstack([off, off**2])


def _noise(system, off, log_y, rng):
    """Noise of one sample of a system, and the weights it would be given."""
    if off is not None:
        return _noise_of_replicas(system, off, log_y, rng)
    if system.factor is None:
        noise = rng.normal(size=len(system.error)) * system.error
    else:
        noise = system.factor @ rng.normal(size=system.factor.shape[1])
    unit = system.y if log_y else 1.0
    return noise / unit, unit / system.error


def _noise_of_replicas(system, off, log_y, rng):
    n = len(off)
    # One draw fewer than replicas, so that the variance of the mean comes out unbiased.
    counts = np.bincount(rng.integers(n, size=n - 1), minlength=n) / (n - 1)
    noise, square = np.split(counts @ off, 2)
    variance = (square - noise**2) * (n - 1) / (n - 2) / n
    error = np.sqrt(np.maximum(variance, (system.error / 4) ** 2))
    if not log_y:
        return noise, 1 / error
    share = np.maximum(noise / system.y, -0.9)  # a draw may miss the few replicas that are not zero
    return np.log1p(share), system.y * (1 + share) / error
