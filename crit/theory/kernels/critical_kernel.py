"""The tangent kernel of a deep network at the edge of chaos, as far as it can be had in closed form.

At the edge χ₁ = 1. The distance of two inputs obeys dρ/dl = −κρ², Θ(x, x) grows by K* a layer, and what a layer hands
on of Θ(x, x') is 1 − 2κρ of it, the slope of the map of ρ. To leading order in ρ and 1/l this can be integrated. All
that is left of depth, activation and input is the one product κρ₀l, ρ₀ being the distance of the inputs at the start.
"""

import sympy as sp

from ..symbols import K, kappa, l, n, rho


def critical_distance() -> sp.Expr:
    """Distance of two inputs after l layers at the edge of chaos.

    Returns
    -------
    sympy.Expr
        ρ/(1 + κρl), in the symbols `kappa`, `rho` (the distance at the start) and `l`.
    """
    layer = sp.Dummy(positive=True)
    inverse = 1 / rho + sp.integrate(kappa, (layer, 0, l))  # d(1/ρ)/dl = κ
    return sp.simplify(1 / inverse)


def critical_overlap() -> sp.Expr:
    """Share Θ(x, x')/Θ(x, x) after l layers at the edge of chaos, for two inputs at a small distance ρ at the start.

    Θ(x, x') obeys dΘ/dl = K* − 2κρ_l Θ.

    Returns
    -------
    sympy.Expr
        In the symbols `kappa`, `rho` and `l`: it falls from 1 at κρl = 0 to 1/3 at infinity.
    """
    layer = sp.Dummy(positive=True)
    damping = sp.exp(sp.integrate(2 * kappa * critical_distance().subs(l, layer), (layer, 0, l)))
    damping = sp.simplify(damping)
    pair = sp.integrate(K * sp.expand(damping.subs(l, layer)), (layer, 0, l)) / damping
    return sp.factor(sp.simplify(pair / (K * l)))


def critical_condition() -> sp.Expr:
    """Condition number of the tangent kernel of n inputs, all at one small distance ρ from each other at the start.

    Returns
    -------
    sympy.Expr
        1 + nq/(1 − q) with q the overlap, in the symbols `kappa`, `rho`, `l` and `n`.
    """
    overlap = critical_overlap()
    return sp.factor(sp.simplify(1 + n * overlap / (1 - overlap)))
