"""The power law of greatest likelihood above a value of the data, known one by one or in cells.

Under a power law y = ln x falls off like e^(−a y), so that in a cell of width w its mean lies above the lower edge by

    g(a, w) = 1/a − w/(e^(a w) − 1) = w/2 − a w²/12 + a³ w⁴/720 − …

and its variance there is −∂g/∂a. Sums over narrow cells are power series in a whose coefficients, sums of w^p, are
added up beforehand; wide cells are looked at one by one.
"""

import math
from typing import NamedTuple

import numpy as np
from numba.extending import overload

from ...numerics.compile import INLINE, KERNEL, njit
from ...numerics.power_law import BERNOULLI, STEEPEST, Law, integrals, moments

NARROW = 0.1
"""Width below which the series is used, if a w < 1: it converges for a w < 2π."""


class Cells(NamedTuple):
    """Cells in rising order."""

    widths: np.ndarray
    """ln of upper over lower edge, the last may be infinite."""
    counts: np.ndarray
    sums: np.ndarray
    """Sums of count · w^p over the narrow cells from each on, for p = 1, 2, 4, 6, …"""
    wide: np.ndarray
    """Indices of the cells that are not narrow."""


def cells_of(low, high, counts):
    """Collect cells by their lower and upper edges."""
    widths = np.log1p((high - low) / low)
    narrow = widths < NARROW
    powers = np.array([1, *range(2, 2 * len(BERNOULLI) + 1, 2)])[:, None]
    terms = counts * np.where(narrow, widths, 0.0) ** powers
    return Cells(widths, counts, np.cumsum(terms[:, ::-1], axis=1)[:, ::-1].copy(), np.flatnonzero(~narrow))


@njit(**KERNEL)
def inside(cells, i, a):
    """Sum over the data in the cells from i on of the mean of y above the lower edge, and of its variance."""
    if abs(a) * NARROW > 1.0:  # the law falls off within narrow cells
        return _one_by_one(cells, np.arange(i, cells.counts.size), a)
    mean, variance = _one_by_one(cells, cells.wide[np.searchsorted(cells.wide, i) :], a)
    mean, power = mean + cells.sums[0, i] / 2.0, 1.0
    for k in range(1, cells.sums.shape[0]):
        term = BERNOULLI[k - 1] * cells.sums[k, i] * power
        mean -= a * term
        variance += (2 * k - 1) * term
        power *= a * a
    return mean, variance


@njit(**KERNEL)
def _one_by_one(cells, chosen, a):
    mean, variance = 0.0, 0.0
    for j in chosen:
        if cells.counts[j] > 0.0:
            zero, one, two = integrals(a, cells.widths[j])
            mean += cells.counts[j] * one / zero
            variance += cells.counts[j] * (two / zero - (one / zero) ** 2)
    return mean, variance


STEPS, ENOUGH = 200, 1e-9
"""A step of Newton's method of this relative size leaves an error of its square."""


class Tail(NamedTuple):
    """Distinct values of the data in rising order, and what the kernels need of them."""

    values: np.ndarray
    logs: np.ndarray
    below: np.ndarray
    """Number of data below each value; one more entry for the number of all."""
    excess: np.ndarray
    """Sum of ln(x/value) over the data x from each value on."""
    first: int
    last: int
    """Range of the values that a scan may choose."""
    end: float
    """First point that the law leaves out: infinity without an upper end."""
    one: float
    """What the last of equal data counts in a distance, which stops before it; infinity if ties are no surprise."""
    discrete: bool


class BinnedTail(NamedTuple):
    """The same of data of which only the cells are known: the values are lower edges."""

    values: np.ndarray
    logs: np.ndarray
    below: np.ndarray
    excess: np.ndarray
    first: int
    last: int
    end: float
    one: float
    discrete: bool
    cells: Cells


def tail_of(x, start, end, discrete, counts=None, *, within=(0.0, math.inf), one=1.0):
    """Collect the data in [start, end) as a `Tail` whose first value is the start; 0 starts at the smallest value.

    ``counts`` says how often each x occurs; a scan may choose values ``within``.
    """
    order = None if counts is None else np.argsort(x, kind="stable")
    x, counts = (np.sort(x), None) if counts is None else (x[order], counts[order])
    return tail_of_sorted(x, start, end, discrete, counts, within=within, one=one)


def tail_of_sorted(x, start, end, discrete, counts=None, *, within=(0.0, math.inf), one=1.0):
    """The same for data in rising order."""
    kept = slice(*np.searchsorted(x, (start, end)))
    x = x[kept]
    new = np.append(0, np.flatnonzero(x[1:] != x[:-1]) + 1)
    values, below = x[new], np.append(new, x.size).astype(float)
    if counts is not None:
        below = np.append(0.0, np.cumsum(np.add.reduceat(counts[kept], new)))
    if 0 < start < values[0]:
        values, below = np.insert(values, 0, start), np.insert(below, 0, 0.0)
    range_of_scan = _range(values, values.size - 2, within)
    return Tail(*_summed(values, below), *range_of_scan, float(end), math.inf if discrete else one, discrete)


def binned_tail(low, high, counts, end, within=(0.0, math.inf)):
    """Collect cells from ``low`` to ``high`` in rising order as a `BinnedTail`."""
    below = np.append(0.0, np.cumsum(counts))
    able = np.count_nonzero(np.cumsum(counts[::-1] > 0) >= 3)
    range_of_scan = _range(low, able, within)
    return BinnedTail(*_summed(low, below), *range_of_scan, float(end), math.inf, False, cells_of(low, high, counts))


def _summed(values, below):
    return values, np.log(values), below, _excess(values, below)


def _range(values, able, within):
    """First and last value that a scan may choose: one of the first ``able``."""
    low, high = np.searchsorted(values, within[0]), np.searchsorted(values, within[1], side="right")
    first = min(int(low), values.size - 1)
    return first, max(first, min(int(high), able) - 1)


@njit(**KERNEL)
def _excess(values, below):
    excess = np.zeros(values.size)
    for i in range(values.size - 2, -1, -1):
        ratio = values[i + 1] / values[i]
        step = math.log(ratio) if ratio > 2.0 else math.log1p((values[i + 1] - values[i]) / values[i])
        excess[i] = excess[i + 1] + (below[-1] - below[i + 1]) * step
    return excess


@njit(**KERNEL)
def fit_from(tail, i, guess=1.0):
    """Law fitted to the data from the distinct value i on, and the standard error of its exponent (Fisher)."""
    law, information = law_from(tail, i, guess)
    return law, 1.0 / math.sqrt((tail.below[-1] - tail.below[i]) * information)


def law_from(tail, i, guess):
    """Law fitted to the data from the distinct value i on, and the Fisher information of one of them."""
    return law_of_cells(tail, i, guess) if isinstance(tail, BinnedTail) else law_of_points(tail, i, guess)


@overload(law_from, inline="always")
def _law_from(tail, i, guess):
    if tail.instance_class is BinnedTail:
        return lambda tail, i, guess: law_of_cells(tail, i, guess)
    return lambda tail, i, guess: law_of_points(tail, i, guess)


@njit(**INLINE)
def law_of_points(tail, i, guess):
    """The same for data known one by one."""
    below = tail.below
    return fit_law(tail.excess[i] / (below[-1] - below[i]), tail.values[i], tail.end, tail.discrete, guess)


@njit(**KERNEL)
def law_of_cells(tail, i, guess):
    """The same for data in cells.

    The law makes the mean of y equal to that within the cells under the law itself: Newton's method in that mean, to
    whose slope the spread within the cells contributes (the missing information of Dempster, Laird & Rubin 1977).
    """
    n = tail.below[-1] - tail.below[i]
    lowest, highest = tail.excess[i] / n, math.log(tail.end / tail.values[i])
    mean = lowest + inside(tail.cells, i, guess)[0] / n
    law, variance = fit_law(mean, tail.values[i], tail.end, False, guess)
    information = variance
    for _ in range(STEPS):
        above, spread = inside(tail.cells, i, law.a)
        information = variance - spread / n
        step = (lowest + above / n - mean) * variance / information
        if abs(step) <= ENOUGH * mean:
            break
        mean = min(max(mean + step, (mean + lowest) / 2.0), (mean + highest) / 2.0)
        law, variance = fit_law(mean, tail.values[i], tail.end, False, law.a)
    return law, information


@njit(**INLINE)
def fit_law(mean, start, end, discrete, guess):
    """Law on [start, end) for which y = ln(x/start) has the given mean, and the variance of y."""
    a, mass, variance = solve_exponent(mean, start, end, discrete, guess)
    return Law(a, start, end, mass, discrete), variance


@njit(**KERNEL)
def solve_exponent(mean, start, end, discrete, a):
    """Return a = α − 1 for which y = ln(x/start) has the given mean, z_0, and the variance of y.

    Newton's method from the given a. Without an upper end it is taken in 1/a, of which the mean is almost linear, and
    a stays positive; with one in a, by bounded steps.
    """
    if end == math.inf and not discrete:
        return 1.0 / mean, mean, mean * mean
    zero, variance = 0.0, 0.0
    for _ in range(STEPS):
        zero, one, two = moments(a, start, end, discrete)
        variance = two / zero - (one / zero) ** 2
        step = (one / zero - mean) / variance
        previous, a = a, _advance(a, step, math.log(end / start))
        zero -= one * (a - previous)
        if abs(a - previous) <= ENOUGH * abs(a):
            break
    return a, zero, variance


@njit(**KERNEL)
def _advance(a, step, width):
    if width == math.inf:
        return a * min(2.0, 1.0 / max(0.5, 1.0 - step / a))
    reach = 2.0 / width + abs(a)
    return max(-STEEPEST / width, a + max(-reach, min(reach, step)))
