"""Random residual networks with two layers in a branch: the exact Markov chain in the strength of the stream.

The stream x of N units enters a block only through W₁x, whose entries are iid normal for a given length of x, and what
the branch adds is iid normal for a given layer of units. So K = |x|²/N is a chain of its own, and no matrix is drawn:

    κ = σ_b² + σ_w² K,    v = ϵ² (σ_b² + σ_w² (1/N) Σ_i φ(√κ z_i)²),
    N K' = (η √(N K) + √v z)² + v χ²,    z, z_i iid N(0, 1),  χ² with N − 1 degrees of freedom.
"""

import math
from functools import partial

import numpy as np

from ...checks import refuse, whole
from ...documented import documented
from ...numerics.compile import INLINE, KERNEL, njit
from ...numerics.streams import VALUES, layer_key, seed_bits
from ...numerics.variates import gamma, normal, stream_state
from ...theory.activations.lookup import activation as find_activation
from ...theory.networks.residual import Block, checked_block
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_values
from .engine.layer import layer_mean, scratch
from .engine.response import response
from .layers import checked_layers, next_variance
from .variance import scale_free_mean, squared_slopes


@documented
def residual_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    block: Block,
    K0: ArrayLike = 1.0,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Strength of the stream, block by block, in an ensemble of random residual networks.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    sigma_w, sigma_b : float
        Standard deviations of the weights of both layers times √width, > 0, and of their biases, >= 0.
    {width}
    depth : int
        Number of blocks, >= 1.
    block : crit.theory.networks.Block
        With two layers in the branch.
    K0 : float or array of shape (replicas,)
        Mean square of the stream before the first block, > 0.
    {replicas, seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        K = ∣x∣²/N, shape (replicas, depth + 1), float64.

    Raises
    ------
    ValueError
        Before any work, if the activation is none or fires at random, σ_w is not > 0, σ_b is not >= 0, the width, the
        depth or the replicas are no whole number >= 1, the block is none or has one layer in its branch, K0 is not > 0
        or not one for each replica, the seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    A branch of one layer reads each unit of the stream by itself, so that no chain in K is exact: `network_events`
    follows all N units. Piecewise-linear scale-free activations cost a few numbers a block, whatever the width.
    """
    unit, layers, block = find_activation(activation), checked_layers(sigma_w, sigma_b, width), checked_block(block)
    if unit.stochastic:
        refuse("activation", str(unit), "a deterministic one is needed")
    if block.layers != 2:
        refuse("block.layers", block.layers, "2 are needed: with one the strength is no chain of its own")
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    simulate = partial(_block, unit, layers, block, depth, K_start, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


def _block(unit, layers, block, depth, K_start, key, first, count):
    paths = np.empty((count, depth + 1))
    paths[:, 0] = K_start[first : first + count]
    if unit.slopes is not None:
        _fill_scale_free(paths, key, first, layers, block, squared_slopes(unit))
    else:
        _fill_paths(paths, key, first, layers, block, response(unit))
    return paths


@njit(**KERNEL)
def _fill_paths(paths, key, first, layers, block, responses):
    room = scratch()
    for row in range(paths.shape[0]):
        state = stream_state(key, first + row)
        for layer in range(paths.shape[1] - 1):
            K, words_key = paths[row, layer], layer_key(key, first + row, layer, VALUES)
            mean = layer_mean(_read(K, layers, block), layers.width, words_key, responses, room)
            paths[row, layer + 1] = _add(state, K, mean, layers, block)


@njit(**KERNEL)
def _fill_scale_free(paths, key, first, layers, block, slopes):
    for row in range(paths.shape[0]):
        state = stream_state(key, first + row)
        for layer in range(paths.shape[1] - 1):
            K = paths[row, layer]
            mean = scale_free_mean(state, _read(K, layers, block), layers.width, slopes)
            paths[row, layer + 1] = _add(state, K, mean, layers, block)


@njit(**INLINE)
def _read(K, layers, block):
    """Variance of the pre-activations inside the branch."""
    return next_variance(layers, 1.0 if block.normalised else K)


@njit(**KERNEL)
def _add(state, K, mean, layers, block):
    """Strength of the stream after the branch, whose mean squared output is given."""
    added, width = block.step**2 * next_variance(layers, mean), layers.width
    along = block.skip * math.sqrt(width * K) + math.sqrt(added) * normal(state)
    return (along * along + 2.0 * added * gamma(state, (width - 1) / 2.0)) / width
