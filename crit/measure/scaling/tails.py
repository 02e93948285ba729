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

from collections.abc import Sequence

import numpy as np

from ...checks import Told, flag, real, refuse, refuse_any, whole
from ...documented import documented
from ...numerics.least_squares import independent
from ...typing import ArrayLike, Corrections, Windows
from .. import minimum_data
from ..arguments import (
    CORRECTIONS,
    checked_corrections,
    checked_counts,
    checked_windows,
    corrections_at,
    positive_arrays,
    positive_samples,
)
from ..estimate import Exponent, NotEnoughData, estimates
from .tail_likelihood import cells, maximum_likelihood


@documented(corrections=CORRECTIONS)
def tail_exponent(
    x: ArrayLike | Sequence[ArrayLike],
    *,
    window: Windows,
    discrete: bool,
    counts: ArrayLike | Sequence[ArrayLike] | None = None,
    corrections: Corrections = (),
) -> Exponent:
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
    {corrections}

    Returns
    -------
    Exponent
        The error is that of the maximum-likelihood estimate (inverse Fisher information). It is statistical only:
        without its correction a window that is not far out is wrong by many errors.

    Raises
    ------
    ValueError
        If x are not positive (or not whole, with `discrete`), the counts are not as many numbers >= 0, a window is no
        pair 0 < low < high or there is not one for each system, too few whole numbers lie in it, `discrete` is no bool,
        or the corrections are no functions that differ from ln x, a constant and each other.
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
    needed = minimum_data.PER_PARAMETER * (1 + len(terms[0]))
    few = f"{n} values lie in the window; {needed} are needed"
    if n < 2 * (1 + len(terms[0])):
        raise NotEnoughData(few)
    if all(len(np.unique(statistics[0, count > 0])) < 2 for statistics, count in data):
        raise NotEnoughData(f"the {n} values in the window are all alike: they have no exponent")
    exponent, *amplitudes = estimates(*maximum_likelihood(data, grids))
    found = Exponent(exponent, tuple(amplitudes), ends, n, float("nan"))
    if n < needed:
        raise NotEnoughData(few, found)
    return found


def octave_exponents(x: ArrayLike, *, first: float, discrete: bool) -> tuple[np.ndarray, list[Exponent]]:
    """Exponent τ of a density x^−τ in one octave after the other: what a crossover looks like.

    Parameters
    ----------
    x : array of shape (n,)
        Positive values. Masked ones are left out.
    first : float
        Lower end of the first octave, > 0; a whole number >= 3 with `discrete`.
    discrete : bool
        Whether x are whole numbers.

    Returns
    -------
    middles : numpy.ndarray
        Geometric middle of each octave.
    exponents : list of Exponent
        As from `tail_exponent` in the octave, up to the last one that holds enough data.

    Raises
    ------
    ValueError
        If `first` is none of the above, or `tail_exponent` refuses.
    NotEnoughData
        If the first octave holds too few.
    """
    low, found = real("first", first, above=0), []
    if flag("discrete", discrete):
        low = whole("first", first, least=3)
    while True:
        window = (low, 2 * low - 1) if discrete else (low, 2 * low)
        try:
            found.append(tail_exponent(x, window=window, discrete=discrete))
        except NotEnoughData:
            if not found:
                raise
            return np.array([2**0.5 * each.window[0] for each in found]), found
        low *= 2


def _statistics(x, terms):
    """Rows −ln x and f_k(x): what exponent and amplitudes multiply in ln p."""
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
