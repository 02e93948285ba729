"""The four couplings: against the formulas written out here, and against the moments that they expand."""

import importlib

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import crit
from crit.theory.activations.lookup import ACTIVATIONS, binary_unit
from crit.theory.networks.couplings import derive, general_couplings, half_moment, moment_series, power_series
from crit.theory.symbols import N, phi_n
from crit.theory.symbols import sigma_b as b
from crit.theory.symbols import sigma_w as w

module = importlib.import_module("crit.theory.networks.couplings")

KINKED = "elu", "softsign", "selu"
EXPANDABLE = [name for name in ACTIVATIONS if name not in KINKED]
SMALL = {name: 1e-2 for name in ACTIVATIONS} | {
    "sin": 5e-2,
    "linear": 1.0,
    "relu": 1.0,
    "leaky_relu": 1.0,
    "hard_tanh": 1e-2,
}


def published():
    """The couplings of a smooth deterministic φ, typed from the literature, not from the library."""
    a0, a1, a2, a3, a4 = phi_n
    return {
        "r": w**2 * (a1**2 + a0 * a2) - 1,
        "h": b**2 + w**2 * a0**2,
        "u": -(w**2) * (sp.Rational(3, 4) * a2**2 + a1 * a3 + a0 * a4 / 4),
        "D1": 2 * w**4 * a0**2 * a1**2 / N,
        "D2": w**4 * ((a1**2 + a0 * a2) ** 2 + 6 * a0 * a1 * (a1 * a2 + a0 * a3 / 3)) / N,
    }


@pytest.mark.parametrize("name", published())
def test_general_formula(name):
    assert sp.expand(getattr(general_couplings(), name) - published()[name]) == 0


@pytest.mark.parametrize("name", [name for name in EXPANDABLE if ACTIVATIONS[name].is_smooth and name != "binary"])
def test_each_smooth_activation_obeys_the_general_formula(name):
    values = {phi: c * sp.factorial(n) for n, (phi, c) in enumerate(zip(phi_n, ACTIVATIONS[name].taylor(4)))}
    for found, formula in zip(derive(ACTIVATIONS[name]), general_couplings()):
        assert sp.simplify(found - formula.subs(values)) == 0


@pytest.mark.parametrize("name, expected", [
    ("tanh", (w**2 - 1, b**2, 2 * w**2, 0, w**4 / N)),
    ("linear", (w**2 - 1, b**2, 0, 0, w**4 / N)),
    ("hard_tanh", (w**2 - 1, b**2, 0, 0, w**4 / N)),
    ("relu", (w**2 / 2 - 1, b**2, 0, 0, sp.Rational(5, 8) * w**4 / N)),
    ("sin", (w**2 - 1, b**2, w**2, 0, w**4 / N)),
    ("binary", (w**2 / 2 - 1, b**2, 3 * w**2 / 8, w**4 / (4 * N), -5 * w**4 / (16 * N))),
])  # fmt: skip
def test_known_couplings(name, expected):
    assert [sp.simplify(found - formula) for found, formula in zip(derive(ACTIVATIONS[name]), expected)] == [0] * 5


def test_noise_of_leaky_relu():
    a, b = sp.Integer(1), sp.Rational(1, 100)
    variance = 3 * (a**4 + b**4) / 2 - (a**2 + b**2) ** 2 / 4
    assert derive(ACTIVATIONS["leaky_relu"]).D2 == w**4 * variance / (2 * N)


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
def test_noise_of_the_binary_unit(scale):
    found = crit.couplings(binary_unit(scale), 1.5, 0.1, 500)
    assert found.D1 == pytest.approx(1.5**4 / (4 * scale**2 * 500), rel=1e-12)
    assert found.r == pytest.approx(1.5**2 / (2 * scale**2) - 1, rel=1e-12)
    assert found.u == pytest.approx(3 * 1.5**2 / (8 * scale**4), rel=1e-12)


def expansion(function, top, terms=9):
    """First three Taylor coefficients of function(K) at 0, from a polynomial through Chebyshev points of (0, top)."""
    K = top * (1 - np.cos(np.pi * (np.arange(terms) + 0.5) / terms)) / 2
    polynomial = np.polynomial.Polynomial.fit(K, [function(k) for k in K], terms - 1)
    return polynomial.convert().coef[:3]


@pytest.mark.parametrize("name", EXPANDABLE)
def test_couplings_expand_the_moments(name):
    unit, top = ACTIVATIONS[name], SMALL[name]
    sigma_w, sigma_b, width = 1.3, 0.2, 700
    found = crit.couplings(unit, sigma_w, sigma_b, width)

    def mean(K):
        return sigma_b**2 + sigma_w**2 * unit.mean(unit.second, K)

    def half_variance(K):
        return sigma_w**4 * (unit.mean(unit.fourth, K) - unit.mean(unit.second, K) ** 2) / (2 * width)

    drift, noise = expansion(mean, top), expansion(half_variance, top)
    expected = [found.h, found.r + 1, -found.u], [0.0, found.D1, found.D2]
    unit_of_error = np.array([1.0, 1 / top, 1 / top**2])
    assert drift == pytest.approx(expected[0], rel=3e-5, abs=1e-6 * max(abs(found.r + 1), 1e-3))
    assert np.all(np.abs(noise - expected[1]) <= 1e-9 / width * unit_of_error + 3e-5 * np.abs(expected[1]))


@pytest.mark.parametrize(
    "name, power", [("elu", "3/2"), ("softsign", "3/2"), ("max(x, 0) + 1", "1/2"), ("abs(x) + x**2", "3/2")]
)
def test_a_kink_at_zero_is_refused_with_the_term_that_spoils_it(name, power):
    with pytest.raises(ValueError, match=rf"^activation = .*kinked at zero.*K\^\({power}\)"):
        crit.couplings(name, 1.0, 0.0, 100)


@pytest.mark.parametrize("name", KINKED)
def test_the_spoiling_term_is_what_quadrature_sees(name):
    unit = ACTIVATIONS[name]
    series = [float(c) for c in moment_series(unit, 2)]
    K = 1e-5
    rest = unit.mean(unit.second, K) - series[2] * K
    assert rest == pytest.approx(series[3] * K**1.5, rel=0.03)


@pytest.mark.parametrize(
    "n, value", [(0, 1 / 2), (1, (2 * np.pi) ** -0.5), (2, 1 / 2), (3, 2 * (2 * np.pi) ** -0.5), (4, 3 / 2)]
)
def test_half_moments(n, value):
    assert float(half_moment(n)) == pytest.approx(value, rel=1e-14)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=6), st.integers(0, 5))
def test_power_of_a_series(coefficients, power):
    expected = np.zeros(len(coefficients), int)
    product = np.polynomial.polynomial.polypow(coefficients, power) if power else [1]
    product = np.round(product).astype(int)[: len(coefficients)]
    expected[: len(product)] = product
    assert power_series([sp.Integer(c) for c in coefficients], power) == list(expected)


@given(st.floats(0.01, 10), st.floats(0, 10), st.integers(1, 10**9))
@settings(deadline=None, max_examples=30)
def test_numbers_come_from_the_formulas(sigma_w, sigma_b, width):
    found = crit.couplings("tanh", sigma_w, sigma_b, width)
    assert tuple(found) == pytest.approx(
        (sigma_w**2 - 1, sigma_b**2, 2 * sigma_w**2, 0, sigma_w**4 / width), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize("name, arguments", [
    ("sigma_w", (0, 0.1, 10)), ("sigma_w", (-1, 0.1, 10)), ("sigma_w", (np.nan, 0.1, 10)), ("sigma_w", (np.inf, 0.1, 10)),
    ("sigma_w", ("1", 0.1, 10)), ("sigma_w", (True, 0.1, 10)), ("sigma_w", (None, 0.1, 10)), ("sigma_w", ([1, 2], 0.1, 10)),
    ("sigma_b", (1, -1e-9, 10)), ("sigma_b", (1, np.nan, 10)), ("sigma_b", (1, "x", 10)), ("sigma_b", (1, 1j, 10)),
    ("width", (1, 0.1, 0)), ("width", (1, 0.1, -3)), ("width", (1, 0.1, 2.0)), ("width", (1, 0.1, 2.5)),
    ("width", (1, 0.1, True)), ("width", (1, 0.1, "3")), ("width", (1, 0.1, None)), ("width", (1, 0.1, 2**31)),
])  # fmt: skip
def test_bad_arguments(name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = .* is needed"):
        crit.couplings("tanh", *arguments)


def test_the_sign_of_u_decides_the_order_of_the_transition():
    orders = {"tanh": "continuous", "sin": "continuous", "binary": "continuous", "relu": "marginal"}
    orders |= dict.fromkeys(("gelu", "silu", "softplus"), "discontinuous")
    for name, order in orders.items():
        assert crit.couplings(name, 1.0, 0.0, 100).transition == order
    assert crit.Couplings(0, 0, -2, 0, 1).transition == "discontinuous"


@pytest.mark.parametrize("tolerance", [0.001, 0.01, 0.1])
def test_range_of_the_expansion_in_closed_form(tolerance):
    # tanh² = x² − 2x⁴/3 + 17x⁶/45 − 62x⁸/315 + … and E x⁸ = 105 K⁴: the fourth term is 62/3 K³ of the first.
    assert module.expansion_range("tanh", tolerance) == pytest.approx((3 * tolerance / 62) ** (1 / 3))


@pytest.mark.parametrize("name, expected", [
    ("linear", 4), ("relu", 4), ("hard_tanh", 5.5**-2), ("max(-2, min(x, 2))", (2 / 5.5) ** 2), ("max(-20, min(x, 20))", 4),
    ("max(-3, min(x, 1))", 5.5**-2), ("max(-1, min(x, 3))", 5.5**-2),
])  # fmt: skip
def test_kinks_away_from_zero_lie_beyond_five_and_a_half_deviations(name, expected):
    assert module.expansion_range(name) == pytest.approx(expected)


@given(
    st.sampled_from(["tanh", "sin", "gelu", "relu", "softplus"]),
    st.floats(0.1, 3),
    st.floats(0, 2),
    st.integers(1, 10**6),
)
@settings(deadline=None, max_examples=40, derandomize=True)
def test_width_and_biases_move_what_they_should(name, sigma_w, sigma_b, width):
    here, wider = crit.couplings(name, sigma_w, sigma_b, width), crit.couplings(name, sigma_w, sigma_b, 7 * width)
    still = crit.couplings(name, sigma_w, 0.0, width)
    assert wider[:3] == here[:3]
    assert [7 * noise for noise in wider[3:]] == pytest.approx(here[3:], rel=1e-12)
    assert here._replace(h=still.h) == still
    assert here.h - still.h == pytest.approx(sigma_b**2, abs=1e-12)


@pytest.mark.slow
@given(st.sampled_from(list(SMALL)), st.floats(1e-4, 0.1), st.floats(1.01, 5))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_a_looser_tolerance_reaches_as_far_or_farther(name, tolerance, factor):
    assert module.expansion_range(name, tolerance) <= module.expansion_range(name, tolerance * factor) <= 4


@pytest.mark.parametrize("order", [0, 1, 3, 6])
def test_a_series_is_the_beginning_of_a_longer_one(order):
    for name, power in (("tanh", 2), ("softplus", 4), ("relu", 2)):
        assert moment_series(name, power, order) == moment_series(ACTIVATIONS[name], power, 8)[: order + 1]
