"""The sum over a window and all channels at the heart of a convolutional layer, its weights drawn on the way.

Fields are laid out flat, rim included, so that each entry of a window is a fixed offset from its position.
"""

import numpy as np

from ...numerics.compile import KERNEL, njit
from ...numerics.normal import fill_normals


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
