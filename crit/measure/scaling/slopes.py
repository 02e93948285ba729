"""The slope of a curve on a log–log plot, with the corrections that theory tells; see `crit.measure.scaling.tails`."""

from collections.abc import Sequence

import numpy as np

from ...checks import refuse_any
from ...documented import documented
from ...numerics.least_squares import independent, least_squares
from ...typing import ArrayLike, Corrections, Windows
from ..arguments import (
    CORRECTIONS,
    checked_corrections,
    checked_windows,
    corrections_at,
    finite_arrays,
    positive_arrays,
    same_lengths,
)
from ..estimate import Exponent, NotEnoughData, estimates


@documented(corrections=CORRECTIONS)
def power_slope(
    x: ArrayLike | Sequence[ArrayLike],
    y: ArrayLike | Sequence[ArrayLike],
    error: ArrayLike | Sequence[ArrayLike],
    *,
    window: Windows | None = None,
    corrections: Corrections = (),
) -> Exponent:
    """Exponent γ of a curve y ∝ x^γ, by weighted least squares of ln y.

    Parameters
    ----------
    x, y, error : array of shape (n,) or list of such arrays
        Positive values and their standard errors, independent of each other; of one system or of several that share
        exponent and amplitudes, each with a prefactor of its own.
    window : tuple of float, or list of tuples, optional
        Points with low <= x <= high are used.
    {corrections}

    Returns
    -------
    Exponent
        γ in ln y = const + γ ln x + Σ b_k f_k(x). The error is statistical only.

    Raises
    ------
    ValueError
        If x or y are not positive, the errors are not as many or not positive in the window, a window is no pair 0 <
        low < high or there is not one for each system, or the corrections are no functions that differ from ln x, a
        constant and each other.
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
        rows.append(np.vstack([np.log(xs[k][inside]), *corrections_at(xs[k][inside], terms[k]), prefactors]))
    (used, value, spread), design = np.hstack(points), np.hstack(rows).T
    freedom = len(used) - design.shape[1]
    if freedom < 1:
        raise NotEnoughData(f"{len(used)} points lie in the window; more than {design.shape[1]} are needed")
    weight = _weights(used, value, spread)
    if not independent(design * weight[:, None]):
        raise NotEnoughData("the points do not fix exponent and corrections: too few x differ, or two terms are alike")
    found = least_squares(design, np.log(value), weight)
    exponent, *amplitudes = estimates(found.values[: 1 + len(terms[0])], found.errors)
    ends = float(used.min()), float(used.max())
    return Exponent(exponent, tuple(amplitudes), ends, len(used), found.chi2 / freedom)


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
