"""Critical initialisation: closed forms at finite width, networks with real weights, and what it holds for."""

import copy
import math
import pickle

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma

import crit
from crit.theory.networks.finite_width import critical_weight, lyapunov


@pytest.mark.parametrize("function", [crit.critical_point, crit.critical_init])
def test_a_flat_start_has_no_critical_point(function):
    with pytest.raises(ValueError, match="^activation = .*slope at zero vanishes"):
        function("x**3", 0 if function is crit.critical_point else 10)


@pytest.mark.parametrize("width", [1, 2, 10, 30, 100, 10**6])
def test_critical_init_in_closed_form(width):
    expected = width / 2 * math.exp(-digamma(width / 2))
    for name, slope in (("tanh", 1), ("linear", 1), ("erf", 2 / math.sqrt(math.pi)), ("gelu", 0.5), ("3*x", 3)):
        sigma_w, sigma_b = crit.critical_init(name, width)
        assert sigma_b == 0
        assert sigma_w**2 == pytest.approx(expected / slope**2, rel=1e-9)


def test_critical_init_approaches_infinite_width():
    assert crit.critical_init("tanh", 1000)[0] ** 2 == pytest.approx(1 + 1 / 1000, abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "max(x, -x/2)"])
@pytest.mark.parametrize("width", [1, 3, 20])
def test_critical_init_of_two_slopes_against_sampling(name, width):
    left, right = (float(c) for c in (crit.activation(name).taylor(1, side)[1] for side in (-1, 1)))
    z = np.random.default_rng(width).standard_normal((400_000, width))
    response = np.mean(np.where(z > 0, right * z, left * z) ** 2, axis=1)
    growth = np.log(response[response > 0])
    expected = -2 * math.log(crit.critical_init(name, width)[0])
    assert abs(growth.mean() - expected) < 4 * stats.sem(growth)


@pytest.mark.parametrize("name", ["tanh", "sin"])
@pytest.mark.parametrize("width", [10, 30, 100])
def test_the_typical_growth_rate_vanishes_at_the_finite_width_critical_point(name, width):
    def growth(sigma_w):
        paths = crit.variance_paths(name, sigma_w, 0.0, width, 100, K0=1e-30, replicas=1000, seed=width)
        rates = np.log(paths[:, -1] / paths[:, 0]) / 100
        return rates.mean(), stats.sem(rates)

    sigma_w, _ = crit.critical_init(name, width)
    rate, error = growth(sigma_w)
    assert abs(rate) < 4 * error
    # At the critical point of infinite width signals typically die, at the rate ψ(N/2) − ln(N/2) ≈ −1/N.
    rate, error = growth(1.0)
    assert abs(rate - (digamma(width / 2) - math.log(width / 2))) < 4 * error
    assert rate < -4 * error


def test_a_drive_leaves_no_critical_initialisation():
    with pytest.raises(ValueError, match="^activation = .*= 0 is needed"):
        crit.critical_init("sigmoid", 10)


@pytest.mark.slow
@pytest.mark.parametrize("name, largest", [
    ("tanh", math.inf), ("relu", math.inf), ("linear", math.inf), ("elu", math.inf), ("gelu", 0), ("silu", 0),
    ("sinh(x)", 0), ("x+x**3*exp(-x**2)", 0),
])  # fmt: skip
def test_it_says_which_signals_it_holds(name, largest):
    found = crit.critical_init(name, 300)
    assert found.largest == largest
    assert found.stable_for.startswith("weak signals only, since u < 0" if largest == 0 else "signals of any variance")
    # The promise, kept by the mean map: signals of variance one fall or keep their size, or they grow.
    weight = crit.critical_init(name, 10**9).sigma_w
    growth = crit.mean_map(name, weight, 0.0, 0.1) / 0.1 - 1
    assert growth > 1e-3 if largest == 0 else growth < 1e-8


@pytest.mark.slow
def test_where_larger_signals_end():
    assert crit.critical_init("gelu", 300).stable_for.endswith("grow without bound")
    assert "settle at K = " in crit.critical_init("tanh(x)+x**3*exp(-x**2)", 300).stable_for


@pytest.mark.slow
def test_a_signal_between_two_fixed_points_is_told():
    # Falling back at first, growing from an unstable fixed point on.
    found = crit.critical_init("x-x**3/6+x**5/10", 300)
    K = found.largest
    assert 0 < K < math.inf and f"{K:.6g}" in found.stable_for
    assert crit.mean_map("x-x**3/6+x**5/10", 1.0, 0.0, 0.9 * K) < 0.9 * K
    assert crit.mean_map("x-x**3/6+x**5/10", 1.0, 0.0, 1.1 * K) > 1.1 * K


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "sin", "hard_tanh", "x*exp(-x**2)"])
@pytest.mark.parametrize("K", [0.3, 1.0])
def test_about_a_wanted_variance(name, K):
    sigma_w, sigma_b = found = crit.critical_init(name, 10_000, K=K)
    assert found.K == K
    edge = crit.critical_point(name, sigma_b)
    assert edge.K == pytest.approx(K, rel=1e-8)
    assert sigma_w == critical_weight(name, sigma_b, 10_000)
    assert lyapunov(name, sigma_w, sigma_b, 10_000) == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
def test_networks_with_real_weights_hold_the_variance():
    sigma_w, sigma_b = crit.critical_init("tanh", 200, K=1.0)
    K = crit.dense_network("tanh", sigma_w, sigma_b, 200, 30, K0=1.0, replicas=60, seed=3).K[:, -1]
    assert abs(K.mean() - 1) < 4 * stats.sem(K) + 2 / 200


@pytest.mark.parametrize("name, K, found", [
    ("gelu", 1.0, r"above K = 3\.56155 \(sigma_w = 1\.40821, sigma_b = 0\.415839\)"),
    ("silu", 1.0, r"above K = 14\.3202 \(sigma_w = 1\.40997, sigma_b = 0\.745079\)"),
    ("x**2", 1.0, "none at any K"),
    ("sign(x)", 1.0, "none at any K"),
])  # fmt: skip
def test_a_variance_without_an_edge_is_refused_with_those_that_have_one(name, K, found):
    with pytest.raises(ValueError, match=f"^K = 1.0: no network of .*{found}"):
        crit.critical_init(name, 300, K=K)


def test_gelu_holds_what_it_can():
    _sigma_w, sigma_b = crit.critical_init("gelu", 10_000, K=5.0)
    assert crit.critical_point("gelu", sigma_b).K == pytest.approx(5, rel=1e-8)


@pytest.mark.parametrize("name", ["relu", "linear", "leaky_relu"])
def test_scale_free_units_hold_any_variance(name):
    assert crit.critical_init(name, 50, K=2.0) == crit.critical_init(name, 50)


def test_layers_of_different_widths():
    found = crit.critical_init("tanh", [784, 300, 10])
    assert found.sigma_w.tolist() == [crit.critical_init("tanh", n)[0] for n in (784, 300, 10)]
    assert found.std() == pytest.approx(found.sigma_w / np.sqrt([784, 300, 10]))
    assert found.width == (784, 300, 10)
    assert crit.critical_init("tanh", [784, 300], K=1.0).sigma_w[1] == crit.critical_init("tanh", 300, K=1.0)[0]


def test_weights_of_dense_and_convolutional_layers():
    found = crit.critical_init("relu", 64)
    assert found.std() == pytest.approx(found.sigma_w / 8)
    assert found.std(64 * 9) == pytest.approx(found.sigma_w / 24)
    # He: variance 2/fan_in. Xavier: variance 2/(fan_in + fan_out).
    assert found.he * math.sqrt(2 / 64) == pytest.approx(found.std())
    assert found.xavier() * math.sqrt(2 / (64 + 64)) == pytest.approx(found.std())
    assert found.xavier(64, 10) * math.sqrt(2 / (64 + 10)) == pytest.approx(found.std())


def test_it_is_a_pair_that_can_be_copied():
    found = crit.critical_init("gelu", 300)
    sigma_w, sigma_b = found
    assert (sigma_w, sigma_b) == found == (found.sigma_w, found.sigma_b)
    for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert twin == found and twin.stable_for == found.stable_for and twin.width == 300
    assert repr(found).startswith("CriticalInit(sigma_w=2.003")


@pytest.mark.parametrize(
    "value", [0, -1, 1.5, 10.0, math.nan, math.inf, "1", None, True, [], [0], [1.0], "ab"], ids=repr
)
def test_bad_width(value):
    with pytest.raises(ValueError, match=r"^width(\[0\])? = .*whole number"):
        crit.critical_init("tanh", value)


@pytest.mark.parametrize("value", [-1, math.nan, math.inf, "1", None, True], ids=repr)
def test_bad_variance(value):
    with pytest.raises(ValueError, match="^K = .*is needed"):
        crit.critical_init("tanh", 10, K=value)


def test_bad_fan_in():
    with pytest.raises(ValueError, match="^fan_in = "):
        crit.critical_init("tanh", 10).std(0)
    with pytest.raises(ValueError, match="^fan_out = "):
        crit.critical_init("tanh", 10).xavier(3, -1)
