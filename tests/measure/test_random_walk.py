"""Mean step and variance of random walks, with and without memory."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.random_walk import walk_steps


def walks(seed, *, drift=0.1, variance=0.5, ends=0.0, n=300, steps=60):
    """Walks whose positions carry noise of their own: it adds a constant to the variance of a displacement."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(drift, variance**0.5, (n, steps + 1)), axis=1)
    return path + rng.normal(0, ends, path.shape)


def test_by_hand():
    rows = np.zeros((20, 5))
    rows[:, 2], rows[:, 4] = [1, -1] * 10, [3, 3, -1, -1] * 5
    found = walk_steps(rows, window=(0, 4))
    assert found.mean == pytest.approx((1 / 4, (4 * 20 / 19) ** 0.5 / 20**0.5 / 4))
    # Squares about the means, 1 and 4 at the two places, grow by 3 in each walk alike.
    assert found.variance == pytest.approx((2 * 3 * 20 / 19 / 4, 0))
    assert walk_steps(3 * rows + 7, window=(0, 4)).variance.value == pytest.approx(9 * found.variance.value)


@pytest.mark.parametrize("ends", [0.0, 2.0])
def test_errors_hold_the_truth_whatever_the_ends_know(ends):
    found = [walk_steps(walks(seed, ends=ends), window=(0, 60)) for seed in range(200)]
    for name, truth in (("mean", 0.1), ("variance", 0.5)):
        values, errors = np.array([getattr(each, name) for each in found]).T
        assert abs(values.mean() - truth) < 4 * values.std() / 200**0.5
        assert np.mean(np.abs(values - truth) < 1.96 * errors) == pytest.approx(0.95, abs=0.04)


def test_the_window_is_the_one_asked_for():
    path = walks(1)
    path[:, :10] = 1e6
    assert walk_steps(path, window=(10, 60)) == walk_steps(path[:, 10:], window=(0, 50))


def test_too_little():
    with pytest.raises(NotEnoughData, match="^19 walks; 20 are needed"):
        walk_steps(walks(1, n=19), window=(0, 60))
    with pytest.raises(NotEnoughData, match="^the variance of the walks does not grow"):
        walk_steps(np.random.default_rng(1).normal(size=(20, 1)) * [0, 2, 1], window=(0, 2))


@pytest.mark.parametrize("window", [(0,), None, (0, 61), (0, 59), (-1, 3), (4, 4), (1.5, 3)])
def test_bad_windows(window):
    with pytest.raises(ValueError, match=r"^window(\[[01]\])? = "):
        walk_steps(walks(1), window=window)
