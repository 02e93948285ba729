"""Where a quantity that was measured at a few values of a parameter changes its sign."""

from typing import NamedTuple

import numpy as np

from ...checks import finite, refuse
from ...numerics.jackknife import jackknife_error, means_without
from ...numerics.least_squares import unit_of
from ...typing import ArrayLike
from .. import minimum_data
from ..estimate import Estimate, NotEnoughData, estimates


class Root(NamedTuple):
    """Zero of a straight line and its slope, with standard errors, and the number of runs at each value."""

    point: Estimate
    slope: Estimate
    n: int


def sign_change(x: ArrayLike, samples: ArrayLike) -> Root:
    """Zero of the straight line through the averages of independent runs.

    Parameters
    ----------
    x : array of shape (values,)
        At least two different values of the parameter, close to the zero.
    samples : array of shape (values, runs)
        What was measured, at least 8 runs at each value.

    Returns
    -------
    Root
        Errors by the jackknife over runs.

    Raises
    ------
    ValueError
        If there are fewer than two different x, or `samples` is no table of finite numbers with a row for each.
    NotEnoughData
        With too few runs, or a slope within three errors of zero; the estimate comes along then.
    """
    x = finite("x", x, ("values",))
    if len(set(x.tolist())) < max(2, x.size):
        refuse("x", x.tolist(), "at least two different numbers are needed")
    samples = finite("samples", samples, (len(x), "runs"))
    runs = samples.shape[1]
    if runs < minimum_data.RUNS:
        raise NotEnoughData(f"{runs} runs; {minimum_data.RUNS} are needed")
    units = unit_of(x), unit_of(samples)
    x, samples = x / units[0], samples / units[1]
    lines = np.array([_line(x, means) for means in means_without(samples.T, runs)])
    point, slope = estimates(lines[0], jackknife_error(lines[1:]))
    found = Root(point.times(units[0]), slope.times(units[1] / units[0]), runs)
    if not abs(slope.value) > 3 * slope.error:
        raise NotEnoughData("the slope is not known: no zero can be located", found)
    return found


def _line(x, mean):
    """Zero and slope of the least-squares line."""
    away = x - x.mean()
    slope = float(away @ (mean - mean[0]) / (away @ away))  # exactly zero if nothing varies
    return float(x.mean() - mean.mean() / slope) if slope else float("nan"), slope
