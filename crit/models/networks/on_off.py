"""Layers of units that are on or off: the number n of active units is all there is to know.

Where every unit of a layer fires independently with a probability that depends on n alone, the next number is exactly
binomial, n' ~ Binomial(N, rates[n]), and a table of N + 1 rates is the whole network.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import finite, refuse, refuse_any, whole
from ...documented import documented
from ...numerics.compile import INLINE, KERNEL, njit
from ...numerics.streams import seed_bits
from ...numerics.variates import binomial, stream_state
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..avalanches import SimulatedAvalanches, no_avalanches
from ..ensemble import run_ensemble


class OnOffChain(NamedTuple):
    """After a layer with n active units: the probability that a unit fires, and the signal that is summed over layers.

    Both are arrays of shape (N + 1,).
    """

    rates: np.ndarray
    signal: np.ndarray


class Starts(NamedTuple):
    """Signal in layer 0 of each replica, and the threshold that it has to exceed; arrays of shape (replicas,)."""

    signal: np.ndarray
    threshold: np.ndarray


@documented
def quanta_avalanches(
    rates: ArrayLike,
    *,
    start: int = 1,
    longest: int = 10**5,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SimulatedAvalanches:
    """Avalanches of the number of active units, from a spark to silence.

    Parameters
    ----------
    rates : array of shape (N + 1,)
        Probability that a unit fires after a layer with 0, 1, … N active units.
    start : int
        Active units in layer 0, from 1 to N.
    longest : int
        Layers after which an avalanche is no longer followed, >= 1.
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    SimulatedAvalanches
        Sizes are numbers of active units, summed over the layers with n > 0.

    Raises
    ------
    ValueError
        Before any work, if the rates are fewer than two or not from 0 to 1, `start` is no whole number from 1 to N,
        `longest` or the replicas are none >= 1, the seed is none, the executor takes no calls, or `progress` is no
        bool.
    """
    rates = _probabilities(rates)
    start = whole("start", start, most=rates.size - 1)
    longest, replicas = whole("longest", longest), whole("replicas", replicas)
    chain = OnOffChain(rates, np.arange(rates.size, dtype=float))
    simulate = partial(_block, chain, start, longest, seed_bits(seed))
    return SimulatedAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _probabilities(rates) -> np.ndarray:
    values = finite("rates", rates, ("N + 1",))
    if values.size < 2:
        refuse("rates", values.tolist(), "one rate for each of 0 … N units is needed")
    refuse_any("rates", (values < 0) | (values > 1), "no probability", "numbers from 0 to 1 are needed")
    return np.ascontiguousarray(values)


def _block(chain, start, longest, key, first, count):
    avalanches = no_avalanches(count)
    starts = Starts(np.full(count, chain.signal[start]), np.zeros(count))
    follow_on_off(avalanches, starts, np.full(count, chain.rates[start]), chain, longest, key, first)
    return avalanches


@njit(**INLINE)
def add_layer(avalanches, i, signal, threshold):
    """Add a layer to avalanche i; whether it still runs."""
    if signal > threshold:
        avalanches.size[i] += signal - threshold
        avalanches.duration[i] += 1
        return True
    return False


@njit(**KERNEL)
def follow_on_off(avalanches, starts, initial, chain, longest, key, first):
    """Follow the first avalanche of replicas ``first`` …, whose units fire in layer 1 with the ``initial`` rates."""
    width = chain.rates.size - 1
    for i in range(initial.size):
        state, rate, threshold = stream_state(key, first + i), initial[i], starts.threshold[i]
        add_layer(avalanches, i, starts.signal[i], threshold)
        running = True
        while running and avalanches.duration[i] < longest:
            active = binomial(state, width, rate)
            running = add_layer(avalanches, i, chain.signal[active], threshold)
            rate = chain.rates[active]
        avalanches.complete[i] = not running
