"""What averaging over a larger system cannot remove: the variance that its parts have in common.

The variance of an average over the positions of a system, from one sample to the next, is

    v(L) = common + local/L.

The second part comes from noise that is independent at distant positions, and a larger system averages it out. The
first comes from noise that all positions feel together.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...checks import refuse, sample
from ...numerics.least_squares import independent, least_squares, unit_of
from ...typing import ArrayLike
from .. import minimum_data
from ..arguments import checked_scales, one_each
from ..estimate import Estimate, NotEnoughData, estimates


class Floor(NamedTuple):
    """Common part of a variance, and the part that falls with size, with their standard errors; chi2 of the fit."""

    common: Estimate
    local: Estimate
    variances: tuple
    chi2: float


def variance_floor(sizes: ArrayLike, samples: ArrayLike | Sequence[ArrayLike]) -> Floor:
    """Split the variance between samples into a common part and one that falls as 1/size.

    Parameters
    ----------
    sizes : sequence of int
        Positions of each system, at least two different numbers.
    samples : sequence of arrays of shape (samples,)
        One number for each sample of a size, such as ln rho; at least 100 for each size. Masked ones are left out.

    Returns
    -------
    Floor
        ``variances`` has an `Estimate` for each size, with the error that a variance of normal or non-normal numbers
        has (from its fourth moment); ``chi2`` is over the degrees of freedom, nan if there are none.

    Raises
    ------
    ValueError
        If there are fewer than two different positive sizes, not one sample for each, or a sample is no row of finite
        numbers.
    NotEnoughData
        With fewer than 100 samples of a size, or samples that do not differ.
    """
    sizes = np.array(checked_scales("sizes", sizes))
    given = one_each("samples", samples, len(sizes))
    checked = [sample(f"samples[{k}]", each) for k, each in enumerate(given)]
    if min(map(len, checked)) < minimum_data.SAMPLES:
        raise NotEnoughData(f"{min(map(len, checked))} samples; {minimum_data.SAMPLES} of each size are needed")
    unit, length = unit_of(np.concatenate(checked)), unit_of(sizes.min())
    variances = tuple(_variance(each / unit) for each in checked)
    value, error = np.array(variances).T
    if not np.all(error > 0):
        raise NotEnoughData("the samples of a size do not scatter: their variance has no error")
    design, freedom = np.column_stack([np.ones_like(sizes), 1 / (sizes / length)]), len(sizes) - 2
    if not independent(design / error[:, None]):
        refuse("sizes", sizes.tolist(), "numbers that differ by more than rounding are needed")
    found = least_squares(design, value, 1 / error)
    chi2 = found.chi2 / freedom if freedom else float("nan")
    factors = unit**2, unit**2 * length
    floor, rest = (each.times(factor) for each, factor in zip(estimates(found.values, found.errors), factors))
    return Floor(floor, rest, tuple(each.times(unit**2) for each in variances), chi2)


def _variance(values):
    """Variance with its standard error."""
    n, square = len(values), (values - values.mean()) ** 2
    return Estimate(float(values.var(ddof=1)), float(np.std(square, ddof=1) / n**0.5))
