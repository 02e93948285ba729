"""From a sympy expression in x to numbers: evaluation, compilation, roots, Taylor series, and what has no average."""

from functools import lru_cache

import numpy as np
import sympy as sp
from numba import njit

from ..checks import refuse
from .formula import x

PROBES = np.concatenate([np.linspace(-30, 30, 601), [-1e-6, 1e-6]])
"""Where a formula is tried out."""


@lru_cache(maxsize=1)
def _rewritings():
    from sympy.codegen.cfunctions import expm1  # at first use: it would slow `import crit`
    from sympy.codegen.rewriting import FuncMinusOneOptim, ReplaceOptim, log1p_opt

    class Expm1(FuncMinusOneOptim):
        """Rewrite e^x − 1 as it stands: sympy's own rule factors first, which takes for ever on exp(10**6 x)."""

        def __call__(self, expression):
            return ReplaceOptim.__call__(self, expression)

    return Expm1(sp.exp, expm1), log1p_opt


def accurate(expression):
    """The same expression with e^x − 1 and ln(1 + x) in forms that stay exact for small x in floating point."""
    from sympy.codegen.rewriting import optimize

    return optimize(expression, _rewritings())


@lru_cache(maxsize=512)
def evaluator(expression):
    """NumPy function of an array h for a sympy expression in x; silent about overflow in branches not taken."""
    compiled = sp.lambdify(x, accurate(expression), modules=["scipy", "numpy"], cse=True)

    def evaluate(h):
        h = np.asarray(h, dtype=float)
        with np.errstate(all="ignore"):
            return compiled(h) + np.zeros(h.shape)

    evaluate.formula = expression
    return evaluate


def compiled(formula):
    """Function of one float, compiled by numba, for a sympy expression in x."""
    return njit(error_model="numpy")(sp.lambdify(x, accurate(formula), modules="math", cse=True))


def taylor(formula, order):
    """Exact Taylor coefficients of a smooth sympy formula in x at zero, orders 0 to ``order``."""
    coefficients, derivative = [], formula
    for n in range(order + 1):
        value = derivative.subs(x, 0)
        if not value.is_finite:
            value = sp.limit(derivative, x, 0)
        if not value.is_finite:
            refuse("activation", str(formula), f"its derivative of order {n} at zero is not finite")
        coefficients.append(sp.simplify(value / sp.factorial(n)))
        derivative = sp.diff(derivative, x)
    return tuple(coefficients)


def roots(formula):
    """Real zeros of a sympy expression in x: all where they are finitely many, else those in [−30, 30]."""
    from scipy.optimize import brentq  # at first use: it would double the time of `import crit`

    exact = sp.solveset(formula, x, sp.S.Reals)
    if isinstance(exact, sp.FiniteSet):
        return [float(root) for root in exact]
    values, grid = evaluator(formula), PROBES[:-2]
    sign = np.sign(values(grid))
    crossings = [brentq(values, grid[i], grid[i + 1]) for i in np.flatnonzero(sign[:-1] * sign[1:] < 0)]
    return crossings + [float(root) for root in grid[sign == 0]]


def outgrows_gaussian(expression):
    """Whether ln φ² keeps up with a multiple of h², by its share of h² at two large distances."""

    def share(h):
        size = abs(expression.subs(x, h).evalf(20))
        return float(2 * sp.log(1 + size).evalf(20)) / h**2

    return any(share(2 * h) > 1e-6 and share(2 * h) > 0.75 * share(h) for h in (200, -200))


def has_pole(expression):
    """Whether the expression grows without bound about a point of [−30, 30]: zoom in on every peak of a grid."""
    values, grid = evaluator(expression), np.linspace(-30, 30, 6002)
    size = np.abs(values(grid))
    inner, left, right = size[1:-1], size[:-2], size[2:]
    peaks = np.flatnonzero((inner >= left) & (inner >= right) & (inner > 1.2 * np.minimum(left, right)))
    return any(_height(values, grid[i], grid[i + 2]) > max(1e8, 1e6 * size[i + 1]) for i in peaks)


def _height(values, left, right):
    for _ in range(10):
        zoom = np.linspace(left, right, 41)
        size = np.nan_to_num(np.abs(values(zoom)), nan=np.inf)
        top = int(np.argmax(size))
        left, right = zoom[max(top - 1, 0)], zoom[min(top + 1, 40)]
    return size[top]
