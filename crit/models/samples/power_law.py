"""Exact samples of power laws, continuous or discrete, open or truncated: the truth that estimators are tried on."""

import math

import numpy as np

from ...checks import real, refuse, whole
from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import LARGE, STEEPEST, number_below
from ...numerics.streams import seed_bits
from ...numerics.variates import stream_state, uniform
from ...typing import SeedLike

HAT = 1.01
"""Where x^−α is convex, it is below its mean over x ± ½; for −1 < α < 0 it exceeds that by 0.5 % at most (x ≥ 2)."""


def power_law_sample(
    alpha: float, n: int, *, xmin: float, xmax: float | None = None, discrete: bool, seed: SeedLike = None
) -> np.ndarray:
    """Draw independent numbers from p(x) ∝ x^−α between xmin and xmax.

    Parameters
    ----------
    alpha : float
        Exponent; above 1 without an upper end, any real number with one.
    n : int
        How many.
    xmin : float
        Lower end, > 0; a whole number if ``discrete``.
    xmax : float, optional
        Upper end, > xmin; a whole number if ``discrete``. Both ends belong to the range.
    discrete : bool
        True for a law on the whole numbers, False for a density.
    seed : int, SeedSequence, Generator or None
        Same seed, same sample.

    Returns
    -------
    numpy.ndarray of shape (n,)
        Floats, whole if ``discrete``: close to α = 1 they exceed what integers hold.

    Raises
    ------
    ValueError
        If n is no whole number >= 1, xmin is not > 0 or xmax not > xmin, either of them is not whole for whole numbers,
        `discrete` is no bool, the seed is none, α is above 1000 or too far below 1 for floats to hold the law, or an
        open law has α ≤ 1, which cannot be normalised.

    Notes
    -----
    Inversion of the distribution function; on whole numbers Hörmann & Derflinger's rejection-inversion (ACM Trans.
    Model. Comput. Simul. 6, 169, 1996). Neither is an approximation: numbers are not rounded from a continuous law.
    """
    n, key = whole("n", n), seed_bits(seed)
    xmin, xmax = _ends(xmin, xmax, discrete)
    least = -math.inf if xmax < math.inf else 1.0
    alpha = real("alpha", alpha, above=max(least, 1.0 - STEEPEST / math.log(xmax / xmin)), most=1000)
    return _sample(key, alpha, n, xmin, xmax, bool(discrete))


def _ends(xmin, xmax, discrete):
    if not isinstance(discrete, bool | np.bool_):
        refuse("discrete", discrete, "True or False is needed")
    xmin = real("xmin", xmin, above=0)
    xmax = math.inf if xmax is None else real("xmax", xmax, above=xmin)
    for name, value in (("xmin", xmin), ("xmax", xmax)):
        if discrete and value < math.inf and value != math.floor(value):
            refuse(name, value, "a whole number is needed if discrete")
    return xmin, xmax


@njit(**KERNEL)
def _sample(key, alpha, n, xmin, xmax, discrete):
    state, x = stream_state(key, 0), np.empty(n)
    for i in range(n):
        x[i] = _whole_number(state, alpha, xmin, xmax) if discrete else _between(state, alpha, xmin, xmax)
    return x


@njit(**KERNEL)
def _between(state, alpha, low, high):
    """A number from the density x^−α on [low, high], by inversion."""
    return min(high, number_below(alpha - 1.0, low, high, uniform(state)))


@njit(**KERNEL)
def _whole_number(state, alpha, low, high):
    """A whole number from low to high with chance x^−α: the lowest by itself, the others by rounding and rejection."""
    others = _share(alpha, low, low + 0.5, high + 0.5)
    while True:
        k = low
        if uniform(state) * (1.0 + others) > 1.0:
            k = np.floor(_between(state, alpha, low + 0.5, high + 0.5) + 0.5)
        hat = _share(alpha, k, k - 0.5, k + 0.5) if low < k < LARGE else 1.0
        if uniform(state) * HAT * hat < 1.0:
            return min(k, high)


@njit(**KERNEL)
def _share(alpha, k, low, high):
    """∫ (x/k)^−α dx from low to high."""
    a, t = alpha - 1.0, math.log(high / low)
    integral = t if a == 0.0 else -math.expm1(-a * t) / a
    return k * math.exp(-a * math.log(low / k)) * integral
