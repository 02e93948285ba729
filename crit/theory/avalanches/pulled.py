"""Avalanches of a driven signal: ln K is pulled back to its fixed point, an Ornstein–Uhlenbeck process.

Near a fixed point K* > 0 the mean map has the slope χ_K, and q = ln(K/K*) is pulled back at the rate Λ = −ln χ_K. Its
excursions above K* are those of a free walk while T ≪ 1/Λ, and end there: the law is exact, a function of ΛT.
"""

import math
from functools import lru_cache

import numpy as np
import sympy as sp

from ...checks import finite, real, refuse, refuse_any
from ...documented import documented
from ...typing import ActivationLike, ArrayLike
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

NODES = 400
"""Points of the quadrature of a mean shape."""


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


def pulled_durations(duration: ArrayLike, pull: float) -> np.ndarray:
    """Density of the durations of excursions above the fixed point, up to a factor.

    Parameters
    ----------
    duration : array_like
        T > 0 in layers.
    pull : float
        Λ > 0 a layer.

    Returns
    -------
    numpy.ndarray
        T^−3/2 (ΛT/sinh ΛT)^(3/2) e^(ΛT/2).

    Raises
    ------
    ValueError
        If a duration or the rate is not positive.
    """
    duration, pull = _checked(duration, pull)
    return duration**-1.5 * np.exp(_numbers()[0](duration, pull))


def pulled_sizes(duration: ArrayLike, pull: float) -> np.ndarray:
    """Mean area of excursions above the fixed point that last T, in units of √(2D).

    Parameters
    ----------
    duration : array_like
        T > 0 in layers.
    pull : float
        Λ > 0 a layer.

    Returns
    -------
    numpy.ndarray
        ∝ T^3/2 for ΛT ≪ 1, ∝ T for ΛT ≫ 1: the area under the mean shape, by Gauss–Chebyshev quadrature.

    Raises
    ------
    ValueError
        If a duration or the rate is not positive.
    """
    duration, pull = _checked(duration, pull)
    angle = (np.arange(NODES) + 0.5) * math.pi / NODES
    share = (1 - np.cos(angle)) / 2
    heights = _numbers()[1](share * duration[..., None], duration[..., None], pull)
    return duration * (heights * np.sin(angle)).sum(axis=-1) * math.pi / (2 * NODES)


def pulled_duration(pull: float) -> float:
    """Mean duration of the excursions of a pulled walk that is seen once a layer, in layers.

    Neighbouring layers have the correlation e^−Λ, and two such normal numbers lie on different sides of zero with chance
    arccos(e^−Λ)/π: half of all layers, over the number of excursions.

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
        If the activation is none, σ_w is not positive, σ_b is negative; or if no fixed point K* > 0 pulls from both sides
        (0 < χ_K < 1).
    """
    stable = [point for point in fixed_points(activation, sigma_w, sigma_b) if point.K > 0 and 0 < point.slope < 1]
    if not stable:
        refuse("sigma_b", sigma_b, "a network with a fixed point K* > 0 of slope between 0 and 1 is needed")
    return -math.log(stable[0].slope)


def _checked(duration, pull):
    duration = finite("duration", duration)
    refuse_any("duration", duration <= 0, "not positive", "positive numbers are needed")
    return duration, real("pull", pull, above=0)


@lru_cache(maxsize=1)
def _numbers():
    """The bend of durations and the height of the mean shape, as functions."""
    height = pulled_shape().subs(D, sp.Rational(1, 2))
    return sp.lambdify((T, Lambda), duration_bend()), sp.lambdify((t, T, Lambda), height)
