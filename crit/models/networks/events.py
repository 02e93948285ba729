"""What happens to single units, layer by layer: events as one counts them in recordings of neurons.

Two inputs go through the same random network, plain or residual with one layer in a branch. Given a layer, what the
next weights make of the pair is iid over units and normal, so each layer costs 2N normal numbers and no matrix.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...theory.activations.lookup import activation as find_activation
from ...theory.networks.residual import Block, checked_block
from ...typing import ActivationLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble
from .layers import checked_layers

NUMBERS_AT_ONCE = 2**14
"""Normal numbers of a replica drawn in one call."""

PLAIN = Block(skip=0.0, step=1.0, layers=1)
"""A block that is an ordinary layer."""


class Events(NamedTuple):
    """Events of each layer, arrays of shape (replicas, depth + 1).

    Attributes
    ----------
    K : numpy.ndarray
        Mean square of the units of the first input: pre-activations, or a residual stream.
    active : numpy.ndarray
        Units with a value beyond the level, on either side.
    flips : numpy.ndarray
        Units whose signs differ between the inputs.
    spread : numpy.ndarray
        Mean square of the difference of the inputs.
    """

    K: np.ndarray
    active: np.ndarray
    flips: np.ndarray
    spread: np.ndarray


@documented
def network_events(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    block: Block = PLAIN,
    start: tuple[float, float],
    level: float,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> Events:
    """Count events in random networks, for a pair of inputs.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, sigma_b, width, depth}
    block : crit.theory.networks.Block
        With one layer in its branch, not normalised; by default a plain layer.
    start : tuple of float
        Variance K of the units in layer 0, > 0, and distance ρ of the two inputs there, 0 < ρ <= 2.
    level : float
        Beyond which a unit is active, >= 0.
    {replicas, seed, executor, progress}

    Returns
    -------
    Events

    Raises
    ------
    ValueError
        Before any work, if the activation is none or fires at random, σ_w is not > 0, σ_b is not >= 0, the width, the
        depth or the replicas are no whole number >= 1, the block is none, is normalised or has two layers, the start is
        no such pair, the level is negative, the seed is none, the executor takes no calls, or `progress` is no bool.
    """
    unit, layers, block = find_activation(activation), checked_layers(sigma_w, sigma_b, width), checked_block(block)
    if unit.stochastic:
        refuse("activation", str(unit), "a deterministic one is needed")
    if block.layers != 1 or block.normalised:
        refuse("block", block, "one layer in the branch is needed, without normalisation")
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    if not isinstance(start, tuple) or len(start) != 2:
        refuse("start", start, "a pair (K, rho) is needed")
    begin = real("start[0]", start[0], above=0), real("start[1]", start[1], above=0, most=2)
    network = Network(unit, *layers, block.skip, block.step, real("level", level, least=0))
    simulate = partial(_block, network, begin, depth, seed_bits(seed))
    return Events(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


class Network(NamedTuple):
    """What a layer does, and what is counted."""

    unit: object
    sigma_w2: float
    sigma_b2: float
    width: int
    skip: float
    step: float
    level: float


def _block(network, begin, depth, key, first, count):
    rngs, (K0, rho0) = [replica_generator(key, first + replica) for replica in range(count)], begin
    layers = _layers(rngs, network.width, depth)
    one, other = next(layers)
    x = np.sqrt(K0) * one
    change = np.sqrt(K0 * rho0 * (2 - rho0)) * other - rho0 * x
    events = Events(*np.empty((4, count, depth + 1)))
    for layer in range(depth + 1):
        _count(events, layer, x, change, network.level)
        if layer < depth:
            x, change = _next(network, x, change, next(layers))
    return tuple(events)


def _layers(rngs, width, depth):
    """Pairs of normal numbers for each unit of each layer; each generator serves its replica."""
    together = max(1, NUMBERS_AT_ONCE // (2 * width))
    for _ in range(0, depth + 1, together):
        yield from np.stack([rng.standard_normal((together, 2, width)) for rng in rngs], axis=2)


def _count(events, layer, x, change, level):
    events.K[:, layer] = np.mean(x * x, axis=1)
    events.active[:, layer] = np.count_nonzero(np.abs(x) > level, axis=1)
    events.flips[:, layer] = np.count_nonzero((x > 0) != (x + change > 0), axis=1)
    events.spread[:, layer] = np.mean(change * change, axis=1)


def _next(network, x, change, normals):
    """The pair in the next layer: x, and the difference of the inputs, which keeps digits that a small one would lose."""
    output = network.unit(x)
    moved, one, other = network.unit(x + change) - output, *normals
    variance = network.sigma_b2 + network.sigma_w2 * np.mean(output * output, axis=1, keepdims=True)
    shared = network.sigma_w2 * np.mean(output * moved, axis=1, keepdims=True) / variance
    own = network.sigma_w2 * np.mean(moved * moved, axis=1, keepdims=True) - shared**2 * variance
    added = np.sqrt(variance) * one
    difference = shared * added + np.sqrt(np.maximum(own, 0.0)) * other
    return network.skip * x + network.step * added, network.skip * change + network.step * difference
