"""Exponents below two through renewals: avalanches laid end to end, and how thick their ends lie.

A density p(x) ~ x^−τ with 1 < τ < 2 often becomes a power law only slowly: it has corrections in all powers of
x^−(τ−1). Their cause is simple. Where events follow each other independently, the density u(x) of their ends, any
number of events after the start, obeys U = 1/(1 − P) in generating functions, and a *single* power in U, with a
constant, makes the whole series in P. In u(x) ~ x^(τ−2) the constant sits at x = 0 and does no harm: the slow
corrections are gone.
"""

import math

import numpy as np

from ...checks import finite, refuse, refuse_any, sample, whole
from ...documented import documented
from ...numerics.jackknife import jackknife_error, sums_without
from ...numerics.least_squares import independent, least_squares, unit_of
from ...typing import ArrayLike, Corrections, Window
from .. import minimum_data
from ..arguments import checked_corrections, checked_window, corrections_at
from ..estimate import Estimate, Exponent, NotEnoughData

BINS_PER_OCTAVE = 2
DAMPING = 1e-10
"""Size of what a Fourier transform of finite length folds back."""


RENEWAL = {
    "window": """
        window : tuple of float
            (low, high), 1 <= low < high/2: where the slope is read.""",
    "corrections": """
        corrections : sequence of callables
            Functions f_k of an array of x: ln u may contain them, with free amplitudes.""",
    "blocks": """
        blocks : int
            Groups of data that are left out one by one for the error (jackknife), >= 5.""",
}
"""Parameters that both exponents share, for `documented`; u is the renewal density."""


@documented(**RENEWAL)
def renewal_exponent(x: ArrayLike, *, window: Window, corrections: Corrections = (), blocks: int = 20) -> Exponent:
    """Exponent τ of a density x^−τ of whole numbers, 1 < τ < 2, from the slope τ − 2 of its renewal density.

    Parameters
    ----------
    x : array of shape (n,)
        Whole numbers >= 1, independent. Values above the window matter only by their number.
    {window, corrections, blocks}

    Returns
    -------
    Exponent

    Raises
    ------
    ValueError
        If x are no whole numbers >= 1, the window is no pair 1 <= low < high/2, `blocks` is no whole number >= 5, or
        the corrections are no functions that differ from ln x, a constant and each other.
    NotEnoughData
        If fewer than 50 values a block lie in the window; it carries the estimate so far, if there is one.
    """
    window = checked_window(window, least=1, factor=2)
    x = _whole_numbers("x", sample("x", x))
    return _exponent(x, None, window, blocks, _slope_reader(*window, corrections), above=2)


@documented(**RENEWAL)
def renewal_growth(
    x: ArrayLike, y: ArrayLike, *, window: Window, corrections: Corrections = (), blocks: int = 20
) -> Exponent:
    """Exponent γ of the mean of y at given x, ⟨y⟩ ~ x^γ, where x has a density x^−α, 1 < α < 2.

    Read from the sum of all y up to a renewal at x, which grows with the same exponent and without the slow
    corrections: in generating functions it is Y/(1 − P)², with Y the sum of y at each x.

    Parameters
    ----------
    x : array of shape (n,)
        Whole numbers >= 1, independent.
    y : array of shape (n,)
        Finite numbers >= 0; what belongs to x above the window is not used.
    {window, corrections, blocks}

    Returns
    -------
    Exponent

    Raises
    ------
    ValueError
        If x are no whole numbers >= 1, y are not as many numbers >= 0, the window is no pair 1 <= low < high/2,
        `blocks` is no whole number >= 5, or the corrections are no functions that differ from ln x, a constant and
        each other.
    NotEnoughData
        If fewer than 50 values a block lie in the window; it carries the estimate so far, if there is one.
    """
    window = checked_window(window, least=1, factor=2)
    x = _whole_numbers("x", finite("x", x, ("values",)))
    y = finite("y", y, x.shape)
    refuse_any("y", y < 0, "negative", "numbers >= 0 are needed")
    y = y / unit_of(y)  # a factor of y is none of its growth
    return _exponent(x, y, window, blocks, _slope_reader(*window, corrections), above=0)


def _exponent(x, y, window, blocks, reader, above):
    """The exponent above a slope of ln u, by the jackknife over blocks of data."""
    blocks, inside = whole("blocks", blocks, least=5), int(((x >= window[0]) & (x <= window[1])).sum())
    few = f"{inside} values lie in the window; {minimum_data.PER_PARAMETER * blocks} are needed"
    if inside < 10 * blocks:
        raise NotEnoughData(few)
    slopes = reader(_densities(x, y, int(window[1]), blocks))
    found = Exponent(Estimate(above + float(slopes[0]), jackknife_error(slopes[1:])), (), window, inside, math.nan)
    if inside < minimum_data.PER_PARAMETER * blocks:
        raise NotEnoughData(few, found)
    return found


def _densities(x, y, last, blocks):
    """Renewal densities up to ``last`` of all data and without each block, or with y the mean of its sum there."""
    sizes = sums_without(np.array([part.size for part in np.array_split(x, blocks)]))[:, None]
    p = sums_without(_tables(x, None, last, blocks)) / sizes
    if y is None:
        return [_renewals(row) for row in p]
    sums = sums_without(_tables(x, y, last, blocks)) / sizes
    return [_renewals(*rows) / _renewals(rows[0]) for rows in zip(p, sums)]


def _tables(x, y, last, blocks):
    """Number of values (or the sum of their y) at 0, 1, … ``last``, for each block."""
    weights = [None] * blocks if y is None else np.array_split(np.where(x <= last, y, 0.0), blocks)
    parts = np.array_split(np.minimum(x, last + 1), blocks)
    return np.array([np.bincount(part, weight, last + 2)[:-1] for part, weight in zip(parts, weights)])


def _renewals(p, sums=None):
    """Coefficients of 1/(1 − P), or of Y/(1 − P)² with Y the generating function of the sums."""
    length = 2 ** math.ceil(math.log2(2 * len(p)))
    damp = DAMPING ** (np.arange(len(p)) / length)
    spectrum = 1 / (1 - np.fft.rfft(p * damp, length))
    if sums is not None:
        spectrum = spectrum**2 * np.fft.rfft(sums * damp, length)
    return np.fft.irfft(spectrum, length)[: len(p)] / damp


def _slope_reader(low, high, corrections):
    """A function that reads the slopes of ln u against ln x from ``low`` to ``high``, in bins of equal ln x."""
    (corrections,), last = checked_corrections(corrections), int(high)
    bins = max(3 + len(corrections), int(BINS_PER_OCTAVE * math.log2(last / low)))
    edges = np.unique(np.geomspace(math.ceil(low), last + 1, bins + 1).astype(int))
    start, widths = edges[0], np.diff(edges)

    def averages(rows):
        return np.add.reduceat(rows, edges[:-1] - start, axis=-1) / widths

    x = np.arange(start, last + 1.0)
    columns = averages(np.array([np.log(x), np.ones_like(x), *corrections_at(x, corrections)])).T
    if not independent(columns):
        refuse("corrections", corrections, "functions are needed that differ from ln x, a constant and each other")

    def slopes(u):
        heights = averages(np.array(u)[:, start:])
        if not np.all((heights > 0) & (heights < np.inf)):
            raise NotEnoughData("nothing is found in a part of the window")
        return least_squares(columns, np.log(heights).T).values[0]

    return slopes


def _whole_numbers(name, values) -> np.ndarray:
    wrong = (values < 1) | (values != np.rint(values))
    refuse_any(name, wrong, "below 1 or not whole", "whole numbers >= 1 are needed")
    return np.minimum(values, 2.0**62).astype(np.int64)
