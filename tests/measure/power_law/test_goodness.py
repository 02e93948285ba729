"""Goodness of fit: uniform p-values for power laws, small ones for others, exact draws."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.goodness import goodness_of_fit
from crit.models.samples.power_law import power_law_sample


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


@pytest.mark.slow
@pytest.mark.parametrize(
    "alpha, discrete, xmax",
    [(2.5, False, None), (1.2, False, None), (2.5, True, None), (1.5, True, None), (0.5, False, 50), (1.5, True, 50)],
)
def test_uniform_for_a_power_law(alpha, discrete, xmax):
    p = p_values(200, alpha, 300, discrete=discrete, xmin=1, xmax=xmax)
    assert stats.kstest(p, "uniform").pvalue > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("alpha, discrete, xmax", [(2.5, False, None), (1.5, True, None), (1.5, False, 50)])
def test_nearly_uniform_after_a_scan(alpha, discrete, xmax):
    p = p_values(300, alpha, 300, discrete=discrete, xmin=None, xmax=xmax)
    assert stats.kstest(p, "uniform").statistic < 0.12
    assert np.mean(p < 0.1) < 0.15


def smooth(alpha, n, rng, *, discrete):
    """Eq. 3.10 of Clauset, Shalizi & Newman (2009): a power law above 15 that an exponential joins from below."""
    below, above = math.expm1(alpha) / alpha, 1 / (alpha - 1)
    body = rng.binomial(n, below / (below + above))
    x = -np.log1p((1 - rng.random(body)) * math.expm1(-alpha)) / alpha
    x = 15 * np.append(x, power_law_sample(alpha, n - body, xmin=1, discrete=False, seed=rng))
    return np.maximum(np.rint(x), 1) if discrete else x


@pytest.mark.parametrize("discrete", [False, True])
def test_a_smooth_body_is_no_evidence_against_the_law(discrete):
    p = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x = smooth(2.5, 600, rng, discrete=discrete)
        p.append(goodness_of_fit(x, fit_power_law(x, discrete=discrete), resamples=39, seed=seed).p - rng.random() / 40)
    assert np.mean(p) > 0.44 and np.mean(np.array(p) < 0.1) < 0.17


@pytest.mark.slow
@pytest.mark.parametrize("discrete", [False, True])
def test_other_laws_are_found_out(discrete):
    rng, p = np.random.default_rng(1), {20: [], None: []}
    for _ in range(60):
        x = 1e-9 + rng.exponential(30, 3000)
        x = np.floor(x) + 1 if discrete else x
        for xmin, found in p.items():
            fit = fit_power_law(x, discrete=discrete, xmin=xmin)
            found.append(goodness_of_fit(x, fit, resamples=99, seed=1).p)
    assert max(p[20]) == 0.01
    assert np.mean(np.array(p[None]) <= 0.1) > 0.2  # the scan keeps but the far tail, in which little is left to tell


@pytest.mark.parametrize(
    "settings", [dict(discrete=True), dict(discrete=False, grid=0.5), dict(discrete=True, grid=0.5)]
)
@pytest.mark.parametrize("xmin", [None, 2.0, (1.0, 4.0)])
def test_counts_are_so_many_data(settings, xmin):
    x = np.rint(power_law_sample(2.2, 500, xmin=2, discrete=False, seed=3)) * settings.get("grid", 1.0)
    values, counts = np.unique(x, return_counts=True)
    fit, same = (fit_power_law(*data, xmin=xmin, **settings, **rest) for data, rest in _given(x, values, counts))
    one = goodness_of_fit(x, fit, resamples=50, seed=1)
    assert one == goodness_of_fit(values, same, counts=counts, resamples=50, seed=1)


def _given(x, values, counts):
    return [((x,), {}), ((values,), {"counts": counts})]


def test_rounded_data_are_resampled_rounded():
    p = []
    for seed in range(60):
        x = np.rint(power_law_sample(2.5, 400, xmin=2.5, discrete=False, seed=seed)) / 10
        fit = fit_power_law(x, discrete=False, grid=0.1, xmin=0.3)
        p.append(goodness_of_fit(x, fit, resamples=39, seed=seed).p)
    assert 0.35 < np.mean(p) < 0.68


def test_on_an_executor_with_progress(capsys):
    x = power_law_sample(2, 300, xmin=1, discrete=True, seed=0)
    fit = fit_power_law(x, discrete=True)
    with ThreadPoolExecutor(2) as threads:
        there = goodness_of_fit(x, fit, resamples=150, seed=1, executor=threads, progress=True)
    assert there == goodness_of_fit(x, fit, resamples=150, seed=1)
    assert "15/15" in capsys.readouterr().err


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
        dict(fit=fit_power_law(x, discrete=True, xmin=1, weights=x)),
        dict(fit=fit_power_law(x, discrete=True, xmin=1, counts=x)),
        dict(counts=x[:-1]),
    ):
        arguments = dict(x=x, fit=fit, resamples=10, seed=0) | bad
        with pytest.raises(
            ValueError,
            match="^fit = " if bad.get("x") is not None and bad["x"].size == 200 else f"^{next(iter(bad))} = ",
        ):
            goodness_of_fit(arguments.pop("x"), arguments.pop("fit"), **arguments)
