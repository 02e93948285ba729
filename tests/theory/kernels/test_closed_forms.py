"""Kernels in closed form: as published, and against quadrature that knows nothing of them."""

import numpy as np
import pytest
import sympy as sp

from crit.theory.kernels import closed_forms
from crit.theory.networks.pair_distance import distance_map
from crit.theory.symbols import K, c


def test_arcsine_kernel_is_that_of_williams():
    published = 2 / sp.pi * sp.asin(2 * K * c / sp.sqrt((1 + 2 * K) * (1 + 2 * K)))
    assert sp.simplify(closed_forms.arcsine_kernel() - published) == 0


def test_arc_cosine_kernel_is_that_of_cho_and_saul():
    angle = sp.Symbol("angle", positive=True)
    published = K / (2 * sp.pi) * (sp.sin(angle) + (sp.pi - angle) * sp.cos(angle))
    found = closed_forms.arc_cosine_kernel()
    for degrees in (10, 90, 130, 175):
        at = sp.rad(degrees)
        assert float(found.subs(c, sp.cos(at)) / K) == pytest.approx(float(published.subs(angle, at) / K), rel=1e-13)


@pytest.mark.parametrize("name", closed_forms.CLOSED)
@pytest.mark.parametrize("variance", [0.1, 1.0, 7.0])
def test_they_agree_with_quadrature(name, variance):
    kernel, rho = sp.lambdify((K, c), closed_forms.CLOSED[name]()), np.array([0.01, 0.4, 1.0, 1.7])
    expected = variance * distance_map(name, 1.0, variance, rho)
    np.testing.assert_allclose(kernel(variance, 1.0) - kernel(variance, 1 - rho), expected, rtol=1e-9)
