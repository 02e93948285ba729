"""Fluctuations of the kernel of one hidden layer: by hand, and by drawing the terms of its sum."""

import numpy as np
import pytest

import crit
from crit.theory.kernels import kernel_fluctuation


def test_linear_networks():
    # A term is h² + K v²: twice the variance 2K².
    assert kernel_fluctuation("linear", 1.3, 0.0, K0=0.5) == pytest.approx(4 * (1.3**2 * 0.5) ** 2 * 1.3**4)


@pytest.mark.parametrize("name", ["tanh", "relu", "x*exp(-x**2)"])
def test_terms_drawn_at_random(name):
    unit, rng = crit.activation(name), np.random.default_rng(1)
    h, v = np.sqrt(1.4**2 + 0.3**2) * rng.normal(size=400_000), rng.normal(size=400_000)
    slope = crit.theory.activations.evaluate.evaluator(unit.derivative)(h)
    terms = 1.4**2 * (unit(h) ** 2 + (1.4**2 + 0.3**2) * v**2 * slope**2)
    square = (terms - terms.mean()) ** 2
    assert abs(square.mean() - kernel_fluctuation(name, 1.4, 0.3)) < 4 * square.std() / np.sqrt(square.size)


@pytest.mark.parametrize("bad", [dict(activation="binary"), dict(sigma_w=0.0), dict(sigma_b=-1.0), dict(K0=0.0)])
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match=f"^{next(iter(bad))} = "):
        kernel_fluctuation(**(dict(activation="tanh", sigma_w=1.0, sigma_b=0.1) | bad))
