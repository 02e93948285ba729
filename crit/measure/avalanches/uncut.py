"""Durations without the bias of a series that ends: keep only the avalanches that could not have been cut off."""

import numpy as np

from ...checks import refuse, whole
from .excursions import Avalanches


def uncut(avalanches: Avalanches, samples: int, longest: int) -> Avalanches:
    """Avalanches that begin early enough for ``longest`` samples to fit, and last no longer.

    Parameters
    ----------
    avalanches : Avalanches
        From `excursions`.
    samples : int
        Length of the series, or of each row.
    longest : int
        Longest duration of interest, 1 to samples − 2: a complete excursion has a sample before it and one behind.

    Returns
    -------
    Avalanches

    Raises
    ------
    ValueError
        If it is no `Avalanches`, `samples` is no whole number >= 3, or `longest` is none from 1 to samples − 2.

    Notes
    -----
    Of all complete excursions the long ones are too few: one of T samples fits in samples − T − 1 places only. Those
    kept here begin where even the longest one would have fitted, so each duration up to ``longest`` is seen with the
    same chance, whether or not the series is stationary. Sizes need a margin: large avalanches that are long and flat
    are left out, so sizes are unbiased up to about the mean size at longest/2.
    """
    if not isinstance(avalanches, Avalanches):
        refuse("avalanches", avalanches, "what excursions returned is needed")
    samples = whole("samples", samples, least=3)
    longest = whole("longest", longest, most=samples - 2)
    kept = (avalanches.start % samples < samples - longest) & (avalanches.duration <= longest)
    return Avalanches(*(np.compress(kept, column) for column in avalanches))
