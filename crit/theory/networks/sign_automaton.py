"""Locally connected sign networks as a stochastic process of differing signs: the rule and a bound.

Two inputs whose outputs differ in J of the M entries that a unit reads have pre-activations of correlation
c = 1 − 2(J/M)/(1 + ς²), with ς = σ_b/σ_w. The unit's own outputs differ if the two Gaussian numbers have opposite
signs, which has probability arccos(c)/π (the angle between two directions, over a half turn).
"""

import sympy as sp

from ...checks import real, whole
from ..symbols import J, M, varsigma


def flip_correlation() -> sp.Expr:
    """Correlation of the two pre-activations, from covariance over variance.

    Returns
    -------
    sympy.Expr
        In the symbols `J`, `M` and `varsigma`.
    """
    products = (M - J) - J
    return sp.simplify((varsigma**2 + products / M) / (varsigma**2 + 1))


def flip_probability() -> sp.Expr:
    """Probability P(J) that the outputs of a unit differ, arccos(c)/π written by the half angle.

    Returns
    -------
    sympy.Expr
        In the symbols `J`, `M` and `varsigma`.
    """
    half_sine = sp.sqrt(sp.simplify((1 - flip_correlation()) / 2))
    return 2 * sp.asin(half_sine) / sp.pi


def flip_branching_ratio() -> sp.Expr:
    """Mean number of differing outputs that a single one makes in the next layer, M P(1).

    Returns
    -------
    sympy.Expr
        In the symbols `M` and `varsigma`.
    """
    return M * flip_probability().subs(J, 1)


def flip_branching_point() -> sp.Expr:
    """Value of ς where `flip_branching_ratio` is 1.

    As long as P(J) <= J P(1), fewer outputs differ than in a branching process of this ratio. For larger ς a
    difference dies out in a network of any size.

    Returns
    -------
    sympy.Expr
        In the symbol `M`.
    """
    return sp.sqrt(1 / (M * sp.sin(sp.pi / (2 * M)) ** 2) - 1)


def is_dominated(ratio: float, entries: int) -> bool:
    """Whether P(J) <= J P(1) for all J, so that `flip_branching_point` bounds the transition from above.

    Parameters
    ----------
    ratio : float
        ς = σ_b/σ_w >= 0.
    entries : int
        M >= 1.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If ς is negative, or M no whole number of at least 1.
    """
    P = sp.lambdify(J, flip_probability().subs({varsigma: real("ratio", ratio, least=0), M: whole("entries", entries)}))
    return all(P(k) <= k * P(1) for k in range(2, entries + 1))
