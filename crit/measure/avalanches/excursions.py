"""Avalanches of a series: its complete excursions above a threshold."""

from typing import NamedTuple

import numpy as np

from ...checks import Told, finite, numbers, real, refuse, refuse_any, rows_are_series
from ...numerics.compile import KERNEL, njit
from ...numerics.words64 import SHORT, SLICE, above_and_finite, short_sum, trailing_zeros
from ...typing import ArrayLike

NONE, ALL = np.uint64(0), np.uint64(2**64 - 1)
ONE, LAST = np.uint64(1), np.uint64(SLICE - 1)
OUTSIDE = -1


class Avalanches(NamedTuple):
    """Complete excursions, in the order in which they begin.

    ``size`` is the area above the threshold, the sum of x − threshold over the samples of an excursion; ``duration``
    their number; ``start`` the index of the first of them in ``series.ravel()``, so that ``start // series.shape[1]``
    is the row of a series of two dimensions.
    """

    size: np.ndarray
    duration: np.ndarray
    start: np.ndarray


def excursions(series: ArrayLike, threshold: float) -> Avalanches:
    """Find the excursions above a threshold that begin and end inside the series.

    Parameters
    ----------
    series : array of shape (samples,) or (series, samples)
        Finite real numbers, or bools. Rows are series of their own: of a recording with time down and channels across
        give the transpose. Contiguous arrays of the usual types are not copied.
    threshold : float
        A sample is above if x > threshold; equality is not enough.

    Returns
    -------
    Avalanches
        Row after row, each in order of time. Empty arrays if no excursion is complete. An excursion that runs at
        the first or the last sample of a row is left out: its size and duration are not known.

    Raises
    ------
    ValueError
        On an empty or constant series, on samples that are masked or not finite, if no sample or every sample is above
        the threshold, and if a size is beyond the largest float.

    Notes
    -----
    Samples are compared and summed in float64. A long excursion is summed in groups of 16, which loses less to
    rounding than one sample at a time. Leaving out what is cut off favours short excursions, by a share of the order
    of duration/samples.
    """
    values = checked_series(series)
    threshold = real("threshold", threshold)
    rows, samples = values.shape if values.ndim == 2 else (1, values.size)
    # Room for all that there can be: pages never written to take no memory, and shrinking moves nothing.
    most = rows * (samples // 2) + 1
    found = Avalanches(np.empty(most), np.empty(most, np.int64), np.empty(most, np.int64))
    count, some_above, all_above, sane = _rows(values.ravel(), rows, samples, threshold, found)
    if not sane:
        finite("series", values)  # counts them
    if all_above or not some_above:
        _refuse_threshold(threshold, values)
    for column in found:
        column.resize(count, refcheck=False)
    if found.size.max(initial=0.0) == np.inf:
        refuse_any("series", np.isinf(found.size), "a size beyond the largest float", "another unit is needed")
    return found


def checked_series(series):
    """The series as a contiguous array of one or two dimensions that the compiled loops can read, copied if need be."""
    rows_are_series("series", series)
    values, masked = numbers("series", series, "fiub")
    refuse_any("series", masked, "masked", "a series is needed without gaps")
    if values.ndim not in (1, 2) or values.size == 0:
        allowed = "shape (samples,) or (series, samples), not empty, is needed"
        refuse("series", Told(f"array of shape {values.shape}"), allowed)
    if values.dtype.kind == "b":
        values = values.view(np.uint8)
    direct = values.dtype.isnative and (values.dtype.kind in "iu" or values.dtype.itemsize in (4, 8))
    return np.require(values, values.dtype if direct else float, "CA")


def _refuse_threshold(threshold, values):
    low, high = float(values.min()), float(values.max())
    if low == high:
        refuse("series", Told(f"array of equal numbers, {low:g}"), "a series that varies is needed")
    refuse("threshold", threshold, f"some samples above it and some not are needed; they go from {low:g} to {high:g}")


class Stretch(NamedTuple):
    """Whole slices values[begin:end]; the first of their samples has the index begin + shift in the whole series."""

    values: np.ndarray
    begin: int
    end: int
    shift: int


@njit(**KERNEL)
def _rows(series, rows, samples, threshold, found):
    """Number of excursions found, and whether some samples are above, all are above, all are finite."""
    rest = np.empty(2 * SLICE + SHORT, series.dtype)
    whole = max(0, samples - SHORT) // SLICE * SLICE
    seen, count = (NONE, ALL, ALL), 0
    for row in range(rows):
        begin = row * samples
        # A row begins inside an excursion that is not counted; its last sample is repeated, so that none ends there.
        for j in range(rest.size):
            rest[j] = series[begin + min(whole + j, samples - 1)]
        state = (0.0, OUTSIDE, True)
        for last in (False, True):
            source, at, end = (rest, 0, 2 * SLICE) if last else (series, begin, begin + whole)
            stretch = Stretch(source, at, end, begin + whole if last else 0)
            count, state, seen = _slices(stretch, threshold, count, state, seen, found)
    return count, seen[0] != NONE, seen[1] == ALL, seen[2] == ALL


@njit(**KERNEL)
def _slices(stretch, threshold, count, state, seen, found):
    """Read the slices of a stretch, and write the excursions that end in it from the place ``count`` on."""
    series, begin, end, shift = stretch
    size, duration, start = found
    total, first, running = state
    some, every, sane = seen
    for block in range(begin, end, SLICE):
        above, finite = above_and_finite(series, block, threshold)
        some, every, sane = some | above, every & above, sane & finite
        if above == NONE and not running:
            continue
        open_end = (above >> LAST) != NONE
        if running:
            length = trailing_zeros(~above)
            total += _sum(series, block, threshold, length)
            if length == SLICE:
                continue
            size[count], duration[count], start[count] = total, block + shift + length - first, first
            count += first != OUTSIDE
            above &= above + ONE
        while above != NONE:
            place = trailing_zeros(above)
            length = trailing_zeros(~(above >> np.uint64(place)))
            total, first = _sum(series, block + place, threshold, length), block + shift + place
            size[count], duration[count], start[count] = total, length, first
            count += 1
            above &= above + (ONE << np.uint64(place))
        running = open_end
        count -= open_end
    return count, (total, first, running), (some, every, sane)


@njit(**KERNEL)
def _sum(series, begin, threshold, length):
    total = 0.0
    while length > SHORT:
        total += short_sum(series, begin, threshold, SHORT)
        begin, length = begin + SHORT, length - SHORT
    return total + short_sum(series, begin, threshold, length)
