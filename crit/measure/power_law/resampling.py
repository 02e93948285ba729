"""A bootstrap: samples like the data, and one trial many times over, here or on an executor.

A sample holds the fitted power law above its start and the data themselves below it. Each trial has random numbers of
its own, so the answer does not depend on who runs it.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

from ...checks import flag, refuse, whole
from ...documented import documented
from ...executors import Inline, executor_or_threads
from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import Law, first_chances, number_above
from ...numerics.resampling import entropy_of, stream, uniform_gaps
from ...typing import ExecutorLike, SeedLike, Trial
from .data import Data
from .likelihood import fit_from

NO_BODY = np.empty(0)


class Source(NamedTuple):
    """What samples are drawn from: a law with the table of its chances, and other data below it."""

    law: Law
    table: np.ndarray
    body: np.ndarray
    """Values below the start of the law, in rising order."""
    upto: np.ndarray
    """How many data there are up to each of them."""
    size: int
    """Number of data in all."""
    rounded: bool
    """Whether numbers from the law are rounded to whole ones, the smallest half above its start."""


class Resampler(NamedTuple):
    """Makes tails like that of the data: drawn from the source and then treated as the data were."""

    source: Source
    data: Data
    """How the data were given; the data themselves are not in it."""
    xmin: float
    """Zero for a scan."""
    xmax: float
    within: tuple

    def tail(self, rng):
        """The tail of a new sample."""
        return self.data._replace(values=draw(self.source, rng)).tail(self.xmin, self.xmax, self.within)


def samples_of_law(data, fit, tail):
    """Samples of the law that was fitted to a tail, as many numbers as it has."""
    source = source_of(fit_from(tail, 0)[0], NO_BODY, NO_BODY, int(tail.below[-1]), data.rounded)
    return Resampler(source, data._replace(values=NO_BODY, counts=None), fit.xmin, fit.xmax, fit.within)


def samples_of_all(data, fit, law):
    """Samples of a law and of the data below it, for which xmin is scanned for."""
    counts = np.ones(data.values.size) if data.counts is None else data.counts
    kept = data.values <= data.units(fit.xmax)
    body = data.values < law.start
    source = source_of(law, data.values[body], counts[body], int(counts[kept].sum()), data.rounded)
    return Resampler(source, data._replace(values=NO_BODY, counts=None), 0.0, fit.xmax, fit.within)


def source_of(law, body, counts, size, rounded=False):
    """Collect a `Source`; each number of a sample is above the start of the law as often as one of the data is."""
    return Source(law, first_chances(law), body, np.cumsum(counts), size, rounded)


def draw(source, rng):
    """Draw a sample, in rising order."""
    return _quantiles(source, uniform_gaps(source.size, rng))


@njit(**KERNEL)
def _quantiles(source, gaps):
    """The values above which the share of all is as large as the ordered uniform numbers that the gaps leave."""
    size, low = source.size, source.upto[-1] if source.upto.size else 0.0
    sample, total, above = np.empty(size), gaps.sum(), 0.0
    for k in range(size):
        above += gaps[k]
        rank = above / total * size
        if rank < size - low:
            x = number_above(source.law, source.table, rank / (size - low))
            sample[size - 1 - k] = max(np.rint(x), source.law.start + 0.5) if source.rounded else x
        else:
            place = min(size - rank, np.nextafter(low, 0.0))
            sample[size - 1 - k] = source.body[np.searchsorted(source.upto, place, side="right")]
    return sample


TOGETHER = 10
"""Trials that are handed out at once: few enough to stop soon, enough to be worth sending their data along."""


@documented
def repeat(
    trial: Trial,
    count: int,
    *,
    seed: SeedLike,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Call ``trial(rng)`` again and again.

    Parameters
    ----------
    trial : callable
        Takes a NumPy generator and returns a number; it is sent to the workers of a process pool, with its data.
    count : int
        How many times, >= 1.
    seed : int, SeedSequence or Generator
        Trial k draws from stream k of this seed, whoever runs it.
    {executor, progress}

    Returns
    -------
    numpy.ndarray
        Shape (count,), in the order of the streams. What has not begun is cancelled if the caller is interrupted.

    Raises
    ------
    ValueError
        If the trial cannot be called, `count` is no whole number >= 1, the seed is none, the executor takes no calls,
        or `progress` is no bool.
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
