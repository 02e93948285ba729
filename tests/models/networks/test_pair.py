"""Two inputs: the distance map of infinite width, its fluctuations, and the smallest distances."""

import math

import numpy as np
import pytest
from scipy import stats

import crit
from crit.theory.networks.finite_size import mean_distance
from crit.theory.networks.finite_width import finite_width
from crit.theory.networks.pair_distance import distance_path
from tests.models.laws import unlike_the_others


def covariance(name, K, c):
    """E φ(a)φ(b) of two Gaussians of variance K and correlation c, by a product rule."""
    z, weight = np.polynomial.hermite_e.hermegauss(150)
    weight = weight / weight.sum()
    phi, root = crit.activation(name), np.sqrt(K)
    return weight @ (phi(root * z)[:, None] * phi(root * (c * z[:, None] + np.sqrt(1 - c * c) * z[None, :]))) @ weight


CLOSED = {
    "erf": lambda K, c: 2 / math.pi * math.asin(2 * K * c / (1 + 2 * K)),
    "relu": lambda K, c: K / (2 * math.pi) * (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c),
    "sin": lambda K, c: math.exp(-K) * math.sinh(K * c),
    "linear": lambda K, c: K * c,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "gelu", "sigmoid", "arctan", *CLOSED])
@pytest.mark.parametrize("rho0", [1e-3, 0.1, 1.0, 1.7])
def test_distance_map_of_a_wide_network(name, rho0):
    K, width, weight, bias = 0.8, 4000, 1.3**2, 0.2**2
    between = CLOSED[name](K, 1 - rho0) if name in CLOSED else covariance(name, K, 1 - rho0)
    itself = CLOSED[name](K, 1.0) if name in CLOSED else covariance(name, K, 1.0)
    expected = 1 - (bias + weight * between) / (bias + weight * itself)
    found = crit.replica_paths(name, 1.3, 0.2, width, 1, rho0=rho0, K0=K, replicas=200, seed=3)[:, 1]
    # The mean over networks is off by terms of order 1/N besides.
    assert abs(found.mean() - expected) < 4 * stats.sem(found) + 5 * expected / width


def test_binary_units_fire_independently():
    K, weight, bias, width = 2.0, 2.0, 0.1, 4000
    joint = np.array([[1 + K, K * 0.7], [K * 0.7, 1 + K]])
    p = 1 - (1 + K) ** -0.5
    both = 1 - 2 * (1 + K) ** -0.5 + np.linalg.det(joint) ** -0.5
    found = crit.replica_paths(
        "binary", math.sqrt(weight), math.sqrt(bias), width, 1, rho0=0.3, K0=K, replicas=300, seed=4
    )[:, 1]
    expected = 1 - (bias + weight * both) / (bias + weight * p)
    assert abs(found.mean() - expected) < 4 * stats.sem(found) + 5 * expected / width


@pytest.mark.parametrize("name", ["tanh", "erf", "gelu"])
@pytest.mark.parametrize("rho0", [1e-6, 1e-12, 1e-20])
def test_small_distances_have_no_scale(name, rho0):
    near, nearer = (
        crit.replica_paths(name, 1.2, 0.3, 30, 8, rho0=rho, replicas=100, seed=5) for rho in (rho0, rho0 / 16)
    )
    np.testing.assert_allclose(near / rho0, 16 * nearer / rho0, rtol=0.02)
    assert np.all(near > 0)


@pytest.mark.parametrize("name", ["tanh", "sin", "linear"])
def test_opposite_inputs_stay_opposite_without_bias(name):
    paths = crit.replica_paths(name, 1.2, 0.0, 20, 10, rho0=2.0, replicas=20, seed=6)
    np.testing.assert_allclose(paths, 2.0, rtol=1e-12)


@pytest.mark.slow
def test_a_critical_network_forgets_as_one_over_kappa_l_until_its_width_tells():
    point, width, depth = crit.critical_point("sin", 0.3), 800, 60
    paths = crit.replica_paths("sin", point.sigma_w, 0.3, width, depth, rho0=0.5, K0=point.K, replicas=500, seed=7)
    infinite = distance_path("sin", point.sigma_w, point.K, 0.5, depth)[-1]
    shift, v = finite_width("sin", point.sigma_w, 0.3)
    s = v / (point.kappa * infinite) / width
    expected = infinite * s * mean_distance(s, 0.5 + shift / v)
    assert abs(paths[:, -1].mean() - expected) < 4 * stats.sem(paths[:, -1]) + 5 * expected / width


def test_the_distance_never_leaves_its_range():
    paths = crit.replica_paths("tanh", 3.0, 0.0, 3, 60, rho0=1.0, replicas=500, seed=8)
    assert np.all(paths >= 0) and np.all(paths <= 2 + 1e-12)


def test_dead_inputs_have_no_distance():
    paths = crit.replica_paths("relu", 1.0, 0.0, 2, 60, rho0=0.5, replicas=200, seed=9)
    gone = np.isnan(paths)
    assert gone[:, -1].mean() > 0.9 and not gone[:, 0].any()


@pytest.mark.parametrize("name", ["tanh", "relu", "binary"])
def test_the_same_bits_for_any_number_of_replicas(name):
    few, many = (crit.replica_paths(name, 1.4, 0.3, 17, 6, rho0=0.2, replicas=n, seed=10) for n in (10, 200))
    assert np.array_equal(few, many[:10])
    assert np.all(np.std(many[:, 1:], axis=0) > 0)


def test_arrays_of_starts():
    rho0, K0 = np.geomspace(1e-4, 1, 10), np.linspace(0.1, 2, 10)
    paths = crit.replica_paths("tanh", 1.4, 0.3, 17, 6, rho0=rho0, K0=K0, replicas=10, seed=11)
    single = crit.replica_paths("tanh", 1.4, 0.3, 17, 6, rho0=rho0[4], K0=K0[4], replicas=10, seed=11)
    assert np.array_equal(paths[:, 0], rho0) and np.array_equal(single[4], paths[4])


@pytest.mark.parametrize("rho0", [0, 0.0, np.float64(0), np.array(0), [0.1, 0.0, 0.2], np.zeros(3)], ids=repr)
@pytest.mark.parametrize("simulate", [crit.replica_paths, crit.dense_network])
def test_a_pair_that_starts_identical_says_so(simulate, rho0):
    with pytest.raises(ValueError, match="^rho0 = .*identical and stay so.*absorbing.*> 0 and <= 2"):
        simulate("tanh", 1.4, 0.3, 17, 6, rho0=rho0, replicas=3, seed=12)


@pytest.mark.parametrize("rho0", [-0.1, 2.1, np.nan, "0", None, False, [0.1, 0.2], [[0.0] * 3], ["0"] * 3], ids=repr)
def test_other_bad_distances(rho0):
    with pytest.raises(ValueError, match="^rho0 = "):
        crit.replica_paths("tanh", 1.4, 0.3, 17, 6, rho0=rho0, replicas=3, seed=12)


def test_identical_inputs_of_stochastic_units_part():
    paths = crit.replica_paths("binary", 1.4, 0.3, 50, 3, rho0=0.0, replicas=20, seed=13)
    assert np.all(paths[:, 0] == 0) and np.all(paths[:, 1:] > 0.1)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.pair")
