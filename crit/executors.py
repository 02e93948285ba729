"""Who makes the calls: an executor that the caller brings, the threads that the package shares, or the caller alone."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from .checks import refuse

THREADS = "CRIT_THREADS"
"""Environment variable: how many threads the package shares; without it, as many as there are processors."""

_mine = threading.local()
_pool = None
_lock = threading.Lock()


class Inline:
    """An executor that makes every call at once, in the caller's thread: the one to debug with."""

    def submit(self, call: Callable, *arguments: Any) -> Future:
        """Return a future that holds the answer already, or the error."""
        future: Future = Future()
        try:
            future.set_result(call(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


def check_executor(executor):
    """Return an executor, or None for none, or raise ``ValueError`` if it takes no calls."""
    if executor is not None and not callable(getattr(executor, "submit", None)):
        refuse("executor", executor, "None or an object with `submit`, such as a ThreadPoolExecutor, is needed")
    return executor


def executor_or_threads(executor):
    """Return the executor, by default the threads that the package shares; refuse what takes no calls."""
    return _shared() if check_executor(executor) is None else executor


def executor_or_inline(executor):
    """Return the executor, by default one that makes its calls in the caller's thread; refuse what takes no calls."""
    return Inline() if check_executor(executor) is None else executor


def _shared():
    """The shared threads; in one of them, or where one is all there are, the caller alone.

    A shared thread that waited for shared threads could wait for ever.
    """
    global _pool
    if getattr(_mine, "is_shared", False) or _threads() == 1:
        return Inline()
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(_threads(), "crit", initializer=_mark)
        return _pool


def _threads():
    asked = os.environ.get(THREADS, "")
    if asked and not (asked.isdecimal() and int(asked) > 0):
        refuse(THREADS, asked, "a whole number >= 1 is needed")
    return int(asked) if asked else os.cpu_count() or 1


def _mark():
    _mine.is_shared = True


def _forget():
    """A forked process inherits the pool without its threads."""
    global _pool, _lock
    _pool, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
