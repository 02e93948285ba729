"""One layer of a convolutional network with every weight drawn: shared, or fresh at each position.

Fields are laid out flat, rim included, so that each entry of a window is a fixed offset from its position.
"""

import math

import numpy as np

from ...numerics.compile import KERNEL, njit
from ...numerics.normal import fill_normals
from ...numerics.streams import BIASES, VALUES, attempt_key, layer_key
from .difference import MOST_DRAWS, sum_channels
from .geometry import close
from .model import LOCAL, SHARED
from .records import Covariances


@njit(forceinline=True, **KERNEL)
def draw_layer(respond, room, model, unit, key, place):
    """Draw the weights of a layer of a replica, and sum what it puts out; layer 0 is the inputs.

    ``place`` is the replica and the layer.
    """
    replica, layer = place
    if layer == 0:
        _draw_inputs(respond, room, model, key, replica)
    else:
        if model.ring:
            _close(room.outputs, model.grid)
        _draw_biases(room.pair, model, layer_key(key, replica, layer, BIASES))
        window = (2 * model.grid.reach_y + 1) * (2 * model.grid.reach + 1)
        sigma, weights_key = model.sigma_w / math.sqrt(model.channels * window), layer_key(key, replica, layer, VALUES)
        if model.sharing == LOCAL:
            convolve_locally(room.pair, room.outputs, sigma, model.grid, weights_key)
        else:
            convolve(room.pair, room.outputs, sigma, model.grid, weights_key)
    respond(room.outputs, room.pair, model.grid.reach_y, model.grid.reach, unit)
    room.sums[:] = 0.0
    sum_channels(room.sums, room.outputs, model.grid, unit)


@njit(forceinline=True, **KERNEL)
def _draw_inputs(respond, room, model, key, replica):
    """Draw two inputs of the given distance everywhere, or only in the middle and until an output differs there."""
    (rows, size, reach_y, reach), pair, outputs = model.grid, room.pair, room.outputs
    z, root = np.empty((2, size)), math.sqrt(model.K0)
    lean, spread = -model.rho0, math.sqrt(model.rho0 * (2.0 - model.rho0))
    for attempt in range(MOST_DRAWS):
        attempted = attempt_key(key, replica, attempt)
        for c in range(model.channels):
            for y in range(rows):
                fill_normals(z, (c * rows + y) * size, attempted)
                for x in range(size):
                    apart = not model.single_site or (y == rows // 2 and x == size // 2)
                    pair[0, c, y, x] = root * z[0, x]
                    pair[1, c, y, x] = root * (lean * z[0, x] + spread * z[1, x]) if apart else 0.0
        respond(outputs, pair, reach_y, reach, 1.0)
        if not model.single_site or outputs[1].max() > 0.0 or outputs[1].min() < 0.0:
            return


@njit(**KERNEL)
def _close(outputs, grid):
    for which in range(2):
        for c in range(outputs.shape[1]):
            close(outputs[which, c], grid)


@njit(forceinline=True, **KERNEL)
def _draw_biases(pair, model, key):
    """Start pre-activations at their biases, steps at zero."""
    rows, size, _, _ = model.grid
    shared = model.sharing == SHARED
    z = np.empty((2, 1 if shared else size))
    for c in range(model.channels):
        for y in range(rows):
            fill_normals(z, c if shared else (c * rows + y) * size, key)
            for x in range(size):
                pair[0, c, y, x], pair[1, c, y, x] = model.sigma_b * z[0, 0 if shared else x], 0.0


@njit(**KERNEL)
def next_covariances(room, model):
    """Covariances of the next layer, on average over positions; windows over a padded edge hold less."""
    rows, size, _, _ = model.grid
    sums, K, M, Q = room.sums, 0.0, 0.0, 0.0
    for y in range(rows):
        for x in range(size):
            part = room.share_y[y] * room.share[x]
            K, M, Q = K + part * sums[0, y, x], M + part * sums[1, y, x], Q + part * sums[2, y, x]
    part = model.sigma_w**2 / model.channels / (rows * size)
    return Covariances(model.sigma_b**2 + part * K, part * M, part * Q)


@njit(**KERNEL)
def rescale_outputs(room, factor):
    """The changes of outputs in a unit of the difference smaller by the factor."""
    _, channels, height, width = room.outputs.shape
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                room.outputs[1, c, y, x] *= factor


@njit(forceinline=True, **KERNEL)
def convolve(pair, outputs, sigma, grid, key):
    """Add the outputs in every window times the weights that all positions share."""
    _, channels, rows, _ = pair.shape
    _, _, height, width = outputs.shape
    offsets = _offsets(channels, height, width, grid)
    weights = np.empty((2, (channels * offsets.size + 1) // 2))
    fill_normals(weights, 0, key)
    for which in range(2):
        flat = outputs[which].reshape(channels * height * width)
        for c in range(channels):
            own = weights.reshape(weights.size)[c * offsets.size :]
            for y in range(rows):
                _add_taps(pair[which, c, y], flat[y * width :], offsets, own, sigma)


@njit(**KERNEL)
def _offsets(channels, height, width, grid):
    """Where the window of the first position finds each of its entries, in outputs laid out flat."""
    offsets = np.empty(channels * (2 * grid.reach_y + 1) * (2 * grid.reach + 1), np.int64)
    tap = 0
    for c in range(channels):
        for dy in range(2 * grid.reach_y + 1):
            for dx in range(2 * grid.reach + 1):
                offsets[tap] = (c * height + dy) * width + dx
                tap += 1
    return offsets


@njit(fastmath={"contract"}, forceinline=True, **KERNEL)
def _add_taps(target, flat, offsets, weights, sigma):
    # Three at once, so that the sum is loaded and stored less often.
    together = offsets.size - offsets.size % 3
    for tap in range(0, together, 3):
        a, b, c = sigma * weights[tap], sigma * weights[tap + 1], sigma * weights[tap + 2]
        first, second, third = flat[offsets[tap] :], flat[offsets[tap + 1] :], flat[offsets[tap + 2] :]
        for x in range(target.size):
            target[x] += a * first[x] + b * second[x] + c * third[x]
    for tap in range(together, offsets.size):
        a, first = sigma * weights[tap], flat[offsets[tap] :]
        for x in range(target.size):
            target[x] += a * first[x]


@njit(forceinline=True, **KERNEL)
def convolve_locally(pair, outputs, sigma, grid, key):
    """The same with weights of its own for every position."""
    _, channels, rows, size = pair.shape
    _, _, height, width = outputs.shape
    offsets, z = _offsets(channels, height, width, grid), np.empty((2, size))
    for c in range(channels):
        for y in range(rows):
            for tap in range(offsets.size):
                fill_normals(z, ((c * offsets.size + tap) * rows + y) * size, key)
                for which in range(2):
                    target = pair[which, c, y]
                    source = outputs[which].reshape(channels * height * width)[offsets[tap] + y * width :]
                    for x in range(size):
                        target[x] += sigma * z[0, x] * source[x]
