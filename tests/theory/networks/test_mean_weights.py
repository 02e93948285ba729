"""The Landau theory of the mean activity, against quadratures and fixed points that know nothing of the expansion."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import integrate, optimize

import crit
from crit.theory.landau import potential, static_exponents
from crit.theory.networks.mean_weights import (
    gaussian_averages,
    general_signed_couplings,
    next_layer,
    signed_couplings,
)
from crit.theory.symbols import E_phi_1, E_phi_3, chi_K, m, r, u, w_bar, x

SCALES = [("tanh", 0.5, 0.1), ("tanh", 1.0, 0.3), ("tanh", 0.5, 0.0), ("erf", 1.0, 0.2), ("sin", 0.8, 0.2)]


def gauss(function, K):
    density = lambda z: function(math.sqrt(K) * z) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)  # noqa: E731
    return integrate.quad(density, -12, 12, points=[-1, 0, 1], limit=200, epsabs=1e-12)[0]


def settled(function, sigma_w, sigma_b, shift):
    """Variance at a given shift, by root finding, and the mean output there."""
    gap = lambda K: sigma_b**2 + sigma_w**2 * gauss(lambda h: function(shift + h) ** 2, K) - K  # noqa: E731
    K = optimize.brentq(gap, 0.0, 3.0, xtol=1e-13) if gap(0.0) > 0 else 0.0
    return gauss(lambda h: function(shift + h), K), K


@pytest.mark.parametrize("name, function", [("tanh", math.tanh), ("erf", math.erf), ("sin", math.sin)])
@pytest.mark.parametrize("activity", [0.0, 0.05, -0.4])
def test_next_layer_by_another_quadrature_and_a_root(name, function, activity):
    expected = settled(function, 0.8, 0.2, 1.1 * activity + 0.03)
    found = next_layer(name, 0.8, 0.2, activity, mean_w=1.1, mean_b=0.03)
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name, sigma_w, sigma_b", SCALES)
def test_the_couplings_are_the_first_powers_of_the_drift(name, sigma_w, sigma_b):
    # With the powers beyond the third fitted along: drift = r m − u m³ + O(m⁵).
    expected = signed_couplings(name, sigma_w, sigma_b, 100, mean_w=1.05)
    grid = np.linspace(0.01, 0.12, 10)
    drift = np.array([next_layer(name, sigma_w, sigma_b, value, mean_w=1.05).m for value in grid]) - grid
    linear, cubic, *_ = np.linalg.lstsq(np.stack([grid**p for p in (1, 3, 5, 7, 9)], axis=1), drift, rcond=None)[0]
    assert linear == pytest.approx(expected.r, abs=1e-6)
    assert -cubic == pytest.approx(expected.u, rel=2e-3)


@pytest.mark.parametrize("name, sigma_w, sigma_b", SCALES)
def test_field_and_noise(name, sigma_w, sigma_b):
    couplings = signed_couplings(name, sigma_w, sigma_b, 100, mean_w=1.05, mean_b=1e-4)
    layer = next_layer(name, sigma_w, sigma_b, 0.0, mean_w=1.05, mean_b=1e-4)
    assert layer.m == pytest.approx(couplings.h, rel=1e-6)
    K = crit.fixed_point(name, sigma_w, sigma_b)
    assert couplings.D == pytest.approx((K - sigma_b**2) / sigma_w**2 / 200, abs=1e-12)


def test_kinks_and_jumps_by_their_own_integrals():
    # For hard tanh φ' is 1 where |h| < 1, so its averages are the chance of that and normal densities at the kinks.
    K = 0.3
    normal = math.exp(-1 / (2 * K)) / math.sqrt(2 * math.pi * K)
    hard = gaussian_averages(crit.activation("hard_tanh"), 1.0, K)
    assert hard[E_phi_1] == pytest.approx(math.erf(1 / math.sqrt(2 * K)), rel=1e-9)
    assert hard[E_phi_3] == pytest.approx(-2 * normal / K, rel=1e-8)
    assert hard[chi_K] == pytest.approx(math.erf(1 / math.sqrt(2 * K)) - 2 * normal, rel=1e-8)


def test_smooth_averages_are_averages_of_derivatives():
    unit, K = crit.activation("tanh"), 0.4
    found = gaussian_averages(unit, 1.3, K)
    for key, formula in (
        (E_phi_1, sp.diff(unit.expression, x)),
        (E_phi_3, sp.diff(unit.expression, x, 3)),
        (chi_K, 1.3**2 * sp.diff(unit.expression**2, x, 2) / 2),
    ):
        assert found[key] == pytest.approx(unit.mean(formula, K), rel=1e-9)


def test_a_variance_that_does_not_answer_leaves_the_bare_cubic():
    general = general_signed_couplings()
    assert sp.simplify(general.u.subs(chi_K, 0) + w_bar**3 * E_phi_3 / 6) == 0
    assert sp.simplify(sp.diff(general.u / (-E_phi_3), chi_K).subs(chi_K, 0)).is_positive


def test_exponents_of_a_magnet():
    magnet = sp.Symbol("m", positive=True)
    assert static_exponents(u * magnet**3 - r * magnet, magnet) == (sp.Rational(1, 2), 1, 1, 3, 2)
    assert sp.expand(potential(r * m - u * m**3, m) - (u * m**4 / 4 - r * m**2 / 2)) == 0


@pytest.mark.parametrize("name", ["relu", "gelu", "binary", "x + x**2", "cos(x)"])
def test_an_activation_that_is_not_odd_is_refused(name):
    with pytest.raises(ValueError, match="^activation = .*odd"):
        signed_couplings(name, 1.0, 0.1, 100, mean_w=1.0)


@pytest.mark.parametrize(
    "name, value",
    [
        ("sigma_w", 0),
        ("sigma_b", -1),
        ("width", 0),
        ("width", 1.5),
        ("mean_w", 0),
        ("mean_w", -1.0),
        ("mean_b", math.nan),
    ],
)
def test_bad_arguments_are_named(name, value):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=100, mean_w=1.0, mean_b=0.0)
    with pytest.raises(ValueError, match=f"^{name} = "):
        signed_couplings(**{**good, name: value})


@pytest.mark.parametrize("name, value", [("m", math.inf), ("sigma_w", 0), ("sigma_b", "1"), ("mean_w", None)])
def test_bad_arguments_of_a_layer(name, value):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, m=0.1, mean_w=1.0)
    with pytest.raises(ValueError, match=f"^{name} = "):
        next_layer(**{**good, name: value})


def test_a_variance_that_grows_without_end_is_refused():
    with pytest.raises(ValueError, match="sigma_w|activation"):
        next_layer("linear", 1.5, 0.1, 0.1, mean_w=1.0)


@pytest.mark.parametrize("name", ["tanh", "hard_tanh"])
def test_without_a_mean_of_the_biases_nothing_prefers_a_sign(name):
    assert signed_couplings(name, 0.8, 0.2, 100, mean_w=1.05).h == 0
    up, down = (next_layer(name, 0.8, 0.2, activity, mean_w=1.05) for activity in (0.3, -0.3))
    assert up == pytest.approx((-down.m, down.K), rel=1e-12)
    assert next_layer(name, 0.8, 0.2, 0.0, mean_w=1.05).m == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("activity", [0.7, -0.9])
def test_next_layer_of_a_kinked_unit_off_centre(activity):
    found, at = next_layer("hard_tanh", 0.8, 0.2, activity, mean_w=1.1, mean_b=0.03), 1.1 * activity + 0.03

    def mean(power):
        density = lambda h: np.clip(h, -1, 1) ** power * math.exp(-((h - at) ** 2) / (2 * found.K))  # noqa: E731
        integral = integrate.quad(density, at - 8, at + 8, points=[-1, 1], limit=200, epsabs=1e-13)[0]
        return integral / math.sqrt(2 * math.pi * found.K)

    assert found == pytest.approx((mean(1), 0.2**2 + 0.8**2 * mean(2)), rel=1e-8)
