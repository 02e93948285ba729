"""Averages over pairs: series, closed forms and adaptive quadrature are three ways to the same numbers."""

import numpy as np
import pytest

import crit
from crit.theory.kernels import pair_averages as averages

RHO = np.array([1e-8, 1e-3, 0.1, 0.7, 1.0, 1.5, 1.99])


@pytest.mark.parametrize("variance", [0.1, 1.0, 6.0])
@pytest.mark.parametrize("name", ["tanh", "erf", "relu", "gelu", "sin", "x*exp(-x**2)", "hard_tanh"])
def test_any_way_leads_to_quadrature(name, variance):
    unit = crit.activation(name)
    found = averages.pair_averages(unit, variance, RHO)
    drop, bend = averages._by_quadrature(unit, variance, RHO, found.stretch)
    np.testing.assert_allclose(found.drop, drop, rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(found.bend, bend, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name, variance, complete", [
    ("tanh", 1.0, True), ("gelu", 6.0, True), ("tanh", 100.0, False), ("relu", 1.0, False), ("hard_tanh", 0.1, False),
])  # fmt: skip
def test_a_series_that_breaks_off_too_soon_is_noticed(name, variance, complete):
    unit = crit.activation(name)
    powers = averages._hermite_squares(unit, variance)
    found = powers @ np.arange(averages.ORDERS) / variance
    stretch = unit.mean_square(unit.derivative, variance)
    assert (abs(found / stretch - 1) < averages.COMPLETE) == complete


def test_polynomials_are_orthonormal():
    _, weighted = averages._hermite()
    density = weighted[0]
    gram = weighted @ np.divide(weighted, density, out=np.zeros_like(weighted), where=density > 1e-300).T
    # Products of two of a higher order reach beyond the nodes; those with φ do not.
    np.testing.assert_allclose(gram[:16, :16], np.eye(16), atol=1e-12)


def test_tiny_distances_keep_their_digits():
    unit = crit.activation("tanh")
    drop = averages.pair_averages(unit, 1.0, np.array([1e-20, 1e-10])).drop
    assert drop[1] / drop[0] == pytest.approx(1e10, rel=1e-8)
