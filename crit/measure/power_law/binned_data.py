"""Data of which only the cells are known: counts of a histogram, or numbers that were rounded.

Under a power law y = ln x falls off like e^(−a y), so that in a cell of width w its mean lies above the lower edge by

    g(a, w) = 1/a − w/(e^(a w) − 1) = w/2 − a w²/12 + a³ w⁴/720 − …

and its variance there is −∂g/∂a. Sums over narrow cells are power series in a whose coefficients, sums of w^p, are
added up beforehand; wide cells are looked at one by one.
"""

from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import BERNOULLI, integrals

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
