"""Calls run where they were asked to: on a caller's executor, on the shared threads, or at once."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import crit
from crit import executors
from crit.executors import Inline, check_executor, executor_or_inline, executor_or_threads


@pytest.fixture
def shared(monkeypatch):
    """Let the package share `threads` threads, made anew."""

    def share(threads):
        monkeypatch.setenv(executors.THREADS, str(threads))
        monkeypatch.setattr(executors, "_pool", None)
        return executor_or_threads(None)

    return share


def test_threads_are_shared_and_as_many_as_asked_for(shared):
    pool, barrier = shared(3), threading.Barrier(3)
    waiting = [pool.submit(barrier.wait) for _ in range(3)]  # three at once, or for ever
    assert sorted(future.result(timeout=20) for future in waiting) == [0, 1, 2]
    assert executor_or_threads(None) is pool


def test_a_shared_thread_does_not_wait_for_shared_threads(shared):
    pool = shared(2)

    def outer(k):
        return crit.variance_paths("tanh", 1.2, 0.1, 50, 5, replicas=8, seed=k)

    paths = [future.result(timeout=60) for future in [pool.submit(outer, k) for k in range(6)]]
    assert all(np.array_equal(path, outer(k)) for k, path in enumerate(paths))


def test_one_thread_is_the_callers(shared):
    assert isinstance(shared(1), Inline)
    assert shared(1).submit(threading.get_ident).result() == threading.get_ident()


@pytest.mark.parametrize("asked", ["0", "-1", "two", "1.5"])
def test_a_number_of_threads_that_makes_no_sense_is_named(asked, shared):
    with pytest.raises(ValueError, match=f"^CRIT_THREADS = '{asked}'"):
        shared(asked)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_has_threads_of_its_own(shared):
    shared(2).submit(len, "abc").result()
    child = os.fork()
    if child == 0:
        os._exit(executor_or_threads(None).submit(len, "abcd").result(timeout=20))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4


def test_inline_answers_at_once_and_hands_errors_on():
    future = Inline().submit(divmod, 7, 2)
    assert future.done() and future.result() == (3, 1)
    with pytest.raises(ZeroDivisionError):
        Inline().submit(divmod, 7, 0).result()


def test_an_executor_that_was_brought_is_used():
    with ThreadPoolExecutor(1) as pool:
        assert check_executor(pool) is executor_or_threads(pool) is executor_or_inline(pool) is pool
    assert check_executor(None) is None and isinstance(executor_or_inline(None), Inline)


@pytest.mark.parametrize("choose", [check_executor, executor_or_inline, executor_or_threads])
@pytest.mark.parametrize("executor", [2, "threads", object()])
def test_what_takes_no_calls_is_named(choose, executor):
    with pytest.raises(ValueError, match=r"^executor = .* with `submit`"):
        choose(executor)
