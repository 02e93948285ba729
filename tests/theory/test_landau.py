"""Stationary laws against closed forms that SciPy knows."""

import numpy as np
import pytest
import sympy as sp
from scipy.stats import gamma, geninvgauss, kstest

import crit
from crit.theory.couplings import Couplings, K
from crit.theory.landau import StationaryLaw, drift_and_noise, log_density


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
