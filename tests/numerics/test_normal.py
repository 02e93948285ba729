"""Normal numbers: their law, and that nothing in a stream depends on anything else in it."""

import numpy as np
import pytest
from scipy import stats

from crit.numerics.normal import fill_normals
from crit.numerics.streams import layer_key

COUNT = 400_000


def normals(replica=0, layer=0, first=0, count=COUNT):
    """Two rows of normal numbers."""
    z = np.empty((2, count))
    fill_normals(z, first, layer_key(np.uint64(7), replica, layer))
    return z


@pytest.mark.parametrize("row", [0, 1])
def test_the_law_is_normal(row):
    z = normals()[row]
    assert stats.kstest(z, "norm").pvalue > 1e-4
    for power, moment in ((1, 0), (2, 1), (3, 0), (4, 3), (6, 15)):
        assert abs(np.mean(z**power) - moment) < 4.5 * stats.sem(z**power)
    for far in (3.0, 4.0):
        assert stats.binomtest(int(np.sum(np.abs(z) > far)), COUNT, 2 * stats.norm.sf(far)).pvalue > 1e-4


def test_small_numbers_are_not_coarse():
    z = np.abs(normals()).ravel()
    small = z[z < 1e-3] / 1e-3
    assert stats.kstest(small, "uniform").pvalue > 1e-4 and small.min() < 0.1


@pytest.mark.parametrize("power", [1, 2])
def test_nothing_is_correlated(power):
    z = normals() ** power
    others = [z[1], np.roll(z[0], 1), np.roll(z[1], 1), np.roll(z[0], 2)]
    others += [normals(**moved)[row] ** power for moved in (dict(replica=1), dict(layer=1)) for row in (0, 1)]
    bound = 4.5 / np.sqrt(COUNT)
    assert all(abs(np.corrcoef(z[0], other)[0, 1]) < bound for other in others)


def test_a_stream_may_be_entered_anywhere():
    assert np.array_equal(normals(count=100)[:, 60:], normals(first=60, count=40))
