"""The branchless functions against the library's, to the last digits, and in formulas."""

import math

import numpy as np
import pytest
from numba import njit

import crit
from crit.numerics import elementary as smooth
from crit.theory.activations.vectorised import vectorised

FUNCTIONS = {"exp": (smooth.exp, np.exp), "expm1": (smooth.expm1, np.expm1), "tanh": (smooth.tanh, np.tanh)}


def over(function, values):
    """A scalar function of numba over an array."""

    @njit
    def fill(values, results):
        for i in range(values.size):
            results[i] = function(values[i])

    results = np.empty_like(values)
    fill(values, results)
    return results


@pytest.mark.parametrize("name", FUNCTIONS)
def test_to_the_last_digits(name):
    ours, theirs = FUNCTIONS[name]
    rng = np.random.default_rng(1)
    size = 10.0 ** rng.uniform(-300, math.log10(700), 50_000)
    values = np.concatenate([size, -size, rng.normal(size=50_000), np.arange(-700, 701) * math.log(2) / 2, [0.0]])
    values = values[np.abs(values) < 700]
    np.testing.assert_allclose(over(ours, values), theirs(values), rtol=1e-15, atol=0)


@pytest.mark.slow
def test_at_the_ends():
    ends = np.array([0.0, -0.0, 1e4, -1e4, np.inf, -np.inf, np.nan, 5e-324])
    assert np.array_equal(over(smooth.tanh, ends), np.tanh(ends), equal_nan=True)
    assert np.array_equal(np.signbit(over(smooth.tanh, ends)), np.signbit(np.tanh(ends)))
    assert np.array_equal(over(smooth.exp, ends[:3]), [1, 1, np.inf]) and over(smooth.exp, ends[5:6]) < 1e-300
    assert np.array_equal(over(smooth.expm1, ends[2:6]), [np.inf, -1, np.inf, -1])
    assert np.isnan(over(smooth.exp, ends[6:7]))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "softplus", "elu", "silu", "gelu", "sign(x)", "tanh(7*x)*exp(-x**2)"])
def test_formulas(name):
    unit, values = crit.activation(name), np.linspace(-6, 6, 2000)
    for formula, expected in ((unit.expression, unit(values)), (unit.derivative, None)):
        found = over(vectorised(formula), values)
        if expected is None:
            expected = np.array([unit.scalar_derivative(value) for value in values])
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("gain", [1, 3])
def test_slopes_of_tanh_keep_their_digits_where_it_saturates(gain):
    values = np.linspace(-100, 100, 999) / gain
    found = over(vectorised(crit.activation(f"tanh({gain}*x)").derivative), values)
    np.testing.assert_allclose(found, gain / np.cosh(gain * values) ** 2, rtol=1e-13)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x/(1+exp(-50*x))", "log(1+exp(30*x))", "silu", "tanh(40*x)"])
def test_formulas_far_out(name):
    unit, values = crit.activation(name), np.linspace(-700, 700, 1001)
    for formula, stable in ((unit.expression, unit.scalar), (unit.derivative, unit.scalar_derivative)):
        expected = np.array([stable(value) for value in values])
        assert np.all(np.isfinite(expected))
        np.testing.assert_allclose(over(vectorised(formula), values), expected, rtol=1e-12, atol=1e-14)
