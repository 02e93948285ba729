"""Samples of power laws against their exact laws."""

import math

import numpy as np
import pytest
from scipy import special, stats

from crit.models.samples.power_law import power_law_sample

N, SMALLEST_P = 100_000, 1e-4
WHOLE = [
    (1.2, 1, None),
    (1.5, 3, None),
    (2.5, 1, None),
    (2.5, 1000, None),
    (3.5, 1, None),
    (8, 2, None),
    (1.0, 3, 500),
    (0.5, 1, 30),
    (0, 1, 6),
    (-0.5, 1, 9),
    (-0.5, 2, 3),
    (-3, 2, 20),
    (1 + 1e-9, 2, 40),
    (2, 5, 6),
]
REAL = [(1.2, 1, None), (2.5, 0.3, None), (3.5, 1e6, None), (1, 3, 500), (0.5, 1, 30), (-3, 2, 20), (2.5, 1e-9, 1e9)]


@pytest.mark.parametrize("alpha, xmin, xmax", WHOLE)
def test_whole_numbers(alpha, xmin, xmax):
    x = power_law_sample(alpha, N, xmin=xmin, xmax=xmax, discrete=True, seed=1)
    k = np.arange(xmin, (xmax or xmin + 300) + 1)
    chance = k ** -float(alpha) / (special.zeta(alpha, xmin) if xmax is None else np.sum(k ** -float(alpha)))
    expected = N * np.append(chance, max(0.0, 1 - chance.sum()))
    observed = np.bincount(np.minimum(x - xmin, k.size).astype(int), minlength=k.size + 1)
    rare = expected < 10
    observed = np.append(observed[~rare], observed[rare].sum())
    expected = np.append(expected[~rare], expected[rare].sum())
    kept = expected > 1e-6
    assert np.all(x == np.floor(x)) and x.min() == xmin
    assert observed[~kept].sum() == 0
    expected = expected[kept] * N / expected[kept].sum()
    assert stats.chisquare(observed[kept], expected).pvalue > SMALLEST_P


def test_far_tail_of_whole_numbers():
    x = power_law_sample(1.2, N, xmin=1, discrete=True, seed=2)
    for power in (2, 4, 8, 16):
        chance = special.zeta(1.2, 10.0**power) / special.zeta(1.2, 1)
        assert stats.binomtest(int(np.sum(x >= 10.0**power)), N, chance).pvalue > SMALLEST_P


@pytest.mark.parametrize("alpha, xmin, xmax", REAL)
def test_densities(alpha, xmin, xmax):
    x = power_law_sample(alpha, N, xmin=xmin, xmax=xmax, discrete=False, seed=1)
    y, a, t = np.log(x / xmin), alpha - 1, np.log(xmax / xmin) if xmax else np.inf
    chance = y / t if a == 0 else np.expm1(-a * y) / np.expm1(-a * t)
    assert x.min() >= xmin and (xmax is None or x.max() <= xmax)
    assert stats.kstest(chance, "uniform").pvalue > SMALLEST_P


def test_same_seed_same_sample():
    one, same, other = (power_law_sample(2, 100, xmin=1, discrete=True, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


@pytest.mark.parametrize(
    "bad",
    [
        dict(alpha=1),
        dict(alpha=0.5),
        dict(alpha=math.nan),
        dict(n=0),
        dict(n=2.5),
        dict(xmin=0),
        dict(xmin=-1),
        dict(xmin=1.5),
        dict(xmax=1),
        dict(xmax=0.5),
        dict(xmax=7.5),
        dict(xmax=math.nan),
        dict(discrete=1),
        dict(seed=-1),
        dict(alpha=-500, xmax=100),
    ],
)
def test_bad_arguments_are_refused(bad):
    arguments = dict(alpha=2.0, n=10, xmin=1, xmax=None, discrete=True, seed=0) | bad
    with pytest.raises(ValueError, match=next(iter(bad))):
        power_law_sample(arguments.pop("alpha"), arguments.pop("n"), **arguments)
