"""Quotients: closed forms, coverage on synthetic truth, and what is refused."""

import math

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure import Estimate
from crit.measure.ratios import mean_over_spread, ratio


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


def test_scale_does_not_matter():
    values = np.random.default_rng(3).exponential(size=200)
    assert mean_over_spread(7 * values) == pytest.approx(mean_over_spread(values))


def test_too_little_data():
    for values, message in (
        (np.arange(39.0), "39 values; 40 are needed"),
        (np.ones(50), "the values do not differ"),
        (np.r_[2.0, np.ones(49)], "the values of all groups but one do not differ"),
    ):
        with pytest.raises(NotEnoughData, match=f"^{message}"):
            mean_over_spread(values)


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
