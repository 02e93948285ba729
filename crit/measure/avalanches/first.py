"""The excursion with which each series begins."""

import numpy as np

from ...checks import finite, real, rows_are_series
from ...typing import ArrayLike
from .excursions import Avalanches, excursions


def first_excursions(series: ArrayLike, threshold: float) -> Avalanches:
    """Excursions that begin with the first or the second sample of a series, if they end inside it.

    So begin the avalanches of a network that starts at its threshold: it rises above in the first layer, or not at all.

    Parameters
    ----------
    series : array of shape (series, samples)
        Rows are series of their own.
    threshold : float
        A sample is above if x > threshold.

    Returns
    -------
    Avalanches
        At most one a row, in the order of rows; ``start`` is an index into ``series.ravel()``.

    Raises
    ------
    ValueError
        If `series` is no table of finite numbers, or the threshold is not finite.
    """
    rows_are_series("series", series)
    values, threshold = finite("series", series, ("series", "samples")), real("threshold", threshold)
    quiet = np.full((len(values), 1), threshold)
    found = excursions(np.hstack([quiet, values]), threshold)
    samples = values.shape[1]
    row, sample = np.divmod(found.start, samples + 1)
    first = sample <= 2 - (values[row, 0] > threshold)
    return Avalanches(found.size[first], found.duration[first], (row * samples + sample - 1)[first])
