"""Formulas far out, where plain floating point overflows: against arithmetic with many digits."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import crit
from crit.theory.activations import scaled_numbers as scaled
from crit.theory.activations.evaluate import accurate, compiled, evaluator
from crit.theory.activations.formula import parse, x

FAR = np.concatenate([s * np.array([1e-3, 0.7, 30.0, 117.3, 354.7, 709.3, 745.0, 2e3, 1e5]) for s in (1, -1)])
FORMULAS = (
    "x/(1 + exp(-5*x))",
    "x/(1 + exp(-0.1*x))",
    "log(1 + exp(x))",
    "log(exp(x) + exp(-2*x))",
    "sinh(x)/cosh(x)",
    "sinh(3*x)*exp(-x**2)",
    "exp(2*x)/(1 + 3*exp(2*x))",
    "(exp(x) - exp(-x))/(exp(x) + 2*exp(-x))",
    "x*tanh(log(1 + exp(x)))",
    "x*erfc(-x)/2",
    "exp(-x**2)/erfc(x)",
    "exp(-x**2)/(exp(-x**2) + exp(-x**2/2))",
    "1/(1 + exp(x))**8",
    "log(1 + exp(-x))*exp(x)/(1 + exp(x))",
    "max(sinh(x)/cosh(x), x/(1 + exp(-x)) - 1)",
    "abs(sinh(x))/cosh(x)",
    "cosh(x)**(1/2)/(1 + cosh(x))",
)


def precise(formula, h):
    """Values of a formula with as many digits as it takes."""
    exact = sp.lambdify(x, formula, modules="mpmath")
    with mpmath.workdps(60):
        return np.array([float(exact(mpmath.mpf(float(value)))) for value in h])


def agree(found, expected):
    return np.isclose(found, expected, rtol=1e-10, atol=1e-14)


# The derivatives of this one are small differences of large numbers.
CANCELS = "exp(-x**2)/erfc(x)"


@pytest.mark.parametrize("text, order", [(t, n) for t in FORMULAS for n in range(3) if not (n and t == CANCELS)])
def test_values_and_derivatives_far_out(text, order):
    formula = sp.diff(parse(text), x, order)
    if order and formula.has(sp.Derivative, sp.Heaviside, sp.DiracDelta, sp.sign):
        formula = sp.diff(crit.activation(text).derivative, x, order - 1)
    found, expected = evaluator(formula)(FAR), precise(formula, FAR)
    assert np.all(agree(found, expected)), (FAR, found, expected)


@pytest.mark.parametrize("text", ["x/(1 + exp(-5*x))", "log(1 + exp(x))", "exp(-x**2)/erfc(x)", "abs(sinh(x))/cosh(x)"])
def test_compiled_formulas_are_as_stable(text):
    unit = crit.activation(text)
    cases = [(unit.expression, unit.scalar), (unit.derivative, unit.scalar_derivative)]
    for formula, function in cases[: 1 if text == CANCELS else 2]:
        np.testing.assert_allclose([function(h) for h in FAR], evaluator(formula)(FAR), rtol=1e-12, atol=1e-300)


gates = st.sampled_from(["1/(1 + exp(-{}*x))", "tanh({}*x)", "erf({}*x)", "exp({0}*x)/(2 + exp({0}*x))", "erfc({}*x)"])
factors = st.builds(str.format, gates, st.sampled_from(["0.3", "1", "7", "-2"]))
polynomials = st.lists(st.integers(-3, 3), min_size=1, max_size=3).map(
    lambda c: "(" + " + ".join(f"({a})*x**{n}" for n, a in enumerate(c)) + ")"
)
products = st.lists(st.builds("{}*{}".format, polynomials, factors), min_size=1, max_size=2).map(" + ".join)


@given(products, st.integers(0, 1))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_polynomials_times_gates(text, order):
    formula = sp.diff(parse(text), x, order)
    if not formula.has(x):
        return
    found, expected = evaluator(formula)(FAR), precise(formula, FAR)
    # Terms that cancel leave rounding errors of their own size.
    assert np.all(np.abs(found - expected) <= 1e-10 * np.abs(expected) + 1e-13 * (1 + np.abs(FAR)) ** 3)


@pytest.mark.parametrize(
    "text", ["tanh(x)", "x**3 + sin(x)", "x/sqrt(1 + x**2)", "erf(x)", "1/(1 + exp(-x))", "exp(x)"]
)
def test_what_keeps_its_digits_is_evaluated_plainly(text):
    formula = accurate(parse(text))
    with np.errstate(over="ignore"):
        assert scaled.trusted_radius(formula, sp.lambdify(x, formula, ["scipy", "numpy"])) == np.inf


@pytest.mark.parametrize("text", ["x/(1 + exp(-5*x))", "log(1 + exp(x))"])
def test_nearby_the_plain_value_is_kept_to_the_bit(text):
    slope = sp.diff(parse(text), x)
    h = np.linspace(-20, 20, 1001)
    assert np.array_equal(evaluator(slope)(h), sp.lambdify(x, accurate(slope), ["scipy", "numpy"], cse=True)(h))


@pytest.mark.filterwarnings("ignore:overflow")
def test_arithmetic_of_scaled_numbers():
    huge, small = scaled.exponential(scaled.lift(1e5)), scaled.exponential(scaled.lift(-1e5))
    assert scaled.plain(scaled.multiply(huge, small)) == 1
    assert scaled.plain(scaled.logarithm(scaled.add(huge, small))) == 1e5
    assert scaled.plain(scaled.power(scaled.multiply(huge, scaled.power(huge, -1.0)), 0.5)) == 1
    assert scaled.plain(scaled.larger(huge, small)) == np.inf and scaled.plain(scaled.smaller(huge, small)) == 0
    assert scaled.plain(scaled.add(scaled.lift(0.0), huge)) == np.inf
    assert scaled.peak(scaled.multiply(huge, small)) == 1e5


def test_compiling_gives_the_same_function_of_one_number():
    function = compiled(parse("exp(x)/(1 + exp(x))"))
    assert [function(h) for h in (-1e6, 0.0, 1e6)] == [0, 0.5, 1]
