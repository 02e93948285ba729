"""Avalanches of random networks: the exact chain of `variance_paths`, each network followed only as long as needed."""

from functools import partial

import numpy as np

from ...checks import real, whole
from ...documented import documented
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import VALUES, layer_key, seed_bits
from ...numerics.variates import stream_state
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..avalanches import SimulatedAvalanches, no_avalanches
from ..ensemble import run_ensemble, start_values
from .engine.layer import layer_mean, scratch
from .engine.response import response
from .layers import checked_layers, next_variance
from .on_off import OnOffChain, Starts, add_layer, follow_on_off
from .variance import firing_rates, rates_on_lattice, scale_free_mean, squared_slopes, variances_on_lattice


@documented
def network_avalanches(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    *,
    K0: ArrayLike,
    longest: int,
    threshold: float | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SimulatedAvalanches:
    """First avalanche of the signal in each of many random networks.

    An avalanche is a run of layers with K above the threshold. It begins in layer 0 if ``K0`` lies above the
    threshold, else in layer 1 or not at all, and ends with the first layer that does not exceed the threshold.

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width}
    K0 : float or array of shape (replicas,)
        Variance in layer 0, > 0. A spark of one active binary unit is ``sigma_w**2 / width + sigma_b**2``.
    longest : int
        Layers after which an avalanche is no longer followed, >= 1.
    threshold : float, optional
        Threshold >= 0; without one it is ``K0`` itself.
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    SimulatedAvalanches
        The size is Σ (K − threshold) over the layers of the avalanche, and the duration the number of these layers: 0
        where K never rose above the threshold.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, σ_w is not > 0, σ_b is not >= 0, the width, `longest` or the
        replicas are no whole number >= 1, K0 is not > 0 or not one for each replica, the threshold is not >= 0, the
        seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    The same seed gives the paths that `variance_paths` returns.
    """
    unit, layers = find_activation(activation), checked_layers(sigma_w, sigma_b, width)
    longest, replicas = whole("longest", longest), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    thresholds = K_start if threshold is None else np.full(replicas, real("threshold", threshold, least=0))
    simulate = partial(_block, unit, layers, longest, Starts(K_start, thresholds), seed_bits(seed))
    return SimulatedAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _block(unit, layers, longest, starts, key, first, count):
    starts, avalanches = Starts(*(values[first : first + count] for values in starts)), no_avalanches(count)
    if unit.stochastic:
        chain = OnOffChain(rates_on_lattice(unit, layers), variances_on_lattice(layers))
        follow_on_off(avalanches, starts, firing_rates(unit, starts.signal), chain, longest, key, first)
    elif unit.slopes is not None:
        _follow_scale_free(avalanches, starts, longest, key, first, layers, squared_slopes(unit))
    else:
        _follow(avalanches, starts, longest, key, first, layers, response(unit))
    return avalanches


@njit(**KERNEL)
def _follow(avalanches, starts, longest, key, first, layers, response):
    room = scratch()
    for i in range(starts.signal.size):
        K, threshold, layer = starts.signal[i], starts.threshold[i], 0
        add_layer(avalanches, i, K, threshold)
        running = True
        while running and avalanches.duration[i] < longest:
            words_key = layer_key(key, first + i, layer, VALUES)
            K = next_variance(layers, layer_mean(K, layers.width, words_key, response, room))
            running = add_layer(avalanches, i, K, threshold)
            layer += 1
        avalanches.complete[i] = not running


@njit(**KERNEL)
def _follow_scale_free(avalanches, starts, longest, key, first, layers, slopes):
    for i in range(starts.signal.size):
        state, K, threshold = stream_state(key, first + i), starts.signal[i], starts.threshold[i]
        add_layer(avalanches, i, K, threshold)
        running = True
        while running and avalanches.duration[i] < longest:
            K = next_variance(layers, scale_free_mean(state, K, layers.width, slopes))
            running = add_layer(avalanches, i, K, threshold)
        avalanches.complete[i] = not running
