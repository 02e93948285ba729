"""Averages with groups of runs left out, and times spaced evenly on a logarithmic scale."""

import numpy as np
import pytest

from crit.measure.scaling.run_averages import averages, spread_out


@pytest.mark.parametrize("runs, most, groups", [(9, 40, 9), (10, 4, 4), (40, 40, 40), (41, 40, 40)])
def test_averages_leave_out_each_run_once(runs, most, groups):
    values = np.random.default_rng(0).normal(size=(runs, 5))
    rows = averages(values, most)
    parts = np.array_split(np.arange(runs), groups)
    assert rows.shape == (groups + 1, 5)
    np.testing.assert_allclose(rows[0], values.mean(axis=0))
    for part, row in zip(parts, rows[1:], strict=True):
        np.testing.assert_allclose(row, np.delete(values, part, axis=0).mean(axis=0))


def test_times_are_spread_out_evenly_from_end_to_end():
    times = np.arange(0, 1001)
    chosen = times[spread_out(times, 10, 1000, 21)]
    assert chosen[0] == 10 and chosen[-1] == 1000 and len(chosen) == 21
    np.testing.assert_allclose(np.diff(np.log(chosen)), np.log(100) / 20, atol=0.1)


def test_no_time_twice_and_none_outside():
    assert spread_out(np.arange(0, 100), 2, 5, 24).tolist() == [2, 3, 4, 5]
    assert spread_out(np.array([1, 2, 50]), 3, 40, 5).size == 0
