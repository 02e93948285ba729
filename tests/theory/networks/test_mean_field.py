"""Infinite width: published critical points, brute-force iteration, and growth at finite width."""

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, special

import crit
from crit.theory.networks.fixed_points import relaxation
from crit.theory.networks.pair_distance import distance_map
from crit.theory.networks.phases import fixed_distance

TABLE = {
    "tanh": ([1.12254, 1.19340, 1.30415, 1.39558, 1.54967], 0.2335),
    "erf": ([0.99369, 1.05559, 1.15280, 1.23367, 1.37133], 0.2527),
    "sin": ([1.09282, 1.14227, 1.21233, 1.26266, 1.33033], 0.2034),
}
BIASES = 0.05, 0.1, 0.2, 0.3, 0.5
SMOOTH = "tanh", "erf", "sin", "arctan"
ANY = *SMOOTH, "hard_tanh", "softsign", "gelu", "sigmoid", "elu"


def iterate(name, sigma_w, sigma_b, K, layers):
    """Apply the mean map again and again: the values of K."""
    return list(itertools.accumulate(range(layers), lambda k, _: crit.mean_map(name, sigma_w, sigma_b, k), initial=K))


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("k", range(5))
def test_published_critical_weights(name, k):
    assert f"{crit.critical_point(name, BIASES[k]).sigma_w:.5f}" == f"{TABLE[name][0][k]:.5f}"


PLAIN = {
    "tanh": (np.tanh, lambda x: np.cosh(x) ** -2.0),
    "erf": (special.erf, lambda x: 2 / math.sqrt(math.pi) * np.exp(-x * x)),
    "sin": (np.sin, np.cos),
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("bias", BIASES)
def test_critical_points_against_sums_over_a_grid(name, bias):
    """Plain formulas, the trapezoidal rule and a bracketed root: nothing of the library."""
    phi, slope = PLAIN[name]
    z = np.linspace(-12, 12, 1201)
    weights = np.exp(-z * z / 2) / np.exp(-z * z / 2).sum()

    def square(f, K):
        return weights @ f(math.sqrt(K) * z) ** 2

    K = optimize.brentq(lambda K: (K - bias**2) * square(slope, K) - square(phi, K), bias**2, 5)
    found = crit.critical_point(name, bias)
    assert found.sigma_w == pytest.approx(square(slope, K) ** -0.5, rel=1e-10)
    assert found.K == pytest.approx(K, rel=1e-8)


@pytest.mark.parametrize("name", TABLE)
def test_published_kappa(name):
    assert f"{crit.critical_point(name, 0.3).kappa:.4f}" == f"{TABLE[name][1]:.4f}"


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("sigma_b", [0.01, 0.3, 1.0])
def test_chi_1_is_one_at_the_critical_point(name, sigma_b):
    found = crit.critical_point(name, sigma_b)
    assert crit.fixed_point(name, found.sigma_w, sigma_b) == pytest.approx(found.K, rel=1e-6)
    assert crit.chi_1(name, found.sigma_w, sigma_b) == pytest.approx(1, abs=1e-6)
    assert crit.chi_1(name, 0.97 * found.sigma_w, sigma_b) < 1 < crit.chi_1(name, 1.03 * found.sigma_w, sigma_b)


@pytest.mark.parametrize("name", SMOOTH)
def test_kappa_is_the_curvature_of_the_distance_map(name):
    sigma_w, K, kappa = crit.critical_point(name, 0.3)
    z, weight = np.polynomial.hermite_e.hermegauss(120)
    weight /= np.sqrt(2 * np.pi)
    phi = crit.activation(name)

    def next_distance(rho):
        first, c = np.sqrt(K) * z[:, None], 1 - rho
        second = np.sqrt(K) * (c * z[:, None] + np.sqrt(1 - c * c) * z[None, :])
        difference = weight @ (phi(first) - phi(second)) ** 2 @ weight
        return sigma_w**2 * difference / (2 * K)

    for rho in (1e-2, 1e-3):
        assert (rho - next_distance(rho)) / rho**2 == pytest.approx(kappa, rel=3 * rho)


@pytest.mark.slow
@pytest.mark.parametrize("name", ANY)
@pytest.mark.parametrize("sigma_b", [0.0, 0.3])
@pytest.mark.parametrize("sigma_w", [0.7, 1.3])
def test_fixed_points_are_where_iteration_ends(name, sigma_w, sigma_b):
    found = crit.fixed_point(name, sigma_w, sigma_b)
    assert crit.mean_map(name, sigma_w, sigma_b, found) == pytest.approx(found, rel=1e-9)
    last = iterate(name, sigma_w, sigma_b, 1e-3, 300)[-1]
    assert last == pytest.approx(found, rel=1e-6, abs=1e-7)


def test_no_stable_fixed_point():
    with pytest.raises(ValueError, match="^sigma_w = 2.*no stable fixed point"):
        crit.fixed_point("linear", 2.0, 0.1)


@pytest.mark.parametrize("name", [*SMOOTH, "hard_tanh", "softsign"])
@pytest.mark.parametrize("sigma_w, sigma_b", [(0.8, 0.3), (1.6, 0.3)])
def test_depth_scales_against_iteration(name, sigma_w, sigma_b):
    K = crit.fixed_point(name, sigma_w, sigma_b)
    scales = crit.depth_scales(name, sigma_w, sigma_b)
    deviations = np.array(iterate(name, sigma_w, sigma_b, K * (1 + 1e-4), 12)) - K
    slope = (deviations[9] / deviations[3]) ** (1 / 6)
    assert scales.variance == pytest.approx(-1 / math.log(slope), rel=2e-3)
    # In the ordered phase inputs meet, in the chaotic phase they settle apart.
    end = fixed_distance(name, sigma_w, K).rho
    apart = itertools.accumulate(
        range(12), lambda rho, _: float(distance_map(name, sigma_w, K, rho)), initial=end + 1e-4
    )
    deviations = np.array(list(apart)) - end
    slope = (deviations[9] / deviations[3]) ** (1 / 6)
    assert scales.correlation == pytest.approx(
        -1 / math.log(slope), rel=2e-3 if crit.activation(name).is_smooth else 2e-2
    )
    assert (end == 0) == (crit.chi_1(name, sigma_w, sigma_b) < 1)


def test_chi_1_of_a_linear_network():
    assert crit.chi_1("linear", 0.6, 0.5) == pytest.approx(0.36)
    assert crit.depth_scales("linear", 0.6, 0.5) == pytest.approx((-1 / math.log(0.36),) * 2)


@pytest.mark.parametrize(
    "name, sigma_w, K",
    [
        ("tanh", 1, 0),
        ("erf", math.sqrt(math.pi) / 2, 0),
        ("sin", 1, 0),
        ("relu", math.sqrt(2), 0),
        ("linear", 1, 0),
        ("leaky_relu", math.sqrt(2 / 1.0001), 0),
        ("hard_tanh", 1, 0),
    ],
)
def test_critical_point_without_bias(name, sigma_w, K):
    found = crit.critical_point(name, 0)
    assert found[:2] == pytest.approx((sigma_w, K))
    assert found.kappa == (0 if crit.activation(name).is_smooth else math.inf)


def test_critical_point_is_continuous_in_the_bias():
    assert crit.critical_point("tanh", 1e-4).sigma_w == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name, sigma_b", [("relu", 0.1), ("linear", 0.3), ("leaky_relu", 0.5)])
def test_scale_free_units_have_no_critical_point_under_a_bias(name, sigma_b):
    with pytest.raises(ValueError, match="^sigma_b = .*no critical point here; it is scale free"):
        crit.critical_point(name, sigma_b)


@pytest.mark.parametrize("function, arguments", [
    (crit.chi_1, ("binary", 1, 0)), (crit.depth_scales, ("binary", 1, 0)), (crit.critical_point, ("binary", 0.1)),
    (crit.critical_init, ("binary", 10)),
])  # fmt: skip
def test_stochastic_units_have_no_slope(function, arguments):
    with pytest.raises(ValueError, match="^activation = .*deterministic"):
        function(*arguments)


NUMBERS = [math.nan, math.inf, -math.inf, "1", None, True, 1j, [1.0], np.ones(2)]


@pytest.mark.parametrize("value", [0, -1, *NUMBERS], ids=repr)
@pytest.mark.parametrize(
    "function", [crit.fixed_point, crit.chi_1, crit.depth_scales, lambda a, w, b: crit.mean_map(a, w, b, 1.0)]
)
def test_bad_weights(function, value):
    with pytest.raises(ValueError, match="^sigma_w = .* is needed"):
        function("tanh", value, 0.1)


@pytest.mark.parametrize("value", [-1e-9, *NUMBERS], ids=repr)
@pytest.mark.parametrize(
    "function",
    [
        crit.fixed_point,
        crit.chi_1,
        crit.depth_scales,
        lambda a, w, b: crit.mean_map(a, w, b, 1.0),
        lambda a, w, b: crit.critical_point(a, b),
    ],
)
def test_bad_biases(function, value):
    with pytest.raises(ValueError, match="^sigma_b = .* is needed"):
        function("tanh", 1.0, value)


@pytest.mark.parametrize("sigma_w", [2.0, 3.0, 9.0])
def test_a_variance_that_overshoots_relaxes_as_well(sigma_w):
    # φ vanishes at large x, so a large variance makes a small one: from σ_w ≈ 2 on the map falls at K*.
    name, sigma_b = "x*exp(-x**2)", 0.3
    K = crit.fixed_point(name, sigma_w, sigma_b)
    deviations = np.array(iterate(name, sigma_w, sigma_b, K * (1 + 1e-3), 3)) - K
    slope = deviations[2] / deviations[1]
    assert (slope < 0) == (sigma_w > 2)
    assert crit.depth_scales(name, sigma_w, sigma_b).variance == pytest.approx(-1 / math.log(abs(slope)), rel=2e-2)


def test_no_depth_and_endless_depth():
    assert [relaxation(slope) for slope in (0.0, 1.0, -1.0, 2.0)] == [0.0, math.inf, math.inf, math.inf]
    assert relaxation(-0.25) == relaxation(0.25) == pytest.approx(1 / math.log(4))
