"""The share of the data above each value, thinned out to what a picture can show."""

from typing import NamedTuple

import numpy as np

POINTS = 400
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
    total = np.arange(values.size + 1.0) if counts is None else np.append(0.0, np.cumsum(counts))
    rank = np.geomspace(total[-1] / values.size if counts is None else counts.min(), total[-1], POINTS)
    chosen = values[np.searchsorted(total[1:], total[-1] - rank, side="right").clip(0, values.size - 1)]
    kept = np.unique(np.append(chosen, [values[0], values[-1]]))
    share = 1.0 - total[np.searchsorted(values, kept)] / total[-1]
    return Ccdf(kept, share, float(total[-1]))
