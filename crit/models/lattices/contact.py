"""The contact process on a line: directed percolation in continuous time.

An active site becomes inactive at rate 1 and activates each of its two neighbours at rate λ/2, if that one is inactive.
Every event is simulated (Gillespie 1977): with n active sites the next comes after an exponential time of mean
1/(n (1 + λ)), at one of them picked at random. The transition is at λ_c = 3.297848(20) (Jensen & Dickman 1993).
"""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import finite, flag, real, refuse, whole
from ...documented import documented
from ...numerics import variates
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble
from .percolation import Spreading, check_start

MOST_SITES = 2**31 - 1


@documented
def contact_process(
    rate: float,
    size: int,
    time: float,
    *,
    start: str = "full",
    wrap: bool | None = None,
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> Spreading:
    """Activity of the contact process at chosen times.

    Parameters
    ----------
    rate : float
        λ, the rate at which an active site activates its neighbours, half of it each, >= 0; one dies at rate 1.
    size : int
        Number of sites, >= 2.
    time : float
        Time to simulate, > 0.
    start : {"full", "site"}
        All sites active, or the middle one alone ("seed" says the same).
    wrap : bool, optional
        Whether the ends of the line meet. By default they do for a full start and do not for a single site. In
        continuous time there is no light cone, so the length that it needs is for the caller to choose.
    at : sequence of float, optional
        Times to record, increasing, from 0 to ``time``; by default 0, 1, 2, … up to ``time``.
    {replicas, seed, executor, progress}

    Returns
    -------
    Spreading
        ``density`` (float64), ``number`` (int64) and ``spread`` (float64), each of shape (replicas, times recorded);
        ``spread`` is the sum over active sites of their squared distance from the first in lattice units (on a ring: by
        the shorter way), nan for a full start.

    Raises
    ------
    ValueError
        Before any work, if the rate is not from 0 to 1e6, the time is not > 0, the size is no whole number >= 2 or too
        large, `start` or `wrap` is none of the values above or a full start has no ring, `at` does not increase from 0
        to the time, the replicas are no whole number >= 1, the seed is none, the executor takes no calls, or `progress`
        is no bool; and, without a ring, if activity reaches an end of the line.
    """
    rate, time = real("rate", rate, least=0, most=1e6), real("time", time, above=0)
    size, replicas = whole("size", size, least=2, most=MOST_SITES), whole("replicas", replicas)
    full = check_start(start)
    wrap = full if wrap is None else flag("wrap", wrap)
    if full and not wrap:
        refuse("wrap", wrap, "a full start needs a ring")
    at = _times(at, time)
    simulate = partial(_block, Line(rate, size, full, wrap), at, seed_bits(seed))
    number, spread, reached = run_ensemble(simulate, replicas, executor=executor, progress=progress)
    if np.any(reached < np.inf):
        refuse("size", size, f"activity reached an end of the line at time {reached.min():.6g}; a longer one is needed")
    return Spreading(number / float(size), number, spread)


def _times(at, time):
    if at is None:
        return np.arange(math.floor(time) + 1.0)
    times = finite("at", at, ("times",))
    if times[0] < 0 or times[-1] > time or np.any(times[1:] <= times[:-1]):
        refuse("at", at, f"times must increase and lie from 0 to time = {time:g}")
    return times


class Line(NamedTuple):
    """The rate, the number of sites, whether all of them start, and whether the ends meet."""

    rate: float
    size: int
    full: bool
    ring: bool


class Activity(NamedTuple):
    """What is recorded: active sites, their spread, and when activity reached an end of the line, if ever."""

    number: np.ndarray
    spread: np.ndarray
    reached: np.ndarray


class Sites(NamedTuple):
    """Active sites in a list, and the index of every site in it: −1 for an inactive one."""

    active: np.ndarray
    place: np.ndarray


def _block(line, at, key, first, count):
    number, spread = np.zeros((count, at.size), np.int64), np.full((count, at.size), np.nan)
    activity = Activity(number, spread, np.full(count, np.inf))
    _record(activity, at, key, first, line)
    return activity


@njit(**KERNEL)
def _record(activity, at, key, first, line):
    sites = Sites(np.empty(line.size, np.int32), np.full(line.size, -1, np.int32))
    for row in range(activity.number.shape[0]):
        state = variates.stream_state(key, first + row)
        active = _begin(sites, line.full)
        time = _wait(state, active, line.rate)
        for column in range(at.size):
            while time < at[column]:
                active = _event(state, sites, active, line)
                if active < 0:
                    activity.reached[row] = time
                    return
                time += _wait(state, active, line.rate)
            activity.number[row, column] = active
            if not line.full:
                activity.spread[row, column] = _spread(sites, active, line)
        for k in range(active):
            sites.place[sites.active[k]] = -1


@njit(**KERNEL)
def _begin(sites, full):
    """Activate all sites or the middle one; return how many are active."""
    size = sites.active.size
    if not full:
        sites.active[0], sites.place[size // 2] = size // 2, 0
        return 1
    for i in range(size):
        sites.active[i] = sites.place[i] = i
    return size


@njit(**KERNEL)
def _wait(state, active, rate):
    """Time to the next event; it never comes when no site is active."""
    return -math.log(variates.uniform(state)) / (active * (1.0 + rate)) if active > 0 else np.inf


@njit(**KERNEL)
def _event(state, sites, active, line):
    """One event; return how many sites are active then, or -1 if activity would leave the line."""
    listed, place = sites
    k = int(variates.uniform(state) * active)
    site, last = listed[k], listed[active - 1]
    fate = variates.uniform(state) * (1.0 + line.rate)
    if fate < 1.0:
        listed[k], place[last], place[site] = last, k, -1
        return active - 1
    target = site + (1 if fate < 1.0 + line.rate / 2.0 else -1)
    if target < 0 or target == line.size:
        if not line.ring:
            return -1
        target = line.size - 1 if target < 0 else 0
    if place[target] < 0:
        listed[active], place[target] = target, active
        return active + 1
    return active


@njit(**KERNEL)
def _spread(sites, active, line):
    """Sum of squared distances from the middle."""
    total = 0.0
    for k in range(active):
        x = abs(sites.active[k] - line.size // 2)
        if line.ring:
            x = min(x, line.size - x)
        total += float(x) * x
    return total
