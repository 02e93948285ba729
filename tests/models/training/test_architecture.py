"""Shapes and starting weights."""

import numpy as np
import pytest
from scipy import stats

from crit.models.training import architecture as shape
from crit.models.training.architecture import Architecture


def test_layers_cover_all_parameters_once():
    sizes = [4, 3, 3, 2]
    flat = np.arange(2.0 * shape.count(sizes)).reshape(2, -1)
    layers = shape.layers_of(flat, sizes)
    parts = [part[1].ravel() for layer in layers for part in layer]
    assert np.array_equal(np.concatenate(parts), flat[1])
    layers[1].weights[:] = 0
    assert np.count_nonzero(flat == 0) == 2 * 9 + 1


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_starting_weights_have_their_law(precision):
    sizes = [50, 40, 40, 10]
    rngs = [np.random.default_rng(seed) for seed in range(30)]
    flat = shape.drawn(sizes, np.full(30, 1.5), np.full(30, 0.2), rngs, precision)
    assert flat.dtype == precision
    for below, layer in zip(sizes, shape.layers_of(flat, sizes)):
        assert stats.kstest(layer.weights.ravel() * np.sqrt(below) / 1.5, "norm").pvalue > 1e-3
        assert stats.kstest(layer.biases.ravel() / 0.2, "norm").pvalue > 1e-3


@pytest.mark.parametrize("bad", [
    dict(activation="binary"), dict(activation="no such"), dict(width=0), dict(depth=0), dict(depth=1.5), dict(skip=-1),
])  # fmt: skip
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match=rf"^{next(iter(bad))} = "):
        Architecture(**(dict(activation="tanh", width=3, depth=2) | bad))
