"""Rasters, which unit was active when: an activity spread over units, and the shuffle that leaves no avalanche."""

import numpy as np

from ...checks import Told, finite, generator, numbers, refuse, refuse_any, whole
from ...typing import ArrayLike, SeedLike


def spike_raster(activity: ArrayLike, units: int, *, seed: SeedLike = None) -> np.ndarray:
    """Spread an activity over units, each event on a unit of its own choice.

    A few columns of the raster are then what a few electrodes see: of A events each sees a binomial share.

    Parameters
    ----------
    activity : array of shape (samples,)
        Events at each time, whole numbers >= 0.
    units : int
        Number of units, >= 1. A unit may have several events at a time.
    seed : int, SeedSequence, Generator or None
        Same seed, same raster.

    Returns
    -------
    numpy.ndarray
        int32, shape (samples, units).

    Raises
    ------
    ValueError
        If the activity is no row of whole numbers >= 0, `units` is no whole number >= 1, or the seed is none.
    """
    activity, units, rng = finite("activity", activity, ("samples",)), whole("units", units), generator(seed)
    refuse_any("activity", (activity < 0) | (activity % 1 != 0), "no count", "whole numbers >= 0 are needed")
    time = np.repeat(np.arange(activity.size), activity.astype(np.int64))
    place = time * units + rng.integers(units, size=time.size)
    return np.bincount(place, minlength=activity.size * units).reshape(activity.size, units).astype(np.int32)


def shuffled(raster: ArrayLike, *, seed: SeedLike = None) -> np.ndarray:
    """Shuffle the times of each unit by itself: the surrogate that keeps all rates and no avalanche.

    Parameters
    ----------
    raster : array of shape (samples, units)
        Events, time down and units across.
    seed : int, SeedSequence, Generator or None
        Same seed, same surrogate.

    Returns
    -------
    numpy.ndarray
        Of the same shape and type.

    Raises
    ------
    ValueError
        If the raster is no table of numbers, or the seed is none.
    """
    values, masked = numbers("raster", raster)
    if values.ndim != 2 or values.size == 0:
        refuse("raster", Told(f"array of shape {values.shape}"), "a filled table, time down, units across, is needed")
    refuse_any("raster", masked, "masked", "all values are needed, in their places")
    return generator(seed).permuted(values, axis=0)
