"""The kernel of infinite width: published recursions, limits in each phase, and networks of finite width."""

import math

import numpy as np
import pytest

import crit
from crit.theory.kernels import tangent_kernel


def published(square, slope, sigma_w, sigma_b, depth, rho0):
    """The recursion of Jacot et al., in covariances, from functions of K and c."""
    K = sigma_b**2 + sigma_w**2
    cross = sigma_b**2 + sigma_w**2 * (1 - rho0)
    own, pair = K, cross
    for _ in range(depth):
        c = cross / K
        own, pair = (
            sigma_b**2 + sigma_w**2 * (square(K, 1.0) + slope(K, 1.0) * own),
            sigma_b**2 + sigma_w**2 * (square(K, c) + slope(K, c) * pair),
        )
        K, cross = sigma_b**2 + sigma_w**2 * square(K, 1.0), sigma_b**2 + sigma_w**2 * square(K, c)
    return own, pair


def relu_square(K, c):
    return K / (2 * math.pi) * (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c)


def relu_slope(_, c):
    return (math.pi - math.acos(c)) / (2 * math.pi)


def erf_square(K, c):
    return 2 / math.pi * math.asin(2 * K * c / (1 + 2 * K))


def erf_slope(K, c):
    return 4 / math.pi / math.sqrt((1 + 2 * K) ** 2 - 4 * K**2 * c**2)


@pytest.mark.parametrize("name, square, slope", [("relu", relu_square, relu_slope), ("erf", erf_square, erf_slope)])
@pytest.mark.parametrize("sigma_w", [0.8, 1.4, 2.5])
def test_published_recursions(name, square, slope, sigma_w):
    found = tangent_kernel(name, sigma_w, 0.3, 6, rho0=0.4)
    own, pair = published(square, slope, sigma_w, 0.3, 6, 0.4)
    assert found.own[-1] == pytest.approx(own, rel=1e-10) and found.pair[-1] == pytest.approx(pair, rel=1e-10)


@pytest.mark.parametrize("name", ["tanh", "x*exp(-x**2)"])
def test_signals_are_those_of_the_maps(name):
    found = tangent_kernel(name, 1.4, 0.3, 5, rho0=0.2)
    for layer in range(5):
        K = crit.mean_map(name, 1.4, 0.3, found.K[layer])
        rho = found.K[layer] / K * crit.theory.networks.distance_map(name, 1.4, found.K[layer], found.rho[layer])
        assert found.K[layer + 1] == pytest.approx(K, rel=1e-9)
        assert found.rho[layer + 1] == pytest.approx(float(rho), rel=1e-8)


def test_linear_networks():
    # Θ of l hidden layers is (l + 1) K σ_w^(2l) at σ_b = 0, for pairs as for one input, and a skip adds 1 to a factor.
    found = tangent_kernel("linear", 0.9, 0.0, 4, rho0=[0.0, 0.5, 1.0])
    expected = [(l + 1) * 0.81 ** (l + 1) for l in range(5)]
    np.testing.assert_allclose(found.own, expected, rtol=1e-12)
    np.testing.assert_allclose(found.pair, np.outer(expected, [1, 0.5, 0]), rtol=1e-12, atol=1e-15)
    residual = tangent_kernel("linear", 0.9, 0.0, 2, rho0=0.5, skip=1.0)
    # f = V(1 + W)U x: K of the hidden layer doubles but for σ_w² < 1, and each of three factors adds its K.
    assert residual.own[2] == pytest.approx(0.81**2 * 1.81 * 2 + 0.81**2 * 0.81, rel=1e-12)


def test_ordered_kernels_settle_at_rank_one():
    K = crit.fixed_point("tanh", 1.0, 0.3)
    found = tangent_kernel("tanh", 1.0, 0.3, 120, rho0=[0.1, 0.9])
    assert found.own[-1] == pytest.approx(K / (1 - crit.chi_1("tanh", 1.0, 0.3)), rel=1e-6)
    decay = (found.gap[120] / found.gap[119]) ** -1
    # The gap falls as l χ₁^l.
    np.testing.assert_allclose(decay, 119 / 120 / crit.chi_1("tanh", 1.0, 0.3), rtol=5e-3)


def test_chaotic_kernels_become_diagonal():
    found = tangent_kernel("tanh", 2.5, 0.3, 60, rho0=0.1)
    assert found.own[60] / found.own[59] == pytest.approx(crit.chi_1("tanh", 2.5, 0.3), rel=1e-3)
    fixed = crit.fixed_distance("tanh", 2.5, crit.fixed_point("tanh", 2.5, 0.3))
    K = crit.fixed_point("tanh", 2.5, 0.3)
    # As a difference of numbers of the order of 10¹³ it has three digits.
    assert found.pair[60] == pytest.approx(K * (1 - fixed.rho) / (1 - fixed.slope), rel=5e-3)
    assert found.pair[60] < 1e-6 * found.own[60]


@pytest.mark.parametrize("bad", [
    dict(activation="binary"), dict(activation="sign(x)"), dict(sigma_w=0), dict(sigma_b=-1), dict(depth=0),
    dict(rho0=3.0), dict(rho0=[0.1, -0.1]), dict(K0=0), dict(skip=-1.0),
])  # fmt: skip
def test_bad_arguments(bad):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, depth=2, rho0=0.1)
    with pytest.raises(ValueError, match=f"^{next(iter(bad))} = "):
        tangent_kernel(**(good | bad))
