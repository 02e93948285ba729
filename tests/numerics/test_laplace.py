"""Inversion of Laplace transforms against pairs that every table has."""

import numpy as np
import pytest
from scipy.special import erfc

from crit.numerics.laplace import invert

PAIRS = {
    "decay": (lambda s: 1 / (s + 2), lambda t: np.exp(-2 * t)),
    "root": (lambda s: 1 / np.sqrt(s), lambda t: 1 / np.sqrt(np.pi * t)),
    "passage": (lambda s: np.exp(-np.sqrt(s)), lambda t: np.exp(-1 / (4 * t)) / np.sqrt(4 * np.pi * t**3)),
    "survival": (lambda s: -np.expm1(-np.sqrt(s)) / s, lambda t: 1 - erfc(1 / (2 * np.sqrt(t)))),
    "growing": (np.sqrt, lambda t: -1 / np.sqrt(4 * np.pi * t**3)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_known_pairs(name):
    transform, function = PAIRS[name]
    t = np.geomspace(0.05, 3, 12).reshape(3, 4)
    assert np.allclose(invert(transform, t), function(t), rtol=1e-7, atol=1e-10)


def test_shape_of_a_number():
    assert invert(lambda s: 1 / s, 2.0).shape == ()
