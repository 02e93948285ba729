"""Rasters, which unit was active when: an activity spread over units, and the shuffle that leaves no avalanche."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...checks import Told, finite, generator, numbers, refuse, refuse_any, sample, whole
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


def shuffled(raster: Any, *, seed: SeedLike = None) -> Any:
    """Shuffle the times of each unit by itself: the surrogate that keeps all rates and no avalanche.

    Parameters
    ----------
    raster : array of shape (samples, units), list, dict or table
        - Events, time down and units across: each column is put in another order.
        - A list or dict of arrays, the times of the events of each unit; or a frame or structured array with a column
          ``time``, one event a line. Each event gets a time of its own, anywhere between the first and the last.
    seed : int, SeedSequence, Generator or None
        Same seed, same surrogate.

    Returns
    -------
    numpy.ndarray, list, dict or table
        As it came, of the same shape and type; times are float64; each unit has its own in rising order.

    Raises
    ------
    ValueError
        If the raster is no table of numbers and no times, or the seed is none.
    """
    rng, names = generator(seed), getattr(getattr(raster, "dtype", None), "names", None) or ()
    if "time" in [*names, *getattr(raster, "columns", ())]:
        table = raster.copy()
        table["time"] = rng.permutation(_anew([raster["time"]], rng)[0])
        return table
    if isinstance(raster, Mapping):
        return dict(zip(raster, _anew(raster.values(), rng)))
    if isinstance(raster, list | tuple) and any(map(np.iterable, raster)):
        return _anew(raster, rng)
    values, masked = numbers("raster", raster)
    if values.ndim != 2 or values.size == 0:
        refuse("raster", Told(f"array of shape {values.shape}"), "a filled table, time down, units across, is needed")
    refuse_any("raster", masked, "masked", "all values are needed, in their places")
    return rng.permuted(values, axis=0)


def _anew(units, rng):
    """As many times for each unit, anywhere between the first event of all and the last."""
    times = [sample("raster", unit) if np.size(unit) else np.empty(0) for unit in units]
    events = np.concatenate([*times, np.empty(0)])
    if not events.size:
        refuse("raster", Told("no events"), "times of events are needed")
    return [np.sort(rng.uniform(events.min(), events.max(), unit.size)) for unit in times]
