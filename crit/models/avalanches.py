"""The one answer of every simulator of avalanches."""

from typing import NamedTuple

import numpy as np


class SimulatedAvalanches(NamedTuple):
    """One avalanche of each replica, arrays of shape (replicas,).

    Attributes
    ----------
    size : numpy.ndarray
        What the avalanche adds up to: active units or sites, or the signal above its threshold.
    duration : numpy.ndarray
        Layers or generations that it lasts; 0 where it never began.
    complete : numpy.ndarray
        False where it was still running when it was no longer followed: size and duration are what had come so far.
    """

    size: np.ndarray
    duration: np.ndarray
    complete: np.ndarray


def no_avalanches(count, whole_sizes=False):
    """Room for ``count`` avalanches, none of which has begun, in whole numbers or in floats."""
    size = np.zeros(count, np.int64 if whole_sizes else float)
    return SimulatedAvalanches(size, np.zeros(count, np.int64), np.ones(count, bool))
