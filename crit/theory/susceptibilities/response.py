"""Susceptibilities: how a settled signal answers to its weights, to its biases, and to the chance of a finite width.

The variance settles where K = σ_b² + σ_w² G(K), G = E φ(√K z)². What moves the right-hand side a little moves K by
1/(1 − χ_K) times as much, for each layer hands on a share χ_K of what it was given.
"""

from functools import lru_cache
from typing import NamedTuple

import sympy as sp

from ...checks import real
from ...documented import documented
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..networks.fixed_points import averages
from ..networks.mean_field import fixed_point
from ..results import typeset
from ..symbols import V_K, E_phi_squared, chi_K, h, sigma_w
from ..symbols import K as K_


class Susceptibilities(NamedTuple):
    """Three answers of a settled signal.

    Attributes
    ----------
    weights : float
        d√(E φ²)/dσ_w, of the root mean square of the activities to the weight scale.
    field : float
        dK*/dσ_b², of the variance to the variance of the biases.
    fluctuations : float
        N Var ln K over networks of width N, to first order in 1/N.
    """

    weights: float
    field: float
    fluctuations: float

    def _repr_latex_(self):
        letters = r"\frac{d}{d\sigma_w}\sqrt{\mathbb{E}\varphi^2}", r"\frac{dK^*}{d\sigma_b^2}", r"N\,\text{Var}\ln K"
        return typeset(dict(zip(letters, self, strict=True)))


@lru_cache(maxsize=1)
def responses() -> Susceptibilities:
    """The susceptibilities of any activation, derived from its fixed point.

    Returns
    -------
    Susceptibilities
        Of sympy expressions in E φ², χ_K, σ_w, K and V_K, N times the variance that a layer adds to K.
    """
    G = sp.Function("G")(K_)
    imbalance = K_ - h - sigma_w**2 * G
    named = {sp.Derivative(G, K_): chi_K / sigma_w**2, G: E_phi_squared}

    def moved(cause):
        """dK*/d(cause), by the theorem on implicit functions."""
        return -sp.diff(imbalance, cause) / sp.diff(imbalance, K_)

    # A deviation loses the factor χ_K in a layer and gains noise; N times its variance stays, settled, as it is.
    spread = V_K / (1 - chi_K**2)
    answers = sp.diff(sp.sqrt(G), K_) * moved(sigma_w), moved(h), spread / K_**2
    return Susceptibilities(*(answer.subs(named) for answer in answers))


@lru_cache(maxsize=1)
def _formulas():
    return sp.lambdify((E_phi_squared, chi_K, sigma_w, K_, V_K), tuple(responses()))


def at_fixed_point(unit, sigma_b2, K):
    """σ_w and the `Susceptibilities` where K > σ_b² is the fixed point."""
    average = averages(unit, K)
    sigma_w2 = (K - sigma_b2) / average.second
    noise = sigma_w2**2 * (unit.mean(unit.fourth, K) - average.second**2)
    return sigma_w2**0.5, Susceptibilities(
        *map(float, _formulas()(average.second, sigma_w2 * average.rise, sigma_w2**0.5, K, noise))
    )


@documented
def susceptibilities(activation: ActivationLike, sigma_w: float, sigma_b: float) -> Susceptibilities:
    """`Susceptibilities` in numbers, where a weak signal settles.

    Parameters
    ----------
    {activation, sigma_w}
    sigma_b : float
        Standard deviation of the biases, > 0: they are the field that holds the signal up.

    Returns
    -------
    Susceptibilities

    Raises
    ------
    ValueError
        If the activation is none, σ_w or σ_b is not positive, or no stable fixed point lies below 10⁴.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, above=0)
    return at_fixed_point(unit, sigma_b**2, fixed_point(unit, sigma_w, sigma_b))[1]
