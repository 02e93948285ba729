"""Goodness of fit: uniform p-values for power laws, small ones for others, exact draws."""

import math

import numpy as np
import pytest
from scipy import stats

from crit.measure.errors import NotEnoughData
from crit.measure.goodness import goodness_of_fit
from crit.measure.powerlaw import fit_power_law
from crit.models.powerlaw import power_law_sample


def p_values(runs, alpha, n, *, discrete, xmin, xmax=None):
    """p-values of many samples, spread evenly between their possible values."""
    found, rng = [], np.random.default_rng(0)
    for seed in range(runs):
        x = power_law_sample(alpha, n, xmin=1, xmax=xmax, discrete=discrete, seed=seed)
        try:
            fit = fit_power_law(x, discrete=discrete, xmin=xmin, xmax=xmax)
        except NotEnoughData:
            continue
        found.append(goodness_of_fit(x, fit, resamples=39, seed=seed).p - rng.random() / 40)
    return np.array(found)


@pytest.mark.parametrize(
    "alpha, discrete, xmax",
    [(2.5, False, None), (1.2, False, None), (2.5, True, None), (1.5, True, None), (0.5, False, 50), (1.5, True, 50)],
)
def test_uniform_for_a_power_law(alpha, discrete, xmax):
    p = p_values(200, alpha, 300, discrete=discrete, xmin=1, xmax=xmax)
    assert stats.kstest(p, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("alpha, discrete, xmax", [(2.5, False, None), (1.5, True, None), (1.5, False, 50)])
def test_nearly_uniform_after_a_scan(alpha, discrete, xmax):
    p = p_values(300, alpha, 300, discrete=discrete, xmin=None, xmax=xmax)
    assert stats.kstest(p, "uniform").statistic < 0.12
    assert np.mean(p < 0.1) < 0.15


@pytest.mark.parametrize("discrete", [False, True])
def test_other_laws_are_found_out(discrete):
    rng, p = np.random.default_rng(1), {20: [], None: []}
    for _ in range(20):
        x = rng.lognormal(3, 1, 3000)
        x = np.floor(x) + 1 if discrete else x
        for xmin, found in p.items():
            try:
                fit = fit_power_law(x, discrete=discrete, xmin=xmin)
            except NotEnoughData as error:
                fit = error.estimate
            found.append(goodness_of_fit(x, fit, resamples=99, seed=1).p)
    assert max(p[20]) == 0.01
    assert np.median(p[None]) < 0.3  # the scan keeps but the far tail, in which little is left to tell


def test_p_counts_the_data_among_the_resamples():
    x = np.random.default_rng(0).uniform(1, 2, 1000)
    goodness = goodness_of_fit(x, fit_power_law(x, discrete=False, xmin=1), resamples=199, seed=0)
    assert goodness.p == 1 / 200 and goodness.resamples == 199 and goodness.n == 1000
    assert goodness.error == pytest.approx(math.sqrt(goodness.p * (1 - goodness.p) / 199))


def test_same_seed_same_p():
    x = power_law_sample(2, 300, xmin=1, discrete=True, seed=0)
    fit = fit_power_law(x, discrete=True)
    one, same, other = (goodness_of_fit(x, fit, resamples=200, seed=seed) for seed in (1, np.random.SeedSequence(1), 2))
    assert one == same and one.p != other.p


def test_bad_arguments_are_refused():
    x = power_law_sample(2, 300, xmin=1, discrete=True, seed=0)
    fit = fit_power_law(x, discrete=True, xmin=1)
    for bad in (
        dict(fit=2.0),
        dict(fit=fit._replace(n=7)),
        dict(fit=fit._replace(alpha=3.0)),
        dict(resamples=0),
        dict(resamples=1.5),
        dict(seed=-1),
        dict(seed="1"),
        dict(x=x[:200]),
        dict(x=x - 1),
    ):
        arguments = dict(x=x, fit=fit, resamples=10, seed=0) | bad
        with pytest.raises(
            ValueError, match="fit" if bad.get("x") is not None and bad["x"].size == 200 else next(iter(bad))
        ):
            goodness_of_fit(arguments.pop("x"), arguments.pop("fit"), **arguments)
