"""Intervals from few groups hold what they promise."""

import numpy as np
import pytest

from crit.numerics.jackknife import NORMAL, jackknife_error, means_without, student, sums_without


def test_many_groups_need_no_correction():
    assert student(10**7) == pytest.approx(1, abs=1e-6)


def test_table_of_students_t():
    assert student(2) * NORMAL == pytest.approx(12.7062, abs=1e-4)
    assert student(20) * NORMAL == pytest.approx(2.0930, abs=1e-4)


@pytest.mark.parametrize("groups", [5, 20])
def test_coverage_of_a_mean(groups):
    samples = np.random.default_rng(1).normal(size=(20_000, groups))
    error = student(groups) * samples.std(axis=1, ddof=1) / groups**0.5
    covered = np.mean(np.abs(samples.mean(axis=1)) < NORMAL * error)
    assert covered == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 20_000) ** 0.5)


def test_jackknife_of_a_mean_is_its_standard_error():
    x = np.random.default_rng(2).normal(size=12)
    left_out = (x.sum() - x) / 11
    assert jackknife_error(left_out) == pytest.approx(student(12) * x.std(ddof=1) / 12**0.5)
    both = jackknife_error(np.stack([left_out, 2 * left_out], axis=1))
    np.testing.assert_allclose(both, [jackknife_error(left_out), 2 * jackknife_error(left_out)])


def test_sums_leave_out_each_part_once():
    parts = np.arange(12.0).reshape(4, 3)
    rows = sums_without(parts)
    assert rows.shape == (5, 3)
    for k, row in enumerate(rows[1:]):
        np.testing.assert_array_equal(row, np.delete(parts, k, axis=0).sum(axis=0))
    assert sums_without(np.array([1, 2, 4])).tolist() == [7, 6, 5, 3]


@pytest.mark.parametrize("runs, most, groups", [(9, 40, 9), (10, 4, 4), (40, 40, 40), (41, 40, 40)])
def test_means_leave_out_each_run_once(runs, most, groups):
    values = np.random.default_rng(0).normal(size=(runs, 5))
    rows = means_without(values, most)
    parts = np.array_split(np.arange(runs), groups)
    assert rows.shape == (groups + 1, 5)
    np.testing.assert_allclose(rows[0], values.mean(axis=0))
    for part, row in zip(parts, rows[1:], strict=True):
        np.testing.assert_allclose(row, np.delete(values, part, axis=0).mean(axis=0))
