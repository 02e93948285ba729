"""Many replicas at once: where each starts, blocks of them run here or on an executor, with progress."""

import time
from collections import deque

import numpy as np
from tqdm.auto import tqdm

from ..checks import Told, flag, numbers, real, refuse, refuse_any
from ..executors import Inline, executor_or_threads

BLOCKS = 32
"""Blocks that wait or run at a time on an executor; also the least number into which a large ensemble is cut for it."""
BLOCK_SECONDS = 0.1
"""How long a block should compute: a compiled block cannot be interrupted, so an interrupt waits for it."""
GROWTH = 4
"""How much larger than the one before a block may be."""


def start_values(name, value, replicas, **bounds):
    """One checked starting value for each replica, from a number or an array."""
    bounds = bounds or {"above": 0}
    if np.ndim(value) == 0 and not np.iterable(value):
        return np.full(replicas, real(name, value, **bounds))
    values, masked = numbers(name, value)
    refuse_any(name, masked, "masked", "a value for each replica is needed")
    if values.shape != (replicas,):
        came = Told(f"array of shape {values.shape}")
        refuse(name, came, f"a number or an array of numbers of shape ({replicas},) is needed")
    for extreme in (values.min(), values.max()):
        real(name, float(extreme), **bounds)
    return values.astype(float)


def start_distances(unit, rho0, replicas):
    """One checked starting distance for each pair.

    Parameters
    ----------
    unit : Activation
    rho0 : float or array of shape (replicas,)
        0 < ρ <= 2; also 0 if the unit is stochastic.
    replicas : int

    Returns
    -------
    numpy.ndarray
        Shape (replicas,).

    Raises
    ------
    ValueError
        On anything else. For ρ = 0 it says that the pair is identical and stays so.
    """
    if unit.stochastic:
        return start_values("rho0", rho0, replicas, least=0, most=2)
    values = np.asarray(rho0)
    if values.dtype.kind in "fiu" and np.any(values == 0):
        came = rho0 if values.ndim == 0 else f"array with {np.count_nonzero(values == 0)} zeros"
        identical = (
            "the two inputs of a pair that starts at 0 are identical and stay so in every layer (rho = 0 is absorbing)"
        )
        refuse("rho0", came, f"{identical}; a number > 0 and <= 2 is needed")
    return start_values("rho0", rho0, replicas, above=0, most=2)


def recorded_layers(at, depth):
    """Checked layers to record: all of them, or increasing ones from 0 to ``depth``."""
    if at is None:
        return np.arange(depth + 1)
    layers, masked = numbers("at", at, "iu")
    bad = layers.ndim != 1 or layers.size == 0 or masked is not None
    if bad or layers[0] < 0 or layers[-1] > depth or np.any(layers[1:] <= layers[:-1]):
        refuse("at", at, f"increasing layers from 0 to depth = {depth} are needed")
    return layers.astype(np.int64)


def run_ensemble(simulate, replicas, *, executor=None, progress=False):
    """Run ``simulate(first, count)`` over blocks of replicas and join the rows that it returns.

    Blocks are made so large that each takes about a tenth of a second, one replica at least. So an interrupt, or an
    error in a block, ends the run as soon: what has not begun is cancelled, and the executor stays usable.

    Parameters
    ----------
    simulate : callable
        Returns an array, or a tuple of arrays, whose first axis has ``count`` rows, for replicas
        ``first`` … ``first + count − 1``. Its random numbers depend on the replica alone, so the cut does not matter.
    replicas : int
        How many replicas there are in all.
    executor : concurrent.futures.Executor or alike, optional
        Anything with ``submit`` that returns futures: a thread or process pool, Dask's or MPI's client. Without
        one the blocks run in the threads that the package shares.
    progress : bool
        Show a progress bar.

    Returns
    -------
    numpy.ndarray or tuple of numpy.ndarray

    Raises
    ------
    ValueError
        If the executor has no ``submit``.
    """
    executor, progress = executor_or_threads(executor), flag("progress", progress)
    with tqdm(total=replicas, disable=not progress, unit="replica") as bar:
        parts = list(_blocks(simulate, replicas, executor, bar))
    if isinstance(parts[0], tuple):
        return tuple(np.concatenate(arrays) for arrays in zip(*parts))
    return np.concatenate(parts)


def _blocks(simulate, replicas, executor, bar):
    """Results of all blocks, in order."""
    waiting, first, size = deque(), 0, 1
    most_waiting, largest = (1, replicas) if isinstance(executor, Inline) else (BLOCKS, -(-replicas // BLOCKS))
    try:
        while first < replicas or waiting:
            while first < replicas and len(waiting) < most_waiting:
                count = min(size, replicas - first)
                waiting.append((count, executor.submit(_timed, simulate, first, count)))
                first += count
            count, future = waiting[0]
            seconds, part = future.result()
            waiting.popleft()
            bar.update(count)
            size = max(1, min(largest, GROWTH * count, int(count * BLOCK_SECONDS / max(seconds, 1e-9))))
            yield part
    finally:
        for _, future in waiting:
            future.cancel()


def _timed(simulate, first, count):
    # Not by the clock on the wall: on a busy machine blocks would shrink until they are not worth the call.
    start = time.thread_time()
    part = simulate(first, count)
    return time.thread_time() - start, part
