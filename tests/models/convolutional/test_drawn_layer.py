"""The convolution of a layer against SciPy's, with the same weights."""

import numpy as np
import pytest
from scipy.signal import correlate

from crit.models.convolutional.drawn_layer import convolve, convolve_locally
from crit.models.convolutional.geometry import Grid
from crit.numerics.normal import fill_normals
from crit.numerics.streams import layer_key

KEY = layer_key(np.uint64(3), 1, 2)
SHAPES = [(1, 1, 9, 0, 1), (3, 1, 10, 0, 2), (2, 5, 7, 1, 1), (4, 6, 6, 2, 2), (5, 1, 4, 0, 0)]


@pytest.mark.parametrize("channels, rows, size, reach_y, reach", SHAPES)
def test_shared_weights(channels, rows, size, reach_y, reach):
    outputs = np.random.default_rng(1).normal(size=(2, channels, rows + 2 * reach_y, size + 2 * reach))
    start = np.random.default_rng(2).normal(size=(2, channels, rows, size))
    kernel = (2 * reach_y + 1, 2 * reach + 1)
    z = np.empty((2, (channels**2 * kernel[0] * kernel[1] + 1) // 2))
    fill_normals(z, 0, KEY)
    weights = 0.7 * z.ravel()[: channels**2 * kernel[0] * kernel[1]].reshape(channels, channels, *kernel)
    pair = start.copy()
    convolve(pair, outputs, 0.7, Grid(rows, size, reach_y, reach), KEY)
    for which in range(2):
        for c in range(channels):
            total = sum(correlate(outputs[which, d], weights[c, d], mode="valid") for d in range(channels))
            np.testing.assert_allclose(pair[which, c], start[which, c] + total, atol=1e-12)


@pytest.mark.parametrize("channels, rows, size, reach_y, reach", SHAPES)
def test_weights_of_every_position(channels, rows, size, reach_y, reach):
    outputs = np.random.default_rng(1).normal(size=(2, channels, rows + 2 * reach_y, size + 2 * reach))
    kernel = (2 * reach_y + 1, 2 * reach + 1)
    pair = np.zeros((2, channels, rows, size))
    z = np.empty((2, channels**2 * kernel[0] * kernel[1] * rows * size))
    fill_normals(z, 0, KEY)
    weights = z[0].reshape(channels, channels, *kernel, rows, size)
    convolve_locally(pair, outputs, 0.7, Grid(rows, size, reach_y, reach), KEY)
    windows = np.lib.stride_tricks.sliding_window_view(outputs, kernel, axis=(2, 3))
    np.testing.assert_allclose(pair, 0.7 * np.einsum("cdijyx,wdyxij->wcyx", weights, windows), atol=1e-12)
