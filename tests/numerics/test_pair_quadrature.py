"""Averages over two correlated normal variables: against closed forms, whatever the function asks for."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.numerics.pair_quadrature import pair_mean


def of(function, K, rho, kinks=(), length=1.0):
    return pair_mean(function, kinks, length, (K * (1 - rho / 2), K * rho / 2), "f")


@given(st.floats(-4, 4).map(lambda t: 10.0**t), st.floats(0.001, 2), st.integers(1, 4))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_hermite_polynomials(K, rho, n):
    # E He_n(u)He_n(v) = n! cⁿ for unit variance.
    he = np.polynomial.hermite_e.HermiteE.basis(n)
    c = 1 - rho
    expected = 2 * math.factorial(n) * (1 - c**n)
    found = of(lambda h: he(h / K**0.5), K, rho, length=K**0.5)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-13)


@given(st.floats(0.1, 30), st.floats(0.001, 2))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_oscillations(frequency, rho):
    # E cos(u − v) and E cos(u + v) of normal variables.
    expected = 1 + math.exp(-2 * frequency**2) - math.exp(-(frequency**2) * rho) - math.exp(-(frequency**2) * (2 - rho))
    found = of(lambda h: np.cos(frequency * h), 1.0, rho)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("edges", [(0.7,), (-1.0, 1.0), tuple(np.arange(-5, 6) / 2)])
def test_steps_are_cut_at_their_edges(edges):
    found = of(lambda h: np.sum([h > edge for edge in edges], axis=0, dtype=float), 1.0, 0.4, edges)
    dense = of(lambda h: np.sum([h > edge for edge in edges], axis=0, dtype=float), 1.0, 0.4, edges, length=0.01)
    assert found == pytest.approx(dense, rel=1e-9)
    if edges == (0.7,):
        rng = np.random.default_rng(1)
        u, w = rng.standard_normal((2, 2_000_000))
        differs = (u > 0.7) != (0.6 * u + 0.8 * w > 0.7)
        assert found == pytest.approx(differs.mean(), abs=4 * differs.std() / len(u) ** 0.5)


def test_equal_inputs_do_not_differ():
    assert of(np.tanh, 1.0, 0.0) == 0


def test_differences_below_rounding_do_not_stop_it():
    assert 0 <= of(lambda h: h / (1 + np.abs(h)), 1.0, 1e-31, (0.0,)) < 1e-29


@pytest.mark.parametrize("function", [lambda h: 1 / (h - 0.05), lambda h: h * np.nan, lambda h: np.exp(h * h)])
def test_no_mean_no_number(function):
    with pytest.raises(ValueError, match="^function = 'f'.*does not exist"):
        of(function, 1.0, 0.5)
