"""Avalanches of a driven signal: ln K is pulled back to its fixed point, an Ornstein–Uhlenbeck process.

Near a fixed point K* > 0 the mean map has the slope χ_K, and q = ln(K/K*) is pulled back at the rate Λ = −ln χ_K. Its
excursions above K* are those of a free walk while T ≪ 1/Λ, and end there: the law is exact, a function of ΛT.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import sympy as sp

from ...checks import real, refuse, whole
from ...documented import documented
from ...typing import ActivationLike
from ..networks.fixed_points import fixed_points
from ..symbols import D, Lambda, T, q, t
from .walks import Walk

_spread = D / Lambda * (1 - sp.exp(-2 * Lambda * t))
_reach = q * sp.sqrt(Lambda / (2 * D * (sp.exp(2 * Lambda * T) - 1)))

PULLED_WALK = Walk(
    drift=-Lambda * q,
    noise=D,
    first_passage=2
    / sp.sqrt(sp.pi)
    * _reach
    * sp.exp(-(_reach**2))
    * Lambda
    * sp.exp(2 * Lambda * T)
    / (sp.exp(2 * Lambda * T) - 1),
    kernel=q * sp.exp(-Lambda * t - q**2 / (2 * _spread)) / _spread ** sp.Rational(3, 2),
)
"""q = ln(K/K*) near a stable fixed point, pulled back at the rate Λ against the noise D, above the fixed point."""

REACH, NODES_TO_A_STEP = 9.0, 3
"""The signal is followed up to so many standard deviations; nodes of the quadrature to a step of the walk."""


@lru_cache(maxsize=1)
def duration_bend() -> sp.Expr:
    """ln of the density of durations of pulled excursions over T^−3/2, but for a constant.

    Returns
    -------
    sympy.Expr
        In `T` and Λ; it vanishes for ΛT → 0 and tends to −ΛT.
    """
    near = (PULLED_WALK.first_passage / q).subs(q, 0)
    start = sp.limit(near * T ** sp.Rational(3, 2), T, 0)
    return sp.log(sp.simplify(near * T ** sp.Rational(3, 2) / start))


@lru_cache(maxsize=1)
def pulled_shape() -> sp.Expr:
    """Mean height at time t of an excursion of `PULLED_WALK` that lasts exactly T.

    Up to time t the walk is at q with the weight of the kernel, and from there it must end after T − t: a density
    q² exp(−q²/2w), that of a speed in three dimensions, whose mean is √(8w/π).

    Returns
    -------
    sympy.Expr
        In `t`, `T`, `D` and Λ.
    """
    until = Lambda / (D * (sp.exp(2 * Lambda * (T - t)) - 1))
    return sp.sqrt(8 / (sp.pi * (1 / _spread + until)))


class PulledExcursions(NamedTuple):
    """Excursions of T = 1, 2, … layers: their chances, and mean areas in standard deviations of the signal."""

    probability: np.ndarray
    size: np.ndarray


def pulled_excursions(longest: int, pull: float) -> PulledExcursions:
    """Exact law of the excursions above its mean of a pulled walk that is seen once a layer, q' = e^−Λ q + noise.

    Parameters
    ----------
    longest : int
        Longest duration, >= 1.
    pull : float
        Λ a layer, at least 0.001.

    Returns
    -------
    PulledExcursions
        Arrays of shape (longest,); the probabilities of all durations sum to one.

    Raises
    ------
    ValueError
        If `longest` is no whole number >= 1, or the rate is below 0.001.

    Notes
    -----
    With the chance b_m(q) to step below zero after exactly m more layers, P(T) ∝ ∫ p(q) b₀(q) b_{T−1}(q) dq, p the
    stationary normal density, since the walk is reversible: seen backwards it comes from below. The mean height in
    layer k of T is that of p b_{k−1} b_{T−k}. The integrals are sums over Gauss–Legendre nodes. Derived here.
    """
    from scipy.special import ndtr  # at first use: it would slow `import crit`

    longest, stay = whole("longest", longest), math.exp(-real("pull", pull, least=0.001))
    step = math.sqrt(1 - stay**2)
    nodes, weights = np.polynomial.legendre.leggauss(int(REACH * NODES_TO_A_STEP / step))
    q, weights = REACH / 2 * (nodes + 1), REACH / 2 * weights
    move = np.exp(-(((q - stay * q[:, None]) / step) ** 2) / 2) / (step * math.sqrt(2 * math.pi)) * weights
    falls = np.empty((longest, len(q)))
    falls[0] = ndtr(-stay * q / step)
    for m in range(1, longest):
        falls[m] = move @ falls[m - 1]
    density = weights * np.exp(-(q**2) / 2)
    chance = falls @ (density * falls[0])
    pairs = (falls * (density * q)) @ falls.T
    area = np.array([np.trace(pairs[: T + 1, : T + 1][::-1]) for T in range(longest)])
    return PulledExcursions(chance / (density @ falls[0]), area / chance)


def pulled_duration(pull: float) -> float:
    """Mean duration of the excursions of a pulled walk that is seen once a layer, in layers.

    Neighbouring layers have the correlation e^−Λ, and two such normal numbers lie on different sides of zero with
    chance arccos(e^−Λ)/π: half of all layers, over the number of excursions.

    Parameters
    ----------
    pull : float
        Λ > 0 a layer.

    Returns
    -------
    float
        π/arccos(e^−Λ).

    Raises
    ------
    ValueError
        If the rate is not positive.
    """
    return math.pi / math.acos(math.exp(-real("pull", pull, above=0)))


@documented
def pull(activation: ActivationLike, sigma_w: float, sigma_b: float) -> float:
    """Rate Λ = −ln χ_K at which the signal of a wide network comes back to its fixed point.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}

    Returns
    -------
    float
        Per layer.

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, σ_b is negative; or if no fixed point K* > 0 pulls from both
        sides (0 < χ_K < 1).
    """
    stable = [point for point in fixed_points(activation, sigma_w, sigma_b) if point.K > 0 and 0 < point.slope < 1]
    if not stable:
        refuse("sigma_b", sigma_b, "a network with a fixed point K* > 0 of slope between 0 and 1 is needed")
    return -math.log(stable[0].slope)
