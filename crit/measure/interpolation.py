"""Values, zeros, crossings and maxima of the line, parabola or quartic through a few measured values."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..checks import finite, numbers, real, refuse, whole
from ..numerics.jackknife import jackknife_error, means_without
from ..numerics.least_squares import unit_of
from ..typing import ArrayLike, Measured
from . import minimum_data
from .arguments import checked_estimate
from .estimate import Estimate, NotEnoughData, estimates


def value_at(x: ArrayLike, samples: ArrayLike, point: Measured) -> Estimate:
    """Value of a straight line, through averages of independent runs, at a point that is known with an error.

    Parameters
    ----------
    x : array of shape (values,)
        At least two different values of a parameter, close to the point.
    samples : array of shape (values, runs)
        What was measured, at least two runs at each value.
    point : estimate
        Where to read the line, with the attributes ``value`` and ``error``, independent of the samples.

    Returns
    -------
    Estimate
        The error is that of the line, by the jackknife over runs, and that of the point times the slope.

    Raises
    ------
    ValueError
        If there are fewer than two different x, `samples` is no table with a row for each, or `point` is no estimate.
    NotEnoughData
        With a single run.
    """
    x = _different("x", x, 2)
    samples = finite("samples", samples, (len(x), "runs"))
    where, error = checked_estimate("point", point)
    runs = samples.shape[1]
    if runs < 2:
        raise NotEnoughData(f"{runs} run; two are needed")
    away = x - x.mean()
    slopes = away @ samples / (away @ away)
    lines = samples.mean(axis=0) + (where - x.mean()) * slopes
    left_out = (lines.sum() - lines) / (runs - 1)
    return Estimate(float(lines.mean()), math.hypot(jackknife_error(left_out), slopes.mean() * error))


def value_where(x: Sequence[Measured], y: Sequence[Measured], wanted: float) -> Estimate:
    """Value of one exponent where another has a wanted value, by a straight line between two settings.

    Parameters
    ----------
    x : sequence of two estimates
        The exponent that is wanted, at the two settings; `wanted` lies in between.
    y : sequence of two estimates
        The one that is read.
    wanted : float
        The value that the first exponent shall have, between its two estimates.

    Returns
    -------
    Estimate
        To first order in all four errors, which are taken as independent.

    Raises
    ------
    ValueError
        If x or y is no pair of estimates, the two of x are alike, or `wanted` does not lie between them.

    Examples
    --------
    >>> from crit.measure import Estimate
    >>> print(value_where([Estimate(0, 0.1), Estimate(1, 0.1)], [Estimate(5, 0.1), Estimate(5, 0.1)], 0.5))
    5 ± 0.071
    """
    (a, a_error), (b, b_error) = _estimates("x", x, 2), _estimates("y", y, 2)
    wanted = real("wanted", wanted)
    if not min(a) <= wanted <= max(a) or a[0] == a[1]:
        refuse("wanted", wanted, f"a number between {a[0]:g} and {a[1]:g} is needed")
    share = (wanted - a[0]) / (a[1] - a[0])
    weights, slope = np.array([1 - share, share]), (b[1] - b[0]) / (a[1] - a[0])
    return Estimate(float(weights @ b), float(np.linalg.norm(weights * np.hypot(b_error, slope * a_error))))


def zero_beyond(x: ArrayLike, values: Sequence[Measured]) -> Estimate:
    """Where a parabola through three estimates reaches zero, outside of them or between.

    Parameters
    ----------
    x : array of shape (3,)
        Different numbers; the zero next to the first of them is looked for.
    values : sequence of three estimates
        With the attributes ``value`` and ``error``, independent of each other.

    Returns
    -------
    Estimate
        The error contains, beside those of the values to first order, how far the zero lies from that of the straight
        line through the first two: what the extrapolation is worth.

    Raises
    ------
    ValueError
        If x are not three different numbers, or `values` not as many estimates.
    NotEnoughData
        If the parabola, or the line, has no zero.

    Examples
    --------
    >>> from crit.measure import Estimate
    >>> print(zero_beyond([2, 3, 4], [Estimate(1, 0.1), Estimate(2, 0.1), Estimate(3, 0.1)]))
    1 ± 0.44
    """
    x = _different("x", x, 3)
    if len(x) != 3:
        refuse("x", x.tolist(), "three numbers are needed")
    y, error = _estimates("values", values, 3)
    roots = np.roots(np.polyfit(x, y, 2))
    real_roots = roots.real[np.abs(roots.imag) < 1e-9 * (1 + np.abs(roots))]
    if not len(real_roots) or y[0] == y[1]:
        raise NotEnoughData("the curve through the values has no zero")
    zero = real_roots[np.argmin(np.abs(real_roots - x[0]))]
    slope = np.polyval(np.polyder(np.polyfit(x, y, 2)), zero)
    by_line = x[0] - y[0] * (x[1] - x[0]) / (y[1] - y[0])
    statistical = np.linalg.norm(_weights(x, zero) * error / slope)
    return Estimate(float(zero), math.hypot(statistical, zero - by_line))


def crossings(x: ArrayLike, paths: ArrayLike, level: float) -> np.ndarray:
    """Where each of many paths first rises to a level, by a straight line between the two places about it.

    Parameters
    ----------
    x : array of shape (places,)
        In increasing order, at least two.
    paths : array of shape (runs, places)
        What was measured; infinite values count as above the level.
    level : float
        Above the first value of every path, and not above all of its others.

    Returns
    -------
    numpy.ndarray
        Shape (runs,).

    Raises
    ------
    ValueError
        If x does not increase, or `paths` has no column for each, or nan.
    NotEnoughData
        If a path begins at the level or never reaches it.

    Examples
    --------
    >>> crossings([1, 2, 4], [[0.0, 1.0, 2.0]], 1.5).tolist()
    [3.0]
    """
    x, level = _different("x", x, 2), real("level", level)
    if np.any(np.diff(x) <= 0):
        refuse("x", x.tolist(), "increasing numbers are needed")
    capped = np.minimum(numbers("paths", paths)[0], np.finfo(float).max)
    capped = finite("paths", capped, ("runs", len(x)))
    after = np.argmax(capped >= level, axis=1)
    if not np.all(after):
        raise NotEnoughData(f"{np.sum(after == 0)} of {len(capped)} paths do not rise through {level:g}")
    rows = np.arange(len(capped))
    low, high = capped[rows, after - 1], capped[rows, after]
    return x[after - 1] + (level - low) / (high - low) * (x[after] - x[after - 1])


class Peak(NamedTuple):
    """Where a measured curve is largest and how large, with standard errors, and the number of runs behind it."""

    place: Estimate
    height: Estimate
    n: int


def peak(x: ArrayLike, samples: ArrayLike, *, degree: int = 4) -> Peak:
    """Maximum of a smooth curve that was measured at several values of a parameter.

    Parameters
    ----------
    x : array of shape (values,)
        Different numbers on both sides of the maximum, more of them than the degree.
    samples : array of shape (values, runs)
        What was measured, at least 8 runs. A run may have used the same random numbers at all values: its errors are
        then alike, which shifts the curve more than its maximum.
    degree : int
        Of the polynomial that is fitted by least squares, 2 to 6. What it cannot follow is no part of the error: a
        quartic follows a peak over about its width at half height.

    Returns
    -------
    Peak
        Errors by the jackknife over runs.

    Raises
    ------
    ValueError
        If the degree is none, there are not more different x than it, or `samples` is no table with a row for each.
    NotEnoughData
        With too few runs; if the largest value of the polynomial, or of one with a run left out, lies at an end; or if
        its curvature there is within three errors of zero. The estimate comes along where there is one.
    """
    degree = whole("degree", degree, least=2, most=6)
    x = _different("x", x, degree + 1)
    samples = finite("samples", samples, (len(x), "runs"))
    runs = samples.shape[1]
    if runs < minimum_data.RUNS:
        raise NotEnoughData(f"{runs} runs; {minimum_data.RUNS} are needed")
    units, middle = (np.ptp(x) / 2, unit_of(samples)), (x.min() + x.max()) / 2
    means = means_without(samples.T / units[1], runs)
    tops = np.array([_top(c) for c in np.polynomial.polynomial.polyfit((x - middle) / units[0], means.T, degree).T])
    if not np.all(np.isfinite(tops)):
        raise NotEnoughData("the curve is largest at an end: values beyond it are needed")
    place, height, curvature = estimates(tops[0], jackknife_error(tops[1:]))
    shifted = Estimate(float(middle + units[0] * place.value), float(units[0] * place.error))
    found = Peak(shifted, height.times(units[1]), runs)
    if not curvature.value < -3 * curvature.error:
        raise NotEnoughData("the curve is flat within its errors: no maximum can be located", found)
    return found


def _top(coefficients):
    """Place, height and curvature of the largest value of a polynomial between −1 and 1; nan if it lies at an end."""
    curve = np.polynomial.Polynomial(coefficients)
    roots = curve.deriv().roots()
    inside = roots.real[(np.abs(roots.imag) < 1e-9) & (np.abs(roots.real) < 1)]
    top = max(inside, key=curve, default=math.nan)
    if not curve(top) > max(curve(-1), curve(1)):
        return math.nan, math.nan, math.nan
    return top, curve(top), curve.deriv(2)(top)


def _weights(x, point):
    """Lagrange's: the parabola through (x, y) has the value Σ weights · y at the point."""
    return np.array([math.prod((point - b) / (a - b) for b in x if b != a) for a in x])


def _different(name, x, fewest) -> np.ndarray:
    x = finite(name, x, ("values",))
    if len(x) < fewest or len(set(x.tolist())) < len(x):
        refuse(name, x.tolist(), f"at least {fewest} different numbers are needed")
    return x


def _estimates(name, given, count) -> np.ndarray:
    """Values and errors of so many estimates."""
    given = list(given) if np.iterable(given) else []
    if len(given) != count:
        refuse(name, given, f"{count} estimates are needed")
    return np.transpose([checked_estimate(f"{name}[{k}]", each) for k, each in enumerate(given)])
