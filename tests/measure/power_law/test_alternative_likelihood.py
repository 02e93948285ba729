"""Errors of the parameters of alternatives: formulas where there are some, the scatter of estimates elsewhere."""

import math

import numpy as np
import pytest

from crit.measure.power_law.alternative_likelihood import errors_of, in_words, likeliest, points_of, usual_parameters
from crit.measure.power_law.alternatives import Alternative
from crit.measure.power_law.likelihood import tail_of
from crit.models.samples.power_law import power_law_sample


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
