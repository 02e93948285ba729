"""Repeated trials: the same numbers whoever runs them, nothing begun after an interruption."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from crit.measure.power_law.trials import TOGETHER, repeat


def trial(rng):
    return rng.random()


@pytest.mark.parametrize("count", [1, 7, TOGETHER, 30 * TOGETHER + 1])
def test_same_numbers_on_an_executor(count):
    here = repeat(trial, count, seed=3)
    with ThreadPoolExecutor(3) as executor:
        there = repeat(trial, count, seed=3, executor=executor)
    assert np.array_equal(here, there) and here.shape == (count,)
    assert np.unique(here).size == count


def test_more_trials_begin_with_the_same():
    assert np.array_equal(repeat(trial, 300, seed=1)[:50], repeat(trial, 50, seed=1))


def test_seeds():
    assert np.array_equal(repeat(trial, 5, seed=1), repeat(trial, 5, seed=np.random.SeedSequence(1)))
    assert not np.array_equal(repeat(trial, 5, seed=1), repeat(trial, 5, seed=2))
    rng = np.random.default_rng(1)
    assert not np.array_equal(repeat(trial, 5, seed=rng), repeat(trial, 5, seed=rng))


def test_progress(capsys):
    repeat(trial, 5, seed=1, progress=True)
    assert "1/1" in capsys.readouterr().err
    repeat(trial, 5, seed=1)
    assert capsys.readouterr().err == ""


class Interrupted:
    """An executor whose first task the user interrupts."""

    def __init__(self):
        self.futures = []

    def submit(self, task):
        future = Future()
        self.futures.append(future)
        if len(self.futures) == 1:
            future.set_exception(KeyboardInterrupt())
        return future


def test_an_interruption_cancels_what_has_not_begun():
    executor = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        repeat(trial, 500, seed=1, executor=executor)
    assert len(executor.futures) == 500 / TOGETHER and all(future.cancelled() for future in executor.futures[1:])


def slow(rng):
    time.sleep(0.02)
    raise RuntimeError("no")


def test_an_error_ends_all_within_a_second():
    began = time.monotonic()
    with pytest.raises(RuntimeError), ThreadPoolExecutor(2) as executor:
        repeat(slow, 10_000, seed=1, executor=executor)
    assert time.monotonic() - began < 1
