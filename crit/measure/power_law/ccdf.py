"""The share of the data above each value, thinned out to what a picture can show."""

from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit

POINTS = 250
"""About as many values are kept, evenly in the logarithm of their rank, so that none of the largest is lost."""


class Ccdf(NamedTuple):
    """``share`` of the data that are at least ``values``; ``size``, how many data there are."""

    values: np.ndarray
    share: np.ndarray
    size: float

    def __repr__(self):
        return f"Ccdf of {self.size:.6g} numbers from {self.values[0]:.6g} to {self.values[-1]:.6g}"

    def __eq__(self, other):
        return isinstance(other, Ccdf) and all(map(np.array_equal, self, other))

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((self.size, self.values.tobytes(), self.share.tobytes()))


def ccdf_of(values, counts=None):
    """The `Ccdf` of numbers in rising order, each as often as ``counts`` says or once."""
    below = np.arange(values.size + 1.0) if counts is None else np.append(0.0, np.cumsum(counts))
    least = 1.0 if counts is None else float(counts.min())
    return Ccdf(*_thinned(values, below, least), float(below[-1]))


@njit(**KERNEL)
def _thinned(values, below, least):
    """Values of the ranks in a geometric row from the largest down, and the shares of the data from them on."""
    kept, share, k = np.empty(POINTS + 3), np.empty(POINTS + 3), POINTS + 3
    total, ratio, rank, i = below[-1], (below[-1] / least) ** (1.0 / POINTS), least, values.size - 1
    while i >= 0:
        i = np.searchsorted(values, values[i])
        k -= 1
        kept[k], share[k] = values[i], 1.0 - below[i] / total
        rank = rank * ratio
        i = min(i - 1, max(0, np.searchsorted(below[1:], total - rank, side="right")))
    return kept[k:].copy(), share[k:].copy()
