"""Quotients with honest errors: of two estimates, of the mean of a sample and its spread, and of moments."""

import math

import numpy as np

from ..checks import refuse, refuse_any, sample, whole
from ..numerics.jackknife import jackknife_error, means_without
from ..typing import ArrayLike, Measured
from .arguments import checked_estimate
from .estimate import Estimate, NotEnoughData

GROUPS = 20
"""The values of a sample are left out in so many groups."""


BEYOND = 300
"""Values that must lie beyond a quotient of moments, times the square of the power: fewer hide their own spread."""


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


def moment_ratio(values: ArrayLike, power: int = 1) -> Estimate:
    """Quotient ⟨x^(power + 1)⟩/⟨x^power⟩: where a power law with a cut-off ends, up to a constant factor.

    Parameters
    ----------
    values : array of shape (n,)
        Independent numbers > 0. Masked ones are left out.
    power : int
        Larger than the exponent of the law less one, so that both moments belong to its end; 1 to 4.

    Returns
    -------
    Estimate
        With the error of the two together, by the jackknife over 20 groups.

    Raises
    ------
    ValueError
        If `values` is no row of finite numbers > 0, or the power is no whole number from 1 to 4.
    NotEnoughData
        With fewer than 40 values, or values that do not differ; or with fewer than 300 (times the power squared) beyond
        the quotient, for these alone decide it: it carries the estimate so far.
    """
    values, power = sample("values", values), whole("power", power, most=4)
    refuse_any("values", values <= 0, "not positive", "positive numbers are needed")
    if len(values) < 2 * GROUPS:
        raise NotEnoughData(f"{len(values)} values; {2 * GROUPS} are needed")
    if values.min() == values.max():
        raise NotEnoughData("the values do not differ")
    unit = values.max()
    below, above = means_without((values[:, None] / unit) ** [power, power + 1], GROUPS).T
    quotients = above / below
    found = Estimate(float(quotients[0] * unit), float(jackknife_error(quotients[1:]) * unit))
    beyond = np.count_nonzero(values > found.value)
    if beyond < BEYOND * power**2:
        raise NotEnoughData(f"{beyond} values lie beyond {found.value:.3g}; {BEYOND * power**2} are needed", found)
    return found
