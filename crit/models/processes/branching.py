"""The branching process, the plainest model of an avalanche: each active unit excites a random number of others.

With n units active, the next generation has Poisson(ratio·n + immigration) of them, or the sum of n geometric numbers
of mean ratio and a Poisson number of immigrants. Near ratio = 1 the number n obeys the equation of demographic noise,
dn = (immigration + (ratio − 1) n) dl + √(2 D1 n) dW, D1 being half the variance of the offspring: ½ for Poisson and
1 for geometric offspring at ratio = 1. The drive of its avalanches is c = immigration/D1.
"""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics import variates
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ...typing import ExecutorLike, SeedLike
from ..avalanches import SimulatedAvalanches, no_avalanches
from ..ensemble import run_ensemble

OFFSPRING = ("poisson", "geometric")
MOST = 1e11
"""Active units beyond which a Poisson number of float64 is no longer exact to all digits."""


class Law(NamedTuple):
    """How units excite others.

    Mean number of units that one excites, mean number that become active of themselves, and whether offspring are
    geometric or Poisson.
    """

    ratio: float
    immigration: float
    geometric: bool


OFFSPRING_LAW = {
    "immigration": """
        immigration : float
            Mean number of units that become active of themselves in a generation, >= 0. Their law is Poisson.""",
    "offspring": """
        offspring : {"poisson", "geometric"}
            Law of the number of units that one unit excites.""",
}
"""Parameters that both simulators share, for `documented`."""


@documented(**OFFSPRING_LAW)
def branching_paths(
    ratio: float,
    depth: int,
    *,
    start: int = 1,
    immigration: float = 0.0,
    offspring: str = "poisson",
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Number of active units, generation by generation.

    Parameters
    ----------
    ratio : float
        Mean number of units that one unit excites, >= 0; critical at 1.
    depth : int
        Number of generations after the first, >= 1.
    start : int
        Active units in generation 0, >= 0.
    {immigration, offspring}
    replicas : int
        Number of paths, >= 1.
    {seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        int64, shape (replicas, depth + 1).

    Raises
    ------
    ValueError
        Before any work, if the ratio is not from 0 to 100, the depth or the replicas are no whole number >= 1, `start`
        is none >= 0, the immigration is not from 0 to 1e6, `offspring` is none of the names above, the seed is none,
        the executor takes no calls, or `progress` is no bool; also if more than 1e11 active units are to be expected.
    """
    law = _law(ratio, immigration, offspring)
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    start = whole("start", start, least=0)
    _check_growth(law, start, depth)
    simulate = partial(_path_block, law, start, depth, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


@documented(**OFFSPRING_LAW)
def branching_avalanches(
    ratio: float,
    *,
    start: int | None = None,
    immigration: float = 0.0,
    offspring: str = "poisson",
    longest: int = 100_000,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SimulatedAvalanches:
    """Sizes and durations of avalanches, each followed until no unit is active.

    Parameters
    ----------
    ratio : float
        Mean number of units that one unit excites, >= 0; critical at 1.
    {immigration, offspring}
    start : int, optional
        Active units in the first generation, >= 1. By default one without immigration; with it, as many as the first
        generation after quiet ones has, a Poisson number that is not zero.
    longest : int
        An avalanche is followed for so many generations at most, >= 1.
    replicas : int
        Number of avalanches, >= 1.
    {seed, executor, progress}

    Returns
    -------
    SimulatedAvalanches
        ``size`` (sum of n, int64), ``duration`` (generations with n > 0, int64) and ``complete`` (bool), each of shape
        (replicas,). An avalanche is not complete, and its size and duration are what had come so far, if it outlives
        ``longest`` generations or has more than 1e11 units active at once.

    Raises
    ------
    ValueError
        Before any work, if the ratio is not from 0 to 100, the immigration is not from 0 to 1e6, `offspring` is none of
        the names above, `start`, `longest` or the replicas are no whole number >= 1, the seed is none, the executor
        takes no calls, or `progress` is no bool.
    """
    law = _law(ratio, immigration, offspring)
    start = 0 if start is None and immigration > 0 else whole("start", 1 if start is None else start)
    longest, replicas = whole("longest", longest), whole("replicas", replicas)
    simulate = partial(_avalanche_block, law, start, longest, seed_bits(seed))
    return SimulatedAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _law(ratio, immigration, offspring):
    if offspring not in OFFSPRING:
        refuse("offspring", offspring, f"one of {', '.join(OFFSPRING)} is needed")
    ratio, immigration = real("ratio", ratio, least=0, most=100), real("immigration", immigration, least=0, most=1e6)
    return Law(ratio, immigration, offspring == "geometric")


def _check_growth(law, start, depth):
    expected = float(start)
    for _ in range(depth):
        if expected > MOST:
            refuse("depth", depth, f"at ratio = {law.ratio:g} more than {MOST:g} active units are to be expected")
        if (grown := law.ratio * expected + law.immigration) == expected:
            return
        expected = grown


def _path_block(law, start, depth, key, first, count):
    paths = np.empty((count, depth + 1), np.int64)
    paths[:, 0] = start
    _fill(paths, key, first, law)
    return paths


def _avalanche_block(law, start, longest, key, first, count):
    avalanches = no_avalanches(count, whole_sizes=True)
    _follow(avalanches, key, first, start, longest, law)
    return avalanches


@njit(**KERNEL)
def _fill(paths, key, first, law):
    for row in range(paths.shape[0]):
        state = variates.stream_state(key, first + row)
        for l in range(paths.shape[1] - 1):
            paths[row, l + 1] = _next(state, float(paths[row, l]), law)


@njit(**KERNEL)
def _follow(avalanches, key, first, start, longest, law):
    for row in range(avalanches.size.size):
        state = variates.stream_state(key, first + row)
        n = float(start) if start > 0 else _first(state, law.immigration)
        total, l = 0.0, 0
        while 0.0 < n <= MOST and l < longest:
            total += n
            l += 1
            n = _next(state, n, law)
        avalanches.size[row], avalanches.duration[row], avalanches.complete[row] = total, l, n == 0.0


@njit(**KERNEL)
def _first(state, immigration):
    """A Poisson number that is not zero: one arrival at a time known to lie in (0, 1), and those after it."""
    time = -math.log1p(variates.uniform(state) * math.expm1(-immigration)) / immigration
    return 1.0 + variates.poisson(state, immigration * (1.0 - time))


@njit(**KERNEL)
def _next(state, n, law):
    # A geometric number is a Poisson number whose mean is exponential, and a sum of n exponentials is a Gamma number.
    mean = variates.gamma(state, n) * law.ratio if law.geometric else n * law.ratio
    return variates.poisson(state, mean + law.immigration)
