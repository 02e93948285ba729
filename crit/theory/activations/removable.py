"""Power series about places where a formula loses its digits: 0/0, as in sin(x)/x, and cancellation, as in cosh x − 1.

The coefficients are averages over a circle in the complex plane, taken with many digits (Cauchy's formula): where the
formula itself cannot be evaluated, its neighbours determine it.
"""

from typing import NamedTuple

import numpy as np
import sympy as sp

from ..symbols import x
from .vocabulary import COMPILED

DIGITS, POINTS, TERMS = 60, 64, 32
"""Digits of the arithmetic, points on the circle, and coefficients that are kept."""
TOLERANCE = 1e-11
"""Relative error of a plain evaluation from which on a series takes its place."""
BRANCHED = sp.Piecewise, sp.Abs, sp.sign, sp.Max, sp.Min, sp.Heaviside, sp.DiracDelta


class Series(NamedTuple):
    """A formula is Σ coefficients[k] (x − centre)ᵏ for |x − centre| < radius."""

    centre: float
    radius: float
    coefficients: tuple

    def __call__(self, h):
        """Sum of the series."""
        return np.polyval(self.coefficients[::-1], h - self.centre)


def expansions(formula, direct):
    """The series that take the place of a plain evaluation.

    Parameters
    ----------
    formula : sympy.Expr
        In x.
    direct : callable
        Its plain evaluation, for arrays.

    Returns
    -------
    list of Series
        Empty where the plain evaluation keeps its digits, and for formulas that have several branches.
    """
    elementary = all(isinstance(part, COMPILED) and not isinstance(part, BRANCHED) for part in _functions(formula))
    if formula.is_polynomial(x) or not elementary:
        return []
    found = [_expansion(formula, direct, centre) for centre in _centres(formula)]
    return [series for series in found if series is not None]


def _functions(formula):
    return formula.atoms(sp.Function) | formula.atoms(*BRANCHED)


def _centres(formula):
    """Zero, and the real zeros of polynomials that the formula divides by."""
    divisors = {power.base for power in formula.atoms(sp.Pow) if power.exp.is_negative and power.base.is_polynomial(x)}
    zeros = {root for divisor in divisors if divisor.has(x) for root in sp.Poly(divisor, x).nroots() if root.is_real}
    return {0.0} | {float(zero) for zero in zeros}


def _expansion(formula, direct, centre):
    import mpmath  # at first use: it would slow `import crit`

    precise = sp.lambdify(x, formula, modules="mpmath")
    try:
        with mpmath.workdps(DIGITS):
            if _keeps_digits(direct, precise, centre):
                return None
            return next(filter(None, (_series(precise, centre, 0.5**k) for k in range(1, 16, 2))), None)
    except (ArithmeticError, TypeError, ValueError, NameError, NotImplementedError):
        return None


def _keeps_digits(direct, precise, centre):
    """Whether plain evaluation is right at the centre and beside it."""
    steps = np.concatenate([10.0 ** -np.arange(1, 9), -(10.0 ** -np.arange(1, 9))])
    found = direct(centre + steps)
    right = np.array([float(precise(_exactly(h))) for h in centre + steps])
    close = np.abs(found - right) <= TOLERANCE * np.abs(right)
    return bool(np.all(close) and np.all(np.isfinite(direct(np.array([centre])))))


def _series(precise, centre, radius):
    """The `Series` from a circle of the given radius, or None if a singularity lies too near."""
    import mpmath

    circle = [radius * mpmath.expjpi(mpmath.mpf(2 * j) / POINTS) for j in range(POINTS)]
    values = [precise(_exactly(centre) + step) for step in circle]
    terms = [mpmath.fsum(v / s**k for v, s in zip(values, circle)) / POINTS for k in range(TERMS)]
    sizes = [abs(term) * mpmath.mpf(radius) ** k for k, term in enumerate(terms)]
    # A coefficient that vanishes leaves rounding errors, which would spoil all digits near a zero of the formula.
    noise = mpmath.mpf(10) ** (10 - DIGITS) * max(sizes)
    coefficients = tuple(float(term.real) if size > noise else 0.0 for term, size in zip(map(mpmath.mpc, terms), sizes))
    series = Series(centre, radius / 4, coefficients)
    steps = radius / 4 * np.array([-1.0, -0.6, 0.3, 1.0])
    right = np.array([float(precise(_exactly(centre + step))) for step in steps])
    close = np.abs(series(centre + steps) - right) <= 1e-12 * np.abs(right).max()
    return series if close.all() else None


def _exactly(h):
    import mpmath

    return mpmath.mpf(float(h))
