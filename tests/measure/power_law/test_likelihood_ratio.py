"""Likelihood ratios: exact masses, the peer where it converges, levels for power laws, power against others."""

import itertools
import math
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import powerlaw
import pytest
from scipy import integrate, special, stats

from crit.measure.power_law.alternative_fit import usual_parameters
from crit.measure.power_law.alternatives import Alternative, Points, exponent, log_likelihoods, log_mass
from crit.measure.power_law.comparison import _ratio, likelihood_ratio
from crit.measure.power_law.fit import fit_power_law
from crit.models.samples.power_law import power_law_sample

EXPONENTIAL, TRUNCATED, STRETCHED, LOGNORMAL = Alternative
CASES = [
    (EXPONENTIAL, 0.0, 0.3),
    (EXPONENTIAL, 0.0, 1e-6),
    (TRUNCATED, 1.5, 0.01),
    (TRUNCATED, -0.5, 3.0),
    (TRUNCATED, 2.5, 1e-9),
    (STRETCHED, 0.5, 0.2),
    (STRETCHED, 2.0, 5.0),
    (STRETCHED, 0.1, 1.0),
    (LOGNORMAL, 1.2, 0.3),
    (LOGNORMAL, -20.0, 10.0),
    (LOGNORMAL, 2.0, 1e-3),
]


@pytest.mark.slow
@pytest.mark.parametrize("kind, b, s", CASES)
@pytest.mark.parametrize("end", [math.inf, 50.0])
def test_mass_of_a_density(kind, b, s, end):
    shift = max(exponent(kind, b, s, y) + y for y in np.linspace(0, math.log(min(end, 1e12)), 2000))
    cuts = np.linspace(0, math.log(min(end, 1e40)), 400)
    exact = sum(
        integrate.quad(lambda y: math.exp(exponent(kind, b, s, y) + y - shift), *cut)[0]
        for cut in itertools.pairwise(cuts)
    )
    assert log_mass(kind, b, s, 1.0, end, False, shift) == pytest.approx(math.log(exact), abs=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("kind, b, s", CASES)
@pytest.mark.parametrize("start", [1, 6])
@pytest.mark.parametrize("end", [40, 20_000])
def test_mass_of_whole_numbers(kind, b, s, start, end):
    y = np.log(np.arange(start, end) / start)
    g = np.array([exponent(kind, b, s, value) for value in y])
    exact = g.max() + math.log(math.fsum(np.exp(g - g.max())) / start)
    assert log_mass(kind, b, s, float(start), float(end), True, g.max()) + g.max() == pytest.approx(exact, abs=1e-11)


def test_open_whole_numbers():
    geometric = log_mass(EXPONENTIAL, 0.0, 0.02, 1.0, math.inf, True, 0.0)
    assert geometric == pytest.approx(-math.log(-math.expm1(-0.02)), abs=1e-11)


@pytest.mark.parametrize("kind, b, s", [(TRUNCATED, 2.5, 0.0), (STRETCHED, 0.0, 1.5), (LOGNORMAL, 2.5, 0.0)])
@pytest.mark.parametrize("discrete", [False, True])
def test_the_power_law_is_at_the_edge(kind, b, s, discrete):
    at_edge = log_likelihoods(kind, b, s, np.log([1.0, 4.0, 90.0]), 1.0, math.inf, discrete, 1.0)
    near = {TRUNCATED: (2.5, 1e-9), STRETCHED: (1e-7, 1.5), LOGNORMAL: (2.5, 1e-7)}[kind]
    assert np.diff(at_edge) == pytest.approx(-2.5 * np.log([4.0, 22.5]))
    assert log_likelihoods(kind, *near, np.log([1.0, 4.0, 90.0]), 1.0, math.inf, discrete, 1.0) == pytest.approx(
        at_edge, abs=1e-5
    )


def peer(x, discrete, alternative):
    """R and p of the package `powerlaw`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = powerlaw.Fit(x, discrete=discrete, xmin=1, verbose=0, estimate_discrete=False)
        return fit.distribution_compare("power_law", alternative)


def others(n=2000, seed=0):
    """Samples above 1 of laws that are not power laws, by the name of the law."""
    rng = np.random.default_rng(seed)
    x = dict(
        exponential=1 + rng.exponential(2, n),
        lognormal=rng.lognormal(1, 1, n),
        stretched_exponential=5 * rng.weibull(0.5, n),
    )
    x["truncated_power_law"] = rejected(power_law_sample(1.5, 4 * n, xmin=1, discrete=False, seed=seed), 0.05, rng)
    return x


def rejected(x, rate, rng):
    """Thin a power law to one with an exponential cut-off."""
    return x[rng.random(x.size) < np.exp(-rate * (x - 1))]


@pytest.mark.slow
@pytest.mark.parametrize("truth", [law.name for law in Alternative])
def test_same_ratio_as_the_peer_or_a_better_alternative(truth):
    x = others()[truth][:2000]  # as many of each law: far out, the peer's cut-off takes minutes
    fit = fit_power_law(x, discrete=False, xmin=1)
    for law in {EXPONENTIAL, Alternative[truth], LOGNORMAL}:
        ours, (R, p) = likelihood_ratio(x, fit, law.name), peer(x[x >= 1], False, law.name)
        assert ours.R < R + 1e-4
        if law == EXPONENTIAL:
            assert (ours.R, ours.p) == pytest.approx((R, p), rel=1e-2)
        if law.name == truth:
            assert ours.R == pytest.approx(R, rel=1e-3)
    assert likelihood_ratio(x, fit, truth).p < 1e-6


def test_discrete_exponential_is_geometric():
    x = 1.0 * np.random.default_rng(0).geometric(0.3, 2000)
    found = likelihood_ratio(x, fit_power_law(x, discrete=True, xmin=1), "exponential")
    assert found.parameters["lambda"] == pytest.approx(-math.log(1 - 1 / x.mean()), rel=1e-6)
    assert found.R == pytest.approx(peer(x, True, "exponential")[0], rel=1e-4)
    assert found.R < 0 and found.p < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    "truth, parameters",
    [
        ("lognormal", dict(mu=1, sigma=1)),
        ("exponential", {"lambda": 0.5}),
        ("stretched_exponential", {"lambda": 5**-0.5, "beta": 0.5}),
        ("truncated_power_law", {"alpha": 1.5, "lambda": 0.05}),
    ],
)
@pytest.mark.parametrize("xmax", [None, 30])
def test_parameters_are_recovered(truth, parameters, xmax):
    x = others(8000)[truth]
    found = likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1, xmax=xmax), truth).parameters
    assert found == pytest.approx(parameters, rel=0.15)


NESTED = ["lognormal", "stretched_exponential", "truncated_power_law"]


@pytest.mark.slow
@pytest.mark.parametrize("alternative", NESTED)
def test_chance_of_a_nested_ratio_is_half_that_of_chi_squared_or_somewhat_more(alternative):
    """The share is counted in samples of NumPy's, from the sign of the slope of the likelihood at the edge."""
    alpha, n = 3.0, 400
    y = np.random.default_rng(1).exponential(1 / (alpha - 1), (4000, n))
    a = 1 / y.mean(axis=1)
    plain = np.mean(np.exp(y), axis=1) < a / (a - 1)
    share = np.mean(plain if alternative == "truncated_power_law" else np.mean(y**2, axis=1) < 2 / a**2)
    found = 0
    for seed in range(40):
        x = power_law_sample(alpha, n, xmin=1, discrete=False, seed=seed)
        ratio = likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1), alternative)
        if ratio.R < 0:
            found += 1
            assert ratio.p == pytest.approx(share * stats.chi2.sf(-2 * ratio.R, 1), rel=0.2)
    assert found > 10


@pytest.mark.slow
@pytest.mark.parametrize("alternative", NESTED)
@pytest.mark.parametrize("alpha, n", [(1.8, 300), (2.5, 300), (3.5, 300), (4.0, 500)])
def test_level_from_chi_squared_on_many_samples(alternative, alpha, n):
    p = []
    for seed in range(40):
        x = power_law_sample(alpha, n, xmin=1, discrete=False, seed=seed)
        p.append(likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1), alternative).p)
    p = np.array(p)
    assert stats.binomtest(int(np.sum(p < 0.2)), 40, 0.2).pvalue > 1e-3


@pytest.mark.parametrize("alternative", ["exponential", *NESTED])
def test_bootstrap_agrees_with_large_samples(alternative):
    x = power_law_sample(2.5, 200, xmin=1, discrete=False, seed=12)
    fit = fit_power_law(x, discrete=False, xmin=1)
    near, counted = (likelihood_ratio(x, fit, alternative, **s) for s in ({}, dict(resamples=60, seed=1)))
    assert counted.R == near.R and "60 samples" in counted.method
    if alternative == "exponential":
        assert near.R > 0 and counted.p > 0.1
    else:
        assert counted.p == pytest.approx(near.p, abs=4 * 0.5 / 60**0.5)


def test_bootstrap_on_an_executor():
    x = power_law_sample(2.5, 100, xmin=1, discrete=True, seed=1)
    fit, settings = fit_power_law(x, discrete=True, xmin=1), dict(resamples=12, seed=5)
    with ThreadPoolExecutor(2) as threads:
        there = likelihood_ratio(x, fit, "exponential", executor=threads, **settings)
    assert there == likelihood_ratio(x, fit, "exponential", **settings)


def test_a_lognormal_rounded_to_whole_numbers():
    x = np.rint(np.random.default_rng(1).lognormal(1, 1, 1500))
    x = x[x >= 2]
    fit = fit_power_law(x, discrete=True, xmin=2)
    found = likelihood_ratio(x, fit, "lognormal", whole_numbers="nearest")
    law = stats.lognorm(found.parameters["sigma"], scale=math.exp(found.parameters["mu"]))
    log_p = np.log((law.cdf(x + 0.5) - law.cdf(x - 0.5)) / law.sf(1.5))
    zeta = -fit.alpha * np.log(x) - math.log(special.zeta(fit.alpha, 2))
    assert found.R == pytest.approx(np.sum(zeta - log_p), rel=1e-7) and found.method.startswith("Vuong")
    assert found.error == pytest.approx(np.std(zeta - log_p) * x.size**0.5, rel=1e-6)
    assert found.parameters == pytest.approx(dict(mu=1, sigma=1), rel=0.2)


def test_a_stretched_exponential_rounded_down():
    x = np.floor(5 * np.random.default_rng(1).weibull(0.5, 2500))
    x = x[x >= 1]
    fit = fit_power_law(x, discrete=True, xmin=1)
    found = likelihood_ratio(x, fit, "stretched exponential", whole_numbers="floor")
    rate, beta = found.parameters["lambda"], found.parameters["beta"]
    log_p = np.log(np.exp(-rate * x**beta) - np.exp(-rate * (x + 1) ** beta)) + rate
    assert found.R == pytest.approx(
        np.sum(-fit.alpha * np.log(x) - math.log(special.zeta(fit.alpha)) - log_p), rel=1e-6
    )
    assert found.parameters == pytest.approx({"lambda": 5**-0.5, "beta": 0.5}, rel=0.2)


@pytest.mark.parametrize("law", Alternative)
def test_says_whom_it_favours(law):
    x = others()[law.name]
    found = likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1), law.name)
    assert found.favoured == law.name and "favours the" in str(found)
    x = power_law_sample(2.5, 1000, xmin=1, discrete=False, seed=1)
    found = likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1), law.name)
    assert found.favoured == ("power_law" if law == EXPONENTIAL else None)
    assert ("favours the power law" if law == EXPONENTIAL else "favours neither") in str(found)


@pytest.mark.parametrize("law", Alternative)
@pytest.mark.parametrize(
    "settings", [dict(discrete=True), dict(discrete=False, grid=0.5), dict(discrete=True, grid=0.5)]
)
def test_counts_and_grids(law, settings):
    step = settings.get("grid", 1.0)
    x = np.rint(others(1500)["lognormal"] * 2) * step
    x = x[x > 0]
    values, counts = np.unique(x, return_counts=True)
    one = likelihood_ratio(x, fit_power_law(x, xmin=2 * step, **settings), law.name)
    fit = fit_power_law(values, counts=counts, xmin=2 * step, **settings)
    assert one == likelihood_ratio(values, fit, law.name, counts=counts) and one.R < 0
    if law == LOGNORMAL:
        assert one.parameters["mu"] == pytest.approx(1 + math.log(2 * step), abs=4 * one.errors["mu"])


@pytest.mark.slow
@pytest.mark.parametrize("alternative", ["lognormal", "stretched_exponential", "truncated_power_law"])
@pytest.mark.parametrize("discrete, xmax", [(False, 100), (True, None)])
def test_level_for_power_laws(alternative, discrete, xmax):
    p = []
    for seed in range(60):
        x = power_law_sample(2.5, 300, xmin=1, xmax=xmax, discrete=discrete, seed=seed)
        found = likelihood_ratio(x, fit_power_law(x, discrete=discrete, xmin=1, xmax=xmax), alternative)
        assert found.R <= 0
        p.append(found.p)
    assert stats.binomtest(int(np.sum(np.array(p) < 0.1)), 60, 0.1).pvalue > 1e-3
    assert 0.3 < np.mean(np.array(p) == 1) < 0.7 or xmax is None


def test_power_law_beats_the_exponential():
    x = power_law_sample(2.5, 2000, xmin=1, discrete=False, seed=1)
    found = likelihood_ratio(x, fit_power_law(x, discrete=False, xmin=1), "exponential")
    assert found.R > 3 * found.error and found.p < 1e-3 and found.n == 2000


def test_bad_arguments_are_refused():
    x = power_law_sample(2.5, 200, xmin=1, discrete=False, seed=1)
    fit = fit_power_law(x, discrete=False, xmin=1)
    for bad, name in (
        ((x, fit, "gauss"), "alternative"),
        ((x, fit, None), "alternative"),
        ((x[:100], fit, "lognormal"), "fit"),
        ((x, 2.5, "lognormal"), "fit"),
    ):
        with pytest.raises(ValueError, match=name):
            likelihood_ratio(*bad)
    for settings, name in (
        (dict(whole_numbers="up"), "whole_numbers"),
        (dict(whole_numbers="nearest"), "whole_numbers"),
        (dict(resamples=0, seed=1), "resamples"),
        (dict(resamples=5, seed=-1), "seed"),
        (dict(counts=np.ones(3)), "counts"),
    ):
        with pytest.raises(ValueError, match=name):
            likelihood_ratio(x, fit, "lognormal", **settings)


@pytest.mark.parametrize("kind, law", [
    (EXPONENTIAL, lambda x, p: -p["lambda"] * x),
    (TRUNCATED, lambda x, p: -p["alpha"] * np.log(x) - p["lambda"] * x),
    (STRETCHED, lambda x, p: (p["beta"] - 1) * np.log(x) - p["lambda"] * x ** p["beta"]),
    (LOGNORMAL, lambda x, p: stats.lognorm.logpdf(x, p["sigma"], scale=np.exp(p["mu"]))),
])  # fmt: skip
@pytest.mark.parametrize("b, s, xmin", [(0.7, 0.4, 3.0), (0.3, 2.5, 0.2)])
def test_the_usual_parameters_are_those_of_the_usual_formula(kind, law, b, s, xmin):
    x = xmin * np.array([1.0, 1.7, 4.0, 6.0])
    b = 0.0 if kind == EXPONENTIAL else b
    points = Points(xmin, math.inf, np.log(x / xmin), np.empty(0), np.ones(4), False, 1.0)
    found = points.log_likelihoods(kind, b, s)
    assert np.diff(found) == pytest.approx(np.diff(law(x, usual_parameters(int(kind), b, s, points))), rel=1e-9)


def test_laws_that_meet_at_one_number_are_two_laws():
    assert _ratio(np.array([1.0, 1.0]), np.array([0.0, 2.0]))[0] == 2
    assert _ratio(np.array([1.0, 1.0]), np.zeros(2)) == (0.0, 0.0)
