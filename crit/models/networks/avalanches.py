"""Avalanches of random networks: the exact chain of `variance_paths`, each network followed only as long as needed."""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import real, whole
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import layer_key, seed_bits
from ...numerics.variates import binomial, stream_state
from ...theory.activations.lookup import activation as find_activation
from ..ensemble import run_ensemble, start_values
from .engine.layer import layer_mean, scratch
from .engine.response import response
from .variance import firing_rates, lattice_rates, numbers, scale_free_mean


class NetworkAvalanches(NamedTuple):
    """One avalanche of each network, arrays of shape (replicas,).

    Attributes
    ----------
    size : numpy.ndarray
        Σ (K − threshold) over the layers of the avalanche.
    duration : numpy.ndarray
        Number of these layers; 0 where K never rose above the threshold.
    complete : numpy.ndarray
        False where the avalanche was still running after ``longest`` layers.
    """

    size: np.ndarray
    duration: np.ndarray
    complete: np.ndarray


def network_avalanches(
    activation,
    sigma_w,
    sigma_b,
    width,
    *,
    K0,
    longest,
    threshold=None,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """First avalanche of the signal in each of many random networks.

    An avalanche is a run of layers with K above the threshold. It begins in layer 0 if ``K0`` lies above the
    threshold, else in layer 1 or not at all, and ends with the first layer that does not exceed the threshold.

    Parameters
    ----------
    activation, sigma_w, sigma_b, width
        As in `variance_paths`.
    K0 : float or array of shape (replicas,)
        Variance in layer 0, > 0. A spark of one active binary unit is ``sigma_w**2 / width + sigma_b**2``.
    longest : int
        Layers after which an avalanche is no longer followed, >= 1.
    threshold : float, optional
        Threshold >= 0; without one it is ``K0`` itself.
    replicas : int
        Number of networks, >= 1.
    seed, executor, progress
        As in `variance_paths`; the same seed gives the paths that `variance_paths` returns.

    Returns
    -------
    NetworkAvalanches

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    width, longest, replicas = whole("width", width), whole("longest", longest), whole("replicas", replicas)
    K_start = start_values("K0", K0, replicas)
    bars = K_start if threshold is None else np.full(replicas, real("threshold", threshold, least=0))
    weights = sigma_w**2, sigma_b**2
    simulate = partial(_block, unit, *weights, width, longest, K_start, bars, seed_bits(seed))
    return NetworkAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _block(unit, weight, bias, width, longest, K_start, bars, key, first, count):
    K, bars = K_start[first : first + count], bars[first : first + count]
    size, duration, complete = np.zeros(count), np.zeros(count, np.int64), np.ones(count, bool)
    result = size, duration, complete
    shared = K, bars, *result, longest, key, first, weight, bias, width
    if unit.stochastic:
        follow_stochastic(*shared, firing_rates(unit, K), lattice_rates(unit, weight, bias, width))
    elif unit.slopes is not None:
        _follow_scale_free(*shared, *(slope**2 for slope in unit.slopes))
    else:
        _follow(*shared, *numbers(response(unit)))
    return result


@njit(**KERNEL)
def _record(K, bar, i, size, duration):
    """Add a layer to avalanche i; whether it still runs."""
    if K > bar:
        size[i] += K - bar
        duration[i] += 1
        return True
    return False


@njit(**KERNEL)
def _follow(K_start, bars, size, duration, complete, longest, key, first, weight, bias, width, forms, limits):
    words, squares, packed = scratch()
    for i in range(K_start.size):
        K, layer = K_start[i], 0
        _record(K, bars[i], i, size, duration)
        running = True
        while running and duration[i] < longest:
            high, low = layer_key(key, first + i, layer)
            K = bias + weight * layer_mean(K, width, high, low, forms, limits, words, squares, packed)
            running = _record(K, bars[i], i, size, duration)
            layer += 1
        complete[i] = not running


@njit(**KERNEL)
def _follow_scale_free(K_start, bars, size, duration, complete, longest, key, first, weight, bias, width, left, right):
    for i in range(K_start.size):
        state, K = stream_state(key, first + i), K_start[i]
        _record(K, bars[i], i, size, duration)
        running = True
        while running and duration[i] < longest:
            K = bias + weight * scale_free_mean(state, K, width, left, right)
            running = _record(K, bars[i], i, size, duration)
        complete[i] = not running


@njit(**KERNEL)
def follow_stochastic(
    K_start, bars, size, duration, complete, longest, key, first, weight, bias, width, rates, lattice
):
    for i in range(K_start.size):
        state, rate = stream_state(key, first + i), rates[i]
        _record(K_start[i], bars[i], i, size, duration)
        running = True
        while running and duration[i] < longest:
            active = binomial(state, width, rate)
            running = _record(bias + weight * active / width, bars[i], i, size, duration)
            rate = lattice[active]
        complete[i] = not running
