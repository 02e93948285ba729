"""Formulas that are 0/0 somewhere, or cancel: against arithmetic with many digits."""

import mpmath
import numpy as np
import pytest
import sympy as sp

import crit
from crit.theory.activations.evaluate import compiled, evaluator
from crit.theory.activations.formula import parse, x
from crit.theory.activations.removable import expansions

NEAR = np.concatenate([s * 10.0 ** -np.arange(0.0, 12.0) for s in (1, -1)])


def precise(formula, h):
    exact = sp.lambdify(x, formula, modules="mpmath")
    with mpmath.workdps(80):
        return np.array([float(exact(mpmath.mpf(float(value)))) for value in h])


@pytest.mark.slow
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize(
    "text",
    ["sin(x)/x", "x/(exp(x) - 1)", "tanh(x)/x", "log(cosh(x))", "(1 - cos(x))/x", "exp(x) - 1 - x", "sin(50*x)/x"],
)
def test_every_digit_near_zero(text, order):
    formula = sp.diff(parse(text), x, order)
    np.testing.assert_allclose(evaluator(formula)(NEAR), precise(formula, NEAR), rtol=2e-10)
    function = compiled(formula)
    np.testing.assert_allclose([function(h) for h in NEAR], evaluator(formula)(NEAR), rtol=1e-12)


def test_another_place():
    formula = sp.diff(parse("sin(x - 2)/(x - 2)"), x)
    exact = precise(formula.subs(x, x + 2), NEAR)
    # The argument itself is known to one part in 10^16 of 2.
    np.testing.assert_allclose(evaluator(formula)(2 + NEAR), exact, rtol=1e-9, atol=1e-16)
    assert evaluator(parse("sin(x - 2)/(x - 2)"))(2.0) == 1


@pytest.mark.parametrize("K", [1e-9, 1e-4, 1.0, 100.0])
def test_means_of_sinc(K):
    # E (sin x/x)² = ∫ (1 − |t|/2) e^(−K t²/2) dt/2 over |t| < 2, and E φ'² from the mean square of d/dx.
    unit = crit.activation(sp.sinc(sp.Symbol("y")))
    t, weight = np.polynomial.legendre.leggauss(200)
    t, weight = 1 + t, weight
    assert unit.mean(unit.second, K) == pytest.approx(weight @ ((1 - t / 2) * np.exp(-K * t * t / 2)), rel=1e-9)
    assert unit.mean_square(unit.derivative, K) > 0


def test_sinc_is_an_activation():
    y = sp.Symbol("y")
    assert crit.critical_init(y * sp.sinc(y), 100) == pytest.approx((1.0050292705, 0), rel=1e-9)
    found = [float(term) for term in crit.activation(sp.sinc(y)).taylor(4)]
    assert found == pytest.approx([1, 0, -1 / 6, 0, 1 / 120])
    assert crit.activation("sin(x)/x").is_smooth and crit.activation("sin(x)/x")(0.0) == 1


@pytest.mark.parametrize("text", ["tanh(x)", "x**2 + x", "exp(x)", "x/(1 + exp(-x))", "max(x, 0)", "erf(x)"])
def test_what_keeps_its_digits_has_no_series(text):
    formula = parse(text)
    assert expansions(formula, lambda h: sp.lambdify(x, formula, ["scipy", "numpy"])(h) + 0 * h) == []
