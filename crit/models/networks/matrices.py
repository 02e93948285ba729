"""The oracle: the same networks with every weight drawn and every matrix multiplied, in plain NumPy.

It shares neither code nor random numbers with the collapsed chains. Weights are float32, one matrix product a layer
serves all replicas of a block, and what is measured on a layer is float64.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...theory.activations.lookup import Activation
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_distances, start_values
from .layers import checked_scales

WEIGHTS_AT_ONCE = 2**18
"""Weights drawn before they are used: they fit into a processor's cache."""
WORDS_TO_A_CALL = 2**11
"""Random words that a replica draws at once, for several layers if these are narrow."""
PAIRS_AT_ONCE = 2**14
"""Pairs of normal numbers to a call of NumPy: enough to make the call worth while, few enough for the inner cache."""
WEIGHTS_TO_A_PRODUCT = 2**17
"""Weights of a replica in one call of BLAS: OpenBLAS gives larger ones to threads, whose number shows in last bits."""
HALF, ULP = np.float32(0.5), np.float32(2.0**-32)


class NetworkPaths(NamedTuple):
    """Variance of the first input and distance of the two, layer by layer."""

    K: np.ndarray
    rho: np.ndarray


@documented
def dense_network(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    K0: ArrayLike = 1.0,
    rho0: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> NetworkPaths:
    """Send one input, or a pair, through random networks made of real weight matrices.

    It costs width² random numbers a layer where `variance_paths` takes at most ``width``: use it to check them. Many
    replicas together are faster than the same loop in PyTorch from a width of 100 on (`benchmarks/bench_dense.py`).

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width, depth, K0}
    rho0 : float or array of shape (replicas,), optional
        Distance ρ of a second input in layer 0, 0 < ρ <= 2, or 0 if the unit is stochastic; without it only one
        input is sent.
    {replicas, seed, executor, progress}

    Returns
    -------
    NetworkPaths
        ``K`` and ``rho`` of shape (replicas, depth + 1); for one input ``rho`` is a column of nan. K is the variance
        over weights and biases given the layer before, σ_b² + σ_w² ⟨φ²⟩, as in the chain, and ρ likewise.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, σ_w is not > 0, σ_b is not >= 0, the width, the depth or the
        replicas are no whole number >= 1, K0 is not > 0 or `rho0` outside its range, or either of them not one for each
        replica, the seed is none, the executor takes no calls, or `progress` is no bool.
    """
    network = Network(find_activation(activation), *checked_scales(sigma_w, sigma_b), whole("width", width))
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    rho_start = None if rho0 is None else start_distances(network.unit, rho0, replicas)
    simulate = partial(_block, network, depth, K_start, rho_start, seed_bits(seed))
    return NetworkPaths(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


class Network(NamedTuple):
    """A checked activation, the standard deviations of weights (times √width) and biases, and the width."""

    unit: Activation
    sigma_w: float
    sigma_b: float
    width: int


def _block(network, depth, K_start, rho_start, key, first, count):
    K, rho = np.empty((2, count, depth + 1))
    K[:, 0] = K_start[first : first + count]
    rho[:, 0] = 0.0 if rho_start is None else rho_start[first : first + count]
    width, pair = network.width, rho_start is not None
    together = max(1, WEIGHTS_AT_ONCE // (_layers_at_once(width) * width * (width + 1)))
    for row in range(0, count, together):
        rows = slice(row, min(row + together, count))
        rngs = [replica_generator(key, first + replica) for replica in range(rows.start, rows.stop)]
        _propagate(network, K[rows], rho[rows], rngs, pair)
    return (K, rho) if pair else (K, np.full((count, 1), np.nan))


def _propagate(network, K, rho, rngs, pair):
    # Sending the first input and the difference of the two keeps ρ = 1 − c free of cancellation.
    unit, sigma_w, sigma_b, width = network
    start, coins = rho[:, :1], [rng.spawn(1)[0] for rng in rngs]
    h, other = np.sqrt(K[:, :1]) * _normals(rngs, 1, width).transpose(1, 2, 0, 3)[0].astype(float)
    step = np.sqrt(start * (2 - start)) * other - start * h
    depth, share = K.shape[1] - 1, sigma_w / np.sqrt(width)
    weights = _weights(rngs, width, depth - 1)
    for layer in range(1, depth + 1):
        x = _outputs(unit, h, coins)
        change = _outputs(unit, h + step, coins) - x if pair else np.zeros_like(x)
        K[:, layer] = sigma_b**2 + sigma_w**2 * np.mean(x * x, axis=1)
        excess = sigma_w**2 * np.mean(change * (2 * x + change), axis=1)
        rho[:, layer] = _distance(K[:, layer], excess, sigma_w**2 * np.mean(change**2, axis=1))
        if layer < depth:
            h, step = _next(next(weights), share * x, share * change, sigma_b)


def _layers_at_once(width):
    """Layers for which a replica draws at once; of the width alone, so that a path does not depend on the depth."""
    return max(1, 2 * WORDS_TO_A_CALL // (width * (width + 1)))


def _weights(rngs, width, depth):
    """Standard normal weights and, in a last column, biases of each layer, for all replicas."""
    layers = _layers_at_once(width)
    for first in range(0, depth, layers):
        drawn = _normals(rngs, min(layers, depth - first), width * (width + 1) // 2)
        yield from drawn.reshape(len(rngs), -1, width, width + 1).swapaxes(0, 1)


def _next(weights, x, change, sigma_b):
    """One matrix product for both inputs of all replicas, each scaled to the range of float32."""
    inputs = np.stack([x, change], axis=2)
    inputs = np.concatenate([inputs, np.full((len(x), 1, 2), [sigma_b, 0.0])], axis=1)
    scale = np.abs(inputs).max(axis=1, keepdims=True)
    scale[scale == 0] = 1.0
    scaled, rows = (inputs / scale).astype(np.float32), max(1, WEIGHTS_TO_A_PRODUCT // inputs.shape[1])
    sums = [weights[:, row : row + rows] @ scaled for row in range(0, x.shape[1], rows)]
    return np.moveaxis(np.concatenate(sums, axis=1) * scale, 2, 0)


def _normals(rngs, layers, pairs):
    """Standard normal numbers in float32, of shape (replicas, layers, 2, pairs); each generator serves its replica."""
    z = np.empty((len(rngs), layers, 2, pairs), np.float32)
    together = max(1, PAIRS_AT_ONCE // (layers * pairs))
    for row in range(0, len(rngs), together):
        for first in range(0, pairs, PAIRS_AT_ONCE):
            part = z[row : row + together, :, :, first : first + PAIRS_AT_ONCE]
            shape = layers, part.shape[3]
            words = np.stack([rng.bit_generator.random_raw(shape) for rng in rngs[row : row + together]])
            _transform(part, words.view(np.uint32).reshape(part.shape))
    return z


def _transform(z, words):
    """Box & Muller's √(−2 ln u) (cos 2πv, sin 2πv) of pairs of 32-bit words, in place: arrays stay in the cache."""
    radius, angle = words[:, :, 0].astype(np.float32), words[:, :, 1].astype(np.float32)
    radius += HALF
    radius *= ULP
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    angle *= np.float32(2 * np.pi) * ULP
    np.cos(angle, out=z[:, :, 0])
    np.sin(angle, out=z[:, :, 1])
    z *= radius[:, :, None]


def _outputs(unit, h, rngs):
    if not unit.stochastic:
        return unit(h)
    return (np.stack([rng.random(h.shape[1]) for rng in rngs]) < unit(h)).astype(float)


def _distance(K, excess, difference):
    """1 − c from the variance of one input, the excess of the other's, and the variance of the difference."""
    roots = np.sqrt(K), np.sqrt(np.maximum(K + excess, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (difference - (excess / sum(roots)) ** 2) / (2 * roots[0] * roots[1])
