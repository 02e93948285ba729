"""Susceptibilities against differences of fixed points, closed forms, and the spread of networks."""

import math

import numpy as np
import pytest
import sympy as sp

import crit
from crit.theory.susceptibilities import responses
from crit.theory.symbols import V_K, E_phi_squared, K, chi_K, sigma_w

PLACES = [("tanh", 1.1, 0.1), ("tanh", 0.7, 0.5), ("sin", 1.2, 0.3), ("gelu", 1.2, 0.2), ("erf", 1.5, 0.05)]


def test_the_formulas():
    found = responses()
    assert found.field == 1 / (1 - chi_K)
    assert (found.weights - sp.sqrt(E_phi_squared) * chi_K / (sigma_w * (1 - chi_K))).equals(0)
    settled = found.fluctuations * K**2
    assert (chi_K**2 * settled + V_K - settled).equals(0)


@pytest.mark.parametrize("unit, sigma_w, sigma_b", PLACES)
def test_against_differences_of_fixed_points(unit, sigma_w, sigma_b):
    def activity(scale):
        return math.sqrt((crit.fixed_point(unit, scale, sigma_b) - sigma_b**2) / scale**2)

    def variance(bias2):
        return crit.fixed_point(unit, sigma_w, math.sqrt(bias2))

    found, step = crit.susceptibilities(unit, sigma_w, sigma_b), 1e-4
    slope = (activity(sigma_w + step) - activity(sigma_w - step)) / (2 * step)
    assert found.weights == pytest.approx(slope, rel=1e-5)
    step *= sigma_b**2
    assert found.field == pytest.approx(
        (variance(sigma_b**2 + step) - variance(sigma_b**2 - step)) / (2 * step), rel=1e-5
    )


def test_sine_in_closed_form():
    # E sin² = (1 − exp(−2K))/2, so χ_K = σ_w² exp(−2K).
    K, sigma_w, sigma_b = crit.fixed_point("sin", 1.3, 0.2), 1.3, 0.2
    found, chi_K = crit.susceptibilities("sin", sigma_w, sigma_b), 1.3**2 * math.exp(-2 * K)
    assert found.field == pytest.approx(1 / (1 - chi_K))
    mean, fourth = (1 - math.exp(-2 * K)) / 2, (3 - 4 * math.exp(-2 * K) + math.exp(-8 * K)) / 8
    assert found.fluctuations == pytest.approx(sigma_w**4 * (fourth - mean**2) / (K**2 * (1 - chi_K**2)))


def test_relu_in_closed_form():
    found = crit.susceptibilities("relu", 1.2, 0.5)
    assert found.field == pytest.approx(1 / (1 - 1.44 / 2))
    assert found.fluctuations == pytest.approx(1.25 * 1.44**2 / (1 - 1.44**2 / 4))
    K = 0.25 / (1 - 1.44 / 2)
    assert found.weights == pytest.approx(math.sqrt(K / 2) / 1.2 * 0.72 / 0.28)


@pytest.mark.parametrize("unit", ["binary", lambda h: np.tanh(h)])
def test_units_without_a_derivative_have_them_too(unit):
    assert all(math.isfinite(value) for value in crit.susceptibilities(unit, 1.1, 0.2))


def test_weak_signals_fluctuate_as_they_answer():
    """For an odd smooth unit V_K → 2K², which makes N Var ln K the answer to the field times 2/(1 + χ_K)."""
    found = crit.susceptibilities("tanh", 1.0, 1e-4)
    chi_K = 1 - 1 / found.field
    assert found.fluctuations == pytest.approx(found.field * 2 / (1 + chi_K), rel=1e-3)


def test_networks_fluctuate_so():
    sigma_w, sigma_b, width = 1.1, 0.3, 1000
    paths = crit.variance_paths("tanh", sigma_w, sigma_b, width, 40, K0=0.3, replicas=2000, seed=1)
    measured = width * np.var(np.log(paths[:, -1]), ddof=1)
    expected = crit.susceptibilities("tanh", sigma_w, sigma_b).fluctuations
    assert measured == pytest.approx(expected, rel=3 * math.sqrt(2 / 2000))


@pytest.mark.parametrize(
    "sigma_w, sigma_b, name", [(1.0, 0.0, "sigma_b"), (0.0, 0.1, "sigma_w"), (1.5, 0.3, "sigma_w")]
)
def test_bad_arguments(sigma_w, sigma_b, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        crit.susceptibilities("gelu", sigma_w, sigma_b)
