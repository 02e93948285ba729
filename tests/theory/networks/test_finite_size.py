"""The finite-size scaling function: against its stochastic equation, exact moments, limits, and the exponents."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

from crit.theory.networks.finite_size import finite_size_exponents, mean_distance


@pytest.mark.parametrize("saturation, noise, expected", [
    (2, 1, (1, 1)), (2, 0.5, ("1/2", "1/2")), (1.5, 1, (2, 1)), ("3/2", "1/2", ("2/3", "1/3")), (3, 0, ("1/4", "1/2")),
])  # fmt: skip
def test_exponents(saturation, noise, expected):
    assert finite_size_exponents(saturation, noise) == tuple(map(sp.Rational, expected))


def test_exponents_in_general():
    g, q = sp.symbols("g q", positive=True)
    a, b = finite_size_exponents(g, q)
    assert sp.simplify(a - 1 / (1 + g - 2 * q)) == 0 and sp.simplify(b - (g - 1) * a) == 0


def test_no_exponents():
    with pytest.raises(ValueError, match="^noise = 3/2.*saturation with exponent 2"):
        finite_size_exponents(2, 1.5)


@pytest.mark.parametrize("saturation, noise, name", [
    (0.5, 1, "saturation"), (1, 1, "saturation"), (True, 1, "saturation"), (math.nan, 1, "saturation"),
    (math.inf, 1, "saturation"), (None, 1, "saturation"), ([2], 1, "saturation"), (2, True, "noise"), (2, "?", "noise"),
])  # fmt: skip
def test_bad_exponents(saturation, noise, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        finite_size_exponents(saturation, noise)


def functional(s, mu, replicas, steps, seed):
    """1/∫ exp(−X) along sampled Brownian paths X, by the trapezoidal rule."""
    ds, rng = s / steps, np.random.default_rng(seed)
    X = np.cumsum((mu - 0.5) * ds + math.sqrt(ds) * rng.standard_normal((replicas, steps)), axis=1)
    return 1 / np.trapezoid(np.exp(-np.column_stack([np.zeros(replicas), X])), dx=ds, axis=1)


@pytest.mark.parametrize("mu", [-0.4, 0.0, 0.5, 1.3])
@pytest.mark.parametrize("s", [0.3, 2.0])
def test_against_sampled_paths(mu, s):
    y = functional(s, mu, 20_000, 300, seed=3)
    assert abs(y.mean() - mean_distance(s, mu)) < 4 * stats.sem(y)


def test_without_drift_the_density_of_the_integral_is_known():
    # Bougerol: at ν = 1 − 2μ = 0 a Brownian motion at the time A_t has the law of sinh B_t. Densities at zero are equal.
    s, t = 3.0, 0.75
    A = 1 / functional(s, 0.5, 40_000, 400, seed=4) / 4
    assert (A**-0.5).mean() == pytest.approx(t**-0.5, abs=4 * stats.sem(A**-0.5))


@pytest.mark.parametrize("mu", [-1.0, 0.0, 0.5, 0.8, 2.0])
def test_the_mirror_identity(mu):
    # In law 1/A^(−ν) = 1/A^(ν) + 2 γ_ν with a Gamma number (Dufresne 2001), so the means differ by 2ν; ν = 1 − 2μ.
    s = np.array([0.1, 1.0, 10.0, 50.0])
    np.testing.assert_allclose(
        4 * (mean_distance(s, 1 - mu) - mean_distance(s, mu)), 2 * (1 - 2 * mu), rtol=1e-9, atol=1e-9
    )


def test_limits():
    s = np.array([1e-6, 1e-4])
    np.testing.assert_allclose(s * mean_distance(s, 0.3), 1, rtol=1e-4)
    assert mean_distance(400.0, 1.7) == pytest.approx(1.2, rel=1e-9)
    late = np.array([400.0, 800.0])
    # Without growth the mean dies as exp(−s/8) s^(−3/2), far more slowly than typical paths, exp(−s/2).
    rates = np.log(mean_distance(late, 0.0) * late**1.5) + late / 8
    assert rates[1] - rates[0] == pytest.approx(0, abs=0.03)


def test_the_quadrature_against_another():
    t = 0.5
    integral, _ = integrate.quad(lambda x: stats.norm.pdf(x, scale=math.sqrt(t)) * x / math.sinh(x), 0, 12)
    assert mean_distance(2.0, 0.0) == pytest.approx(2 * integral * math.exp(-t / 2) / 2, rel=1e-9)


def test_shape_is_kept():
    assert mean_distance(np.ones((2, 3)), 0.1).shape == (2, 3)


@pytest.mark.parametrize("s, mu, name", [
    (0, 0, "s"), (-1, 0, "s"), ([1, math.nan], 0, "s"), (1, math.inf, "mu"), (1, "0", "mu"),
    ("1", 0, "s"), ([1, [2]], 0, "s"), (True, 0, "s"),
])  # fmt: skip
def test_bad_arguments(s, mu, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        mean_distance(s, mu)
