"""The ends of a power law, found from the data.

The lower end is the distinct value above which the law lies closest to them. Every value that leaves three of them is a
candidate. The distance is that of the programs of Clauset, Shalizi & Newman (2009): the largest |F − S| over the data
in rising order, F being the chance of less than x under the law fitted above the candidate and S the share of the data
before x. Of data that are equal the first and the last count under a continuous law, which knows no ties; under a
discrete law, and of cells, only the first. The answer is that of computing all distances in full, the work is not:

- the value at which one candidate was found too far away, its witness, is asked first about the next candidate and
  mostly settles the matter;
- F and S grow, so between two values neither can be farther from the other than the opposite corners of the step are;
  only blocks of values where that bound exceeds the largest distance found are looked into.

The upper end is told by the largest of the data.
"""

import math

import numpy as np

from ...numerics.compile import INLINE, KERNEL, njit
from ...numerics.power_law import chance_below, chances_above
from ..estimate import NotEnoughData
from .likelihood import fit_from, law_from

COARSE = 64
"""Stride of the first pass over the candidates, which finds a small distance to reject the others by."""

BLOCKS = 12
"""Values are looked at in blocks of √n/BLOCKS, n being the number of data: best where the distance is about 1/√n."""

DOUBTFUL, REJECTED = 0.99, 1.09
"""√n times the distance that samples of a true law with fitted exponent exceed in 10 and in 5 of 100 cases."""


@njit(**INLINE)
def apart(chance, before, after):
    """Distance where F is the chance and S jumps from the share before a value to that after it, which may be −∞."""
    return max(abs(chance - before), after - chance)


@njit(**KERNEL)
def distance(tail, i, law, limit):
    """Largest |F − S| above the value i and where it is; what has been found as soon as that exceeds the limit."""
    values, logs, below, one = tail.values, tail.logs, tail.below, tail.one
    n, last = below[-1] - below[i], values.size - 1
    stride = 1 + int(math.sqrt(n) / BLOCKS)
    largest, witness = _glance(tail, i, law, limit)
    j, before = i, 0.0
    while j < last and largest <= limit:
        k = min(j + stride, last)
        after, top = chance_below(law, values[k], logs[k] - logs[i]), max(below[k], below[k + 1] - one)
        if max(after - (below[j] - below[i]) / n, (top - below[i]) / n - before) > largest:
            for m in range(j + 1, k + 1):
                chance = chance_below(law, values[m], logs[m] - logs[i])
                found = apart(chance, (below[m] - below[i]) / n, (below[m + 1] - one - below[i]) / n)
                if found > largest:
                    largest, witness = found, m
        j, before = k, after
    return largest, witness


@njit(**KERNEL)
def _glance(tail, i, law, limit):
    """A lower bound of the distance: the same at √m of the values."""
    values, logs, below, one = tail.values, tail.logs, tail.below, tail.one
    n, largest, witness = below[-1] - below[i], 0.0, i
    for j in range(i, values.size, 1 + int(math.sqrt(values.size - i))):
        chance = chance_below(law, values[j], logs[j] - logs[i])
        found = apart(chance, (below[j] - below[i]) / n, (below[j + 1] - one - below[i]) / n)
        if found > largest:
            largest, witness = found, j
            if largest > limit:
                break
    return largest, witness


@njit(**KERNEL)
def closest(tail, smallest, enough):
    """Index of the value above which the law lies closest to the data, the first of equals, and the distance.

    Distances above ``smallest`` are not looked for, and one below ``enough`` ends the scan.
    """
    best, witness, guess = tail.first, 0, 1.0
    values, logs, below, one = tail.values, tail.logs, tail.below, tail.one
    for stride in (COARSE, 1):
        for i in range(tail.last, tail.first - 1, -stride):
            law, _ = law_from(tail, i, guess)
            guess = law.a
            if witness > i:
                n, chance = below[-1] - below[i], chance_below(law, values[witness], logs[witness] - logs[i])
                before, after = (below[witness] - below[i]) / n, (below[witness + 1] - one - below[i]) / n
                if apart(chance, before, after) > smallest:
                    continue
            found, witness = distance(tail, i, law, smallest)
            if found < smallest or (found == smallest and i < best):
                best, smallest = i, found
                if smallest < enough:
                    return best, smallest
    return best, smallest


@njit(**KERNEL)
def longest(tail, best, reach):
    """Index of the first value, at most the best, above which the distance is at most reach/√n."""
    witness, guess = 0, 1.0
    values, logs, below, one = tail.values, tail.logs, tail.below, tail.one
    for i in range(tail.first, best):
        n = below[-1] - below[i]
        law, _ = law_from(tail, i, guess)
        guess, limit = law.a, reach / math.sqrt(n)
        if witness > i:
            chance = chance_below(law, values[witness], logs[witness] - logs[i])
            before, after = (below[witness] - below[i]) / n, (below[witness + 1] - one - below[i]) / n
            if apart(chance, before, after) > limit:
                continue
        found, witness = distance(tail, i, law, limit)
        if found <= limit:
            return i
    return best


DOUBT = 0.05
"""An end is seen if an open law would leave the largest number so small with no more than this chance."""

ROUNDS = 3
"""α and the end depend weakly on each other: after so many rounds nothing moves any more."""


def fit_to_estimated_end(fit_to, data):
    """Fit up to an end of which the data tell; ``fit_to(xmax)`` fits up to a given one.

    The likeliest end is the largest number, which is too small: on average it leaves 1/(n + 1) of the law above it. The
    end is put where it does. The number of data that the true share stands for is exponentially distributed, so that
    the standard error is as large as the step.
    """
    to_largest = fit_to(data.highest)
    _must_be_seen(to_largest, fit_to, data)
    fit, unit = to_largest, data.grid or 1.0
    for _ in range(ROUNDS):
        fit = fit_to(max(data.highest, _end(fit, data) * unit))
    lattice = data.discrete or data.rounded
    spread = _spread_of_steps(fit, data) * unit if lattice else fit.xmax - data.highest
    error = math.hypot(fit.error, fit.alpha - to_largest.alpha)
    return fit._replace(error=error, xmax_error=spread, method=f"{fit.method}, xmax estimated")


def _must_be_seen(fit, fit_to, data):
    tail = data.tail(fit.xmin, math.inf)
    law, _ = fit_from(tail, 0)
    n, above = float(tail.below[-1]), float(chances_above(law, tail.values[-1:])[0])
    chance = math.exp(n * math.log1p(-above)) if above < 1.0 else 0.0
    if chance > DOUBT:
        message = (
            f"no upper end is seen: the largest of the {n:g} numbers from {fit.xmin:g} on is {data.highest:g}, and open"
            f" laws leave it there or lower with a chance of {chance:.2g}; the estimate is without an end"
        )
        raise NotEnoughData(message, fit_to(math.inf))


def _end(fit, data):
    """Where the law leaves 1/(n + 1) of it above the largest number, in units of the grid; the last step before."""
    law, largest = fit.law, data.values[-1]
    half = 0.5 if data.discrete or data.rounded else 0.0
    low = largest + half
    extra = (1.0 - float(chances_above(law, np.array([low + half]))[0])) * law.mass / fit.n
    gained = law.a * extra * math.exp(law.a * math.log(low / law.start))
    step = extra if law.a == 0.0 else -math.log1p(-min(gained, 0.5)) / law.a
    end = low * math.exp(step)
    return math.floor(end - half) if half else end


def _spread_of_steps(fit, data):
    """Standard deviation of how many possible numbers above the largest are missed, each by a chance e^(−n p)."""
    width = 1.0 if data.discrete else data.grid
    hit = -math.expm1(-fit.n * width * float(fit.pdf(data.highest)))
    return math.sqrt(1.0 - hit) / hit
