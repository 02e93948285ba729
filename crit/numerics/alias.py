"""Laws on a few whole numbers, drawn from one random word by Walker's method of aliases (1974).

The low bits of the word choose a cell, each as likely as any other; an entry of the table holds, above, the threshold
for the high bits of the word below which they stay with the number of that cell and, below, the number taken otherwise.
"""

import math

import numpy as np

from .compile import INLINE, njit
from .streams import U


def bits_of(most):
    """Bits that a whole number from 0 to ``most`` needs, most >= 1."""
    return U(int(most).bit_length())


def binomial_law(n, p):
    """Probabilities of 0 … n successes of n trials."""
    k = np.arange(n + 1)
    return np.array([math.comb(n, int(i)) for i in k], float) * p**k * (1 - p) ** (n - k)


def alias_table(law):
    """Table for the law of a number 0 … n, as uint32; probabilities are rounded by at most 2⁻³² a cell.

    Parameters
    ----------
    law : array of shape (n + 1,)
        Probabilities, up to a common factor.

    Returns
    -------
    numpy.ndarray
        2 to the power ``bits_of(n)`` entries. What has probability zero is never drawn.
    """
    bits = int(bits_of(law.size - 1))
    cells, full = 1 << bits, 1 << 32 - bits
    mass = [float(m) for m in law * (cells / law.sum())] + [0.0] * (cells - law.size)
    table = list(range(cells))
    poor, rich = [c for c in table if mass[c] < 1], [c for c in table if mass[c] >= 1]
    while poor and rich:
        cell, other = poor.pop(0), rich[0]
        table[cell] = min(round(mass[cell] * full), full - 1) << bits | other
        mass[other] -= 1 - mass[cell]
        if mass[other] < 1:
            poor.insert(0, rich.pop(0))
    return np.array(table, np.uint32)


@njit(**INLINE)
def choice(tables, law, word, bits):
    """The number that a random word draws from one of several tables of equal length, laid one after the other."""
    mask = (U(1) << bits) - U(1)
    entry = tables[(U(law) << bits) | (word & mask)]
    return word & mask if word >> bits < entry >> bits else entry & mask
