"""Scalar variates against SciPy's laws, edges included."""

import numpy as np
import pytest
from scipy import stats

from crit.numerics import variates
from tests.models.laws import sampler

COUNT = 200_000
SMALLEST_P = 1e-4

uniform, normal = sampler(variates.uniform), sampler(variates.normal)
gamma, poisson, binomial = sampler(variates.gamma), sampler(variates.poisson), sampler(variates.binomial)


def stream(replica=0):
    """A fresh stream of the seed of these tests."""
    return variates.stream_state(np.uint64(20), replica)


def lattice_p(counts, law):
    """Chi-squared p-value of whole numbers, cells joined until each expects ten or more."""
    low, high = law.ppf([1e-7, 1 - 1e-7]).astype(int)
    expected = counts.size * np.diff(law.cdf(np.arange(low - 1, high + 1)))
    observed = np.bincount(np.clip(counts.astype(int), low, high) - low, minlength=high - low + 1)
    expected *= counts.size / expected.sum()
    cell = np.floor(np.minimum(np.cumsum(expected), counts.size - 10) / 10).astype(int)
    seen, wanted = np.bincount(cell, observed), np.bincount(cell, expected)
    seen, wanted = seen[wanted > 0], wanted[wanted > 0]
    return stats.chisquare(seen, wanted).pvalue if seen.size > 1 else float(np.allclose(seen, wanted))


def test_uniform():
    u = uniform(stream(), 10**6)
    assert 0 < u.min() and u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > SMALLEST_P
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4e-3


@pytest.mark.slow
def test_normal():
    z = normal(stream(), 10**6)
    assert stats.kstest(z, "norm").pvalue > SMALLEST_P
    for order, exact in enumerate((0, 1, 0, 3, 0, 15, 0, 105), 1):
        assert abs(np.mean(z**order) - exact) < 4 * stats.sem(z**order)


@pytest.mark.parametrize("shape", [0.01, 0.1, 0.5, 0.999, 1.0, 1.001, 1.5, 2.0, 10.0, 1e3, 1e6])
def test_gamma(shape):
    sample = gamma(stream(), COUNT, shape)
    assert stats.kstest(sample, stats.gamma(shape).cdf).pvalue > SMALLEST_P
    assert abs(sample.mean() - shape) < 4 * stats.sem(sample)


def test_gamma_of_shape_zero_is_zero():
    assert not gamma(stream(), 100, 0.0).any()


def test_gamma_of_a_tiny_shape_is_mostly_nothing():
    sample = gamma(stream(), COUNT, 1e-3)
    assert stats.binomtest(int(np.sum(sample > 1e-30)), COUNT, stats.gamma(1e-3).sf(1e-30)).pvalue > SMALLEST_P


@pytest.mark.parametrize("mean", [1e-4, 0.1, 1.0, 5.0, 9.999, 10.0, 10.5, 20.0, 37.3, 100.0, 1e4, 1e6])
def test_poisson(mean):
    sample = poisson(stream(), COUNT, mean)
    assert np.all(sample == np.floor(sample)) and sample.min() >= 0
    assert lattice_p(sample, stats.poisson(mean)) > SMALLEST_P
    assert abs(sample.mean() - mean) < 4 * np.sqrt(mean / COUNT)


def test_poisson_edges():
    assert not poisson(stream(), 1000, 0.0).any()
    assert not poisson(stream(), 1000, 1e-300).any()
    huge = poisson(stream(), 10_000, 1e12)
    assert stats.kstest((huge - 1e12) / 1e6, "norm").pvalue > SMALLEST_P


@pytest.mark.parametrize("p", [1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
@pytest.mark.parametrize("n", [1, 2, 7, 20, 21, 64, 1000, 100_000])
def test_binomial(n, p):
    sample = binomial(stream(n), COUNT, n, p)
    assert 0 <= sample.min() and sample.max() <= n
    assert lattice_p(sample, stats.binom(n, p)) > SMALLEST_P
    assert abs(sample.mean() - n * p) < 4.5 * np.sqrt(n * p * (1 - p) / COUNT) + 1.5 / COUNT


@pytest.mark.parametrize("n", [0, 1, 10, 1000, 2**31 - 1])
def test_binomial_without_chance(n):
    assert np.all(binomial(stream(), 1000, n, 0.0) == 0)
    assert np.all(binomial(stream(), 1000, n, 1.0) == n)
    assert np.all(binomial(stream(), 1000, 0, 0.5) == 0)


def test_binomial_of_two_billion_trials():
    n = 2**31 - 1
    sample = binomial(stream(), 20_000, n, 0.5)
    assert stats.kstest((sample - n / 2) / np.sqrt(n / 4), "norm").pvalue > SMALLEST_P


def test_streams_of_replicas_and_seeds_differ():
    first = {
        uniform(variates.stream_state(np.uint64(seed), replica), 1)[0] for seed in range(50) for replica in range(50)
    }
    assert len(first) == 2500
    one, other = uniform(stream(1), 10**5), uniform(stream(2), 10**5)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(10**5)
    assert np.array_equal(uniform(stream(3), 10), uniform(stream(3), 10))
