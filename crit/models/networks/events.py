"""What happens to single units, layer by layer: events as one counts them in recordings of neurons.

Two inputs go through the same random network, plain or residual with one layer in a branch. Given a layer, what the
next weights make of the pair is iid over units and normal, so each layer costs 2N normal numbers and no matrix.
"""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics.compile import KERNEL, njit
from ...numerics.normal import fill_normals
from ...numerics.streams import layer_key, seed_bits
from ...theory.networks.residual import Block, checked_block
from ...typing import ActivationLike, ExecutorLike, SeedLike
from ..convolutional.difference import deterministic, layer_response
from ..ensemble import run_ensemble
from .layers import checked_layers

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
    unit, layers, block = deterministic(activation), checked_layers(sigma_w, sigma_b, width), checked_block(block)
    if block.layers != 1 or block.normalised:
        refuse("block", block, "one layer in the branch is needed, without normalisation")
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    if not isinstance(start, tuple) or len(start) != 2:
        refuse("start", start, "a pair (K, rho) is needed")
    begin = real("start[0]", start[0], above=0), real("start[1]", start[1], above=0, most=2)
    network = Network(layers.sigma_w2, layers.sigma_b2, block.skip, block.step, real("level", level, least=0))
    simulate = partial(_block, layer_response(unit), network, begin, (layers.width, depth), seed_bits(seed))
    return Events(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


class Network(NamedTuple):
    """What a layer does, and what is counted."""

    sigma_w2: float
    sigma_b2: float
    skip: float
    step: float
    level: float


def _block(respond, network, begin, size, key, first, count):
    width, depth = size
    events = Events(*np.empty((4, count, depth + 1)))
    pair, outputs = np.empty((2, 2, 1, 1, width))
    _fill(events, respond, network, begin, pair, outputs, key, first)
    return tuple(events)


@njit(**KERNEL)
def _fill(events, respond, network, begin, pair, outputs, key, first):
    normals = np.empty((2, pair.shape[3]), np.float32)
    for row in range(events.K.shape[0]):
        for layer in range(events.K.shape[1]):
            fill_normals(normals, 0, layer_key(key, first + row, layer))
            if layer == 0:
                _start(pair[:, 0, 0], normals, begin)
            else:
                _next(pair[:, 0, 0], outputs[:, 0, 0], normals, network)
            _count(events, row, layer, pair[:, 0, 0], network.level)
            respond(outputs, pair, 0, 0, 1.0)


@njit(**KERNEL)
def _start(pair, normals, begin):
    K, rho = begin
    for i in range(pair.shape[1]):
        one, other = math.sqrt(K) * float(normals[0, i]), math.sqrt(K) * float(normals[1, i])
        pair[0, i], pair[1, i] = one, math.sqrt(rho * (2.0 - rho)) * other - rho * one


@njit(**KERNEL)
def _next(pair, outputs, normals, network):
    """Input and difference in the next layer; the difference keeps digits that it would lose between two inputs."""
    square = shared = own = 0.0
    for i in range(pair.shape[1]):
        output, change = outputs[0, i], outputs[1, i]
        square, shared, own = square + output * output, shared + output * change, own + change * change
    share = network.sigma_w2 / pair.shape[1]
    variance = network.sigma_b2 + share * square
    lean = share * shared / variance if variance > 0.0 else 0.0
    root, rest = math.sqrt(variance), math.sqrt(max(share * own - lean * lean * variance, 0.0))
    for i in range(pair.shape[1]):
        added = root * float(normals[0, i])
        difference = lean * added + rest * float(normals[1, i])
        pair[0, i] = network.skip * pair[0, i] + network.step * added
        pair[1, i] = network.skip * pair[1, i] + network.step * difference


@njit(**KERNEL)
def _count(events, row, layer, pair, level):
    square = spread = 0.0
    active = flips = 0
    for i in range(pair.shape[1]):
        x, change = pair[0, i], pair[1, i]
        square, spread = square + x * x, spread + change * change
        active += abs(x) > level
        flips += (x > 0.0) != (x + change > 0.0)
    events.K[row, layer], events.spread[row, layer] = square / pair.shape[1], spread / pair.shape[1]
    events.active[row, layer], events.flips[row, layer] = active, flips
