"""Sympy's vocabulary in the words that the package evaluates, differentiates and compiles."""

import sympy as sp
from sympy.core.relational import Equality, Unequality

from ...checks import refuse

WORDS = {
    sp.sinc: lambda g: sp.sin(g) / g,
    sp.sech: lambda g: 1 / sp.cosh(g),
    sp.csch: lambda g: 1 / sp.sinh(g),
    sp.coth: lambda g: sp.cosh(g) / sp.sinh(g),
    sp.sec: lambda g: 1 / sp.cos(g),
    sp.csc: lambda g: 1 / sp.sin(g),
    sp.cot: lambda g: sp.cos(g) / sp.sin(g),
    sp.Heaviside: lambda g, *_: sp.Piecewise((0, g < 0), (1, True)),
    sp.erf2: lambda a, b: sp.erf(b) - sp.erf(a),
}
ENDLESS = sp.floor, sp.ceiling, sp.frac, sp.Mod
"""Functions whose jumps have no end."""
COMPILED = (
    sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.asin, sp.acos, sp.atan, sp.atan2, sp.sinh, sp.cosh, sp.tanh, sp.asinh,
    sp.acosh, sp.atanh, sp.erf, sp.erfc, sp.gamma, sp.loggamma, sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise,
)  # fmt: skip
"""What compiled formulas may consist of."""


def reworded(expression):
    """The same function of x, without the words that evaluation does not know.

    Parameters
    ----------
    expression : sympy.Expr

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If it contains a function with infinitely many jumps, an unevaluated operation or a generalised function.
    """
    plain = expression.doit()
    for function, meaning in WORDS.items():
        plain = plain.replace(function, meaning)
    plain = plain.replace(sp.Piecewise, _without_points)
    for part in plain.atoms(*ENDLESS, sp.DiracDelta, sp.Integral, sp.Derivative, sp.Sum, sp.Product):
        refuse("activation", str(expression), f"{part} is not supported")
    return plain


def _without_points(*branches):
    """A single point, where a formula may be given a value of its own, has no weight."""
    kept = [
        (formula, True if isinstance(condition, Unequality) else condition)
        for formula, condition in branches
        if not isinstance(condition, Equality)
    ]
    return sp.Piecewise(*kept)


def check_compiled(formula):
    """Refuse a formula with functions that compiled code does not know."""
    unknown = sorted({part.func.__name__ for part in formula.atoms(sp.Function) if not isinstance(part, COMPILED)})
    if unknown:
        refuse("activation", str(formula), f"simulations of pairs cannot compile {', '.join(unknown)}")
