"""The lower end of a power law: the distinct value above which the law lies closest to the data.

Every distinct value that leaves three of them is a candidate. The distance is that of the programs of Clauset, Shalizi
& Newman (2009): the largest |F − S| over the data in rising order, F being the chance of less than x
under the law fitted above the candidate and S the share of the data before x. Of data that are equal the first and the
last count under a continuous law, which knows no ties; under a discrete law, and of cells, only the first. The answer
is that of computing all distances in full, the work is not:

- the value at which one candidate was found too far away, its witness, is asked first about the next candidate and
  mostly settles the matter;
- F and S grow, so between two values neither can be farther from the other than the opposite corners of the step are;
  only blocks of values where that bound exceeds the largest distance found are looked into.
"""

import math

from ...numerics.compile import INLINE, KERNEL, njit
from ...numerics.power_law import chance_below
from .likelihood import law_from

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
