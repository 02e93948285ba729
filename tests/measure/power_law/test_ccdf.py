"""The share of data above each value, thinned out."""

import pickle

import numpy as np
import pytest

from crit.measure.power_law.ccdf import POINTS, ccdf_of


@pytest.mark.parametrize("n", [2, 10, 399, 5000, 200_000])
@pytest.mark.parametrize("whole", [False, True])
def test_every_kept_share_is_exact(n, whole):
    x = np.random.default_rng(n).pareto(1.2, n) + 1
    x = np.sort(np.rint(x) if whole else x)
    ccdf = ccdf_of(2 * x)
    assert ccdf.size == n and 2 <= ccdf.values.size <= POINTS + 3 or x[0] == x[-1]
    expected = [np.mean(x >= value) for value in ccdf.values / 2.0]
    assert ccdf.share == pytest.approx(expected, rel=1e-9)
    assert ccdf.values[0] == 2 * x[0] and ccdf.values[-1] == 2 * x[-1]
    largest = np.unique(x[-20:])
    assert np.isin(2 * largest, ccdf.values).all()


def test_counts_are_repeats():
    x, counts = np.arange(1.0, 30), np.arange(29, 0, -1)
    one, other = ccdf_of(x, counts), ccdf_of(np.repeat(x, counts))
    assert one.size == other.size and np.array_equal(one.values, other.values)
    assert one.share == pytest.approx(other.share, rel=1e-12)


def test_equal_if_the_numbers_are():
    x = np.sort(np.random.default_rng(0).pareto(1.2, 100) + 1)
    one, other = ccdf_of(x), ccdf_of(x.copy())
    assert one == other and hash(one) == hash(other) and one == pickle.loads(pickle.dumps(one))
    assert one != ccdf_of(2 * x) and len(repr(one)) < 80
