"""One layer of a convolutional network with every weight drawn: shared, or fresh at each position."""

import math

import numpy as np

from ...numerics.compile import KERNEL, njit
from ...numerics.normal import fill_normals
from ...numerics.streams import BIASES, VALUES, attempt_key, layer_key
from .difference import MOST_DRAWS, sum_channels
from .geometry import close
from .kernels import convolve, convolve_locally
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
    rows, size, reach_y, reach = model.grid
    share_y, share = _shares(rows, reach_y, model.ring), _shares(size, reach, model.ring)
    K, M, Q = 0.0, 0.0, 0.0
    for y in range(rows):
        for x in range(size):
            part = share_y[y] * share[x]
            K, M, Q = K + part * room.sums[0, y, x], M + part * room.sums[1, y, x], Q + part * room.sums[2, y, x]
    part = model.sigma_w**2 / model.channels / (rows * size)
    return Covariances(model.sigma_b**2 + part * K, part * M, part * Q)


@njit(**KERNEL)
def _shares(size, reach, ring):
    """Share of the windows over each position that the grid holds: all on a ring, fewer near a padded edge."""
    share = np.ones(size)
    if not ring:
        for x in range(size):
            share[x] = (min(x + reach, size - 1) - max(x - reach, 0) + 1) / (2 * reach + 1)
    return share


@njit(**KERNEL)
def rescale_outputs(room, factor):
    """The changes of outputs in a unit of the difference smaller by the factor."""
    _, channels, height, width = room.outputs.shape
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                room.outputs[1, c, y, x] *= factor
