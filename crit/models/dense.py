"""The oracle: the same networks with every weight drawn and every matrix multiplied, in plain NumPy."""

from functools import partial
from typing import NamedTuple

import numpy as np

from ..checks import real, whole
from ..theory.activations import activation as find_activation
from .ensembles import run_ensemble, start_distances, start_values
from .streams import replica_generator, seed_bits

WEIGHTS_AT_ONCE = 2**20


class NetworkPaths(NamedTuple):
    """Variance of the first input and distance of the two, layer by layer."""

    K: np.ndarray
    rho: np.ndarray


def dense_network(
    activation,
    sigma_w,
    sigma_b,
    width,
    depth,
    *,
    K0=1.0,
    rho0=None,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Send one input, or a pair, through random networks made of real weight matrices.

    It costs width² random numbers a layer where `variance_paths` takes at most ``width``: use it to check them.

    Parameters
    ----------
    activation, sigma_w, sigma_b, width, depth, K0, replicas, seed, executor, progress
        As in `variance_paths`.
    rho0 : float or array of shape (replicas,), optional
        Distance of a second input, as in `replica_paths`; without it only one input is sent.

    Returns
    -------
    NetworkPaths
        ``K`` and ``rho`` of shape (replicas, depth + 1); for one input ``rho`` is a column of nan. K is the variance
        over weights and biases given the layer before, σ_b² + σ_w² ⟨φ²⟩, as in the chain, and ρ likewise.

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    width, depth, replicas = whole("width", width), whole("depth", depth), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    start = None if rho0 is None else start_distances(unit, rho0, replicas)
    simulate = partial(_block, unit, sigma_w, sigma_b, width, depth, K_start, start, seed_bits(seed))
    return NetworkPaths(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _block(unit, sigma_w, sigma_b, width, depth, K_start, start, key, first, count):
    K, rho = np.empty((2, count, depth + 1))
    K[:, 0] = K_start[first : first + count]
    rho[:, 0] = 0.0 if start is None else start[first : first + count]
    together = max(1, WEIGHTS_AT_ONCE // width**2)
    for row in range(0, count, together):
        rows = slice(row, min(row + together, count))
        rngs = [replica_generator(key, first + replica) for replica in range(rows.start, rows.stop)]
        _propagate(unit, sigma_w, sigma_b, width, K[rows], rho[rows], rngs, pair=start is not None)
    return (K, rho) if start is not None else (K, np.full((count, 1), np.nan))


def _propagate(unit, sigma_w, sigma_b, width, K, rho, rngs, pair):
    # Sending the first input and the difference of the two keeps ρ = 1 − c free of cancellation.
    def normals(*shape):
        return np.stack([rng.standard_normal(shape, dtype=np.float32) for rng in rngs]).astype(float)

    c = 1 - rho[:, :1]
    h, other = np.sqrt(K[:, :1]) * normals(2, width).transpose(1, 0, 2)
    step = (c - 1) * h + np.sqrt(1 - c * c) * other
    for layer in range(1, K.shape[1]):
        x = _outputs(unit, h, rngs)
        change = _outputs(unit, h + step, rngs) - x if pair else np.zeros_like(x)
        K[:, layer] = sigma_b**2 + sigma_w**2 * np.mean(x * x, axis=1)
        excess = sigma_w**2 * np.mean(change * (2 * x + change), axis=1)
        rho[:, layer] = _distance(K[:, layer], excess, sigma_w**2 * np.mean(change**2, axis=1))
        weights = sigma_w / np.sqrt(width) * normals(width, width)
        h, step = np.moveaxis(weights @ np.stack([x, change], axis=2), 2, 0)
        h = h + sigma_b * normals(width)


def _outputs(unit, h, rngs):
    if not unit.stochastic:
        return unit(h)
    return (np.stack([rng.random(h.shape[1]) for rng in rngs]) < unit(h)).astype(float)


def _distance(K, excess, difference):
    """1 − c from the variance of one input, the excess of the other's, and the variance of the difference."""
    roots = np.sqrt(K), np.sqrt(np.maximum(K + excess, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (difference - (excess / sum(roots)) ** 2) / (2 * roots[0] * roots[1])
