"""A critical point and its exponents from decays on both sides of it.

Near the point the order parameter obeys y(t, s) = t^−δ f((s − s_c) t^w) with w = 1/ν_∥. While the argument is small,
ln f is a parabola, so curves at several values s of the control parameter give s_c, δ and w together:

    ln y = a − δ ln t + b (s − s_c) t^w + c (s − s_c)² t^2w + Σ_k d_k f_k(t),

where f_k are corrections that fade at late times, if any. None of the three is assumed. Points of one run are
correlated, so errors come from the runs, by the jackknife.
"""

from typing import NamedTuple

import numpy as np

from ...checks import finite, real, refuse, whole
from ...documented import documented
from ...numerics.jackknife import jackknife_covariance, jackknife_error, means_without
from ...numerics.least_squares import independent, least_squares, unit_of
from ...typing import ArrayLike, Corrections, Window
from .. import minimum_data
from ..arguments import checked_corrections, checked_times, checked_window, corrections_at
from ..estimate import Estimate, NotEnoughData, estimates
from .growth import RUNS, spread_out

GROUPS = 20
"""The runs of each curve are left out in at most so many groups."""


class CriticalDecay(NamedTuple):
    """A critical point with its exponents.

    Attributes
    ----------
    point, delta, inverse_nu : Estimate
        s_c, δ and 1/ν_∥ with their standard errors.
    beta : Estimate
        δ ν_∥, with the error of the two together.
    amplitude : float
        b, at the last time of the window: positive if y grows with s.
    window : tuple of float
        First and last time used.
    n : int
        Runs of each curve.
    residual : float
        Root mean square distance of the points from the form, in their standard errors: large if it does not hold.
    covariance : array of shape (2, 2)
        Of δ and 1/ν_∥, as `crit.measure.class_of` takes it.
    groups : int
        Groups of runs that it was estimated from.
    """

    point: Estimate
    delta: Estimate
    inverse_nu: Estimate
    beta: Estimate
    amplitude: float
    window: tuple
    n: int
    residual: float
    covariance: np.ndarray
    groups: int


@documented(window=RUNS["window"])
def critical_decay(
    controls: ArrayLike,
    runs: ArrayLike,
    *,
    window: Window,
    times: ArrayLike,
    inverse_nu: float = 0.6,
    corrections: Corrections = (),
    points: int = 16,
) -> CriticalDecay:
    """Critical point, δ and 1/ν_∥ from decays at several values of the control parameter.

    Parameters
    ----------
    controls : sequence of float
        At least three different values s, near the critical point and on both sides of it.
    runs : array of shape (controls, runs, times)
        y of independent runs, at least 8 for each value. Their averages must be positive in the window.
    {window}
    times : array of shape (times,)
        When the columns were recorded, increasing.
    inverse_nu : float
        Where the search for 1/ν_∥ starts, > 0.
    corrections : sequence of callables
        f_k(t), for example 1/t; their amplitudes are free.
    points : int
        At most so many times, evenly spaced in ln t, enter the fit.

    Returns
    -------
    CriticalDecay

    Raises
    ------
    ValueError
        If there are fewer than three different controls, `runs` is no array with a table for each, the times do not
        increase or are not one for each column, the window is no pair 0 < first < last, 1/ν_∥ is not > 0, `points` is
        no whole number >= 4, or the corrections are no functions that differ from ln t, a constant and each other.
    NotEnoughData
        With too few runs or times, an average that is not positive, or a point that lies outside the controls; the
        estimate comes along then.

    Notes
    -----
    The weights of the points come from the runs as well: with 20 runs of each curve an interval of 1.96 errors holds
    the truth in 0.94 of cases, with 10 in 0.92 (of 400 fits each).
    """
    (corrections,) = checked_corrections(corrections)
    controls, curves, t, n = _prepared(controls, runs, window, times, whole("points", points, least=4))
    logs = np.log(curves)
    errors = np.array([jackknife_error(curve[1:]) for curve in logs])
    if not np.all(errors > 0):
        raise NotEnoughData("the runs do not differ: no error can be had from them")
    unit = unit_of(controls)
    faded = corrections_at(t, corrections)
    if not independent(np.column_stack([np.ones_like(t), np.log(t), *faded])):
        refuse("corrections", corrections, "functions are needed that differ from ln t, a constant and each other")
    fit = _fitter(controls / unit, t / t[-1], faded, errors)
    best = fit(logs[:, 0], (np.median(controls / unit), real("inverse_nu", inverse_nu, above=0)))
    others = np.array([fit(logs[:, group], best) for group in range(1, logs.shape[1])])
    found = _in_units_of(unit, _estimate(best, others, fit, logs[:, 0], (float(t[0]), float(t[-1])), n))
    if not controls.min() < found.point.value < controls.max():
        raise NotEnoughData("the critical point lies outside the controls", found)
    return found


def _prepared(controls, runs, window, times, points) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Controls, averages of shape (controls, groups + 1, times), the times chosen and the number of runs."""
    controls = finite("controls", controls, ("controls",))
    if len(set(controls.tolist())) < max(3, controls.size):
        refuse("controls", controls.tolist(), "at least three different numbers are needed")
    runs = finite("runs", runs, (controls.size, "runs", "times"))
    times = checked_times(times, runs.shape[2])
    window = checked_window(window, above=0)
    if runs.shape[1] < minimum_data.RUNS:
        raise NotEnoughData(f"{runs.shape[1]} runs; {minimum_data.RUNS} are needed")
    chosen = spread_out(times, window[0], window[1], points)
    if len(chosen) < 4:
        raise NotEnoughData(f"{len(chosen)} times lie in the window; 4 are needed")
    curves = np.array([means_without(each[:, chosen] / unit_of(runs), GROUPS) for each in runs])
    if not np.all(curves > 0):
        raise NotEnoughData("the average of the runs is not positive at all times used, with every group left out")
    return controls, curves, times[chosen], runs.shape[1]


def _fitter(controls, t, faded, errors):
    """Fit of a set of curves: s_c and w by search, all that is linear by least squares within it."""
    from scipy import optimize

    unit = np.ptp(controls)
    fixed = [np.ones_like(t), -np.log(t), *faded]

    def linear(logs, point, power):
        x = (controls - point)[:, None] / unit * t**power
        terms = [x, x * x, *(term + 0 * x for term in fixed)]
        found = least_squares(np.stack(terms, axis=-1).reshape(-1, len(terms)), logs.ravel(), 1 / errors.ravel())
        return found.values, -found.residual

    def fit(logs, start, full=False):
        scaled = start[0] / unit, start[1]
        search = optimize.least_squares(lambda p: linear(logs, p[0] * unit, p[1])[1], scaled, x_scale=(0.1, 0.3))
        point, power = search.x[0] * unit, search.x[1]
        solution, distance = linear(logs, point, power)
        extra = (solution[0] / unit, float(np.sqrt(np.mean(distance**2)))) if full else ()
        return np.array([point, power, solution[3], *extra])

    return fit


def _estimate(best, others, fit, logs, window, n):
    amplitude, residual = fit(logs, best[:2], full=True)[3:]
    point, power, delta = estimates(best, jackknife_error(others))
    beta = Estimate(delta.value / power.value, jackknife_error(others[:, 2] / others[:, 1]))
    scatter = jackknife_covariance(others[:, [2, 1]]), len(others)
    return CriticalDecay(point, delta, power, beta, float(amplitude), window, n, float(residual), *scatter)


def _in_units_of(unit, found):
    """The same where the control parameter is counted in another unit."""
    return found._replace(point=found.point.times(unit), amplitude=found.amplitude / unit)
