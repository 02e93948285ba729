"""Where two inputs settle: against closed forms, long iteration, and differences of the map."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

import crit
from crit.theory.networks.pair_distance import distance_map, distance_path
from crit.theory.networks.phases import correlation_depth, fixed_distance, pair_slope


def closed(correlation, slope, sigma_w, sigma_b, K):
    """Fixed point c* < 1 and slope of a map (σ_b² + σ_w² F(c))/K known in closed form."""
    c = brentq(lambda c: (sigma_b**2 + sigma_w**2 * correlation(c, K)) / K - c, 0, 1 - 1e-4, xtol=1e-15)
    return 1 - c, sigma_w**2 * slope(c, K) / K


def sine(c, K):
    return math.exp(-K) * math.sinh(K * c), K * math.exp(-K) * math.cosh(K * c)


def arcsine(c, K):
    q = 2 * K / (1 + 2 * K)
    return 2 / math.pi * math.asin(q * c), 2 / math.pi * q / math.sqrt(1 - (q * c) ** 2)


def step(c, _):
    return 2 / math.pi * math.asin(c), 2 / math.pi / math.sqrt(1 - c * c)


@pytest.mark.parametrize("name, law, sigma_w, sigma_b", [
    ("erf", arcsine, 2.5, 0.3), ("erf", arcsine, 1.5, 0.1), ("sin", sine, 2.0, 0.2), ("sign(x)", step, 1.5, 0.3),
    ("sign(x)", step, 1.0, 2.0), ("erf", arcsine, 30.0, 1.0),
])  # fmt: skip
def test_chaotic_phase_in_closed_form(name, law, sigma_w, sigma_b):
    K = crit.fixed_point(name, sigma_w, sigma_b)
    rho, slope = closed(lambda c, K: law(c, K)[0], lambda c, K: law(c, K)[1], sigma_w, sigma_b, K)
    found = fixed_distance(name, sigma_w, K)
    assert found.rho == pytest.approx(rho, rel=1e-8)
    assert found.slope == pytest.approx(slope, rel=1e-6 if name == "sign(x)" else 1e-8)
    assert correlation_depth(name, sigma_w, K) == pytest.approx(-1 / math.log(slope), rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name, sigma_w, sigma_b", [
    ("tanh", 2.5, 0.3), ("tanh", 1.6, 0.3), ("hard_tanh", 2.0, 0.1), ("tanh(x) + 0.1*sign(x)", 1.2, 0.2), ("arctan", 3.0, 0.3),
    ("softsign", 3.0, 0.2), ("sigmoid", 12.0, 0.5), ("x*exp(-x**2)", 4.0, 0.3), ("relu6", 2.0, 0.5),
])  # fmt: skip
def test_two_inputs_settle_there_wherever_they_start(name, sigma_w, sigma_b):
    K = crit.fixed_point(name, sigma_w, sigma_b)
    found = fixed_distance(name, sigma_w, K)
    assert 0 <= found.rho <= 1 and 0 <= found.slope < 1
    depth = int(30 * correlation_depth(name, sigma_w, K)) + 10
    for start in (1e-3, 0.9):
        path = distance_path(name, sigma_w, K, start, depth)
        assert path[-1] == pytest.approx(found.rho, rel=1e-6, abs=1e-9)
        deviation = np.abs(path - found.rho)
        near = 1e-3 * (found.rho or 0.1)
        late = np.flatnonzero((deviation[:-1] < near) & (deviation[:-1] > 1e-3 * near))
        assert np.all(np.abs(deviation[late + 1] / deviation[late] - found.slope) < 5e-3)


@pytest.mark.parametrize("name", ["tanh", "erf", "sin", "hard_tanh", "gelu", "silu"])
def test_ordered_phase(name):
    K = 0.5
    edge = 1 / crit.activation(name).mean_square(crit.activation(name).derivative, K) ** 0.5
    assert fixed_distance(name, 0.9 * edge, K) == (0, pytest.approx(0.81))
    assert fixed_distance(name, edge, K) == (0, pytest.approx(1, abs=1e-12))
    assert correlation_depth(name, 0.9 * edge, K) == pytest.approx(-1 / math.log(0.81))
    assert correlation_depth(name, edge, K) > 1e8


@pytest.mark.parametrize("name", ["tanh", "hard_tanh"])
def test_just_beyond_the_edge(name):
    # ρ* = (χ₁ − 1)/κ for a smooth φ, ((χ₁ − 1)/g)² for a kinked one.
    point = crit.critical_point(name, 0.3)
    K = crit.fixed_point(name, 1.0002 * point.sigma_w, 0.3)
    chi, second = crit.theory.networks.pair_distance.distance_coefficients(name, 1.0002 * point.sigma_w, K)
    amplitude = crit.theory.networks.pair_distance.kink_amplitude(name, 1.0002 * point.sigma_w, K)
    expected = ((chi - 1) / amplitude) ** 2 if amplitude else (chi - 1) / second
    found = fixed_distance(name, 1.0002 * point.sigma_w, K)
    assert found.rho == pytest.approx(expected, rel=5e-3)
    assert found.slope == pytest.approx(1 - (chi - 1) * (0.5 if amplitude else 1), abs=1e-6)


def test_jumps_leave_no_ordered_phase():
    for sigma_w in (0.1, 1.0):
        K = crit.fixed_point("sign(x)", sigma_w, 1.0)
        assert fixed_distance("sign(x)", sigma_w, K).rho > 0


@pytest.mark.parametrize("name", ["tanh", "relu", "hard_tanh", "sign(x)", "gelu"])
@pytest.mark.parametrize("rho", [0.05, 0.7, 1.5])
def test_slope_of_the_map(name, rho):
    h = 1e-4
    ahead, behind = distance_map(name, 1.3, 0.8, [rho + h, rho - h])
    assert pair_slope(name, 1.3, 0.8, rho) == pytest.approx((ahead - behind) / (2 * h), rel=1e-5)


@pytest.mark.parametrize("arguments, name", [
    (("binary", 1, 1), "activation"), (("tanh", 0, 1), "sigma_w"), (("tanh", 1, 0), "K"), (("tanh", 1, math.nan), "K"),
])  # fmt: skip
def test_bad_arguments(arguments, name):
    for function in (fixed_distance, correlation_depth):
        with pytest.raises(ValueError, match=f"^{name} = "):
            function(*arguments)


@pytest.mark.parametrize("rho", [1e-6, 0.3, 1.0, 1.6])
def test_the_slope_of_a_step_at_any_distance(rho):
    # c' = (2/π) arcsin c for a step, whose derivative by c is (2/π)/√(1 − c²).
    c, K = 1 - rho, 0.81
    assert pair_slope("sign(x)", 0.9, K, rho) == pytest.approx(2 / math.pi / math.sqrt(1 - c * c), rel=1e-6)
