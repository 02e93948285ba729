"""Quotients with honest errors: of two estimates, and of the mean of a sample and its spread."""

import math

import numpy as np

from ..checks import refuse, sample
from ..numerics.jackknife import jackknife_error
from ..typing import ArrayLike, Measured
from .arguments import checked_estimate
from .estimate import Estimate, NotEnoughData

GROUPS = 20
"""The values of a sample are left out in so many groups."""


def ratio(numerator: Measured, denominator: Measured) -> Estimate:
    """Quotient of two independent estimates, its error to first order.

    Parameters
    ----------
    numerator, denominator : estimate
        With the attributes ``value`` and ``error``; the denominator is not zero.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If either is no estimate, or the denominator is zero.

    Examples
    --------
    >>> from crit.measure import Estimate
    >>> print(ratio(Estimate(8, 0.3), Estimate(2, 0.1)))
    4 ± 0.25
    """
    (a, a_error), (b, b_error) = checked_estimate("numerator", numerator), checked_estimate("denominator", denominator)
    if b == 0:
        refuse("denominator", denominator, "a number other than zero is needed")
    return Estimate(a / b, math.hypot(a_error, a / b * b_error) / abs(b))


def mean_over_spread(values: ArrayLike) -> Estimate:
    """Mean of a sample over its standard deviation, which for each law up to its scale is one number.

    Parameters
    ----------
    values : array of shape (n,)
        Independent numbers, at least 40. Masked ones are left out.

    Returns
    -------
    Estimate
        With the error of the two together, by the jackknife over 20 groups.

    Raises
    ------
    ValueError
        If `values` is no row of finite numbers.
    NotEnoughData
        With fewer than 40 values, or values that do not differ.
    """
    values = sample("values", values)
    if len(values) < 2 * GROUPS:
        raise NotEnoughData(f"{len(values)} values; {2 * GROUPS} are needed")
    if values.min() == values.max():
        raise NotEnoughData("the values do not differ")
    groups = np.array_split(np.arange(len(values)), GROUPS)
    parts = [np.delete(values, group) for group in groups]
    if any(part.min() == part.max() for part in parts):
        raise NotEnoughData("the values of all groups but one do not differ")
    quotients = [part.mean() / part.std() for part in parts]
    return Estimate(float(values.mean() / values.std()), jackknife_error(quotients))
