"""What is universal in decays near a critical point, and what is not.

At a distance ε from the point the order parameter obeys, for late times,

    y(t, ε) = A t^−δ F(B ε t^(1/ν_∥)),    F(0) = F'(0) = 1,

with one function F for all members of a class. A and B, the *metric factors*, are a member's own. The curvature of ln F
at a place that is itself fixed by F has neither: a pure number of the class.
"""

from typing import NamedTuple

import numpy as np

from ...checks import finite, real, rows_are_series
from ...documented import documented
from ...numerics.jackknife import jackknife_error, means_without
from ...numerics.least_squares import unit_of
from ...typing import ArrayLike, Window
from .. import minimum_data
from ..arguments import checked_times, checked_window
from ..estimate import Estimate, NotEnoughData
from .growth import RUNS

GROUPS = 40
"""The runs are left out in at most so many groups."""


class MetricFactors(NamedTuple):
    """A, the amplitude at the critical point, and B, the strength of the response to ε: each an `Estimate`."""

    A: Estimate
    B: Estimate


@documented(window=RUNS["window"])
def metric_factors(
    below: ArrayLike,
    at: ArrayLike,
    above: ArrayLike,
    *,
    step: float,
    delta: float,
    inverse_nu: float,
    times: ArrayLike,
    window: Window,
) -> MetricFactors:
    """Metric factors of a transition, from runs at the critical point and at small steps to either side of it.

    A is the mean of y t^δ at the point, B that of [ln y(ε) − ln y(−ε)]/2ε t^(1/ν_∥), over the times of the window.

    Parameters
    ----------
    below, at, above : array of shape (runs, times)
        y at −ε, 0 and ε; at least 8 runs each, the k-th with the same random numbers in all three.
    step : float
        ε > 0, so small that B ε t^(1/ν_∥) is well below 1 in the window: F is straight there.
    delta, inverse_nu : float
        δ and 1/ν_∥.
    times : array of shape (times,)
        When the columns were recorded, increasing.
    {window}

    Returns
    -------
    MetricFactors
        Errors are the jackknife's, over the runs.

    Raises
    ------
    ValueError
        If the three are no tables of one shape, ε is not > 0, an exponent is not finite, the times do not increase or
        are not one for each column, or the window is no pair 0 < first < last.
    NotEnoughData
        With fewer than 8 runs, no time in the window, or an average that is not positive there.
    """
    curves = _checked(below, at, above)
    times, (first, last) = checked_times(times, curves[0].shape[1]), checked_window(window, above=0)
    step, delta, inverse_nu = real("step", step, above=0), real("delta", delta), real("inverse_nu", inverse_nu)
    inside = (times >= first) & (times <= last)
    if not inside.any():
        raise NotEnoughData("no time lies in the window")
    unit = unit_of(curves[1])
    down, zero, up = _logs(curve[:, inside] / unit for curve in curves)
    t = times[inside]
    return MetricFactors(
        _estimate(np.mean(np.exp(zero) * t**delta, axis=1), unit),
        _estimate(np.mean((up - down) / (2 * step) * t**-inverse_nu, axis=1)),
    )


def scaling_curvature(below: ArrayLike, at: ArrayLike, above: ArrayLike, *, response: float = 0.5) -> Estimate:
    """Curvature of ln F, a universal number without metric factors.

    With the response s = [ln y(ε) − ln y(−ε)]/2 as the measure of distance, it is
    k = ln y(ε) + ln y(−ε) − 2 ln y(0) at the time when s reaches the given value.

    Parameters
    ----------
    below, at, above : array of shape (runs, times)
        y at −ε, 0 and ε, recorded at the same increasing times; at least 8 runs each, the k-th with the same random
        numbers in all three.
    response : float
        s > 0.

    Returns
    -------
    Estimate
        k, with the jackknife's error over the runs. Between recorded times it is interpolated.

    Raises
    ------
    ValueError
        If the three are no tables of one shape, or s is not > 0.
    NotEnoughData
        With fewer than 8 runs, an average that is not positive, or runs that end, or begin, at the wrong side of s.
    """
    response = real("response", response, above=0)
    curves = _checked(below, at, above)
    down, zero, up = _logs(curve / unit_of(curves[1]) for curve in curves)
    rows = zip((up - down) / 2, up + down - 2 * zero, strict=True)
    return _estimate(np.array([_curvature_at(response, *row) for row in rows]))


def _curvature_at(response, s, k):
    """Value of k where s first reaches the response."""
    late = int(np.argmax(s >= response))
    if late == 0:
        raise NotEnoughData(f"the response goes from {s[0]:.3g} to {s[-1]:.3g}; it must pass {response:g}")
    share = (response - s[late - 1]) / (s[late] - s[late - 1])
    return k[late - 1] + share * (k[late] - k[late - 1])


def _checked(below, at, above):
    """Three sets of runs, of one shape."""
    rows_are_series("at", at)
    at = finite("at", at, ("runs", "times"))
    curves = finite("below", below, at.shape), at, finite("above", above, at.shape)
    if len(at) < minimum_data.RUNS:
        raise NotEnoughData(f"{len(at)} runs; {minimum_data.RUNS} are needed")
    return curves


def _logs(curves):
    """ln of the averages of sets of runs, of all and without each group in turn."""
    means = np.stack([means_without(curve, GROUPS) for curve in curves])
    if np.any(means <= 0):
        raise NotEnoughData("the average of the runs is not positive at all times used, with every group left out")
    return np.log(means)


def _estimate(values, unit=1.0):
    """The value from all runs, with an error from those without a group each."""
    return Estimate(float(values[0] * unit), jackknife_error(values[1:]) * float(unit))
