"""Mean of one quantity given another, in groups of about equal logarithm."""

from typing import NamedTuple

import numpy as np

from ...checks import Told, refuse, whole
from ...numerics.least_squares import unit_of
from ...typing import ArrayLike
from ..arguments import finite_arrays, positive_arrays, same_lengths


class Means(NamedTuple):
    """Means of y in groups of x: arrays of one entry a group."""

    x: np.ndarray
    y: np.ndarray
    error: np.ndarray
    n: np.ndarray


def conditional_mean(x: ArrayLike, y: ArrayLike, *, groups_per_octave: int = 4, fewest: int = 50) -> Means:
    """Mean of y given x, in groups of about equal ln x, for example the mean size of avalanches of a duration.

    Parameters
    ----------
    x, y : arrays of shape (n,)
        Positive x; any y.
    groups_per_octave : int
        Groups in a factor of two, from the smallest x on; >= 1. Small x that are whole numbers have groups of their
        own.
    fewest : int
        Groups with fewer values, or fewer than two, are left out.

    Returns
    -------
    Means
        x is the geometric mean of a group, y the mean there: values are first moved to it along the overall power
        law. The errors are standard errors of the mean, and zero where all y of a group are the same, as for avalanches
        of one layer and one unit. Arrays without an entry if no group is full.

    Raises
    ------
    ValueError
        If the arrays differ in length or x is not positive and finite.
    """
    x, y = _one("x", positive_arrays("x", x)), _one("y", finite_arrays("y", y))
    same_lengths("y", [y], [x])
    octaves, fewest = np.log2(x), whole("fewest", fewest, least=0)
    octaves -= octaves.min()
    group = np.floor(whole("groups_per_octave", groups_per_octave) * octaves + 1e-9).astype(int)
    unit = unit_of(y)
    y = y / unit
    n = np.bincount(group)
    middle = np.bincount(group, np.log(x)) / np.maximum(n, 1)
    mean = np.bincount(group, y) / np.maximum(n, 1)
    full = n >= max(fewest, 2)
    # Within a group y follows the trend of all groups: a mean of x^γ is not the power of the mean x.
    trend = trend_of(middle[full], mean[full], n[full])
    y = y * np.exp(trend * (middle[group] - np.log(x)))
    mean = np.bincount(group, y) / np.maximum(n, 1)
    spread = np.bincount(group, (y - mean[group]) ** 2)[full]
    error = np.sqrt(spread / (n[full] - 1) / n[full])
    return Means(np.exp(middle[full]), mean[full] * unit, error * unit, n[full])


def _one(name, systems) -> np.ndarray:
    if len(systems) > 1:
        refuse(name, Told(f"{len(systems)} arrays"), "one is needed")
    return systems[0]


def trend_of(log_x, y, n):
    """Rough slope of ln y against ln x; 0 where there is none."""
    if len(y) < 2 or y.min() <= 0:
        return 0.0
    return np.polyfit(log_x, np.log(y), 1, w=np.sqrt(n))[0]
