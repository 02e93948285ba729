"""Quotients: closed forms, coverage on synthetic truth, and what is refused."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from crit import NotEnoughData
from crit.measure import Estimate
from crit.measure.ratios import mean_over_spread, moment_ratio, ratio


def test_relative_errors_add_in_squares():
    found = ratio(Estimate(6.0, 0.3), Estimate(-2.0, 0.2))
    assert found.value == -3 and found.error == pytest.approx(3 * math.hypot(0.05, 0.1))


def test_quotient_of_variances_holds_what_it_promises():
    rng, inside = np.random.default_rng(1), 0
    for _ in range(1000):
        big, small = 2 * rng.normal(size=400), rng.normal(size=400)
        parts = [Estimate(each.var(ddof=1), each.var(ddof=1) * math.sqrt(2 / 400)) for each in (big, small)]
        found = ratio(*parts)
        inside += abs(found.value - 4) < 1.96 * found.error
    assert 0.925 < inside / 1000 < 0.97


@pytest.mark.parametrize(
    "draw, truth",
    [
        (lambda rng, n: np.abs(rng.normal(size=n)), math.sqrt(2 / math.pi) / math.sqrt(1 - 2 / math.pi)),
        (lambda rng, n: rng.exponential(3.0, n), 1.0),
    ],
)
def test_mean_over_spread_of_known_laws(draw, truth):
    rng = np.random.default_rng(2)
    found = [mean_over_spread(draw(rng, 600)) for _ in range(600)]
    assert 0.925 < np.mean([abs(each.value - truth) < 1.96 * each.error for each in found]) < 0.975


@pytest.mark.parametrize("alpha, power, n", [(0.0, 1, 3000), (1.5, 1, 60_000), (4 / 3, 1, 30_000), (0.0, 2, 30_000)])
def test_where_a_law_ends(alpha, power, n):
    rng = np.random.default_rng(4)
    found = [moment_ratio(ended(rng, alpha, n), power) for _ in range(400)]
    truth = moment(alpha, power + 1) / moment(alpha, power)
    z = np.array([(each.value - truth) / each.error for each in found])
    assert 0.92 < np.mean(np.abs(z) < 1.96) < 0.98
    assert abs(np.mean(z)) < 0.4


def ended(rng, alpha, n):
    """Numbers of density x^−α e^−x, above 1e-3 if α > 0: a Pareto law, of which the end is rejected at random."""
    if not alpha:
        return rng.exponential(size=n)
    x = 1e-3 * rng.random(n) ** (-1 / (alpha - 1))
    return x[rng.random(n) < np.exp(1e-3 - x)]


def moment(alpha, power):
    low = 1e-3 if alpha else 0.0
    return quad(lambda x: x ** (power - alpha) * math.exp(-x), low, 60, points=[1], limit=400)[0]


def test_scale_does_not_matter():
    values = np.random.default_rng(3).exponential(size=200)
    assert mean_over_spread(7 * values) == pytest.approx(mean_over_spread(values))
    values = np.random.default_rng(3).exponential(size=3000)
    assert moment_ratio(1e200 * values) == pytest.approx(moment_ratio(values).times(1e200))


def test_too_little_data():
    for values, message in (
        (np.arange(39.0), "39 values; 40 are needed"),
        (np.ones(50), "the values do not differ"),
        (np.r_[2.0, np.ones(49)], "the values of all groups but one do not differ"),
    ):
        with pytest.raises(NotEnoughData, match=f"^{message}"):
            mean_over_spread(values)
    for values, message in (
        (np.arange(1, 40.0), "39 values; 40 are needed"),
        (np.ones(50), "the values do not differ"),
        (np.arange(1, 101.0), "33 values lie beyond 67; 300 are needed"),
    ):
        with pytest.raises(NotEnoughData, match=f"^{message}"):
            moment_ratio(values)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: ratio(1.0, Estimate(1, 1)), "numerator = 1.0: an estimate"),
        (lambda: ratio(Estimate(1, 1), Estimate(0, 1)), "denominator = .*: a number other than zero"),
        (lambda: ratio(Estimate(1, 1), Estimate(1, math.inf)), "error of denominator = inf"),
        (lambda: mean_over_spread("none"), "values = 'none'"),
        (lambda: mean_over_spread([1.0, math.nan] * 30), "values = "),
    ],
)
def test_bad_arguments(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
