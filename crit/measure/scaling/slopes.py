"""Exponents with corrections: slopes of power laws that hold only asymptotically.

A straight line on a log–log plot is seldom straight: p(x) ∝ x^−τ holds for large x, and near its ends the curve bends.
Where theory tells how the bend fades, as a function f(x), the fit may contain it, with a free amplitude b:

    ln p = const − τ ln x + Σ_k b_k f_k(x),    for example f = 1/√x.

Then the exponent belongs to the limit and not to the window. Without the bend the error bar, which is statistical, says
nothing of how far off the window is: 100 000 durations of critical branching, which fall as T^−2 with a correction
ln T/T, read 1.90 ± 0.01 between 10 and 2000 as they are. So name the correction wherever theory has one.

Several systems, such as networks of different widths, may share the exponent and the amplitudes while the constant and
the scale of x in f_k differ.
"""


import numpy as np

from ...checks import Told, flag, refuse, refuse_any
from ...numerics.conditioning import independent
from ..arguments import (
    checked_corrections,
    checked_counts,
    checked_windows,
    corrections_at,
    finite_arrays,
    positive_arrays,
    positive_samples,
    same_lengths,
)
from ..estimate import Estimate, Exponent, NotEnoughData
from .tail_likelihood import cells, maximum_likelihood

FEWEST = 50
"""Data for each free parameter."""


def tail_exponent(x, *, window, discrete, counts=None, corrections=()):
    """Exponent τ of a density x^−τ in a window, by maximum likelihood.

    Parameters
    ----------
    x : array of shape (n,) or list of such arrays
        Positive values, of one system or of several that share exponent and amplitudes. Masked ones are left out.
    window : tuple of float, or list of tuples
        (low, high), 0 < low < high: values low <= x <= high are used. One for all systems or one for each.
    discrete : bool
        Whether x are whole numbers.
    counts : array or list of arrays, optional
        How often each value occurred; once without it.
    corrections : sequence of callables
        f_k, functions of an array of x. In place of one callable there may be a list with one for each system. Take
        those of theory: 1/x where steps are discrete, ln(x)/x for the durations of critical branching.

    Returns
    -------
    Exponent
        The error is that of the maximum-likelihood estimate (inverse Fisher information). It is statistical only:
        without its correction a window that is not far out is wrong by many errors.

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        If fewer than 50 values a parameter lie in the window, or if they do not differ; it carries the estimate so far,
        if there is one.

    Examples
    --------
    Durations of critical branching, P(T) ~ T^−2, with the correction that theory gives:

    >>> import numpy as np
    >>> from crit.models.processes.branching import branching_avalanches
    >>> found = branching_avalanches(1.0, longest=2000, replicas=100_000, seed=2)
    >>> T = found.duration[found.complete]
    >>> print(tail_exponent(T, window=(10, 1999), discrete=True, corrections=[lambda T: np.log(T) / T]))
    2.0202 ± 0.0241 (statistical only)
    >>> print(tail_exponent(T, window=(10, 1999), discrete=True))
    1.9091 ± 0.0077 (statistical only)
    """
    samples = positive_samples("x", x) if counts is None else positive_arrays("x", x)
    windows, terms = checked_windows(window, len(samples), above=0), checked_corrections(corrections, len(samples))
    counts, discrete = checked_counts(counts, samples), flag("discrete", discrete)
    if discrete:
        refuse_any("x", np.concatenate([x != np.floor(x) for x in samples]), "not whole", "whole numbers are needed")
    data, grids = [], []
    for sample, count, (low, high), term in zip(samples, counts, windows, terms, strict=True):
        inside = (sample >= low) & (sample <= high)
        data.append((_statistics(sample[inside], term), count[inside]))
        values, weights = cells(low, high, discrete)
        grids.append((_statistics(values, term), np.log(weights)))
    _tell_apart(grids, window)
    n, ends = int(sum(count.sum() for _, count in data)), (min(w[0] for w in windows), max(w[1] for w in windows))
    needed = FEWEST * (1 + len(terms[0]))
    few = f"{n} values lie in the window; {needed} are needed"
    if n < 2 * (1 + len(terms[0])):
        raise NotEnoughData(few)
    if all(len(np.unique(statistics[0, count > 0])) < 2 for statistics, count in data):
        raise NotEnoughData(f"the {n} values in the window are all alike: they have no exponent")
    estimate = _exponent(*maximum_likelihood(data, grids), ends, n, float("nan"))
    if n < needed:
        raise NotEnoughData(few, estimate)
    return estimate


def power_slope(x, y, error, *, window=None, corrections=()):
    """Exponent γ of a curve y ∝ x^γ, by weighted least squares of ln y.

    Parameters
    ----------
    x, y, error : array of shape (n,) or list of such arrays
        Positive values and their standard errors, independent of each other; of one system or of several that share
        exponent and amplitudes, each with a prefactor of its own.
    window : tuple of float, or list of tuples, optional
        Points with low <= x <= high are used.
    corrections
        As in `tail_exponent`.

    Returns
    -------
    Exponent
        The error is statistical only.

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        If there are no more points than parameters.

    Examples
    --------
    Mean size of avalanches of a duration, ⟨S⟩(T) ~ T². Those of one layer all have size 1, with no error, so the window
    begins behind them:

    >>> from crit.measure.scaling.grouped_means import conditional_mean
    >>> from crit.models.processes.branching import branching_avalanches
    >>> import numpy as np
    >>> found = branching_avalanches(1.0, longest=2000, replicas=100_000, seed=1)
    >>> means = conditional_mean(found.duration[found.complete], found.size[found.complete])
    >>> bend = [lambda T: np.log(T) / T]
    >>> print(power_slope(means.x, means.y, means.error, window=(20, 1000), corrections=bend))
    2.0042 ± 0.0200 (statistical only)
    """
    xs, ys, errors = positive_arrays("x", x), positive_arrays("y", y), finite_arrays("error", error)
    same_lengths("y", ys, xs)
    same_lengths("error", errors, xs)
    whole = (min(map(np.min, xs)), max(map(np.max, xs)))
    windows = [whole] * len(xs) if window is None else checked_windows(window, len(xs), above=0)
    terms = checked_corrections(corrections, len(xs))
    rows, points = [], []
    for k, (low, high) in enumerate(windows):
        inside = (xs[k] >= low) & (xs[k] <= high)
        points.append(np.vstack([xs[k][inside], ys[k][inside], errors[k][inside]]))
        prefactors = np.zeros((len(xs), inside.sum()))
        prefactors[k] = 1
        slope, *bends = _statistics(xs[k][inside], terms[k])
        rows.append(np.vstack([-slope, *bends, prefactors]))
    (used, value, spread), design = np.hstack(points), np.hstack(rows).T
    freedom, parameters = len(used) - design.shape[1], 1 + len(terms[0])
    if freedom < 1:
        raise NotEnoughData(f"{len(used)} points lie in the window; more than {design.shape[1]} are needed")
    solution, covariance, chi2 = _least_squares(design, np.log(value), _weights(used, value, spread))
    ends = float(used.min()), float(used.max())
    return _exponent(solution[:parameters], np.diag(covariance)[:parameters], ends, len(used), chi2 / freedom)


def _weights(x, y, error):
    """Inverse errors of ln y."""
    exact = error <= 0
    if exact.any():
        last = x[exact].max()
        advice = f"positive ones are needed: what is known exactly has no weight; a window beyond x = {last:g} leaves"
        refuse_any("error", exact, "not positive", f"{advice} it out")
    with np.errstate(over="ignore", under="ignore"):
        weights = y / error
    refuse_any("error", ~((weights > 1e-150) & (weights < 1e150)), "not of the order of y", "errors of y are needed")
    return weights


def _statistics(x, terms):
    """Rows −ln x and f_k(x): what exponent and amplitudes multiply in ln p."""
    if not x.size:
        return np.empty((1 + len(terms), 0))
    return np.vstack([-np.log(x), *corrections_at(x, terms)])


def _tell_apart(grids, window):
    """Refuse windows and corrections that leave a parameter without a meaning."""
    centred = [statistics - statistics.mean(axis=1, keepdims=True) for statistics, _ in grids if statistics.size]
    columns = np.hstack(centred).T if centred else np.empty((0, 1))
    if not columns.size or len(columns) <= columns.shape[1] or np.ptp(columns[:, 0]) == 0:
        refuse("window", window, "more whole numbers are needed between its ends than there are parameters")
    if not independent(columns):
        shown = Told(f"{columns.shape[1] - 1} functions")
        refuse("corrections", shown, "such are needed that differ from ln x, from a constant and each other")


def _least_squares(design, target, weight):
    if not independent(design * weight[:, None]):
        raise NotEnoughData("the points do not fix exponent and corrections: too few x differ, or two terms are alike")
    basis, triangle = np.linalg.qr(design * weight[:, None])
    inverse = np.linalg.inv(triangle)
    solution = inverse @ (basis.T @ (target * weight))
    residual = (target - design @ solution) * weight
    return solution, inverse @ inverse.T, float(residual @ residual)


def _exponent(parameters, variances, window, n, chi2):
    exponent, *amplitudes = (Estimate(float(v), float(e)) for v, e in zip(parameters, np.sqrt(variances), strict=True))
    return Exponent(exponent, tuple(amplitudes), window, n, chi2)
