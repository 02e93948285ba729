"""Blocks of replicas: however they are cut, wherever they run, and when they are stopped."""

import os
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from crit.executors import Inline
from crit.models import ensemble as ensembles
from crit.models.ensemble import run_ensemble, start_values


def compute(seconds):
    """Keep a processor busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def rows(first, count):
    return np.arange(first, first + count)


@pytest.mark.parametrize("replicas", [1, 2, 31, 32, 33, 1000])
@pytest.mark.parametrize("threads", [0, 2])
def test_all_replicas_once_and_in_order(replicas, threads):
    with ThreadPoolExecutor(threads or 1) as executor:
        found = run_ensemble(rows, replicas, executor=executor if threads else None)
    assert np.array_equal(found, np.arange(replicas))


def test_tuples_are_joined_field_by_field():
    one, two = run_ensemble(lambda first, count: (rows(first, count), np.ones((count, 2))), 100)
    assert np.array_equal(one, np.arange(100)) and two.shape == (100, 2)


def cut(replicas, seconds):
    """Sizes of the blocks into which replicas of some cost are cut."""
    sizes = []

    def simulate(first, count):
        sizes.append(count)
        compute(seconds * count)
        return rows(first, count)

    run_ensemble(simulate, replicas, executor=Inline())
    return sizes


@pytest.mark.slow
def test_blocks_grow_until_they_take_long_enough(monkeypatch):
    monkeypatch.setattr(ensembles, "BLOCK_SECONDS", 1e-2)
    cheap, dear = cut(3200, 0), cut(1000, 1e-3)
    assert cheap[:5] == [1, 4, 16, 64, 256] and len(cheap) < 20
    assert 1 < max(dear) <= 10


def test_an_executor_gets_enough_blocks():
    sizes = []
    with ThreadPoolExecutor(2) as executor:
        run_ensemble(lambda first, count: sizes.append(count) or rows(first, count), 3200, executor=executor)
    assert max(sizes) <= 100 and len(sizes) >= ensembles.BLOCKS


class Client:
    """An executor whose futures know no more than those of a cluster."""

    def submit(self, call, *arguments):
        future = Future()
        future.set_result(call(*arguments))
        return type("Answer", (), {"result": future.result, "cancel": future.cancel})()


def test_any_executor_will_do():
    assert np.array_equal(run_ensemble(rows, 50, executor=Client()), np.arange(50))


@pytest.mark.parametrize("executor", [2, "threads", ThreadPoolExecutor])
def test_what_is_no_executor_is_named(executor):
    with pytest.raises(ValueError, match="^executor = "):
        run_ensemble(rows, 5, executor=executor if executor is not ThreadPoolExecutor else object())


def slow(started):
    def simulate(first, count):
        started.append(first)
        compute(0.05 * count)
        return rows(first, count)

    return simulate


def interrupt_after(seconds):
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("threads", [0, 2])
def test_an_interrupt_ends_a_run_at_once_and_leaves_the_pool_usable(threads):
    started = []
    with ThreadPoolExecutor(2) as pool:
        interrupt_after(0.5)
        begun = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            run_ensemble(slow(started), 1000, executor=pool if threads else None)
        assert pool.submit(len, "abc").result() == 3
        assert time.perf_counter() - begun < 5  # of a work of 50 seconds; a busy machine needs its time
        count = len(started)
        assert 1 <= count < 50
    assert len(started) == count


def test_an_error_cancels_what_has_not_begun():
    started = []

    def failing(first, count):
        started.append(first)
        time.sleep(0.02)
        if first == 3:
            raise RuntimeError("block failed")
        return rows(first, count)

    with ThreadPoolExecutor(2) as pool, pytest.raises(RuntimeError, match="^block failed$"):
        run_ensemble(failing, 1000, executor=pool)
    assert len(started) < 20


@pytest.mark.parametrize("bad", [0, -1.0, np.nan, "1", [1.0, 2.0], np.ones((3, 1)), np.array(["a", "b", "c"])])
def test_bad_start_values_are_named(bad):
    with pytest.raises(ValueError, match="^K0 = "):
        start_values("K0", bad, 3)
