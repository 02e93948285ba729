"""Layers of units that are on or off: the number n of active units is all there is to know.

Where every unit of a layer fires independently with a probability that depends on n alone, the next number is exactly
binomial, n' ~ Binomial(N, rates[n]), and a table of N + 1 rates is the whole network.
"""

from functools import partial

import numpy as np

from ...checks import finite, refuse, refuse_any, whole
from ...numerics.streams import seed_bits
from ..ensemble import run_ensemble
from .avalanches import NetworkAvalanches, follow_stochastic


def quanta_avalanches(rates, *, start=1, longest=10**5, replicas=1, seed=None, executor=None, progress=False):
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
    seed, executor, progress
        As in `crit.variance_paths`.

    Returns
    -------
    NetworkAvalanches
        Sizes are numbers of active units, summed over the layers with n > 0.

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    rates = _probabilities(rates)
    start = whole("start", start, most=rates.size - 1)
    longest, replicas = whole("longest", longest), whole("replicas", replicas)
    simulate = partial(_block, rates, start, longest, seed_bits(seed))
    return NetworkAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _probabilities(rates):
    values = finite("rates", rates, ("N + 1",))
    if values.size < 2:
        refuse("rates", values.tolist(), "one rate for each of 0 … N units is needed")
    refuse_any("rates", (values < 0) | (values > 1), "no probability", "numbers from 0 to 1 are needed")
    return np.ascontiguousarray(values)


def _block(rates, start, longest, key, first, count):
    # The chain of K with σ_w² = N and σ_b = 0 is that of n.
    width = rates.size - 1
    size, duration, complete = np.zeros(count), np.zeros(count, np.int64), np.ones(count, bool)
    n, silence, initial = np.full(count, float(start)), np.zeros(count), np.full(count, rates[start])
    result = size, duration, complete
    follow_stochastic(n, silence, *result, longest, key, first, float(width), 0.0, width, initial, rates)
    return result
