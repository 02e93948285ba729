"""Random dense networks of finite width, one input: the exact Markov chain in the pre-activation variance.

Given one layer, the pre-activations of the next are iid Gaussian, so a network of width N is a chain in

    K' = σ_b² + σ_w² (1/N) Σ_i φ(√K z_i)²,    z_i iid N(0, 1),

and no weight matrix is ever drawn: N numbers a layer, or just one or two where the sum has a closed law.
"""

import math
from functools import lru_cache, partial

import numpy as np

from ...checks import whole
from ...documented import documented
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ...numerics.variates import binomial, gamma, stream_state
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_values
from .engine.layer import fill_paths
from .engine.response import response
from .layers import checked_layers, next_variance

LOG_K = -30.0, 12.0
"""Range of ln K for which firing rates are kept."""


@documented
def variance_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    K0: ArrayLike = 1.0,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Pre-activation variance of one input, layer by layer, in an ensemble of random networks.

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width, depth, K0}
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        K, shape (replicas, depth + 1), float64.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, σ_w is not > 0, σ_b is not >= 0, the width, the depth or the
        replicas are no whole number >= 1, K0 is not > 0 or not one for each replica, the seed is none, the executor
        takes no calls, or `progress` is no bool.

    Notes
    -----
    Exact in law up to float32 arithmetic in the sum over units: the relative error of E φ² is below 2e-6.
    Piecewise-linear scale-free activations (linear, relu, leaky_relu) take two chi-squared numbers a layer, and the
    binary unit one binomial number, whatever the width.
    """
    unit, layers = find_activation(activation), checked_layers(sigma_w, sigma_b, width)
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    simulate = partial(_block, unit, layers, depth, K_start, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


def _block(unit, layers, depth, K_start, key, first, count):
    paths = np.empty((count, depth + 1))
    paths[:, 0] = K_start[first : first + count]
    if unit.stochastic:
        initial = firing_rates(unit, paths[:, 0])
        _fill_on_off(paths, key, first, layers, initial, rates_on_lattice(unit, layers))
    elif unit.slopes is not None:
        _fill_scale_free(paths, key, first, layers, squared_slopes(unit))
    else:
        fill_paths(paths, key, first, layers, response(unit))
    return paths


def squared_slopes(unit):
    """Squares of the slopes to the left and to the right of zero."""
    left, right = unit.slopes
    return left**2, right**2


@njit(**KERNEL)
def _fill_scale_free(paths, key, first, layers, slopes):
    for row in range(paths.shape[0]):
        state = stream_state(key, first + row)
        for layer in range(paths.shape[1] - 1):
            mean = scale_free_mean(state, paths[row, layer], layers.width, slopes)
            paths[row, layer + 1] = next_variance(layers, mean)


@njit(**KERNEL)
def scale_free_mean(state, K, width, slopes):
    """Mean of (slope · √K z)² over a layer, given the squared slopes to the left and to the right of zero."""
    # The squares on either side of zero sum to chi-squared numbers; how many fall on a side is binomial.
    left, right = slopes
    positive = binomial(state, width, 0.5) if left != right else width
    total = 2.0 * right * gamma(state, positive / 2.0)
    if left > 0.0:
        total += 2.0 * left * gamma(state, (width - positive) / 2.0)
    return K * total / width


@lru_cache(maxsize=2)
def variances_on_lattice(layers):
    """Variance after 0, 1, … ``width`` active units."""
    return layers.sigma_b2 + layers.sigma_w2 * np.arange(layers.width + 1) / layers.width


@lru_cache(maxsize=2)
def rates_on_lattice(unit, layers):
    """Firing rates after 0, 1, … ``width`` active units."""
    return firing_rates(unit, variances_on_lattice(layers))


@njit(**KERNEL)
def _fill_on_off(paths, key, first, layers, initial, rates):
    # The number of active units is exactly binomial: one draw a layer.
    for row in range(paths.shape[0]):
        state, rate = stream_state(key, first + row), initial[row]
        for layer in range(paths.shape[1] - 1):
            active = binomial(state, layers.width, rate)
            paths[row, layer + 1] = layers.sigma_b2 + layers.sigma_w2 * active / layers.width
            rate = rates[active]


def firing_rates(unit, K):
    """Mean firing probability E p(√K z) at each variance of an array, K >= 0.

    A spline of ln E p in ln K through exact quadratures, one for all calls so that the same K always gets the same
    bits; its relative error is below 1e-9.
    """
    low, high = LOG_K
    log_K = np.log(np.clip(K, math.exp(low), math.exp(high)))
    return np.where(K > 0, np.clip(np.exp(_rate_spline(unit)(log_K)), 0, 1), unit(0.0))


@lru_cache(maxsize=16)
def _rate_spline(unit):
    from scipy.interpolate import CubicSpline  # at first use: it would slow `import crit`

    nodes = np.arange(LOG_K[0], LOG_K[1] + 1 / 32, 1 / 16)
    means = [unit.mean(unit.second, variance) for variance in np.exp(nodes)]
    return CubicSpline(nodes, np.log(np.maximum(means, 1e-300)))
