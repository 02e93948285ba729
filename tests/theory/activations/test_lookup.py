"""The catalogue against second implementations: values, expansions, kinks, Gaussian moments."""

import itertools
import pickle
import time
from math import log, pi

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy import special

import crit
from crit.theory.activations.evaluate import has_pole, outgrows_gaussian
from crit.theory.activations.lookup import ACTIVATIONS, Activation, binary_unit, x

H = np.concatenate([np.linspace(-12, 12, 481), [-1e-7, 1e-7, -300.0, 300.0]])

REFERENCE = {
    "linear": lambda h: h,
    "tanh": np.tanh,
    "erf": special.erf,
    "sin": np.sin,
    "arctan": np.arctan,
    "softsign": lambda h: h / (1 + np.abs(h)),
    "relu": lambda h: np.maximum(h, 0),
    "leaky_relu": lambda h: np.where(h > 0, h, h / 100),
    "elu": lambda h: np.where(h > 0, h, np.expm1(np.minimum(h, 0))),
    "hard_tanh": lambda h: np.clip(h, -1, 1),
    "gelu": lambda h: h * special.ndtr(h),
    "silu": lambda h: h * special.expit(h),
    "softplus": lambda h: np.logaddexp(0, h),
    "sigmoid": special.expit,
    "binary": lambda h: -np.expm1(-h * h / 2),
    "selu": lambda h: 1.0507009873554805 * np.where(h > 0, h, 1.6732632423543772 * np.expm1(np.minimum(h, 0))),
    "mish": lambda h: h * np.tanh(np.logaddexp(0, h)),
    "relu6": lambda h: np.clip(h, 0, 6),
    "hard_swish": lambda h: h * np.clip(h + 3, 0, 6) / 6,
    "squared_relu": lambda h: np.maximum(h, 0) ** 2,
    "snake": lambda h: h + np.sin(h) ** 2,
    "abs": np.abs,
}

mp = mpmath.mp.clone()
mp.dps = 40
PRECISE = {
    "tanh": mp.tanh,
    "erf": mp.erf,
    "sin": mp.sin,
    "arctan": mp.atan,
    "gelu": lambda h: h * mp.ncdf(h),
    "silu": lambda h: h / (1 + mp.exp(-h)),
    "softplus": lambda h: mp.log1p(mp.exp(h)),
    "sigmoid": lambda h: 1 / (1 + mp.exp(-h)),
    "binary": lambda h: 1 - mp.exp(-h * h / 2),
    "mish": lambda h: h * mp.tanh(mp.log1p(mp.exp(h))),
    "snake": lambda h: h + mp.sin(h) ** 2,
}
SCALE, ALPHA = sp.Rational("1.0507009873554805"), sp.Rational("1.6732632423543772")
ONE_SIDED = {
    "linear": ([0, 1, 0, 0, 0], [0, 1, 0, 0, 0]),
    "softsign": ([0, 1, 1, 1, 1], [0, 1, -1, 1, -1]),
    "relu": ([0, 0, 0, 0, 0], [0, 1, 0, 0, 0]),
    "leaky_relu": ([0, sp.Rational(1, 100), 0, 0, 0], [0, 1, 0, 0, 0]),
    "elu": ([0, 1, sp.Rational(1, 2), sp.Rational(1, 6), sp.Rational(1, 24)], [0, 1, 0, 0, 0]),
    "hard_tanh": ([0, 1, 0, 0, 0], [0, 1, 0, 0, 0]),
    "selu": ([0, *(SCALE * ALPHA / sp.factorial(n) for n in range(1, 5))], [0, SCALE, 0, 0, 0]),
    "relu6": ([0, 0, 0, 0, 0], [0, 1, 0, 0, 0]),
    "hard_swish": ([0, sp.Rational(1, 2), sp.Rational(1, 6), 0, 0], [0, sp.Rational(1, 2), sp.Rational(1, 6), 0, 0]),
    "squared_relu": ([0, 0, 0, 0, 0], [0, 0, 1, 0, 0]),
    "abs": ([0, -1, 0, 0, 0], [0, 1, 0, 0, 0]),
}

deterministic = pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "binary"])
everyone = pytest.mark.parametrize("name", ACTIVATIONS)
variance = pytest.mark.parametrize("K", [1e-9, 1e-3, 0.3, 1.0, 30.0, 1e3, 1e4, 1e6])


def test_the_catalogue_is_covered():
    assert set(REFERENCE) == set(ACTIVATIONS)
    assert len(ACTIVATIONS) >= 15
    assert set(PRECISE) | set(ONE_SIDED) == set(ACTIVATIONS)


@everyone
def test_values(name):
    # 1 + erf cancels in the left tail of gelu, down to the rounding of 1; the others keep every digit.
    absolute = 1e-15 if name == "gelu" else 1e-300
    np.testing.assert_allclose(ACTIVATIONS[name](H), REFERENCE[name](H), rtol=2e-14, atol=absolute)


@everyone
def test_compiled_values_and_slopes(name):
    unit = ACTIVATIONS[name]
    points = H[(np.abs(H) > 1e-5) & (np.abs(H) < 13) & (np.min(np.abs(np.abs(H)[:, None] - [1, 3, 6]), axis=1) > 1e-3)]
    np.testing.assert_allclose([unit.scalar(h) for h in points], REFERENCE[name](points), rtol=1e-12, atol=1e-15)
    step = 1e-5
    slopes = (REFERENCE[name](points + step) - REFERENCE[name](points - step)) / (2 * step)
    np.testing.assert_allclose([unit.scalar_derivative(h) for h in points], slopes, rtol=1e-6, atol=2e-9)


@pytest.mark.parametrize("name", PRECISE)
@pytest.mark.parametrize("side", [1, -1])
def test_taylor_of_smooth_formulas(name, side):
    order = 4 if name == "mish" else 6
    found = [float(term) for term in ACTIVATIONS[name].taylor(order, side)]
    np.testing.assert_allclose(found, [float(c) for c in mp.taylor(PRECISE[name], 0, order)], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ONE_SIDED)
def test_taylor_on_either_side_of_a_kink(name):
    right, left = (ACTIVATIONS[name].taylor(4, side) for side in (1, -1))
    assert (list(left), list(right)) == ONE_SIDED[name]


def test_an_infinite_slope_has_no_expansion():
    with pytest.raises(ValueError, match="^activation = .*order 1 at zero is not finite"):
        crit.activation("sqrt(abs(x))").taylor(2)


@pytest.mark.parametrize("name, kinks", [
    ("tanh", ()), ("linear", ()), ("gelu", ()), ("binary", ()), ("relu", (0.0,)), ("leaky_relu", (0.0,)), ("elu", (0.0,)),
    ("softsign", (0.0,)), ("hard_tanh", (-1.0, 1.0)), ("abs(x - 2)", (2.0,)), ("max(x, -x/2)", (0.0,)),
    ("max(-1, min(x, 3))", (-1.0, 3.0)), ("sign(x - 0.25)", (0.25,)), ("abs(x**2 - 2)", (-2**0.5, 2**0.5)),
])  # fmt: skip
def test_kinks(name, kinks):
    unit = crit.activation(name)
    assert unit.kinks == pytest.approx(kinks, abs=1e-12)
    assert unit.is_smooth == (not kinks)


@pytest.mark.parametrize("name, slopes", [
    ("linear", (1, 1)), ("relu", (0, 1)), ("leaky_relu", (0.01, 1)), ("abs(x)", (-1, 1)), ("3*x", (3, 3)),
    ("max(x, x/4)", (0.25, 1)), ("tanh", None), ("hard_tanh", None), ("elu", None), ("softsign", None), ("binary", None),
    ("x + 1", None), ("max(x, 0) + max(x - 1, 0)", None),
])  # fmt: skip
def test_slopes_of_scale_free_units(name, slopes):
    assert crit.activation(name).slopes == slopes


@pytest.mark.parametrize("name, even", [
    ("tanh", True), ("sin", True), ("softsign", True), ("hard_tanh", True), ("binary", True), ("cos(x)", True),
    ("abs(x)", True), ("relu", False), ("elu", False), ("gelu", False), ("sigmoid", False), ("softplus", False),
    ("tanh(x) + 0.001*x**2", False),
])  # fmt: skip
def test_is_even(name, even):
    assert crit.activation(name).is_even is even


@pytest.mark.parametrize("K", [1e-9, 1e-4, 0.1, 1.0, 10.0, 1e3, 1e4, 1e6])
@pytest.mark.parametrize("name, moment", [
    ("linear", lambda K: K),
    ("relu", lambda K: K / 2),
    ("leaky_relu", lambda K: K / 2 * (1 + 1e-4)),
    ("erf", lambda K: 2 / pi * np.arcsin(2 * K / (1 + 2 * K))),
    ("sin", lambda K: -np.expm1(-2 * K) / 2),
    ("binary", lambda K: -np.expm1(-np.log1p(K) / 2)),
    ("cos(x)", lambda K: (1 + np.exp(-2 * K)) / 2),
    ("x**3", lambda K: 15 * K**3),
    ("abs", lambda K: K),
    ("squared_relu", lambda K: 3 * K**2 / 2),
    ("snake", lambda K: K + (3 - 4 * np.exp(-2 * K) + np.exp(-8 * K)) / 8),
    ("sqrt(abs(x))", lambda K: (2 * K / pi) ** 0.5),
    ("x*exp(-x**2)", lambda K: K * (1 + 4 * K) ** -1.5),
    ("hard_tanh", lambda K: (K - 1) * special.erf((2 * K) ** -0.5) - (2 * K / pi) ** 0.5 * np.exp(-0.5 / K) + 1),
])  # fmt: skip
def test_second_moments_in_closed_form(name, moment, K):
    unit = crit.activation(name)
    assert unit.mean(unit.second, K) == pytest.approx(moment(K), rel=1e-9)


@everyone
@variance
@pytest.mark.parametrize("power", [2, 4])
def test_moments_against_adaptive_quadrature(name, K, power):
    unit, root = ACTIVATIONS[name], K**0.5
    breaks = [
        0.0,
        *(sign * min(r / root, 13.0) for r in (0.5, 1.0, 3.0, 5.0, 6.0, 20.0, 100.0, 1e3) for sign in (-1, 1)),
    ]

    def integrand(z):
        value = REFERENCE[name](root * z)
        return (value if name == "binary" else value**power) * np.exp(-z * z / 2) / (2 * pi) ** 0.5

    if K > 1e3 and name in ("sin", "snake"):
        return  # too fast for this quadrature, and in closed form above
    expected = panels(integrand, sorted({-13.0, 13.0, *breaks}), 400 if name in ("sin", "snake") else 4)
    found = unit.mean(unit.second if power == 2 else unit.fourth, K)
    assert found == pytest.approx(expected, rel=1e-9)


def sech2(h):
    return 4 * np.exp(-2 * np.abs(h)) / (1 + np.exp(-2 * np.abs(h))) ** 2


logistic = special.expit
DERIVATIVES = {
    "tanh": sech2,
    "silu": lambda h: logistic(h) + h * sech2(h / 2) / 4,
    "softplus": logistic,
    "sigmoid": lambda h: sech2(h / 2) / 4,
    "gelu": lambda h: special.ndtr(h) + h * np.exp(-h * h / 2) / (2 * pi) ** 0.5,
    "mish": lambda h: np.tanh(np.logaddexp(0, h)) + h * sech2(np.logaddexp(0, h)) * logistic(h),
    "elu": lambda h: np.where(h > 0, 1.0, np.exp(np.minimum(h, 0))),
    "x/(1 + exp(-5*x))": lambda h: logistic(5 * h) + 5 * h * sech2(5 * h / 2) / 4,
    "log(cosh(x))": np.tanh,
    "sinh(x)/cosh(x)": sech2,
    "exp(2*x)/(1 + 3*exp(2*x))": lambda h: 2 / 3 * sech2(h + log(3) / 2) / 4,
    "log(1 + exp(3*x))": lambda h: 3 * logistic(3 * h),
}


@variance
@pytest.mark.parametrize("name", DERIVATIVES)
def test_mean_square_slopes_at_any_variance(name, K):
    unit, root = crit.activation(name), K**0.5
    breaks = [0.0, *(s * min(r / root, 13.0) for r in (0.1, 0.3, 0.5, 1.0, 3.0, 6.0, 20.0) for s in (-1, 1))]

    def integrand(z):
        return DERIVATIVES[name](root * z) ** 2 * np.exp(-z * z / 2) / (2 * pi) ** 0.5

    expected = panels(integrand, sorted({-13.0, 13.0, *breaks}), 4)
    assert unit.mean_square(unit.derivative, K) == pytest.approx(expected, rel=1e-9)
    assert unit.mean(unit.derivative**2, K) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("K", [0.1, 1.0, 1e6])
@pytest.mark.parametrize("formula", ["sqrt(abs(x))", "abs(x)**(1/3)", "abs(x - 1)**(2/5) + tanh(x)"])
def test_a_mean_that_does_not_exist_is_refused_by_its_formula(formula, K):
    unit = crit.activation(formula)
    with pytest.raises(ValueError, match="^activation = ") as caught:
        unit.mean_square(unit.derivative, K)
    assert "0x" not in str(caught.value) and "lambda" not in str(caught.value)


def panels(function, edges, cuts):
    """Clenshaw–Curtis sums over intervals, each cut into equal panels: unlike the quadrature of the library."""
    n = 32
    angle = np.arange(n + 1) * pi / n
    k = np.arange(1, n // 2 + 1)
    b = np.where(k == n // 2, 1, 2)
    weight = (1 - (b / (4 * k**2 - 1) * np.cos(2 * np.outer(angle, k))).sum(axis=1)) * 2 / n
    weight[[0, -1]] /= 2
    total = 0.0
    for a, b_ in itertools.pairwise(edges):
        for low in np.linspace(a, b_, cuts, endpoint=False):
            half = (b_ - a) / cuts / 2
            total += half * weight @ function(low + half * (1 + np.cos(angle)))
    return total


@pytest.mark.parametrize("scale", [0.1, 1.0, 7.5])
@pytest.mark.parametrize("K", [1e-9, 1.0, 1e3])
def test_scale_of_the_binary_unit(scale, K):
    unit = binary_unit(scale)
    expected = -np.expm1(-np.log1p(K / scale**2) / 2)
    assert unit.mean(unit.second, K) == pytest.approx(expected, rel=1e-9)
    assert unit.second == unit.fourth


@pytest.mark.parametrize(
    "formula", ["exp(x**2)", "exp(x**2/4)", "exp(abs(x)**3)", "exp(exp(x))", "sinh(x**2)", "cosh(x*abs(x))"]
)
def test_no_finite_moment_is_refused(formula):
    with pytest.raises(ValueError, match="^activation = "):
        crit.activation(formula)


@pytest.mark.parametrize("formula", ["x**16", "exp(x)", "sinh(x)", "exp(-x**2)", "log(1 + x**2)", "exp(abs(x)**1.5/9)"])
def test_slow_growth_is_accepted(formula):
    assert crit.activation(formula).mean(crit.activation(formula).second, 0.5) > 0


@pytest.mark.parametrize(
    "formula", ["1/x", "log(x)", "sqrt(x)", "log(abs(x))", "x**(1/3)", "1/(x**2 - 4)", "sqrt(1 - x**2)"]
)
def test_a_formula_must_be_real_and_finite(formula):
    with pytest.raises(ValueError, match="^activation = .*real and finite"):
        crit.activation(formula)


@pytest.mark.parametrize("formula", ["3", "x - x", "pi", "x/x", "0*x"])
def test_a_formula_must_depend_on_x(formula):
    with pytest.raises(ValueError, match="^activation = .*exactly one variable"):
        crit.activation(formula)


def test_a_probability_lies_between_0_and_1():
    for expression in (x, 2 / (1 + sp.exp(-x)), -sp.exp(-(x**2))):
        with pytest.raises(ValueError, match="^activation = .*between 0 and 1"):
            Activation("bad", expression, stochastic=True)


@pytest.mark.parametrize("scale", [0, -1, np.nan, np.inf, "1", None, True, 1j])
def test_scale_must_be_positive(scale):
    with pytest.raises(ValueError, match="^scale = "):
        binary_unit(scale)


@pytest.mark.parametrize(
    "specification", ["tanh", "x*exp(-x**2)", "hard_tanh", "binary", "max(x, -x/2)", "gelu(sin(x))"]
)
def test_pickles(specification):
    unit = crit.activation(specification)
    unit(1.0), unit.scalar(1.0)
    copy = pickle.loads(pickle.dumps(unit))
    assert copy == unit and hash(copy) == hash(unit)
    assert copy(0.7) == unit(0.7)


def test_one_activation_however_it_is_named():
    y = sp.Symbol("y")
    assert crit.activation(sp.tanh(y)).expression == crit.activation("tanh").expression == sp.tanh(x)
    assert crit.activation("tanh") is ACTIVATIONS["tanh"]
    assert crit.activation(ACTIVATIONS["gelu"]) is ACTIVATIONS["gelu"]
    assert crit.activation("softplus(x) - log(2)")(0.0) == pytest.approx(0, abs=1e-15)
    assert crit.activation("softplus")(0.0) == pytest.approx(log(2))


@deterministic
@pytest.mark.parametrize("K", [-1, np.nan, np.inf, "1", None, [1.0, 2.0]])
def test_variance_of_a_mean_is_checked(name, K):
    with pytest.raises(ValueError, match="^K = "):
        ACTIVATIONS[name].mean(ACTIVATIONS[name].second, K)


@pytest.mark.parametrize(
    "specification", ["Than", "swhish", "tanh (", None, 1.0, len, [], sp.Symbol("x") > 0, sp.Integer(3)]
)
def test_what_is_no_activation_is_refused(specification):
    with pytest.raises(ValueError, match="^activation = "):
        crit.activation(specification)


@pytest.mark.parametrize(
    "formula", ["1/(1 + exp(-1000000*x))", "exp(-x/999983) - exp(-x/1000)", "(exp(-100000*abs(x)) + 1)**16"]
)
def test_steep_formulas_are_made_quickly(formula):
    started = time.perf_counter()
    assert np.all(np.isfinite(crit.activation(formula)(H)))
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize("unit", ACTIVATIONS.values(), ids=str)
def test_the_catalogue_passes_the_checks_of_the_constructor(unit):
    assert Activation(unit.name, unit.expression, unit.stochastic) == unit


@pytest.mark.slow
@pytest.mark.parametrize("formula, pole", [
    ("1/(x - 0.1234)", True), ("1/(x - 7.31237)", True), ("1/(x + 29.0037)**2", True), ("1/(x**2 - 2)", True),
    ("1/x", True), ("tan(x/3)", True), ("0.0001/(x - 0.1234)", True), ("1/(1 + x**2)", False), ("1/(x**2 + 1e-4)", False),
    ("exp(-100*(x - 0.123)**2)", False), ("1e6*tanh(50*(x - 0.345))", False),
])  # fmt: skip
def test_poles_are_told_from_peaks_wherever_they_lie(formula, pole):
    assert has_pole(sp.sympify(formula, dict(x=x))) == pole


@pytest.mark.parametrize("formula, left, right", [
    ("max(-x, 0)", (0, -1), (0, 0)), ("max(x, 0)", (0, 0), (0, 1)), ("abs(x)", (0, -1), (0, 1)), ("min(x, 2*x)", (0, 2), (0, 1)),
])  # fmt: skip
def test_an_expansion_at_a_kink_is_that_of_the_right_unless_told(formula, left, right):
    unit = crit.activation(formula)
    assert (unit.taylor(1), unit.taylor(1, 1), unit.taylor(1, -1)) == (right, right, left)


@pytest.mark.parametrize("formula, outgrows", [
    (sp.exp(x**3), True), (sp.exp(-(x**3)), True), (sp.exp(x**2), True), (sp.exp(x), False), (x**9, False), (sp.exp(-(x**2)), False),
])  # fmt: skip
def test_one_side_is_enough_to_outgrow_a_gaussian(formula, outgrows):
    assert outgrows_gaussian(formula) == outgrows
