"""Two inputs through the same random network: the exact chain in the 2×2 covariance of their pre-activations.

The state is the variance K of one input, the excess M of the other's variance, and the variance Q of the
difference of the two, K_bb = K + M and K_ab = K + (M − Q)/2. Sums of differences φ(b) − φ(a) update M and Q without
cancellation, so the distance ρ = 1 − K_ab/√(K_aa K_bb) stays accurate down to 1e-25.
"""

from functools import lru_cache, partial

import numpy as np

from ...checks import whole
from ...documented import documented
from ...numerics.compile import FORMULA, INLINE, njit
from ...numerics.normal import fill_normals
from ...numerics.streams import VALUES, U, coin_key, layer_key, random_words, seed_bits
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_distances, start_values
from .layers import checked_layers

SMALL_STEP = 1e-5
"""Below this difference of two inputs φ(b) − φ(a) is taken from φ' at the midpoint."""

BLOCK = 64
"""Units whose inputs are drawn together, in vector instructions."""


@documented
def replica_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    rho0: ArrayLike,
    K0: ArrayLike = 1.0,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Distance ρ = 1 − c of two inputs, c the correlation of their pre-activations, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width, depth}
    rho0 : float or array of shape (replicas,)
        Distance in layer 0, 0 < ρ <= 2. A pair that starts identical, ρ = 0, is refused unless the unit is stochastic.
    K0 : float or array of shape (replicas,)
        Variance of both inputs in layer 0, > 0.
    replicas : int
        Number of pairs, each in a network of its own, >= 1.
    {seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        rho, shape (replicas, depth + 1), float64. Where both inputs have died out (a relu layer without an active
        unit, at σ_b = 0) the distance is not defined, and is nan.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, σ_w is not > 0, σ_b is not >= 0, the width, the depth or the
        replicas are no whole number >= 1, `rho0` is outside its range or K0 not > 0, or either of them not one for each
        replica, the seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    A stochastic unit fires independently for the two inputs, so its ρ = 0 is not absorbing.
    """
    unit, layers = find_activation(activation), checked_layers(sigma_w, sigma_b, width)
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    rho_start = start_distances(unit, rho0, replicas)
    K_start = start_values("K0", K0, replicas)
    simulate = partial(_block, unit, layers, depth, rho_start, K_start, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


def _block(unit, layers, depth, rho_start, K_start, key, first, count):
    paths = np.empty((count, depth + 1))
    paths[:, 0] = rho_start[first : first + count]
    _kernel(unit)(paths, K_start[first : first + count], key, first, layers)
    return paths


@njit(**INLINE)
def _uniform(word):
    return (float(word) + 0.5) * 2.0**-32


@lru_cache(maxsize=64)
def _kernel(unit):
    """Compiled chain of a pair for one activation."""
    outputs = _firing(unit.scalar) if unit.stochastic else _responding(unit.scalar, unit.scalar_derivative)

    @njit(nogil=True, **FORMULA)
    def fill(paths, K_start, key, first, layers):
        normals = np.empty((2, BLOCK), np.float32)
        for replica in range(paths.shape[0]):
            K, M, Q = K_start[replica], 0.0, 2.0 * paths[replica, 0] * K_start[replica]
            for layer in range(paths.shape[1] - 1):
                words_key = layer_key(key, first + replica, layer, VALUES)
                lean = (M - Q) / (2.0 * K) if K > 0.0 else 0.0
                spread = np.sqrt(max(Q - lean * lean * K, 0.0))
                square = excess = difference = 0.0
                for i in range(layers.width):
                    if i % BLOCK == 0:
                        fill_normals(normals, i, words_key)
                    h, other = np.sqrt(K) * normals[0, i % BLOCK], spread * normals[1, i % BLOCK]
                    output, change = outputs(h, lean * h + other, i, words_key)
                    square += output * output
                    excess += change * (2.0 * output + change)
                    difference += change * change
                K = layers.sigma_b2 + layers.sigma_w2 * square / layers.width
                M, Q = layers.sigma_w2 * excess / layers.width, layers.sigma_w2 * difference / layers.width
                root_a, root_b = np.sqrt(K), np.sqrt(max(K + M, 0.0))
                gap = M / (root_a + root_b)
                paths[replica, layer + 1] = (Q - gap * gap) / (2.0 * root_a * root_b)

    return fill


def _responding(phi, slope):
    @njit(**FORMULA)
    def outputs(h, step, i, key):
        output = phi(h)
        if abs(step) < SMALL_STEP:
            return output, slope(h + step / 2) * step
        return output, phi(h + step) - output

    return outputs


def _firing(probability):
    @njit(**FORMULA)
    def outputs(h, step, i, key):
        # A second key: the words of the first are used up by the two normal deviates.
        a, b = random_words(U(i), coin_key(key))
        output = 1.0 if _uniform(a) < probability(h) else 0.0
        return output, (1.0 if _uniform(b) < probability(h + step) else 0.0) - output

    return outputs
