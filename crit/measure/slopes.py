"""Exponents with corrections: slopes of power laws that hold only asymptotically.

A straight line on a log–log plot is seldom straight: p(x) ∝ x^−τ holds for large x, and near its ends the curve bends.
Where theory tells how the bend fades, as a function f(x), the fit may contain it, with a free amplitude b:

    ln p = const − τ ln x + Σ_k b_k f_k(x),    for example f = 1/√x.

Then the exponent belongs to the limit and not to the window. Several systems, such as networks of different
widths, may share the exponent and the amplitudes while the constant and the scale of x in f_k differ.
"""

from typing import NamedTuple

import numpy as np

from ..checks import real, refuse
from .errors import NotEnoughData
from .systems import finite_arrays, positive_arrays, same_lengths

FEWEST = 50
"""Data for each free parameter."""

EXACT = 2048
"""Up to here whole numbers are summed one by one, beyond in cells."""

CELLS = 1500
"""Cells of equal width in ln x."""


class Exponent(NamedTuple):
    """An exponent with its standard error, and what it was read from.

    Attributes
    ----------
    value, error : float
    amplitudes, amplitude_errors : tuple of float
        b_k of each correction.
    window : tuple of float
        Smallest and largest x used.
    n : int
        Data points or avalanches used.
    chi2 : float
        Weighted sum of squares over its degrees of freedom (nan for a maximum-likelihood fit).
    """

    value: float
    error: float
    amplitudes: tuple
    amplitude_errors: tuple
    window: tuple
    n: int
    chi2: float

    def __str__(self):
        return f"{self.value:.4f} ± {self.error:.4f}"


def tail_exponent(x, window, *, discrete, counts=None, corrections=()):
    """Exponent τ of a density x^−τ in a window, by maximum likelihood.

    Parameters
    ----------
    x : array of shape (n,) or list of such arrays
        Positive values, of one system or of several that share exponent and amplitudes.
    window : tuple of float, or list of tuples
        (low, high), 0 < low < high: values low <= x <= high are used. One for all systems or one for each.
    discrete : bool
        Whether x are whole numbers.
    counts : array or list of arrays, optional
        How often each value occurred; once without it.
    corrections : sequence of callables
        f_k, functions of an array of x. In place of one callable there may be a list with one for each system.

    Returns
    -------
    Exponent
        The error is that of the maximum-likelihood estimate (inverse Fisher information).

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        If fewer than 50 values a parameter lie in the window; it carries the estimate so far, if there is one.
    """
    samples = positive_arrays("x", x)
    windows = _windows(window, len(samples))
    counts = [np.ones(len(sample)) for sample in samples] if counts is None else finite_arrays("counts", counts)
    same_lengths("counts", counts, samples)
    if min(count.min() for count in counts) < 0:
        refuse("counts", "array with a negative number", "numbers >= 0 are needed")
    terms = _corrections(corrections, len(samples))
    data, grids = [], []
    for sample, count, (low, high), term in zip(samples, counts, windows, terms, strict=True):
        inside = (sample >= low) & (sample <= high)
        data.append((_statistics(sample[inside], term), count[inside]))
        values, weights = _cells(low, high, discrete)
        grids.append((_statistics(values, term), np.log(weights)))
    n, ends = int(sum(count.sum() for _, count in data)), (min(w[0] for w in windows), max(w[1] for w in windows))
    needed = FEWEST * (1 + len(corrections))
    few = f"{n} values lie in the window; {needed} are needed"
    if n < 2 * (1 + len(corrections)):
        raise NotEnoughData(few)
    estimate = _exponent(*_maximum_likelihood(data, grids), ends, n, float("nan"))
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

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        If there are no more points than parameters.
    """
    xs, ys, errors = positive_arrays("x", x), positive_arrays("y", y), finite_arrays("error", error)
    same_lengths("y", ys, xs)
    same_lengths("error", errors, xs)
    windows = _windows(window or (min(map(np.min, xs)), max(map(np.max, xs)) * (1 + 1e-9)), len(xs))
    terms = _corrections(corrections, len(xs))
    rows, points = [], []
    for k, (low, high) in enumerate(windows):
        inside = (xs[k] >= low) & (xs[k] <= high)
        points.append(np.vstack([xs[k][inside], ys[k][inside], errors[k][inside]]))
        prefactors = np.zeros((len(xs), inside.sum()))
        prefactors[k] = 1
        slope, *bends = _statistics(xs[k][inside], terms[k])
        rows.append(np.vstack([-slope, *bends, prefactors]))
    (used, value, spread), design = np.hstack(points), np.hstack(rows).T
    freedom, parameters = len(used) - design.shape[1], 1 + len(corrections)
    if freedom < 1:
        raise NotEnoughData(f"{len(used)} points lie in the window; more than {design.shape[1]} are needed")
    if spread.min() <= 0:
        refuse("error", f"array with {spread.min():g}", "positive values are needed")
    solution, covariance, chi2 = _least_squares(design, np.log(value), value / spread)
    ends = float(used.min()), float(used.max())
    return _exponent(solution[:parameters], np.diag(covariance)[:parameters], ends, len(used), chi2 / freedom)


def _windows(window, systems):
    windows = list(window) if np.ndim(window) == 2 else [window] * systems
    try:
        pairs = [(float(low), float(high)) for low, high in windows]
    except (TypeError, ValueError):
        refuse("window", window, "a pair (low, high), or one for each system, is needed")
    if len(pairs) != systems:
        refuse("window", window, f"one pair or {systems} are needed")
    return [(real("window[0]", low, above=0), real("window[1]", high, above=low)) for low, high in pairs]


def _corrections(corrections, systems):
    """For each system a tuple of callables."""
    table = []
    for correction in corrections:
        each = [correction] * systems if callable(correction) else correction
        if np.ndim(each) != 1 or len(each) != systems or not all(map(callable, each)):
            refuse("corrections", correction, f"a function of x, or a list of {systems}, is needed")
        table.append(each)
    return list(zip(*table)) if table else [()] * systems


def _statistics(x, terms):
    """Rows −ln x and f_k(x): what exponent and amplitudes multiply in ln p."""
    return np.vstack([-np.log(x), *(term(x) for term in terms)])


def _cells(low, high, discrete):
    """Values that stand for all x between low and high, and how much of x each stands for."""
    if not discrete:
        edges = np.geomspace(low, high, CELLS + 1)
        return np.sqrt(edges[1:] * edges[:-1]), np.diff(edges)
    first, last = int(np.ceil(low)), int(np.floor(high))
    singles = np.arange(first, min(last, EXACT) + 1)
    beyond = np.rint(np.geomspace(max(first, EXACT), last + 1, CELLS)) if last > EXACT else [last + 1]
    edges = np.unique(np.concatenate([singles, beyond]))
    return (edges[1:] + edges[:-1] - 1) / 2, np.diff(edges)


def _maximum_likelihood(data, grids):
    """Parameters and variances of a shared exponential family, by Newton's method: its log-likelihood is concave."""
    counts = np.array([count.sum() for _, count in data])
    observed = sum(statistics @ count for statistics, count in data)
    parameters = np.zeros(len(observed))
    parameters[0] = 1
    for _ in range(100):
        expected, information = _expectation(parameters, grids, counts)
        step = np.linalg.solve(information, observed - expected)
        longest = np.max(np.abs(step) / (1 + np.abs(parameters)))
        parameters = parameters + step / max(1, longest)
        if longest < 1e-9:
            break
    return parameters, np.diag(np.linalg.inv(information))


def _expectation(parameters, grids, counts):
    """Expected sum of the statistics and its covariance over all systems."""
    expected, information = 0, 0
    for (statistics, log_weight), count in zip(grids, counts):
        log_p = parameters @ statistics + log_weight
        p = np.exp(log_p - log_p.max())
        p /= p.sum()
        mean = statistics @ p
        centred = statistics - mean[:, None]
        expected = expected + count * mean
        information = information + count * (centred * p) @ centred.T
    return expected, information


def _least_squares(design, target, weight):
    basis, triangle = np.linalg.qr(design * weight[:, None])
    inverse = np.linalg.inv(triangle)
    solution = inverse @ (basis.T @ (target * weight))
    residual = (target - design @ solution) * weight
    return solution, inverse @ inverse.T, float(residual @ residual)


def _exponent(parameters, variances, window, n, chi2):
    value, *amplitudes = map(float, parameters)
    error, *errors = map(float, np.sqrt(variances))
    return Exponent(value, error, tuple(amplitudes), tuple(errors), window, n, chi2)
