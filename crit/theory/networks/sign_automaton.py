"""Locally connected sign networks as a stochastic process of differing signs: the rule and a bound.

Two inputs whose outputs differ in m of the e entries that a unit reads have pre-activations of correlation
c = 1 − 2(m/e)/(1 + s²), with s = σ_b/σ_w. The unit's own outputs differ if the two Gaussian numbers have opposite
signs, which has probability arccos(c)/π (the angle between two directions, over a half turn).
"""

import sympy as sp

from ...checks import real, whole

m, e = sp.symbols("m e", positive=True)
s = sp.Symbol("s", nonnegative=True)


def correlation():
    """Correlation of the two pre-activations, from covariance over variance, as an expression in m, e and s."""
    products = (e - m) - m
    return sp.simplify((s**2 + products / e) / (s**2 + 1))


def flip_probability():
    """Probability P(m) that the outputs of a unit differ, arccos(c)/π written by the half angle."""
    half_sine = sp.sqrt(sp.simplify((1 - correlation()) / 2))
    return 2 * sp.asin(half_sine) / sp.pi


def branching_ratio():
    """Mean number of differing outputs that a single one makes in the next layer, e P(1)."""
    return e * flip_probability().subs(m, 1)


def branching_point():
    """Value of s where `branching_ratio` is 1, as an expression in e.

    As long as P(m) <= m P(1), fewer outputs differ than in a branching process of this ratio. For larger s a
    difference dies out in a network of any size.
    """
    return sp.sqrt(1 / (e * sp.sin(sp.pi / (2 * e)) ** 2) - 1)


def is_dominated(ratio, entries):
    """Whether P(m) <= m P(1) for all m, so that `branching_point` bounds the transition from above.

    Parameters
    ----------
    ratio : float
        s = σ_b/σ_w >= 0.
    entries : int
        e >= 1.

    Returns
    -------
    bool
    """
    P = sp.lambdify(m, flip_probability().subs({s: real("ratio", ratio, least=0), e: whole("entries", entries)}))
    return all(P(k) <= k * P(1) for k in range(2, entries + 1))
