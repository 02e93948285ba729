"""The three exponents of avalanches, P(T) ~ T^−α, P(S) ~ S^−τ and ⟨S⟩(T) ~ T^γ, read with the corrections of a class.

A straight line through a window of a log–log plot reads the window, not the law. What bends the line is known for each
class of avalanches (`corrections`), so name the class, and the exponents are those of the limit.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...checks import Told, finite, real, refuse, refuse_any
from ...typing import ArrayLike, AvalanchesLike, Windows
from ..arguments import checked_windows
from ..estimate import Exponent
from ..scaling.grouped_means import Means, conditional_mean
from ..scaling.means_of_sums import mean_of_sums
from ..scaling.slopes import power_slope
from ..scaling.tails import tail_exponent
from .corrections import BARRIER, corrections_of
from .renewal import renewal_exponent, renewal_growth

GROUPS_PER_OCTAVE = 4
"""Of durations, for mean sizes."""

PROCESSES = ("free", "trap", "driven", None)


class MeasuredExponents(NamedTuple):
    """Avalanche exponents, each an `Exponent`; ``tau`` is None where sizes were not counted."""

    alpha: Exponent
    tau: Exponent | None
    gamma: Exponent


class CountedAvalanches(NamedTuple):
    """Avalanches of one system that were counted, not kept one by one.

    Attributes
    ----------
    durations, sizes : tuple of two arrays
        Values > 0, and how often each occurred. ``sizes`` may be None.
    mean_size : Means
        Mean size in groups of durations, as `conditional_mean` or `mean_of_sums` gives it.
    """

    durations: tuple
    sizes: tuple | None
    mean_size: Means


def count_from_sums(
    count: ArrayLike, area: ArrayLike, area2: ArrayLike, edges: ArrayLike, sizes: ArrayLike, *, unit: float = 1.0
) -> CountedAvalanches:
    """Avalanches of which only sums were kept.

    Parameters
    ----------
    count, area, area2 : array of shape (longest + 1,)
        Number of avalanches that lasted 0, 1, … layers, and the sums of their sizes and of the squares.
    edges : array of shape (bins + 1,)
        Increasing edges > 0 of a fine histogram of sizes.
    sizes : array of shape (bins,)
        Number of avalanches in each bin; they are taken to lie at its geometric middle.
    unit : float
        The size that shall be 1, > 0.

    Returns
    -------
    CountedAvalanches

    Raises
    ------
    ValueError
        If a number is not finite, the arrays differ in length, the edges are not positive and increasing, the sizes are
        not one fewer, or the unit is not > 0.
    """
    count, edges = finite("count", count, ("longest + 1",)), finite("edges", edges, ("bins + 1",))
    area, area2 = finite("area", area, count.shape), finite("area2", area2, count.shape)
    unit, layers = real("unit", unit, above=0), np.arange(1.0, count.size)
    if edges.size < 2 or edges[0] <= 0 or not np.all(np.diff(edges) > 0):
        refuse("edges", Told(f"{edges.size} edges"), "increasing positive ones are needed")
    sizes = finite("sizes", sizes, (edges.size - 1,))
    means = mean_of_sums(layers, count[1:], area[1:] / unit, area2[1:] / unit**2, groups_per_octave=GROUPS_PER_OCTAVE)
    return CountedAvalanches((layers, count[1:]), (np.sqrt(edges[1:] * edges[:-1]) / unit, sizes), means)


def read_exponents(
    avalanches: AvalanchesLike | CountedAvalanches | Sequence[AvalanchesLike | CountedAvalanches],
    *,
    process: str | None,
    window: Windows,
    sizes: Windows | None = None,
    means: Windows | None = None,
    quantum: float | Sequence[float] | None = None,
    width: float | Sequence[float] | None = None,
) -> MeasuredExponents:
    """Exponents of durations, of sizes, and of mean sizes at given duration, in the limit of long avalanches.

    Parameters
    ----------
    avalanches : object with arrays ``size`` and ``duration``, or CountedAvalanches, or a list of either
        As from `crit.excursions` or `crit.network_avalanches`; several systems share the exponents. What is not
        ``complete`` is left out, where the object says so, and so are durations of 0.
    process : {"free", "trap", "driven", None}
        Which bends to allow for: those of a free walk above a threshold, of the logarithmic trap, or of the trap with
        a drive (see Notes). None draws straight lines.
    window : tuple of float, or list of tuples
        (low, high) durations used, one for all systems or one for each.
    sizes : tuple of float, or list of tuples, optional
        (low, high) sizes used, in quanta if these are given; the mean sizes at the ends of ``window`` without it. Where
        durations beyond the window are missing, it must end well below the mean size at the longest duration.
    means : tuple of float, or list of tuples, optional
        (low, high) durations used for mean sizes; ``window`` without it. Means are so precise that the next correction
        shows where the first few layers are used.
    quantum : float or list of float, optional
        The size of one unit of the signal in one layer, > 0: of one active unit, and sizes are whole numbers of it. For
        a free walk, threshold times standard deviation of a step of ln K: areas are then measured from the
        effective barrier of a walk in whole steps. Without it, the signal is taken for smooth, or the barrier's term is
        fitted. For what has been counted, 1 says that its sizes are in such units, or from such a barrier.
    width : float or list of float, optional
        Units N of a layer: allow for the end that it makes. Sizes must then be in quanta (or steps).

    Returns
    -------
    MeasuredExponents

    Raises
    ------
    ValueError
        If the avalanches have no sizes >= 0 and durations, the process is none of the above, a window is no pair 0 <
        low < high or there is not one for each system, `quantum` or `width` is not > 0 or not one for each, or, with a
        drive, there are several systems, counts in place of avalanches, or no window of sizes.
    NotEnoughData
        If one of the fits has too few data.

    Notes
    -----
    With a drive a long avalanche that touches zero is cut in two, and durations approach their law only as
    T^−(1−c). Avalanches that follow each other independently are then laid end to end, and exponents read from the
    density of their ends (`renewal_exponent`), which knows no such corrections. All networks count there that began
    in silence, those that stayed silent (duration 0) and those that are not complete: the window is one of intervals
    T + 1 from silence to silence, ``sizes`` is needed, and errors are those of the jackknife.
    """
    if not (process is None or isinstance(process, str)) or process not in PROCESSES:
        refuse("process", process, "'free', 'trap', 'driven' or None is needed")
    systems = _systems(avalanches)
    sizes, means = _windows("sizes", sizes, len(systems)), _windows("means", means, len(systems))
    units = _one_each("quantum", quantum, len(systems))
    widths = _one_each("width", width, len(systems))
    if process == "driven":
        return _by_renewals(systems, window, sizes, units)
    readable = [_readable(system, process, unit) for system, unit in zip(systems, units or [None] * len(systems))]
    bends = corrections_of(process, quanta=units is not None, widths=widths)
    return MeasuredExponents(
        _tail([each.durations for each in readable], window, True, bends.duration),
        _size_exponent(readable, window, sizes, process != "free" and units is not None, bends.size),
        _growth([each.mean_size for each in readable], window if means is None else means, bends.mean_size),
    )


def _tail(counted, window, discrete, corrections):
    values, counts = map(list, zip(*counted))
    return tail_exponent(values, window=window, discrete=discrete, counts=counts, corrections=corrections)


def _size_exponent(readable, window, sizes, discrete, corrections):
    if any(each.sizes is None for each in readable):
        return None
    if sizes is None:
        windows = [window] * len(readable) if np.ndim(window) == 1 else window
        sizes = [np.interp(ends, each.mean_size.x, each.mean_size.y) for ends, each in zip(windows, readable)]
    return _tail([each.sizes for each in readable], sizes, discrete, corrections)


def _growth(means, window, corrections):
    x, y, error = ([getattr(each, field) for each in means] for field in ("x", "y", "error"))
    return power_slope(x, y, error, window=window, corrections=corrections)


def _by_renewals(systems, window, sizes, units):
    if len(systems) > 1:
        refuse("avalanches", Told(f"{len(systems)} systems"), "one is needed for a driven process")
    if sizes is None:
        refuse("sizes", None, "a pair (low, high) is needed for a driven process")
    size, duration, complete = _arrays(systems[0])
    whole_size = np.rint(size if units is None else size / units[0])
    above = np.floor(sizes[0][1]) + 1
    ended = np.where(complete, whole_size, np.maximum(above, whole_size))[duration > 0]
    return MeasuredExponents(
        renewal_exponent(duration + 1, window=window),
        renewal_exponent(ended, window=sizes[0]),
        renewal_growth(duration + 1, whole_size, window=window),
    )


def _readable(system, process, unit):
    """Counts of one system, with sizes in quanta, or from the effective barrier, where their unit is known."""
    if isinstance(system, CountedAvalanches):
        if unit not in (None, 1):
            refuse("quantum", unit, "1 or None is needed for avalanches that have been counted")
        return system
    size, duration, complete = _arrays(system)
    seen = complete & (duration > 0)
    size, duration = size[seen], duration[seen]
    steps = duration
    if unit is not None:
        size = size / unit
    if unit is not None and process != "free":
        size = np.rint(size)
        if size.min(initial=1) < 1:
            refuse("quantum", unit, "the size of one unit in one layer is needed, which no avalanche falls below")
    elif unit is not None:
        steps = duration + 1  # the last one leads below
        size = size + BARRIER * steps
    means = conditional_mean(steps, size, groups_per_octave=GROUPS_PER_OCTAVE)
    return CountedAvalanches((duration, np.ones_like(duration)), (size, np.ones_like(size)), means)


def _systems(avalanches):
    systems = avalanches if isinstance(avalanches, list) else [avalanches]
    known = [isinstance(each, CountedAvalanches) or _has_arrays(each) for each in systems]
    if not systems or not all(known):
        refuse("avalanches", avalanches, "what has a size and a duration, or CountedAvalanches, is needed")
    return systems


def _windows(name, windows, systems):
    """One (low, high) for each system, or None."""
    try:
        return None if windows is None else checked_windows(windows, systems, above=0)
    except ValueError:
        refuse(name, windows, f"a pair 0 < low < high, or one for each of {systems} systems, is needed")


def _has_arrays(system):
    return hasattr(system, "size") and hasattr(system, "duration")


def _arrays(system):
    """Size, duration and whether it is known of each avalanche."""
    if isinstance(system, CountedAvalanches):
        refuse("avalanches", Told("counts"), "avalanches one by one are needed for a driven process")
    size = finite("avalanches.size", system.size, ("n",))
    duration = finite("avalanches.duration", system.duration, ("n",))
    complete = np.asarray(getattr(system, "complete", np.ones(size.size, bool)), bool)
    if not size.shape == duration.shape == complete.shape:
        refuse("avalanches", Told(f"{size.size} sizes and {duration.size} durations"), "one of each is needed")
    refuse_any("avalanches.size", size < 0, "negative", "sizes >= 0 are needed")
    return size, duration, complete


def _one_each(name, value, systems):
    """A positive number for each system, or None."""
    if value is None:
        return None
    values = value if isinstance(value, list | tuple) else [value] * systems
    if len(values) != systems:
        refuse(name, value, f"one number or {systems} are needed")
    return [real(name, each, above=0) for each in values]
