"""Sweeps store each point at once and resume."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from crit.models.sweep import sweep

calls = []


def square(value, power=2):
    calls.append(value)
    if value == 13:
        raise RuntimeError("stopped")
    return np.array([value**power])


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def points(*values):
    return [dict(value=value) for value in values]


def test_results_come_in_the_order_of_the_points():
    assert [int(r[0]) for r in sweep(square, points(3, 1, 2), progress=False)] == [9, 1, 4]


def test_an_executor_gives_the_same():
    with ThreadPoolExecutor(2) as executor:
        assert [int(r[0]) for r in sweep(square, points(3, 1, 2), executor=executor, progress=False)] == [9, 1, 4]


def test_a_sweep_resumes_where_it_stopped(tmp_path):
    with pytest.raises(RuntimeError):
        sweep(square, points(1, 2, 13, 4), folder=tmp_path, progress=False)
    assert len(list(tmp_path.glob("*.npy"))) == 2
    calls.clear()
    assert [int(r[0]) for r in sweep(square, points(1, 2, 4), folder=tmp_path, progress=False)] == [1, 4, 16]
    assert calls == [4]


def test_another_argument_is_another_point(tmp_path):
    sweep(square, points(3), folder=tmp_path, progress=False)
    assert int(sweep(square, [dict(value=3, power=3)], folder=tmp_path, progress=False)[0][0]) == 27


def test_no_half_written_file_is_left(tmp_path):
    sweep(square, points(1, 2), folder=tmp_path, progress=False)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("bad", [[], points(1, 1), [3], [dict(value=object())], None])
def test_bad_points_are_named(bad):
    with pytest.raises(ValueError, match="points"):
        sweep(square, bad, progress=False)
