"""Samples like the data: the law above its start, the data below it, in the right shares."""

import math
import time
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from crit.measure.power_law.resampling import NO_BODY, TOGETHER, draw, repeat, source_of
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
    source = source_of(law_of(alpha, start, end, discrete), NO_BODY, NO_BODY, 40_000)
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
    source = source_of(law_of(3.0, 1, math.inf, False), NO_BODY, NO_BODY, 7)
    assert draw(source, np.random.default_rng(0)).size == 7


def trial(rng):
    return rng.random()


@pytest.mark.parametrize("count", [1, 7, TOGETHER, 30 * TOGETHER + 1])
def test_same_numbers_on_an_executor(count):
    here = repeat(trial, count, seed=3)
    with ThreadPoolExecutor(3) as executor:
        there = repeat(trial, count, seed=3, executor=executor)
    assert np.array_equal(here, there) and here.shape == (count,)
    assert np.unique(here).size == count


def test_more_trials_begin_with_the_same():
    assert np.array_equal(repeat(trial, 300, seed=1)[:50], repeat(trial, 50, seed=1))


def test_seeds():
    assert np.array_equal(repeat(trial, 5, seed=1), repeat(trial, 5, seed=np.random.SeedSequence(1)))
    assert not np.array_equal(repeat(trial, 5, seed=1), repeat(trial, 5, seed=2))
    rng = np.random.default_rng(1)
    assert not np.array_equal(repeat(trial, 5, seed=rng), repeat(trial, 5, seed=rng))


def test_progress(capsys):
    repeat(trial, 5, seed=1, progress=True)
    assert "1/1" in capsys.readouterr().err
    repeat(trial, 5, seed=1)
    assert capsys.readouterr().err == ""


class Interrupted:
    """An executor whose first task the user interrupts."""

    def __init__(self):
        self.futures = []

    def submit(self, task):
        future = Future()
        self.futures.append(future)
        if len(self.futures) == 1:
            future.set_exception(KeyboardInterrupt())
        return future


def test_an_interruption_cancels_what_has_not_begun():
    executor = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        repeat(trial, 500, seed=1, executor=executor)
    assert len(executor.futures) == 500 / TOGETHER and all(future.cancelled() for future in executor.futures[1:])


def slow(rng):
    time.sleep(0.02)
    raise RuntimeError("no")


def test_an_error_ends_all_within_a_second():
    began = time.monotonic()
    with pytest.raises(RuntimeError), ThreadPoolExecutor(2) as executor:
        repeat(slow, 10_000, seed=1, executor=executor)
    assert time.monotonic() - began < 1
