"""Samples like the data: the law above its start, the data below it, in the right shares."""

import math

import numpy as np
import pytest
from scipy import stats

from crit.measure.power_law.resampling import NOTHING, draw, source_of
from crit.models.samples.power_law import power_law_sample
from crit.numerics.power_law import Law, moments

CASES = [
    (1.2, 1, math.inf, True),
    (2.5, 5, math.inf, True),
    (0.5, 1, 4000, True),
    (1.0, 3, 30, True),
    (-1.0, 2, 9000, True),
    (1.5, 1, math.inf, False),
    (1.0, 2, 50, False),
    (-2.0, 2, 50, False),
]


def law_of(alpha, start, end, discrete):
    a = alpha - 1.0
    return Law(a, float(start), float(end), moments(a, float(start), float(end), discrete)[0], discrete)


@pytest.mark.parametrize("alpha, start, end, discrete", CASES)
def test_draws_follow_the_law(alpha, start, end, discrete):
    source = source_of(law_of(alpha, start, end, discrete), NOTHING, NOTHING, 40_000)
    drawn = draw(source, np.random.default_rng(0))
    exact = power_law_sample(
        alpha, 40_000, xmin=start, xmax=None if end == math.inf else end - discrete, discrete=discrete, seed=0
    )
    assert start <= drawn.min() and drawn.max() < end and np.all(np.diff(drawn) >= 0)
    edges = np.unique(np.quantile(exact, np.linspace(0, 1, 40)))
    counts = [np.histogram(sample, np.append(edges, np.inf))[0] for sample in (drawn, exact)]
    counts = [count[np.sum(counts, axis=0) > 20] for count in counts]
    assert stats.chi2_contingency(counts).pvalue > 1e-4


@pytest.mark.parametrize("discrete", [False, True])
def test_the_body_is_drawn_from_the_data(discrete):
    body, rng = np.arange(1.0, 9.0), np.random.default_rng(1)
    source = source_of(law_of(2.0, 9, math.inf, discrete), body, np.ones(8), 20)
    samples = np.array([draw(source, rng) for _ in range(4000)])
    below = np.sum(samples < 9, axis=1)
    assert stats.kstest(below + rng.random(below.size) - 0.5, _smeared_binomial(20, 0.4)).pvalue > 1e-3
    counts = [np.count_nonzero(samples == value) for value in body]
    assert sum(counts) == below.sum() and stats.chisquare(counts).pvalue > 1e-3


def _smeared_binomial(n, share):
    """Distribution function of a binomial number plus a uniform one between ± ½."""
    law = stats.binom(n, share)
    return lambda x: law.cdf(np.floor(x - 0.5)) + (x + 0.5 - np.floor(x + 0.5)) * law.pmf(np.floor(x + 0.5))


def test_a_sample_without_body_has_the_size_of_the_data():
    source = source_of(law_of(3.0, 1, math.inf, False), NOTHING, NOTHING, 7)
    assert draw(source, np.random.default_rng(0)).size == 7
