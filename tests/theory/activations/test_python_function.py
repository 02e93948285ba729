"""Python functions as activations: the same numbers as the formula, and a refusal where one is needed."""

import pickle

import numpy as np
import pytest
from scipy import special

import crit
from crit.theory.activations.python_function import CallableActivation


def own_tanh(h):
    return np.tanh(h)


def own_relu(h):
    return np.maximum(h, 0.0)


NETWORK = dict(sigma_w=1.2, sigma_b=0.3, width=50, depth=6)


@pytest.mark.parametrize(
    "function, name", [(own_tanh, "tanh"), (own_relu, "relu"), (lambda h: h * special.expit(h), "silu")]
)
def test_simulations_take_a_function(function, name):
    kinked = name == "relu"  # as a formula it has a closed law of its own
    paths = [crit.variance_paths(unit, **NETWORK, replicas=400, seed=1) for unit in (function, name)]
    np.testing.assert_allclose(paths[0].mean(axis=0), paths[1].mean(axis=0), rtol=0.1 if kinked else 1e-12)
    oracle = [crit.dense_network(unit, **NETWORK, rho0=0.1, replicas=3, seed=1) for unit in (function, name)]
    np.testing.assert_allclose(oracle[0].K, oracle[1].K, rtol=1e-12)
    np.testing.assert_allclose(oracle[0].rho, oracle[1].rho, rtol=1e-9)


@pytest.mark.slow
def test_pairs_take_a_function_that_numba_compiles():
    for rho0 in (0.3, 1e-13):
        found, expected = (crit.replica_paths(u, **NETWORK, rho0=rho0, replicas=3, seed=2) for u in (own_tanh, "tanh"))
        np.testing.assert_allclose(found, expected, rtol=1e-8)
    with pytest.raises(ValueError, match="^activation = .*numba cannot"):
        crit.replica_paths(lambda h: h * special.expit(h), **NETWORK, rho0=0.1, seed=1)


def test_averages_are_taken_from_the_function():
    unit = crit.activation(own_tanh)
    assert isinstance(unit, CallableActivation) and str(unit) == "own_tanh"
    assert crit.mean_map(own_tanh, 1.2, 0.3, 2.0) == pytest.approx(crit.mean_map("tanh", 1.2, 0.3, 2.0), rel=1e-12)
    for sigma_w, sigma_b in ((1.2, 0.3), (1.2, 0.0), (0.8, 0.0)):
        assert crit.fixed_point(own_tanh, sigma_w, sigma_b) == pytest.approx(crit.fixed_point("tanh", sigma_w, sigma_b))
    found = crit.theory.networks.pair_distance.distance_map(own_tanh, 1.2, 0.4, 0.2)
    assert found == pytest.approx(crit.theory.networks.pair_distance.distance_map("tanh", 1.2, 0.4, 0.2), rel=1e-12)


def test_a_kink_that_nobody_named_is_accepted_only_if_the_mean_settles():
    assert crit.mean_map(own_relu, 1.0, 0.0, 2.0) == pytest.approx(1.0, rel=1e-9)
    with pytest.raises(ValueError, match="^activation = .*did not settle"):
        crit.mean_map(lambda h: np.where(h > np.sqrt(0.3), 1.0, 0.0) + 0 * h, 1.0, 0.0, 2.0)


@pytest.mark.parametrize("needs", [
    lambda u: crit.couplings(u, 1.0, 0.1, 100), lambda u: crit.critical_point(u, 0.3), lambda u: crit.critical_init(u, 100),
    lambda u: crit.chi_1(u, 1.2, 0.3), lambda u: crit.activation(u).taylor(2), lambda u: crit.activation(u).derivative,
    lambda u: crit.activation(u).expression,
])  # fmt: skip
def test_what_takes_a_formula_says_so(needs):
    with pytest.raises(ValueError, match="^activation = 'own_tanh'.*a formula is needed"):
        needs(own_tanh)


@pytest.mark.parametrize("function", [
    lambda h: h.sum(), lambda h: 1 / h, lambda h: np.log(h), lambda h: np.cumsum(h), lambda h: 3.0 + 0 * h, lambda h: h[:2],
    lambda h: np.random.default_rng().normal(size=np.shape(h)), lambda h: "tanh", lambda: 1, lambda h: np.tanh(h) * 1j, len,
])  # fmt: skip
def test_what_is_no_function_of_each_element_is_refused(function):
    with pytest.raises(ValueError, match="^activation = "):
        crit.activation(function)


def test_equal_functions_are_equal_units_and_travel():
    unit = crit.activation(own_tanh)
    assert unit == crit.activation(own_tanh) and hash(unit) == hash(crit.activation(own_tanh))
    assert unit != crit.activation("tanh") and unit != crit.activation(own_relu)
    assert pickle.loads(pickle.dumps(unit)) == unit
    assert crit.activation(unit) is unit


def test_parameters_belong_to_formulas():
    with pytest.raises(ValueError, match="^activation = .*no parameter beta"):
        crit.activation(own_tanh, beta=1.0)


@pytest.mark.parametrize("function", [
    lambda u: crit.chi_1(u, 1.2, 0.3), lambda u: crit.depth_scales(u, 1.2, 0.3), lambda u: crit.critical_point(u, 0.3),
    lambda u: crit.critical_init(u, 10), crit.edge_line,
])  # fmt: skip
def test_what_needs_a_slope_refuses_a_function(function):
    with pytest.raises(ValueError, match="^activation = 'own_tanh': a formula is needed"):
        function(own_tanh)
