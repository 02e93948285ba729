"""Scaling units against the equation they are made for, and against simulated networks."""

import pytest

import crit
from crit.theory.networks import critical_weight, finite_width, mean_distance, scaling_units
from crit.theory.networks.pair_distance import distance_path


@pytest.mark.parametrize("name", ["tanh", "sin", "x/(1 + x**2)"])
def test_units_leave_nothing_but_mu(name):
    units, point = scaling_units(name, 0.3, 500), crit.critical_point(name, 0.3)
    # Of dρ = μ(v/N)ρ dl − κρ² dl + √(v/N) ρ dW: saturation and noise have the coefficient one.
    assert point.kappa * units.distance * units.depth == pytest.approx(1)
    assert finite_width(name, point.sigma_w, 0.3).v / 500 * units.depth == pytest.approx(1)


@pytest.mark.parametrize("name", ["tanh", "sin"])
def test_mu_is_where_the_critical_weight_of_that_growth_is_the_edge(name):
    units = scaling_units(name, 0.3, 10**6)
    assert critical_weight(name, 0.3, 10**6, mu=units.mu) == pytest.approx(crit.critical_point(name, 0.3).sigma_w)


def test_simulated_networks_follow_the_curve():
    point, units = crit.critical_point("tanh", 0.3), scaling_units("tanh", 0.3, 200)
    rho = crit.replica_paths("tanh", point.sigma_w, 0.3, 200, 100, rho0=1.0, K0=point.K, replicas=1500, seed=1)[:, -1]
    offset = 1 / (point.kappa * distance_path("tanh", point.sigma_w, point.K, 1.0, 100)[-1])
    expected = units.distance * mean_distance(offset / units.depth, units.mu)
    # The theory is good to a relative 1/N with a factor of order one.
    assert rho.mean() == pytest.approx(expected, abs=3 * rho.std() / 1500**0.5 + 0.01 * expected)


@pytest.mark.parametrize("arguments, name", [
    (("tanh", 0.3, 0), "width"), (("tanh", -1, 9), "sigma_b"), (("sign(x)", 0.3, 9), "activation"),
])  # fmt: skip
def test_bad_arguments(arguments, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        scaling_units(*arguments)
