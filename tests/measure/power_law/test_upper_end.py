"""Upper ends that are estimated: right on average, with the right scatter, and refused where there is none."""

import math

import numpy as np
import pytest

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.fit import fit_power_law
from crit.models.samples.power_law import power_law_sample


def estimated(alpha, xmax, n, discrete, seed, **settings):
    x = power_law_sample(alpha, n, xmin=1, xmax=xmax, discrete=discrete, seed=seed)
    return fit_power_law(x, discrete=discrete, xmax="estimated", **settings), x.max()


@pytest.mark.slow
@pytest.mark.parametrize("alpha, xmax, n", [(0.5, 30, 300), (1.0, 100, 1000), (1.5, 30, 1000), (2.5, 10, 2000)])
@pytest.mark.parametrize("xmin", [1, None])
def test_ends_of_densities(alpha, xmax, n, xmin):
    found = [estimated(alpha, xmax, n, False, seed, xmin=xmin) for seed in range(200)]
    end = np.array([fit.xmax - xmax for fit, _ in found])
    quoted = np.array([fit.xmax_error for fit, _ in found])
    largest = np.array([largest - xmax for _, largest in found])
    assert abs(end.mean()) < 0.3 * quoted.mean() < 0.4 * abs(largest.mean())
    assert 0.75 < end.std() / quoted.mean() < 1.35
    z = np.array([(fit.alpha - alpha) / fit.error for fit, _ in found])
    assert 0.92 < np.mean(np.abs(z) < 1.96) and abs(z.mean()) < 0.3


@pytest.mark.parametrize("alpha, xmax, n", [(0.5, 30, 300), (1.5, 300, 2000), (2.0, 20, 1000)])
def test_ends_of_discrete_laws(alpha, xmax, n):
    found = [estimated(alpha, xmax, n, True, seed, xmin=1)[0] for seed in range(200)]
    end = np.array([fit.xmax - xmax for fit in found])
    quoted = np.sqrt(np.mean([fit.xmax_error**2 for fit in found]))
    assert np.all(end == np.rint(end)) and np.sqrt(np.mean(end**2)) < 1.5 * quoted + 0.1
    z = np.array([(fit.alpha - alpha) / fit.error for fit in found])
    assert 0.92 < np.mean(np.abs(z) < 1.96) and abs(z.mean()) < 0.3


@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("alpha", [1.5, 2.5])
def test_open_laws_have_no_end(discrete, alpha):
    seen = 0
    for seed in range(200):
        x = power_law_sample(alpha, 500, xmin=1, discrete=discrete, seed=seed)
        try:
            fit_power_law(x, discrete=discrete, xmin=1, xmax="estimated")
            seen += 1
        except NotEnoughData as refusal:
            assert "no upper end" in str(refusal)
            assert refusal.estimate == fit_power_law(x, discrete=discrete, xmin=1)
    assert seen < 22


def test_rounded_numbers_and_counts():
    x = np.rint(power_law_sample(1.5, 3000, xmin=1, xmax=50, discrete=False, seed=0) * 10)
    fit = fit_power_law(x / 10, discrete=False, grid=0.1, xmin=1, xmax="estimated")
    assert abs(fit.xmax - 50) < 4 * fit.xmax_error + 0.1 and abs(fit.alpha - 1.5) < 4 * fit.error
    k, counts = np.unique(x, return_counts=True)
    other = fit_power_law(k / 10, counts=counts, discrete=False, grid=0.1, xmin=1, xmax="estimated")
    assert (other.alpha, other.xmax, other.xmax_error) == pytest.approx((fit.alpha, fit.xmax, fit.xmax_error))


def test_the_result_says_so():
    fit, largest = estimated(1.5, 30, 1000, False, 0)
    assert largest < fit.xmax < math.inf and fit.xmax_error == pytest.approx(fit.xmax - largest)
    assert "upper end" in fit.sentence and "estimated" in fit.method
