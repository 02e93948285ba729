"""Alternatives with a lower end of their own: distances as SciPy has them, ends that are found, chances that add up."""

import math

import numpy as np
import pytest
from scipy import stats

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law import alternative_fit as alternative
from crit.measure.power_law.alternative_fit import (
    errors_of,
    fit_alternative,
    in_words,
    likeliest,
    points_of,
    usual_parameters,
)
from crit.measure.power_law.alternatives import Alternative
from crit.measure.power_law.data import collect
from crit.measure.power_law.likelihood import tail_of
from crit.models.samples.power_law import power_law_sample


def sample(n=1500, seed=0):
    """A log-normal law above 3, and as many numbers far below."""
    rng = np.random.default_rng(seed)
    x = rng.lognormal(1, 1, 20 * n)
    return np.append(x[x >= 3][:n], rng.uniform(0.5, 1.5, n))


@pytest.mark.slow
def test_distance_of_a_lognormal():
    x = np.random.default_rng(0).lognormal(1, 1, 1000)
    found = fit_alternative(x, "log-normal", discrete=False, xmin=x.min())
    law = stats.lognorm(found.parameters["sigma"], scale=math.exp(found.parameters["mu"]))

    def below(values):
        return (law.cdf(values) - law.cdf(found.xmin)) / law.sf(found.xmin)

    assert found.ks == pytest.approx(stats.kstest(x, below).statistic, abs=1.01 / 1000)
    assert 1 - found.ccdf(x) == pytest.approx(below(x), abs=1e-7)
    log_p = law.logpdf(x) - math.log(law.sf(found.xmin))
    assert found.log_likelihood == pytest.approx(log_p.sum()) and found.alternative == "lognormal"


@pytest.mark.parametrize("discrete", [False, True])
def test_a_lower_end_is_found(discrete):
    x = np.floor(10 * sample()) if discrete else sample()
    scale = 10 if discrete else 1
    found = fit_alternative(x, "lognormal", discrete=discrete)
    assert found.scanned and 3 <= found.xmin / scale < 5
    assert found.parameters["sigma"] == pytest.approx(1, abs=4 * found.errors["sigma"])
    ends = [fit_alternative(x, "lognormal", discrete=discrete, xmin=xmin).ks for xmin in np.unique(x)[[0, 50, -60]]]
    assert found.ks <= min(ends) + 1e-12


def test_a_range_for_the_lower_end():
    x = sample()
    found = fit_alternative(x, "exponential", discrete=False, xmin=(1, 4))
    assert found.scanned and 1 <= found.xmin <= 4 and found.n == np.count_nonzero(x >= found.xmin)


@pytest.mark.slow
@pytest.mark.parametrize("law", Alternative)
@pytest.mark.parametrize("settings", [dict(discrete=False, grid=0.5), dict(discrete=True)])
def test_chances_and_counts(law, settings):
    step = settings.get("grid", 1.0)
    x = step * np.ceil(np.random.default_rng(1).exponential(20, 400))
    values, counts = np.unique(x, return_counts=True)
    one = fit_alternative(x, law.name, xmin=2 * step, **settings)
    same = fit_alternative(values, law.name, xmin=2 * step, counts=counts, **settings)
    assert one._replace(log_likelihood=0, ks=0) == same._replace(log_likelihood=0, ks=0)
    assert one.n == np.count_nonzero(x >= 2 * step) and one.xmin == 2 * step
    chances = one.ccdf(np.array([0, one.xmin - step / 2, 5 * step, 30 * step, 10**6 * step]))
    assert chances[0] == 1 and chances[1] == pytest.approx(1) and np.all(np.diff(chances) <= 0) and chances[-1] < 0.2
    assert abs(chances[2] - np.mean(x[x >= 2 * step] >= 5 * step)) < 0.2


def test_says_what_it_found():
    text = str(fit_alternative(sample(), "lognormal", discrete=False, xmin=3))
    assert text.startswith("lognormal: mu ") and "sigma" in text and "n = 1500" in text


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="^alternative = "):
        fit_alternative(sample(), "gauss", discrete=False)
    with pytest.raises(ValueError, match="^xmin = "):
        fit_alternative(sample(), "lognormal", discrete=False, xmin=-1)
    with pytest.raises(NotEnoughData):
        fit_alternative(sample()[:40], "lognormal", discrete=False, xmin=3)


def test_the_first_candidate_may_be_the_closest(monkeypatch):
    x = np.random.default_rng(1).exponential(size=500) + 1
    tail = collect(x, False).tail(0.0, math.inf)
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: first)
    assert alternative._closest(0, tail) == tail.first
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: -first)
    assert alternative._closest(0, tail) == tail.last
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: abs(first - 123))
    assert alternative._closest(0, tail) == pytest.approx(123, abs=1)


def fitted(kind, x, start, *, discrete=False, end=math.inf, unit=1.0):
    """Parameters and errors, one array each."""
    points = points_of(tail_of(x, start, end, discrete), unit)
    best = likeliest(kind, points, 1 + 1 / points.mean)
    found = usual_parameters(kind, *best, points), errors_of(kind, *best, points)
    assert found[0].keys() == found[1].keys()
    assert all(type(number) is float for each in found for number in each.values())
    return [np.array(list(each.values())) for each in found]


def test_exponential():
    x = 3 + np.random.default_rng(0).exponential(5, 400)
    (rate,), (error,) = fitted(Alternative.exponential, x, 3.0)
    assert rate == pytest.approx(1 / np.mean(x - 3), rel=1e-5) and error == pytest.approx(rate / 20, rel=1e-3)


def test_geometric():
    x = 1.0 * np.random.default_rng(0).geometric(0.3, 900)
    (rate,), (error,) = fitted(Alternative.exponential, x, 1.0, discrete=True)
    q = math.exp(-rate)
    assert error == pytest.approx((1 - q) / math.sqrt(900 * q), rel=1e-3)


def test_lognormal_without_an_end():
    x = np.random.default_rng(0).lognormal(2, 0.5, 800)
    (mu, sigma), errors = fitted(Alternative.lognormal, x, 1e-3)
    y = np.log(x)
    assert (mu, sigma) == pytest.approx((y.mean(), y.std()), rel=1e-4)
    assert errors == pytest.approx([sigma / 800**0.5, sigma / 1600**0.5], rel=1e-2)


def thinned(n, rng):
    x = power_law_sample(1.5, 4 * n, xmin=1, discrete=False, seed=rng)
    return x[rng.random(x.size) < np.exp(-0.05 * (x - 1))][:n]


def discrete_lognormal(n, rng):
    k = np.arange(1, 3000.0)
    p = np.exp(-((np.log(k) - 2) ** 2) / 2) / k
    return rng.choice(k, n, p=p / p.sum())


@pytest.mark.parametrize(
    "kind, draw, discrete, end, truth",
    [
        (Alternative.lognormal, lambda n, rng: rng.lognormal(1, 1, n), False, math.inf, (1, 1)),
        (Alternative.lognormal, discrete_lognormal, True, math.inf, (2, 1)),
        (Alternative.stretched_exponential, lambda n, rng: 5 * rng.weibull(0.5, n), False, 60.0, (5**-0.5, 0.5)),
        (Alternative.truncated_power_law, thinned, False, math.inf, (1.5, 0.05)),
    ],
)
def test_quoted_errors_are_those_of_the_estimates(kind, draw, discrete, end, truth):
    z = []
    for seed in range(40):
        value, error = fitted(kind, draw(600, np.random.default_rng(seed)), 1.0, discrete=discrete, end=end)
        z.append((value - truth) / error)
    assert np.all(np.abs(np.mean(z, axis=0)) < 0.6) and np.all(np.abs(np.std(z, axis=0) - 1) < 0.4)


@pytest.mark.parametrize("kind", list(Alternative)[1:])
def test_no_errors_where_it_is_a_power_law(kind):
    x = np.exp(np.quantile(np.random.default_rng(0).exponential(1, 10**6), (np.arange(300) + 0.5) / 300))
    x[-1] *= 1000  # heavier than the power law
    points = points_of(tail_of(x, 1.0, math.inf, False), 1.0)
    best = likeliest(kind, points, 1 + 1 / points.mean)
    errors = errors_of(kind, *best, points)
    assert all(map(math.isnan, errors.values()))
    assert in_words(usual_parameters(kind, *best, points), errors) == "has become a power law"


@pytest.mark.parametrize("kind", Alternative)
def test_units(kind):
    x = 1.0 * np.random.default_rng(3).geometric(0.1, 500)
    (value, error), (scaled, its_error) = (fitted(kind, x, 1.0, discrete=True, unit=unit) for unit in (1.0, 0.1))
    factors = {
        Alternative.exponential: [10],
        Alternative.truncated_power_law: [1, 10],
        Alternative.stretched_exponential: [10 ** value[-1], 1],
        Alternative.lognormal: [1, 1],
    }[kind]
    shift = [math.log(0.1), 0] if kind == Alternative.lognormal else np.zeros(len(factors))
    assert scaled == pytest.approx(value * factors + shift)
    if kind != Alternative.stretched_exponential:
        assert its_error == pytest.approx(error * factors, rel=1e-3)
