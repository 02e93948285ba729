"""Samples like the data: a fitted power law above its start, the data themselves below it."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from .exponent import Law, chance_below
from .powersums import SCALAR

TABLE = 1024
"""Whole numbers whose chances are tabulated; larger ones are computed."""

LARGE = 2.0**40
"""Whole numbers from which on neighbours cannot be told apart by their chances."""


class Source(NamedTuple):
    """What samples are drawn from: ``law`` with the ``table`` of its chances, the ``body`` below it, in rising order."""

    law: Law
    table: np.ndarray
    body: np.ndarray
    size: int
    """Number of data, those of the body among them."""


def source_of(law, body, size):
    """Collect a `Source`; each number of a sample is above the start of the law as often as one of the data is."""
    return Source(law, _cumulative(law), np.sort(body), size)


def draw(source, rng):
    """Draw a sample, in rising order."""
    return _quantiles(source, rng.standard_exponential(source.size + 1))


@njit(**SCALAR)
def _quantiles(source, gaps):
    """The values above which the share of all is as large as the ordered uniform numbers that the gaps leave."""
    size, low = source.size, source.body.size
    sample, total, above = np.empty(size), gaps.sum(), 0.0
    for k in range(size):
        above += gaps[k]
        rest = above / total * size - (size - low)
        if rest < 0.0:
            sample[size - 1 - k] = quantile(source.law, source.table, above / total * size / (size - low))
        else:
            sample[size - 1 - k] = source.body[max(0, low - 1 - int(rest))]
    return sample


@njit(**SCALAR)
def quantile(law, table, above):
    """The number above which the law has the given chance, between 0 and 1."""
    if law.discrete:
        return _whole_number(law, table, 1.0 - above)
    if law.end == math.inf:
        return law.start * math.exp(-math.log(above) / law.a)
    t = math.log(law.end / law.start)
    y = (1.0 - above) * t if law.a == 0.0 else -math.log1p((1.0 - above) * math.expm1(-law.a * t)) / law.a
    return min(law.start * math.exp(y), np.nextafter(law.end, 0.0))


@njit(**SCALAR)
def _cumulative(law):
    """Chances of less than start + 1, start + 2, …"""
    table = np.ones(TABLE)
    for j in range(TABLE):
        x = law.start + j + 1.0
        if law.discrete and x < law.end:
            table[j] = chance_below(law, x, math.log(x / law.start))
    return table


@njit(**SCALAR)
def _whole_number(law, table, u):
    """Largest whole number below which the chance is at most u."""
    if u >= table[-1]:
        return _far_out(law, law.start + TABLE, u)
    return law.start + np.searchsorted(table, u, side="right")


@njit(**SCALAR)
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
