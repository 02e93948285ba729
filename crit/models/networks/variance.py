"""Random dense networks of finite width, one input: the exact Markov chain in the pre-activation variance.

Given one layer, the pre-activations of the next are iid Gaussian, so a network of width N is a chain in

    K' = σ_b² + σ_w² (1/N) Σ_i φ(√K z_i)²,    z_i iid N(0, 1),

and no weight matrix is ever drawn: N numbers a layer, or just one or two where the sum has a closed law.
"""

import math
from functools import lru_cache, partial

import numpy as np

from ...checks import real, whole
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ...numerics.variates import binomial, gamma, stream_state
from ...theory.activations.lookup import activation as find_activation
from ..ensemble import run_ensemble, start_values
from .engine.layer import fill_paths
from .engine.response import response

LOG_K = -30.0, 12.0
"""Range of ln K for which firing rates are kept."""


def variance_paths(
    activation, sigma_w, sigma_b, width, depth, *, K0=1.0, replicas=1, seed=None, executor=None, progress=False
):
    """Pre-activation variance of one input, layer by layer, in an ensemble of random networks.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        What each unit does: a catalogue name, a formula in x, a sympy expression or an Activation.
    sigma_w : float
        Standard deviation of the weights times √width, > 0.
    sigma_b : float
        Standard deviation of the biases, >= 0.
    width : int
        Units in a layer, N >= 1.
    depth : int
        Number of layers, >= 1.
    K0 : float or array of shape (replicas,)
        Variance in layer 0, > 0.
    replicas : int
        Number of networks, >= 1.
    seed : int, SeedSequence, Generator or None
        Replica i gets the same bits whatever the number of replicas, blocks, threads or processes, and whether the
        code was just compiled or came from the disk; another type of processor may change the last of them.
    executor : concurrent.futures.Executor or alike, optional
        Where blocks of replicas run: by default the threads that the package shares, as many as ``CRIT_THREADS``
        says or as there are processors; `crit.Inline` runs them in the caller's thread.
    progress : bool
        Show a progress bar.

    Returns
    -------
    numpy.ndarray
        K, shape (replicas, depth + 1), float64.

    Raises
    ------
    ValueError
        On a bad argument, before any work.

    Notes
    -----
    Exact in law up to float32 arithmetic in the sum over units: the relative error of E φ² is below 2e-6.
    Piecewise-linear scale-free activations (linear, relu, leaky_relu) take two chi-squared numbers a layer, and the
    binary unit one binomial number, whatever the width.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    width, depth, replicas = whole("width", width), whole("depth", depth), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    simulate = partial(_block, unit, sigma_w**2, sigma_b**2, width, depth, K_start, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


def _block(unit, weight, bias, width, depth, K_start, key, first, count):
    paths = np.empty((count, depth + 1))
    paths[:, 0] = K_start[first : first + count]
    if unit.stochastic:
        return _stochastic_paths(unit, paths, key, first, weight, bias, width)
    if unit.slopes is not None:
        return _scale_free_paths(unit.slopes, paths, key, first, weight, bias, width)
    fill_paths(paths, key, first, weight, bias, width, *numbers(response(unit)))
    return paths


def numbers(form):
    """A `Response` as the two tuples that a compiled layer takes: its form, and the limits where it ends."""
    return tuple(form[:5]), tuple(form[5:])


def _scale_free_paths(slopes, paths, key, first, weight, bias, width):
    left, right = (slope**2 for slope in slopes)
    _fill_scale_free(paths, key, first, weight, bias, width, left, right)
    return paths


@njit(**KERNEL)
def _fill_scale_free(paths, key, first, weight, bias, width, left, right):
    for replica in range(paths.shape[0]):
        state = stream_state(key, first + replica)
        for layer in range(paths.shape[1] - 1):
            mean = scale_free_mean(state, paths[replica, layer], width, left, right)
            paths[replica, layer + 1] = bias + weight * mean


@njit(**KERNEL)
def scale_free_mean(state, K, width, left, right):
    """Mean of (slope · √K z)² over a layer, ``left`` and ``right`` the squared slopes."""
    # The squares on either side of zero sum to chi-squared numbers; how many fall on a side is binomial.
    positive = binomial(state, width, 0.5) if left != right else width
    total = 2.0 * right * gamma(state, positive / 2.0)
    if left > 0.0:
        total += 2.0 * left * gamma(state, (width - positive) / 2.0)
    return K * total / width


def _stochastic_paths(unit, paths, key, first, weight, bias, width):
    lattice = lattice_rates(unit, weight, bias, width)
    _fill_stochastic(paths, key, first, weight, bias, width, firing_rates(unit, paths[:, 0]), lattice)
    return paths


@lru_cache(maxsize=2)
def lattice_rates(unit, weight, bias, width):
    """Firing rates after 0, 1, … ``width`` active units."""
    return firing_rates(unit, bias + weight * np.arange(width + 1) / width)


@njit(**KERNEL)
def _fill_stochastic(paths, key, first, weight, bias, width, initial, lattice):
    # The number of active units is exactly binomial: one draw a layer.
    for replica in range(paths.shape[0]):
        state, rate = stream_state(key, first + replica), initial[replica]
        for layer in range(paths.shape[1] - 1):
            active = binomial(state, width, rate)
            paths[replica, layer + 1] = bias + weight * active / width
            rate = lattice[active]


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
