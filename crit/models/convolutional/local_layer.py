"""One layer with weights of its own for every position, none of them drawn.

Given one layer, the pre-activations (h₁, h₂) of the pair in the next are independent for every position and channel,
and Gaussian; the state is their covariances K, M, Q at every position. As M and Q lie in the unit of the difference and
its square, small differences suffer no cancellation.
"""

import math

import numpy as np

from ...numerics import words32 as w
from ...numerics.compile import KERNEL, LOOSE, njit
from ...numerics.normal import normal_pair
from ...numerics.streams import U, attempt_key, layer_key, random_words
from .difference import MOST_DRAWS, sum_channels
from .geometry import Grid
from .records import Covariances


@njit(**KERNEL)
def start_covariances(room, model):
    """Covariances of the inputs, of the same distance at every position or only in the middle."""
    rows, size, _, _ = model.grid
    middle, Q = (rows // 2, size // 2), 2.0 * model.rho0 * model.K0
    for y in range(rows):
        for x in range(size):
            room.covariances[0, y, x], room.covariances[1, y, x] = model.K0, 0.0
            room.covariances[2, y, x] = Q if not model.single_site or (y, x) == middle else 0.0


@njit(forceinline=True, **KERNEL)
def draw_pairs(respond, room, model, unit, key, place):
    """Draw the pre-activations of a layer of a replica, and sum what it puts out; layer 0 is the inputs.

    ``place`` is the replica and the layer.
    """
    replica, layer = place
    if layer == 0:
        start_covariances(room, model)
    found, attempt = _draw(respond, room, model, unit, layer_key(key, replica, layer)), 0
    while model.single_site and layer == 0 and not found and attempt < MOST_DRAWS:
        attempt += 1
        found = _draw(respond, room, model, unit, attempt_key(key, replica, attempt))


@njit(forceinline=True, **KERNEL)
def _draw(respond, room, model, unit, key):
    """Draw a layer channel by channel, and sum what it puts out; whether any outputs differ."""
    rows, size, _, _ = model.grid
    _mix(room.mixture, room.covariances, unit)
    room.sums[:] = 0.0
    for c in range(model.channels):
        for y in range(rows):
            _fill(room.pair[0, 0, y], room.pair[1, 0, y], room.mixture[:, y], (c * rows + y) * size, key)
        respond(room.outputs, room.pair, 0, 0, unit)
        sum_channels(room.sums, room.outputs, Grid(rows, size, 0, 0), unit)
    return room.sums[2].max() > 0.0


@njit(**KERNEL)
def _mix(mixture, covariances, unit):
    """How h = root z₁ and step = lean h + spread z₂ come from normal numbers with the covariances that are wanted."""
    _, rows, size = covariances.shape
    for y in range(rows):
        for x in range(size):
            K, M, Q = covariances[0, y, x], covariances[1, y, x], covariances[2, y, x]
            lean = (M - unit * Q) / (2.0 * K) if K > 0.0 else 0.0
            mixture[0, y, x], mixture[1, y, x] = math.sqrt(K), lean
            mixture[2, y, x] = math.sqrt(max(Q - lean * lean * K, 0.0))


@njit(**LOOSE)
def _fill(inputs, steps, mixture, first, key):
    root, lean, spread = mixture[0], mixture[1], mixture[2]
    for x in range(inputs.size):
        a, b = random_words(w.add(U(first), U(x)), key)
        z, other = normal_pair(a, b)
        h = root[x] * float(z)
        inputs[x], steps[x] = h, lean[x] * h + spread[x] * float(other)


@njit(**KERNEL)
def average_windows(room, model):
    """Covariances of the next layer: sums over channels, averaged over the windows of a torus; return their means."""
    rows, size, reach_y, reach = model.grid
    column = np.empty(size + 2 * reach)
    share = model.sigma_w2 / model.channels / ((2 * reach_y + 1) * (2 * reach + 1))
    totals = np.zeros(3)
    for moment in range(3):
        for y in range(rows):
            _add_rows(column[reach:], room.sums[moment], y - reach_y, y + reach_y)
            for x in range(reach):
                column[reach - 1 - x] = column[reach + (-1 - x) % size]
                column[reach + size + x] = column[reach + x % size]
            target = room.covariances[moment, y]
            for x in range(size):
                target[x] = model.sigma_b2 if moment == 0 else 0.0
            for dx in range(2 * reach + 1):
                neighbour = column[dx:]
                for x in range(size):
                    target[x] += share * neighbour[x]
            totals[moment] += target.sum()
    return Covariances(totals[0] / (rows * size), totals[1] / (rows * size), totals[2] / (rows * size))


@njit(**KERNEL)
def _add_rows(target, source, first, last):
    rows, size = source.shape
    for x in range(size):
        target[x] = source[first % rows, x]
    for y in range(first + 1, last + 1):
        row = source[y % rows]
        for x in range(size):
            target[x] += row[x]


@njit(**KERNEL)
def rescale_covariances(room, factor):
    """Covariances in a unit of the difference smaller by the factor."""
    _, rows, size = room.covariances.shape
    for y in range(rows):
        for x in range(size):
            room.covariances[1, y, x] *= factor
            room.covariances[2, y, x] *= factor * factor
