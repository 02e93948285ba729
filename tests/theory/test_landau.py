"""Stationary laws against closed forms that SciPy knows."""

import numpy as np
import pytest
import sympy as sp
from scipy.stats import gamma, geninvgauss, kstest

import crit
from crit.theory.landau import (
    StationaryLaw,
    drift_and_noise,
    log_density,
    potential,
    static_exponents,
    stationary_mean,
)
from crit.theory.networks.couplings import Couplings
from crit.theory.symbols import D1, D2, K, h, r, u


def law(couplings, low, high):
    return StationaryLaw(*(sp.lambdify(K, sp.sympify(part)) for part in drift_and_noise(couplings)), low, high)


@pytest.mark.parametrize("r, h, u, D2", [(0.0, 1e-5, 2.0, 5e-3), (0.02, 1e-3, 1.0, 1e-2), (-0.01, 1e-4, 2.0, 1e-2)])
def test_without_D1_it_is_a_generalised_inverse_gaussian(r, h, u, D2):
    # P ∝ K^(r/D2 − 2) exp(−h/(D2 K) − uK/D2): SciPy's law of order p and shape b, scaled.
    expected = geninvgauss(p=r / D2 - 1, b=2 * np.sqrt(h * u) / D2, scale=np.sqrt(h / u))
    ours = law(Couplings(r, h, u, 0.0, D2), *expected.ppf([1e-13, 1 - 1e-13]))
    at = expected.ppf([0.01, 0.3, 0.5, 0.9, 0.999])
    np.testing.assert_allclose(ours.cdf(at), expected.cdf(at), atol=1e-5)
    np.testing.assert_allclose(ours.density(at), expected.pdf(at), rtol=1e-4)
    assert ours.mean == pytest.approx(expected.mean(), rel=1e-5)
    assert ours.sd == pytest.approx(expected.std(), rel=1e-4)


def test_without_D2_and_u_it_is_a_gamma_law():
    expected = gamma(a=0.3 / 0.1, scale=0.1 / 0.5)
    ours = law(Couplings(-0.5, 0.3, 0.0, 0.1, 0.0), 1e-6, 20)
    at = expected.ppf([0.01, 0.5, 0.99])
    np.testing.assert_allclose(ours.cdf(at), expected.cdf(at), atol=1e-5)
    assert ours.mean == pytest.approx(expected.mean(), rel=1e-5)


def test_the_formula_is_what_the_numbers_integrate():
    drift, noise = drift_and_noise(Couplings(sp.Rational(1, 50), sp.Rational(1, 1000), 1, 0, sp.Rational(1, 100)))
    ours = StationaryLaw(sp.lambdify(K, drift), sp.lambdify(K, noise), 1e-3, 2)
    formula = sp.lambdify(K, log_density(drift, noise))
    at = np.array([0.02, 0.05, 0.1])
    np.testing.assert_allclose(np.diff(np.log(ours.density(at))), np.diff(formula(at)), atol=1e-3)


@pytest.mark.slow
def test_the_law_of_tanh_networks():
    # At σ_w² = 1, σ_b² = 1e-5, N = 200 the mean is 1.785e-3 within 1 %, and the corrected law holds the sample.
    bias, width = 1e-5, 200
    lowest = law(Couplings(0.0, bias, 2.0, 0.0, 1 / width), 1e-5, 0.1)
    assert lowest.mean == pytest.approx(1.785e-3, rel=1e-3)
    corrected = StationaryLaw(
        lambda K: bias - 2 * K**2 + 17 / 3 * K**3, lambda K: K**2 * (1 - 8 * K) / width, 1e-5, 0.1
    )
    sample = crit.variance_paths("tanh", 1.0, bias**0.5, width, 800, K0=lowest.mean, replicas=40000, seed=1)[:, -1]
    assert corrected.mean == pytest.approx(1.785e-3, rel=0.01)
    assert sample.mean() == pytest.approx(corrected.mean, abs=4 * sample.std() / 200)
    assert kstest(sample, corrected.cdf).pvalue > 1e-3


@pytest.mark.parametrize("low, high", [(0, 1), (-1, 1), (1, 0.5), (float("nan"), 1)])
def test_a_bad_range_is_named(low, high):
    with pytest.raises(ValueError, match="low|high"):
        StationaryLaw(lambda K: 0.1 - K, lambda K: K, low, high)


def test_a_range_that_cuts_the_law_is_refused():
    with pytest.raises(ValueError, match="low, high"):
        StationaryLaw(lambda K: 0.1 - K, lambda K: K, 0.05, 0.2)


def test_noise_must_be_positive():
    with pytest.raises(ValueError, match="noise"):
        StationaryLaw(lambda K: 0.1 - K, lambda K: 0.5 - K, 0.01, 2)


x = sp.Symbol("x", positive=True)
HALF = sp.Rational(1, 2)


def test_the_potential_is_lowest_where_the_drift_vanishes():
    drift, _ = drift_and_noise(Couplings(r, h, u, D1, D2))
    F = potential(drift, K)
    assert sp.expand(F - (u * K**3 / 3 - r * K**2 / 2 - h * K)) == 0
    assert sp.expand(sp.diff(F, K) + drift) == 0 and F.subs(K, 0) == 0


@pytest.mark.parametrize(
    "field, expected",
    [
        (u * x**2 - r * x, (1, 1, 1, 2, 1)),
        (u * x**3 - r * x, (HALF, 1, 1, 3, 2)),
        (u * x**5 - r * x, (HALF / 2, 1, 1, 5, 4)),
        (u * x**2 - r * x - x**3, None),
        (u * x**4 - r * x**2, (HALF, None, 3 * HALF, 4, None)),
        (sp.sqrt(u * x**4 - r * x**2), (HALF, HALF, None, 2, None)),
        (3 * (u * x**2 - r * x), (1, 1, 1, 2, 1)),
    ],
)
def test_static_exponents(field, expected):
    if expected is None:
        with pytest.raises(ValueError, match="^field = "):
            static_exponents(field, x)
    else:
        assert tuple(static_exponents(field, x)) == expected


def test_exponents_by_name_leave_out_what_is_no_power():
    found = static_exponents(u * x**4 - r * x**2, x)
    assert found.named() == {"beta": HALF, "gamma-above": 3 * HALF, "delta": 4}


@pytest.mark.parametrize("power", [2, 3, 4])
def test_widoms_relation(power):
    found = static_exponents(u * x**power - r * x, x)
    assert found.gamma_above == found.beta * (found.delta - 1) == found.gamma_below


def test_the_exponents_against_roots_found_in_numbers():
    # A law with further terms: the exponents are those of the lowest ones.
    field = lambda x, r: 2 * x**2 - 5 * x**3 - r * x  # noqa: E731
    small = np.geomspace(1e-6, 1e-5, 5)
    settled = [min(root.real for root in np.roots([-5, 2, -s, 0]) if root.real > 1e-9) for s in small]
    slope = np.polyfit(np.log(small), np.log(settled), 1)[0]
    assert slope == pytest.approx(float(static_exponents(u * x**2 - r * x, x).beta), abs=1e-4)
    assert abs(field(settled[0], small[0])) < 1e-15


@pytest.mark.parametrize("strengths", [{D1: 0}, {D2: 0}, {}])
def test_the_density_carries_no_flux(strengths):
    drift, noise = (part.subs(strengths) for part in drift_and_noise(Couplings(r, h, u, D1, D2)))
    assert sp.simplify(sp.diff(log_density(drift, noise), K) - (drift - sp.diff(noise, K)) / noise) == 0


@pytest.mark.parametrize("r, h, u, D2", [(0.0, 1e-5, 2.0, 5e-3), (0.02, 1e-3, 1.0, 1e-2), (-0.01, 1e-4, 2.0, 1e-2)])
def test_the_mean_in_closed_form(r, h, u, D2):
    expected = geninvgauss(p=r / D2 - 1, b=2 * np.sqrt(h * u) / D2, scale=np.sqrt(h / u)).mean()
    assert float(stationary_mean(Couplings(r, h, u, 0.0, D2))) == pytest.approx(expected, rel=1e-9)


def test_the_mean_without_field_is_its_limit():
    weak = float(stationary_mean(Couplings(0.03, 1e-14, 2.0, 0.0, 0.01)))
    assert weak == pytest.approx(float(stationary_mean(Couplings(0.03, 0, 2.0, 0.0, 0.01))), rel=1e-6)
    assert sp.simplify(stationary_mean(Couplings(r, 0, u, 0, D2)) - (r - D2) / u) == 0


@pytest.mark.slow
def test_with_both_noises_the_langevin_equation_settles_at_the_law():
    couplings = Couplings(-0.02, 2e-3, 0.5, 2e-3, 0.02)
    ours = law(couplings, 1e-7, 5)
    sample = crit.langevin_paths(couplings, ours.mean, 300, replicas=8000, seed=1)[:, -1]
    assert kstest(sample, ours.cdf).pvalue > 1e-3
    without = law(couplings._replace(D1=0.0), 1e-4, 5)
    assert kstest(sample, without.cdf).pvalue < 1e-10


def test_a_law_of_either_sign():
    bell = StationaryLaw(lambda m: 0.1 - 0.5 * m, lambda m: 0.02, -2, 2, spacing="even")
    assert (bell.mean, bell.sd) == pytest.approx((0.2, 0.2), rel=1e-6)
    wells = StationaryLaw(lambda m: 0.02 * m - 0.5 * m**3, lambda m: 1e-4 + 0 * m, -0.6, 0.6, spacing="even")
    m = np.array([0.05, 0.1, 0.2])
    expected = (0.02 * m**2 / 2 - 0.5 * m**4 / 4) / 1e-4
    np.testing.assert_allclose(np.diff(np.log(wells.density(m))), np.diff(expected), rtol=1e-4)
    np.testing.assert_allclose(wells.density(-m), wells.density(m), rtol=1e-6)
    assert abs(wells.mean) < 1e-9 and wells.cdf(0.0) == pytest.approx(0.5)


@pytest.mark.parametrize("name, value", [("spacing", "log"), ("low", float("nan")), ("points", 10)])
def test_bad_grids_are_named(name, value):
    good = dict(low=-2.0, high=2.0, points=500, spacing="even")
    with pytest.raises(ValueError, match=f"^{name} = "):
        StationaryLaw(lambda m: -m, lambda m: 0.02, **{**good, name: value})
