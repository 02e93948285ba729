"""Statics: potentials, the exponents that follow from them, and the law that a signal settles at.

For dx = A(x) dl + √(2 D(x)) dW (Itô) the potential is F = −∫ A dx, and with no flux through the ends the stationary
density is P(x) ∝ exp(∫ A/D dx)/D. For the variance K, the four couplings and D1 = 0 this is a generalised inverse
Gaussian law, with D2 = 0 a Gamma law cut off by a Gaussian. The mean activity m of networks whose weights have a mean
has a Landau theory of its own, in `crit.theory.networks.mean_weights`.
"""

from collections.abc import Iterable
from typing import NamedTuple

import sympy as sp

from ..checks import refuse
from ..numerics.stationary import StationaryLaw as StationaryLaw
from .networks.couplings import five, formula
from .results import row
from .symbols import K, r


def potential(drift: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """The potential F of a drift: −dF/dx is the drift, and F(0) = 0.

    Parameters
    ----------
    drift : sympy.Expr
        A polynomial in the variable.
    variable : sympy.Symbol

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If the drift is no expression, or the variable no symbol.
    """
    if not isinstance(variable, sp.Symbol):
        refuse("variable", variable, "a sympy symbol is needed")
    return -sp.integrate(sp.expand(formula("drift", drift)), variable)


class StaticExponents(NamedTuple):
    """How an order parameter x answers distance r and field h near the critical point r = h = 0.

    Exact numbers; None where there is no power law, because the response is zero or infinite throughout.
    """

    beta: sp.Expr
    """x ~ r^β at h = 0, r > 0."""
    gamma_below: sp.Expr
    """dx/dh ~ |r|^−γ at h → 0, r < 0."""
    gamma_above: sp.Expr
    """The same at r > 0."""
    delta: sp.Expr
    """x ~ h^(1/δ) at r = 0."""
    ratio: sp.Expr
    """dx/dh at −r over dx/dh at r, if both obey the same power law."""

    def _repr_latex_(self):
        letters = r"\beta", r"\gamma\;(r<0)", r"\gamma\;(r>0)", r"\delta", r"\text{ratio of responses}"
        return row(dict(zip(letters, self, strict=True)))

    def named(self) -> dict[str, sp.Expr]:
        """The exponents that exist, by name: a dict of beta, gamma-below, gamma-above and delta."""
        names = zip(("beta", "gamma-below", "gamma-above", "delta"), self[:4], strict=True)
        return {name: exponent for name, exponent in names if exponent is not None}


def static_exponents(field: sp.Expr, x: sp.Symbol) -> StaticExponents:
    """The static exponents that an equation of state h = field(x, r) implies.

    Parameters
    ----------
    field : sympy.Expr
        The field at which the order parameter is x: an expression in `x` and the symbols `r` and `u`, such as
        ``u*x**2 - r*x``, the negative of a drift without its field.
    x : sympy.Symbol
        The order parameter; positive.

    Returns
    -------
    StaticExponents

    Raises
    ------
    ValueError
        If there is not exactly one x > 0 at which the field vanishes for r > 0, so that no continuous transition is
        described.
    """
    field = formula("field", field)
    if not isinstance(x, sp.Symbol) or not x.is_positive:
        refuse("x", x, "a positive sympy symbol is needed")
    s = sp.Symbol("s", positive=True)
    ordered, disordered = field.subs(r, s), field.subs(r, -s)
    settled = [root for root in sp.solve(ordered, x) if root.is_positive]
    if len(settled) != 1:
        refuse("field", str(field), "it must vanish at exactly one x > 0 for r > 0")
    above, below = 1 / _slope(ordered, x, settled[0]), 1 / _slope(disordered, x, 0)
    gammas = [None if exponent is None else -exponent for exponent in (_power(below, s), _power(above, s))]
    ratio = sp.simplify(below / above) if None not in gammas and gammas[0] == gammas[1] else None
    return StaticExponents(_power(settled[0], s), gammas[0], gammas[1], _power(field.subs(r, 0), x), ratio)


def _slope(expression, x, place):
    value = sp.simplify(sp.diff(expression, x).subs(x, place))
    return sp.limit(sp.diff(expression, x), x, place, "+") if value.has(sp.nan, sp.zoo) else value


def _power(expression, variable):
    """Exponent of a variable that an expression is a power of, as the variable goes to zero; None if it is of none."""
    if expression.is_zero or expression.has(sp.zoo, sp.oo):
        return None
    exponent = sp.simplify(variable * sp.diff(expression, variable) / expression)
    return exponent if exponent.is_number else sp.limit(exponent, variable, 0, "+")


def drift_and_noise(couplings: Iterable) -> tuple[sp.Expr, ...]:
    """The two polynomials h + rK − uK² and D1 K + D2 K² of a set of couplings.

    Parameters
    ----------
    couplings : Couplings
        Numbers or sympy expressions.

    Returns
    -------
    tuple of sympy.Expr
        In the symbol `crit.theory.symbols.K`.

    Raises
    ------
    ValueError
        If there are not five numbers or expressions.
    """
    r, h, u, D1, D2 = five(couplings)
    return h + r * K - u * K**2, D1 * K + D2 * K**2


def log_density(drift: sp.Expr, noise: sp.Expr) -> sp.Expr:
    """Logarithm of the stationary density, up to a constant, as a formula.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A(K) and D(K), such that A/D is a sum of powers of K.

    Returns
    -------
    sympy.Expr
        ∫ A/D dK − ln D.

    Raises
    ------
    ValueError
        If one is no expression, or the noise is zero.
    """
    drift, noise = formula("drift", drift), formula("noise", noise)
    if noise.is_zero:
        refuse("noise", noise, "an expression other than zero is needed")
    parts = sp.apart(sp.together(drift / noise), K)
    integral = sum(sp.integrate(sp.factor(part), K) for part in sp.Add.make_args(parts))
    density = integral - sp.log(noise)
    return sp.expand_log(density.replace(sp.log, lambda a: sp.log(sp.factor(a).as_independent(K)[1])), force=True)


def stationary_mean(couplings: Iterable) -> sp.Expr:
    """Mean of the stationary law at D1 = 0, in closed form.

    Parameters
    ----------
    couplings : Couplings
        Numbers or sympy expressions with h, u, D2 > 0; its D1 is not looked at. Without field, h = 0, the
        mean is its limit (r − D2)/u, provided that r > D2: the noise moves the critical point by D2.

    Returns
    -------
    sympy.Expr
        √(h/u) K_{p+1}(b)/K_p(b), with p = r/D2 − 1, b = 2√(hu)/D2 and K_p the modified Bessel function: the mean
        of a generalised inverse Gaussian law (Jørgensen 1982).

    Raises
    ------
    ValueError
        If there are not five numbers or expressions.
    """
    r, h, u, _, D2 = five(couplings)
    if h.is_zero:
        return (r - D2) / u
    p, b = r / D2 - 1, 2 * sp.sqrt(h * u) / D2
    return sp.sqrt(h / u) * sp.besselk(p + 1, b) / sp.besselk(p, b)
