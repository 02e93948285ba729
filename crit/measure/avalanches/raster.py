"""Avalanches of a recording of many units: time is cut into bins; runs of bins that are not silent are avalanches.

The bin is a choice. Too narrow, and one avalanche falls into pieces; too wide, and several are taken for one (Beggs &
Plenz, J. Neurosci. 23, 11167, 2003). The mean interval between events of the population is the custom. Whatever is
concluded should survive other bins (`bin_scan`) and not survive a shuffled raster (`crit.models.processes.shuffled`).
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...checks import Told, finite, numbers, real, refuse, refuse_any, sample
from ..estimate import NotEnoughData
from .excursions import excursions


class RasterAvalanches(NamedTuple):
    """Avalanches of a raster: complete runs of bins that are not silent.

    Attributes
    ----------
    size, duration : numpy.ndarray
        Events of each avalanche, above the threshold in each bin, and its number of bins.
    start : numpy.ndarray
        Its first bin.
    activity : numpy.ndarray
        Events in each bin.
    bin : float
        Width of a bin, in samples, or in the unit of the event times.
    threshold : float
        Up to which a bin is silent.
    """

    size: np.ndarray
    duration: np.ndarray
    start: np.ndarray
    activity: np.ndarray
    bin: float
    threshold: float

    def __str__(self):
        return f"{self.size.size} avalanches in {self.activity.size} bins of width {self.bin:g}"


class Population(NamedTuple):
    """Events of all units together: in each sample, or their times in order (the other is None)."""

    counts: np.ndarray | None
    times: np.ndarray | None

    @property
    def custom(self):
        """Mean interval between events; for samples at least one of them."""
        if self.times is not None:
            return (self.times[-1] - self.times[0]) / (len(self.times) - 1)
        return float(max(1, round(len(self.counts) / self.counts.sum())))


def avalanches_of(raster: Any, bin: float | None = None, *, threshold: float = 0) -> RasterAvalanches:
    """Avalanches of a recording of many units.

    Parameters
    ----------
    raster : array of shape (samples, units) or (samples,), list, dict or table
        - An array or frame of counts, time down and units across; or one row, the activity of the whole population,
          which may be any signal.
        - A list or dict of arrays: the times of the events of each unit.
        - A frame, or structured array, with a column ``time``: one event a line.
    bin : float, optional
        Width of a bin: a whole number of samples, or a time in the unit of the events. By default the mean interval
        between events of the population, at least one sample.
    threshold : float
        A bin is silent up to so many events, >= 0 but for a signal.

    Returns
    -------
    RasterAvalanches
        What `read_exponents` and `avalanche_statistics` take.

    Raises
    ------
    ValueError
        If the raster is none of these, has negative or fractional counts, one unit, or more units than samples; if the
        bin is no whole number of samples or no positive time; and if no bin is silent or all are: the message says
        which bin or threshold would do.
    """
    population = _population(raster)
    width = population.custom if bin is None else _width(bin, population)
    threshold = real("threshold", threshold)
    activity = _binned(population, width)
    if activity.size < 2 or activity.min() > threshold:
        refuse("bin", width, f"no bin is silent: {_advice(population, threshold)}")
    if activity.max() <= threshold:
        refuse("threshold", threshold, f"all bins are silent; the most active one holds {activity.max():g}")
    return RasterAvalanches(*excursions(activity, threshold), activity, width, threshold)


def _population(raster):
    """The events of all units together, checked."""
    names = getattr(getattr(raster, "dtype", None), "names", None) or list(getattr(raster, "columns", ()))
    if "time" in names:
        return _of_times([sample("raster['time']", raster["time"])])
    if isinstance(raster, list | tuple | Mapping):
        units = list(raster.values() if isinstance(raster, Mapping) else raster)
        if units and not any(np.iterable(unit) for unit in units):
            return _of_counts(finite("raster", units, ("samples",)))
        if len(units) < 2:
            refuse("raster", Told(f"{len(units)} units"), "two or more are needed")
        return _of_times([sample("raster", unit) for unit in units if np.size(unit)])
    values, masked = numbers("raster", raster, "fiub")
    if values.ndim == 1:
        return _of_counts(finite("raster", values.astype(float), ("samples",)))
    counted = values.dtype.kind != "f" and values.ndim == 2 and values.size and masked is None
    counts = values if counted else finite("raster", raster, ("samples", "units"))
    samples, units = counts.shape
    if units < 2:
        refuse("raster", Told(f"array of shape {counts.shape}"), "two units or more are needed, or one row of all")
    if units > samples:
        refuse("raster", Told(f"{units} units at {samples} times"), "time goes down and units across: transpose it")
    refuse_any("raster", counts < 0, "negative", "counts of events are needed")
    if not counted:
        refuse_any("raster", counts % 1 != 0, "fractional", "counts of events are needed")
    return _of_counts(counts.sum(axis=1).astype(float))


def _of_counts(counts):
    if counts.min() == counts.max():
        refuse("raster", Told(f"array of equal numbers, {counts[0]:g}"), "an activity that varies is needed")
    return Population(counts, None)


def _of_times(units):
    times = np.sort(np.concatenate(units)) if units else np.empty(0)
    if times.size < 2 or times[0] == times[-1]:
        refuse("raster", Told(f"{times.size} events"), "events at different times are needed")
    return Population(None, times)


def _width(bin, population):
    width = real("bin", bin, above=0)
    if population.times is None and width != math.floor(width):
        refuse("bin", bin, "a whole number of samples is needed")
    return width


def _binned(population, width):
    """Events in each full bin."""
    if population.times is None:
        full = len(population.counts) // int(width) * int(width)
        return population.counts[:full].reshape(-1, int(width)).sum(axis=1)
    places = np.floor((population.times - population.times[0]) / width).astype(np.int64)
    return np.bincount(places).astype(float)


def _advice(population, threshold):
    """Which bin would be silent now and then."""
    if population.times is not None:
        gap = np.diff(population.times).max()
        return f"no two events are further apart than {gap:.6g}, and bins narrower than half of that have a silent one"
    counts = population.counts
    if counts.min() <= threshold:
        silent = np.diff(np.flatnonzero(np.concatenate([[True], counts > threshold, [True]]))).max() - 1
        return f"at most {silent} samples in a row are, so try a bin of {(silent + 1) // 2}"
    rate = counts.mean() - threshold
    width = math.log(max(2.0, len(counts) * rate)) / rate
    return (
        f"nor is any sample. At this rate a bin of {width:.2g} samples would be silent once, so sample faster, or call "
        f"up to threshold = {counts.min():g} events silent"
    )


def bin_scan(raster: Any, bins: Any, *, threshold: float = 0) -> list[RasterAvalanches]:
    """Avalanches of one raster in bins of several widths, those with enough silence.

    Parameters
    ----------
    raster : array, list, dict or table
        Whatever `avalanches_of` takes.
    bins : sequence of float
        Widths to try.
    threshold : float
        A bin is silent up to so many events.

    Returns
    -------
    list of RasterAvalanches
        Widths at which no bin is silent are left out.

    Raises
    ------
    ValueError
        If a width is none, or the raster is none of those `avalanches_of` takes.
    NotEnoughData
        If no width leaves a silent bin.
    """
    population, threshold = _population(raster), real("threshold", threshold)
    widths = [_width(width, population) for width in finite("bins", bins, ("widths",))]
    binned = [(_binned(population, width), width) for width in widths]
    found = [
        RasterAvalanches(*excursions(activity, threshold), activity, width, threshold)
        for activity, width in binned
        if activity.size > 1 and activity.min() <= threshold < activity.max()
    ]
    if not found:
        raise NotEnoughData(f"no bin of these widths is silent: {_advice(population, threshold)}")
    return found
