"""Rasters: what they keep of the activity, and what a shuffled one keeps."""

import numpy as np
import pytest
from scipy import stats

from crit.models.processes import shuffled, spike_raster


def test_each_event_is_on_one_unit_and_each_unit_has_its_share():
    activity = np.random.default_rng(1).poisson(20, 2000)
    raster = spike_raster(activity, 5, seed=1)
    assert raster.shape == (2000, 5) and np.array_equal(raster.sum(axis=1), activity)
    assert stats.chisquare(raster.sum(axis=0)).pvalue > 1e-4
    part = raster[:, 0] - activity / 5
    assert part.var() == pytest.approx(np.mean(activity) * 0.2 * 0.8, rel=0.15)


def test_shuffling_keeps_every_unit_and_no_order():
    raster = spike_raster(np.arange(100), 4, seed=2)
    mixed = shuffled(raster, seed=2)
    assert mixed.dtype == raster.dtype and np.array_equal(np.sort(mixed, axis=0), np.sort(raster, axis=0))
    assert abs(np.corrcoef(np.arange(100), mixed.sum(axis=1))[0, 1]) < 0.4
    assert not np.array_equal(np.argsort(mixed[:, 0]), np.argsort(mixed[:, 1]))


def test_same_seed_same_raster():
    assert np.array_equal(spike_raster([3, 0, 5], 2, seed=3), spike_raster([3, 0, 5], 2, seed=3))
    assert np.array_equal(shuffled(np.eye(9), seed=3), shuffled(np.eye(9), seed=3))


@pytest.mark.parametrize("activity", [[1, -1], [0.5], [[1]], [np.nan], []])
def test_refusals(activity):
    with pytest.raises(ValueError, match="^activity"):
        spike_raster(activity, 3)
    with pytest.raises(ValueError, match="^raster"):
        shuffled(np.ones(3))
