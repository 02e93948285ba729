"""The relation of crackling noise among the three exponents of avalanches."""

import math
from typing import NamedTuple

from ...checks import refuse
from ..estimate import Estimate
from ..ratios import ratio
from .exponents import MeasuredExponents


def predicted_growth(alpha, tau):
    """(α − 1)/(τ − 1) of two estimates, as if they were independent."""
    return ratio(*(Estimate(each.value - 1, each.error) for each in (alpha, tau)))


class Crackling(NamedTuple):
    """(α − 1)/(τ − 1), and its excess over γ: zero where size and duration are powers of each other."""

    quotient: Estimate
    excess: Estimate


def crackling(exponents: MeasuredExponents) -> Crackling:
    """Hold measured exponents against γ = (α − 1)/(τ − 1).

    Parameters
    ----------
    exponents : MeasuredExponents
        From `read_exponents`, with sizes.

    Returns
    -------
    Crackling
        Errors are put together as if the three were independent. Long avalanches are large, so that α and τ err to the
        same side: the errors are rather too large.

    Raises
    ------
    ValueError
        If they are no measured exponents, sizes were not counted, or τ is 1.
    """
    if not isinstance(exponents, MeasuredExponents) or exponents.tau is None:
        refuse("exponents", exponents, "what read_exponents returned is needed, with sizes")
    quotient = predicted_growth(exponents.alpha, exponents.tau)
    error = math.hypot(quotient.error, exponents.gamma.error)
    return Crackling(quotient, Estimate(quotient.value - exponents.gamma.value, error))
