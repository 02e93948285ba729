"""Where two inputs end up: the stable fixed point of the map of their distance, and the depth it takes to get there.

In the ordered phase they become equal, ρ* = 0. In the chaotic phase they settle at a distance ρ* = 1 − c* > 0, however
close they start (Poole et al. 2016), and approach it over ξ_c = −1/ln χ_c layers, χ_c being the slope of the map there
(Schoenholz et al. 2017). Seen as a map of the correlation c the map is a power series with coefficients >= 0, so it is
convex for c >= 0 and has a single stable fixed point.
"""

import math
from typing import NamedTuple

import numpy as np

from ...checks import real
from ...documented import documented
from ...typing import ActivationLike
from ..activations.evaluate import evaluator
from .fixed_points import relaxation
from .pair_distance import FIXED_K, deterministic, distance_coefficients, distance_map, jumps, mean_square_difference

EDGE = 1e-9
"""How far above 1 the slope at ρ = 0 still counts as 1: critical points are known to about as many digits."""
CLOSEST = 1e-24
"""Distances are looked for above it."""


class FixedDistance(NamedTuple):
    """Stable fixed point ρ* = 1 − c* of the map of the distance, and the slope of the map there."""

    rho: float
    slope: float


@documented(K=FIXED_K)
def fixed_distance(activation: ActivationLike, sigma_w: float, K: float) -> FixedDistance:
    """The distance that two inputs settle at at infinite width, and the slope of the map there.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic; it may have kinks and jumps.
    {sigma_w, K}

    Returns
    -------
    FixedDistance
        ``rho`` = 1 − c*, from 0 to 1, and ``slope``, the factor by which a small deviation from it shrinks in a layer.
        In the ordered phase and at its edge (0, χ₁).

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or a Gaussian average does not exist.
    """
    unit, sigma_w, K = deterministic(activation), real("sigma_w", sigma_w, above=0), real("K", K, above=0)
    chi_1 = _slope_at_zero(unit, sigma_w, K)
    if chi_1 <= 1 + EDGE:
        return FixedDistance(0.0, chi_1)
    rho = _fixed_point(lambda rho: float(distance_map(unit, sigma_w, K, rho)))
    return FixedDistance(rho, pair_slope(unit, sigma_w, K, rho) if rho else chi_1)


@documented(K=FIXED_K)
def correlation_depth(activation: ActivationLike, sigma_w: float, K: float) -> float:
    """Layers over which two inputs approach `fixed_distance`, on either side of the edge: ξ_c = −1/ln(slope).

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic; it may have kinks and jumps.
    {sigma_w, K}

    Returns
    -------
    float
        Infinite at the edge of chaos.

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or a Gaussian average does not exist.
    """
    return relaxation(fixed_distance(activation, sigma_w, K).slope)


@documented(K=FIXED_K)
def pair_slope(activation, sigma_w, K, distance):
    """Slope of `distance_map` at a distance ρ: σ_w² E φ'(u)φ'(v).

    It is taken from differences of the map where φ jumps or E φ'² diverges.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic; it may have kinks and jumps.
    {sigma_w, K}
    distance : float
        ρ, 0 < ρ < 2.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or ρ does not lie between 0 and 2.
    """
    unit = deterministic(activation)
    sigma_w2, K = real("sigma_w", sigma_w, above=0) ** 2, real("K", K, above=0)
    distance = real("distance", distance, above=0, below=2)
    if not jumps(unit, 0):
        try:
            square = unit.mean_square(unit.derivative, K)
            apart = mean_square_difference(unit, evaluator(unit.derivative), K, distance)
            return float(sigma_w2 * (square - apart / 2))
        except ValueError:
            pass
    step = 1e-2 * min(distance, 2 - distance)
    ahead, behind = (distance_map(unit, sigma_w, K, distance + s * np.array([step, step / 2])) for s in (1, -1))
    wide, near = (ahead - behind) / (2 * np.array([step, step / 2]))
    return float((4 * near - wide) / 3)


def _slope_at_zero(unit, sigma_w, K):
    try:
        return distance_coefficients(unit, sigma_w, K, 1)[0]
    except ValueError:
        return math.inf  # E φ'² diverges, as that of sqrt(abs(x)) does


def _fixed_point(step):
    from scipy.optimize import brentq  # at first use: it would double the time of `import crit`

    def growth(log_rho):
        rho = math.exp(log_rho)
        return step(rho) / rho - 1

    if growth(0.0) >= -1e-12:
        return 1.0
    high = 0.0
    for low in [-(2.0**k) / 16 for k in range(20)]:
        if low < math.log(CLOSEST):
            return 0.0
        if growth(low) > 0:
            return math.exp(brentq(growth, low, high, xtol=1e-13, rtol=1e-13))
        high = low
    return 0.0
