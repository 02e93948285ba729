"""One trial many times over, here or on an executor: each has random numbers of its own, so the answer is the same."""

from functools import partial

import numpy as np
from tqdm.auto import tqdm

from ...checks import flag, refuse, whole
from ...executors import Inline, executor_or_threads
from ...numerics.resampling import entropy_of, stream

TOGETHER = 10
"""Trials that are handed out at once: few enough to stop soon, enough to be worth sending their data along."""


def repeat(trial, count, *, seed, executor=None, progress=False):
    """Call ``trial(rng)`` again and again.

    Parameters
    ----------
    trial : callable
        Takes a NumPy generator and returns a number; it is sent to the workers of a process pool, with its data.
    count : int
        How many times, >= 1.
    seed : int, SeedSequence or Generator
        Trial k draws from stream k of this seed, whoever runs it.
    executor : concurrent.futures.Executor or alike, optional
        Anything with ``submit`` that returns futures: a thread or process pool, Dask's or MPI's client. Without one
        the trials run in the threads that the package shares. What has not begun is cancelled if the
        caller is interrupted.
    progress : bool
        Show a progress bar.

    Returns
    -------
    numpy.ndarray
        Shape (count,).

    Raises
    ------
    ValueError
        On a bad argument.
    """
    if not callable(trial):
        refuse("trial", trial, "a function of a random generator is needed")
    count = whole("count", count)
    executor, progress = executor_or_threads(executor), flag("progress", progress)
    entropy = entropy_of(seed)
    blocks = [partial(_block, trial, entropy, range(count)[k : k + TOGETHER]) for k in range(0, count, TOGETHER)]
    return np.concatenate(list(tqdm(_run(blocks, executor), total=len(blocks), disable=not progress, unit="block")))


def _block(trial, entropy, numbers):
    return np.array([trial(stream(entropy, k)) for k in numbers])


def _run(blocks, executor):
    if isinstance(executor, Inline):
        yield from (block() for block in blocks)
        return
    futures = [executor.submit(block) for block in blocks]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
