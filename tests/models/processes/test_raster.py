"""Rasters: what they keep of the activity, and what a shuffled one keeps."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from crit import avalanches_of
from crit.measure.avalanches import avalanche_statistics
from crit.models.processes import branching_paths, shuffled, spike_raster


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


EVENTS = {"a": np.cumsum(np.random.default_rng(4).exponential(size=3000)) ** 2, "b": np.arange(5.0), "c": []}


def test_event_times_are_drawn_anew_for_each_unit():
    mixed = shuffled(EVENTS, seed=1)
    assert {name: len(each) for name, each in mixed.items()} == {"a": 3000, "b": 5, "c": 0}
    last = EVENTS["a"][-1]
    assert stats.kstest(mixed["a"] / last, "uniform").pvalue > 1e-4 and np.all(np.diff(mixed["a"]) >= 0)
    assert all(map(np.array_equal, shuffled(list(EVENTS.values()), seed=1), mixed.values()))


def test_a_table_of_events_keeps_its_other_columns():
    table = np.array([(3.0, 1), (1.0, 2), (9.0, 1)], dtype=[("time", float), ("unit", int)])
    frame = pd.DataFrame({"time": table["time"], "unit": table["unit"]})
    mixed, other = shuffled(table, seed=2), shuffled(frame, seed=2)
    assert np.array_equal(mixed["unit"], table["unit"]) and np.array_equal(other["unit"], table["unit"])
    assert np.array_equal(mixed["time"], other["time"]) and np.array_equal(table["time"], [3, 1, 9])
    assert mixed["time"].min() >= 1 and mixed["time"].max() <= 9


def test_events_of_a_critical_process_leave_no_avalanches_when_shuffled():
    paths = branching_paths(1.0, 300, start=1, replicas=1500, seed=3)
    activity = np.concatenate([[*path[path > 0], *[0] * 64] for path in paths if path[-1] == 0])
    times = [np.repeat(np.arange(activity.size), unit) for unit in spike_raster(activity, 4, seed=3).T]
    assert avalanche_statistics(avalanches_of(times, 1), resamples=1).found
    assert not avalanche_statistics(avalanches_of(shuffled(times, seed=3), 1), resamples=1).found


@pytest.mark.parametrize("activity", [[1, -1], [0.5], [[1]], [np.nan], []])
def test_refusals(activity):
    with pytest.raises(ValueError, match="^activity"):
        spike_raster(activity, 3)
    with pytest.raises(ValueError, match="^raster"):
        shuffled(np.ones(3))
    with pytest.raises(ValueError, match="^raster = no events"):
        shuffled([[], []])
