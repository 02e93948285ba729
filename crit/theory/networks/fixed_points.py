"""All fixed points of the variance at infinite width, and whether networks stay there.

At a fixed point K = σ_b² + σ_w² G(K), G(K) = E φ(√K z)². So each K > σ_b² is a fixed point at one weight scale,

    σ_w²(K) = (K − σ_b²)/G(K),    d ln σ_w²/dK = (1 − χ_K)/(K − σ_b²),    χ_K = σ_w² G'(K),

and a network stays there where χ_K < 1, that is on the rising parts of this curve.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import sympy as sp

from ...checks import real
from ...documented import documented
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..results import row
from ..symbols import x
from .pair_distance import deterministic, jumps

K_RANGE = 1e-9, 1e4
"""Where fixed points are looked for; below, the curve goes straight to its limit."""

PER_DECADE = 8
"""Places of the curve in a decade of K: a Gaussian average has no features narrower than a factor of two."""

FLAT = 1e-9
"""|1 − χ_K| below which the curve is neither rising nor falling."""

SAME = 1e-12
"""Relative difference of two weight scales that rounding explains."""


class FixedPoint(NamedTuple):
    """A fixed point of the variance.

    Attributes
    ----------
    K : float
    slope : float
        χ_K = dK'/dK, by which a small deviation of the variance is multiplied in a layer.
    chi_1 : float
        χ₁, by which a small distance of two inputs is multiplied; infinite if φ jumps, nan for a stochastic unit and
        for a Python function.
    stable : bool
        Whether networks stay there: −1 < χ_K < 1, or χ_K = 1 at K = 0 and larger signals fall back.
    """

    K: float
    slope: float
    chi_1: float
    stable: bool

    def _repr_latex_(self):
        return row({"K^*": self.K, r"\chi_K": self.slope, r"\chi_1": self.chi_1, r"\text{stable}": self.stable})


def relaxation(slope):
    """Layers over which a deviation relaxes that each layer multiplies by a slope: −1/ln|slope|, infinite from 1 on."""
    if abs(slope) >= 1 - SAME:
        return math.inf
    return -1 / math.log(abs(slope)) if slope else 0.0


class Averages(NamedTuple):
    """G(K) = E φ², its derivative by K, and E φ'², each a number or an array."""

    second: float
    rise: float
    stretch: float


def averages(unit, K):
    """`Averages` of an activation at one variance; at K = 0 their limits, the derivative only where φ(0) = 0."""
    if K == 0:
        return _averages_at_zero(unit)
    second, stretch = unit.mean(unit.second, K), _stretch(unit, K)
    if unit.is_smooth and not unit.stochastic and has_formula(unit):
        return Averages(second, stretch + unit.mean(unit.expression * unit.curvature, K), stretch)
    # The derivative by K falls on the normal density, so that kinks do no harm.
    square = unit.second * x**2 if has_formula(unit) else lambda h: unit.second(h) * h * h
    return Averages(second, (unit.mean(square, K) / K - second) / (2 * K), stretch)


def differentiable(activation):
    """The deterministic activation that a specification stands for; ``ValueError`` if it has no formula."""
    unit = deterministic(activation)
    unit.derivative  # noqa: B018  refused by name where there is none
    return unit


def has_formula(unit):
    """Whether an activation is a formula and no Python function."""
    return isinstance(unit.second, sp.Expr)


def _averages_at_zero(unit):
    if not has_formula(unit):
        second, least = float(unit(0.0)) ** 2, K_RANGE[0]
        return Averages(second, math.nan if second else unit.mean(unit.second, least) / least, math.nan)
    sides = [unit.taylor(0, side)[0] for side in (-1, 1)]
    if unit.stochastic:
        return Averages(float(sum(sides)) / 2, float(sum(unit.taylor(2, side)[2] for side in (-1, 1))) / 2, math.nan)
    second = float(sum(value**2 for value in sides)) / 2
    if second:
        return Averages(second, math.nan, math.nan)
    try:
        stretch = float(sum(unit.taylor(1, side)[1] ** 2 for side in (-1, 1))) / 2
    except ValueError:  # an infinite slope
        stretch = math.inf
    return Averages(0.0, stretch, math.inf if infinite_stretch(unit) else stretch)


def _stretch(unit, K):
    if unit.stochastic or not has_formula(unit):
        return math.nan
    return math.inf if infinite_stretch(unit) else unit.mean_square(unit.derivative, K)


@lru_cache(maxsize=256)
def infinite_stretch(unit):
    """Whether E φ'² diverges, at all K alike: a jump of φ, or an edge as steep as that of √|h|."""
    if jumps(unit, 0):
        return True
    try:
        unit.mean_square(unit.derivative, 1.0)
    except ValueError:
        return True
    return False


class Curve(NamedTuple):
    """Places on the curve: K in increasing order, σ_w² there, χ_K, χ₁; rising or falling (1, −1); where it turns."""

    K: np.ndarray
    sigma_w2: np.ndarray
    slope: np.ndarray
    chi: np.ndarray
    rising: np.ndarray
    turns: tuple


@lru_cache(maxsize=256)
def profile(unit):
    """K on a grid and the `Averages` there, as far as they exist."""
    decades = math.log10(K_RANGE[1] / K_RANGE[0])
    grid, found = np.geomspace(*K_RANGE, round(PER_DECADE * decades) + 1), []
    for K in grid:
        try:
            found.append(averages(unit, float(K)))
        except ValueError:  # φ² grows beyond what floats hold
            break
    return grid[: len(found)], Averages(*np.array(found).reshape(-1, 3).T)


def place(unit, sigma_b2, K):
    """σ_w², χ_K and χ₁ of the fixed point K."""
    return _on_curve(averages(unit, K), K, sigma_b2)


def _on_curve(average, K, sigma_b2):
    with np.errstate(invalid="ignore", divide="ignore"):
        sigma_w2 = (K - sigma_b2) / average.second
        return sigma_w2, sigma_w2 * average.rise, sigma_w2 * average.stretch


def _start(unit, sigma_b2):
    """The curve's lower end: K = σ_b², where no weight is needed, or K = 0, where the curve has a limit."""
    if sigma_b2 > 0 or averages(unit, 0.0).second > 0:
        return sigma_b2, 0.0, 0.0, 0.0
    average = averages(unit, 0.0)
    sigma_w2 = 1 / average.rise if average.rise > 0 else math.inf
    return 0.0, sigma_w2, 1.0, sigma_w2 * average.stretch if 0 < sigma_w2 < math.inf else 1.0


@lru_cache(maxsize=512)
def curve(unit, sigma_b2):
    """`Curve` of an activation for σ_b² = bias, its folds among the places."""
    K, found = profile(unit)
    keep = sigma_b2 * (1 + 1e-9) < K
    K, found = K[keep], Averages(*(column[keep] for column in found))
    columns = np.vstack([_start(unit, sigma_b2), np.column_stack([K, *_on_curve(found, K, sigma_b2)])])
    if sigma_b2 == 0 and unit.slopes is not None:
        return Curve(*columns.T, np.zeros(len(columns)), ())
    rising = filled(np.where(np.abs(1 - columns[:, 2]) < FLAT, 0, np.sign(1 - columns[:, 2])))
    before = np.flatnonzero(rising[1:] * rising[:-1] < 0)
    folds = [zero_between(lambda K: place(unit, sigma_b2, K)[1] - 1, *columns[i : i + 2, 0], sigma_b2) for i in before]
    columns = np.insert(
        columns, before + 1, [(K, *place(unit, sigma_b2, K)) for K in folds] or np.empty((0, 4)), axis=0
    )
    rising = np.insert(rising, before + 1, rising[before + 1])
    return Curve(*columns.T, rising, tuple(int(i) for i in before + 1 + np.arange(len(before))))


def filled(signs):
    """Signs with zeros taken over from the next place that has one, at the end from the last."""
    known = np.flatnonzero(signs)
    if not known.size:
        return signs
    return signs[known[np.minimum(np.searchsorted(known, np.arange(len(signs))), len(known) - 1)]]


def zero_between(function, low, high, sigma_b2):
    """Zero of a function of K between two places, sought in ln(K − σ_b²)."""
    from scipy.optimize import brentq  # at first use: it would double the time of `import crit`

    ends = math.log(max(low - sigma_b2, 1e-18 * (high - sigma_b2))), math.log(high - sigma_b2)
    values = [function(sigma_b2 + math.exp(end)) for end in ends]
    if values[0] * values[1] > 0:  # rounding at an end that is itself the zero
        return low if abs(values[0]) < abs(values[1]) else high
    return sigma_b2 + math.exp(
        brentq(lambda margin: function(sigma_b2 + math.exp(margin)), *ends, xtol=1e-14, rtol=1e-14)
    )


@documented
def fixed_points(activation: ActivationLike, sigma_w: float, sigma_b: float) -> tuple[FixedPoint, ...]:
    """All fixed points of the variance at infinite width, stable and unstable, in increasing order.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}

    Returns
    -------
    tuple of FixedPoint
        Those with K − σ_b² below 10⁴. Empty where the signal explodes. A scale-free φ without bias has K = 0 alone; at
        its critical weight scale every K is a fixed point.

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, or σ_b is negative.
    """
    unit = find_activation(activation)
    sigma_w2, sigma_b2 = real("sigma_w", sigma_w, above=0) ** 2, real("sigma_b", sigma_b, least=0) ** 2
    return all_fixed_points(unit, sigma_w2, sigma_b2)


def all_fixed_points(unit, sigma_w2, sigma_b2):
    """The fixed points at squared scales of weights and biases, as `fixed_points` returns them."""
    line, points = curve(unit, sigma_b2), []
    if has_zero(unit, sigma_b2):
        points.append(at_zero(unit, sigma_w2, line))
    if unit.slopes is not None and sigma_b2 == 0:
        return tuple(points)
    above = np.where(np.abs(line.sigma_w2 - sigma_w2) <= SAME * sigma_w2, 0, np.sign(line.sigma_w2 - sigma_w2))
    # A weight that is met at a place of the curve belongs to the piece before it.
    for i in np.flatnonzero((above[:-1] != 0) & (above[1:] != above[:-1])):
        K = zero_between(lambda K: place(unit, sigma_b2, K)[0] / sigma_w2 - 1, *line.K[i : i + 2], sigma_b2)
        points.append(_described(K, averages(unit, K), sigma_w2))
    return tuple(points)


def has_zero(unit, sigma_b2):
    """Whether K = 0 is a fixed point."""
    return sigma_b2 == 0 and averages(unit, 0.0).second == 0


def _described(K, average, sigma_w2):
    slope, chi = sigma_w2 * average.rise, sigma_w2 * average.stretch
    return FixedPoint(float(K), float(slope), float(chi), bool(abs(slope) < 1))


def at_zero(unit, sigma_w2, line):
    """K = 0: stable below the limit of the curve, and at it if larger signals fall back."""
    point = _described(0.0, averages(unit, 0.0), sigma_w2)
    if abs(sigma_w2 - line.sigma_w2[0]) <= SAME * sigma_w2:
        return point._replace(slope=1.0, stable=bool(unit.slopes is not None or line.rising[1] > 0))
    return point._replace(stable=bool(sigma_w2 < line.sigma_w2[0]))
