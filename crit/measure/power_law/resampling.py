"""Samples like the data: a fitted power law above its start, the data themselves below it."""

import math
from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit
from .data import Data
from .likelihood import Law, chance_below, fit_from

TABLE = 1024
"""Whole numbers whose chances are tabulated; larger ones are computed."""

LARGE = 2.0**40
"""Whole numbers from which on neighbours cannot be told apart by their chances."""

NOTHING = np.empty(0)


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
    source = source_of(fit_from(tail, 0)[0], NOTHING, NOTHING, int(tail.below[-1]), data.rounded)
    return Resampler(source, data._replace(values=NOTHING, counts=None), fit.xmin, fit.xmax, fit.within)


def samples_of_all(data, fit, law):
    """Samples of a law and of the data below it, for which xmin is scanned for."""
    counts = np.ones(data.values.size) if data.counts is None else data.counts
    kept = data.values <= data.units(fit.xmax)
    body = data.values < law.start
    source = source_of(law, data.values[body], counts[body], int(counts[kept].sum()), data.rounded)
    return Resampler(source, data._replace(values=NOTHING, counts=None), 0.0, fit.xmax, fit.within)


def source_of(law, body, counts, size, rounded=False):
    """Collect a `Source`; each number of a sample is above the start of the law as often as one of the data is."""
    return Source(law, _cumulative(law), body, np.cumsum(counts), size, rounded)


def draw(source, rng):
    """Draw a sample, in rising order."""
    return _quantiles(source, rng.standard_exponential(source.size + 1))


@njit(**KERNEL)
def _quantiles(source, gaps):
    """The values above which the share of all is as large as the ordered uniform numbers that the gaps leave."""
    size, low = source.size, source.upto[-1] if source.upto.size else 0.0
    sample, total, above = np.empty(size), gaps.sum(), 0.0
    for k in range(size):
        above += gaps[k]
        rank = above / total * size
        if rank < size - low:
            x = quantile(source.law, source.table, rank / (size - low))
            sample[size - 1 - k] = max(np.rint(x), source.law.start + 0.5) if source.rounded else x
        else:
            place = min(size - rank, np.nextafter(low, 0.0))
            sample[size - 1 - k] = source.body[np.searchsorted(source.upto, place, side="right")]
    return sample


@njit(**KERNEL)
def quantile(law, table, above):
    """The number above which the law has the given chance, between 0 and 1."""
    if law.discrete:
        return _whole_number(law, table, 1.0 - above)
    if law.end == math.inf:
        return law.start * math.exp(-math.log(above) / law.a)
    t = math.log(law.end / law.start)
    y = (1.0 - above) * t if law.a == 0.0 else -math.log1p((1.0 - above) * math.expm1(-law.a * t)) / law.a
    return min(law.start * math.exp(y), np.nextafter(law.end, 0.0))


@njit(**KERNEL)
def _cumulative(law):
    """Chances of less than start + 1, start + 2, …"""
    table = np.ones(TABLE)
    for j in range(TABLE):
        x = law.start + j + 1.0
        if law.discrete and x < law.end:
            table[j] = chance_below(law, x, math.log(x / law.start))
    return table


@njit(**KERNEL)
def _whole_number(law, table, u):
    """Largest whole number below which the chance is at most u."""
    if u >= table[-1]:
        return _far_out(law, law.start + TABLE, u)
    return law.start + np.searchsorted(table, u, side="right")


@njit(**KERNEL)
def _far_out(law, above, u):
    """The same from ``above`` on, which is beyond the table.

    The sum of x^−α over whole numbers is nearly the integral between half-integers: one step corrects it.
    """
    low = above - 0.5
    reached = chance_below(law, above, math.log(above / law.start))
    integral = (u - reached) * law.mass * math.exp(law.a * math.log(low / law.start))
    growth = integral if law.a == 0.0 else -math.log1p(-law.a * integral) / law.a
    x = max(above, min(np.floor(low * math.exp(growth) + 0.5), law.end - 1.0))
    if x < LARGE:
        if chance_below(law, x, math.log(x / law.start)) > u:
            x -= 1.0
        elif chance_below(law, x + 1.0, math.log((x + 1.0) / law.start)) <= u:
            x += 1.0
    return x
