"""Every fixed point of the variance: against iteration, closed forms and an independent scan."""

import itertools
import math

import numpy as np
import pytest
from scipy.optimize import brentq

import crit
from crit.theory.networks.fixed_points import averages, curve, filled, relaxation

CASES = [
    ("tanh", 1.5, 0.1), ("tanh", 0.8, 0.0), ("tanh", 1.2, 0.0), ("gelu", 1.7, 0.1), ("gelu", 1.45, 0.3),
    ("silu", 1.6, 0.3), ("relu", 1.2, 0.5), ("sin(x)**3", 5.0, 0.1), ("sin(x)**3", 2.5, 0.0), ("x**2", 2.6, 0.1),
    ("hard_tanh", 1.3, 0.2), ("elu", 1.2, 0.2), ("cos(x)", 1.5, 0.0), ("sign(x)", 0.9, 0.1), ("binary", 2.0, 0.0),
]  # fmt: skip


def scanned(name, sigma_w, sigma_b):
    """Zeros of K' − K on a fine grid: a second way, blind to how the curve is drawn."""

    def growth(K):
        return (crit.mean_map(name, sigma_w, sigma_b, K) - K) / K

    grid = np.geomspace(1e-8, 5e3, 600)
    values = np.array([growth(K) for K in grid])
    return [brentq(growth, grid[i], grid[i + 1]) for i in np.flatnonzero(values[1:] * values[:-1] < 0)]


@pytest.mark.slow
@pytest.mark.parametrize("name, sigma_w, sigma_b", CASES)
def test_none_is_missing_and_none_is_made_up(name, sigma_w, sigma_b):
    found = [point.K for point in crit.fixed_points(name, sigma_w, sigma_b) if point.K > 0]
    assert found == pytest.approx(scanned(name, sigma_w, sigma_b), rel=1e-6)


@pytest.mark.parametrize("name, sigma_w, sigma_b", CASES)
def test_stable_ones_attract_and_unstable_ones_repel(name, sigma_w, sigma_b):
    for point in crit.fixed_points(name, sigma_w, sigma_b):
        if point.K == 0:
            continue
        step = 1e-5 * point.K
        up, down = (crit.mean_map(name, sigma_w, sigma_b, point.K + d) for d in (step, -step))
        assert crit.mean_map(name, sigma_w, sigma_b, point.K) == pytest.approx(point.K, rel=1e-9)
        assert point.slope == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-7)
        assert point.stable == (abs(point.slope) < 1)


@pytest.mark.slow
@pytest.mark.parametrize("name, sigma_w, sigma_b", CASES)
def test_networks_settle_where_they_are_said_to(name, sigma_w, sigma_b):
    points = crit.fixed_points(name, sigma_w, sigma_b)
    stable = [point.K for point in points if point.stable]
    ends = [0.0, *(point.K for point in points if not point.stable), math.inf]
    for K, low, high in zip(stable, ends, ends[1:]) if len(stable) == len(ends) - 1 else ():
        for start in (low + 0.1 * (K - low), K + 0.5 * (min(high, 2 * K + 1) - K)):
            layers = itertools.accumulate(
                range(400), lambda k, _: crit.mean_map(name, sigma_w, sigma_b, k), initial=start
            )
            assert list(layers)[-1] == pytest.approx(K, rel=1e-3, abs=1e-6)


def test_a_bistable_network_has_three():
    points = crit.fixed_points("sin(x)**3", 5.0, 0.1)
    assert [point.stable for point in points] == [True, False, True]
    assert crit.fixed_point("sin(x)**3", 5.0, 0.1) == points[0].K


def test_zero_is_absorbing_below_its_own_edge_only():
    for name, edge in (("tanh", 1.0), ("relu", math.sqrt(2)), ("erf", math.sqrt(math.pi) / 2)):
        below, above = crit.fixed_points(name, 0.9 * edge, 0.0)[0], crit.fixed_points(name, 1.1 * edge, 0.0)[0]
        assert below.K == above.K == 0
        assert below.stable and not above.stable


@pytest.mark.parametrize(
    "name, stable", [("tanh", True), ("gelu", False), ("silu", False), ("relu", True), ("elu", True)]
)
def test_at_its_edge_zero_holds_if_larger_signals_fall_back(name, stable):
    weight = averages(crit.activation(name), 0.0).rise ** -0.5
    assert crit.fixed_points(name, weight, 0.0)[0].stable == stable


def test_exact_fixed_points():
    # E x⁴ = 3K²: K = σ_b² + 3σ_w²K² has two solutions, and χ_K = 6σ_w²K.
    sigma_w, sigma_b = 2.6, 0.1
    root = math.sqrt(1 - 12 * sigma_w**2 * sigma_b**2)
    expected = [(1 - root) / (6 * sigma_w**2), (1 + root) / (6 * sigma_w**2)]
    points = crit.fixed_points("x**2", sigma_w, sigma_b)
    assert [point.K for point in points] == pytest.approx(expected, rel=1e-10)
    assert [point.slope for point in points] == pytest.approx([1 - root, 1 + root], rel=1e-9)
    # A step has K = σ_b² + σ_w² and tears equal inputs apart.
    (point,) = crit.fixed_points("sign(x)", 0.9, 0.1)
    assert point == (pytest.approx(0.82), pytest.approx(0, abs=1e-9), math.inf, True)


@pytest.mark.parametrize("name", ["tanh", "gelu", "relu", "leaky_relu", "hard_tanh", "elu", "x**3", "sin(x)**3"])
def test_averages_at_zero_are_the_limit(name):
    unit = crit.activation(name)
    at, near = averages(unit, 0.0), averages(unit, 1e-10)
    assert at == pytest.approx(tuple(near), abs=1e-4)


def test_zeros_take_the_next_sign():
    assert filled(np.array([0, 0, 1, 0, -1, 0])).tolist() == [1, 1, 1, -1, -1, -1]
    assert filled(np.zeros(3)).tolist() == [0, 0, 0]


def test_a_deviation_relaxes_by_its_slope_at_every_layer():
    for slope in (0.3, -0.3, 0.99):
        assert abs(slope) ** relaxation(slope) == pytest.approx(1 / math.e)
    assert [relaxation(slope) for slope in (0.0, 1.0, -1.0, 1.5)] == [0.0, math.inf, math.inf, math.inf]


@pytest.mark.parametrize("name, bias", [("gelu", 0.01), ("gelu", 0.09), ("sin(x)**3", 0.01), ("x**2", 0.04)])
def test_the_curve_turns_where_a_deviation_stays(name, bias):
    line = curve(crit.activation(name), bias)
    assert line.turns
    for i in line.turns:
        assert line.slope[i] == pytest.approx(1, abs=1e-7)
        # A turn is the highest or the lowest of its neighbours.
        before, here, after = line.sigma_w2[i - 1 : i + 2]
        assert (here - before) * (here - after) > 0
