"""From a sympy expression in x to numbers: evaluation, compilation, roots, Taylor series, and what has no average."""

from functools import lru_cache

import numpy as np
import sympy as sp

from ...checks import refuse
from ...numerics.compile import FORMULA, njit
from ..symbols import x
from .removable import expansions
from .scaled_numbers import compiled_value, trusted_radius, values_and_peaks
from .vocabulary import check_compiled

PROBES = np.concatenate([np.linspace(-30, 30, 601), [-1e-6, 1e-6]])
"""Where a formula is tried out."""
MOST_ROOTS = 2000


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
    """NumPy function of an array h for a sympy expression in x; silent about overflow in branches not taken.

    Where a plain evaluation would lose its digits, near a removable singularity or far out, a power series or numbers
    with an exponent of their own take its place (`crit.theory.activations.removable`,
    `crit.theory.activations.scaled_numbers`). A function of an array is handed back.
    """
    if not isinstance(expression, sp.Basic):
        return expression
    rewritten = accurate(expression)
    direct = _silent(sp.lambdify(x, rewritten, modules=["scipy", "numpy"], cse=True))
    near, reach = expansions(expression, direct), trusted_radius(rewritten, direct)
    far = values_and_peaks(rewritten) if reach < np.inf else None

    def evaluate(h):
        h = np.asarray(h, dtype=float)
        values = direct(h)
        for series in near:
            values = np.where(np.abs(h - series.centre) < series.radius, series(h), values)
        if far and np.any(np.abs(h) > reach):
            values = np.where(np.abs(h) > reach, far(np.where(np.abs(h) > reach, h, reach))[0], values)
        return values[()]

    evaluate.formula = expression
    return evaluate


def _silent(function):
    def values(h):
        with np.errstate(all="ignore"):
            found = function(h) + np.zeros(np.shape(h))
        return found.real if np.iscomplexobj(found) and not np.any(found.imag) else found

    return values


def compiled(formula):
    """Function of one float, compiled by numba, for a sympy expression in x; as exact as `evaluator`."""
    check_compiled(formula)
    function = njit(**FORMULA)(sp.lambdify(x, accurate(formula), modules="math", cse=True))
    return steadied(function, formula)


def steadied(function, formula):
    """A compiled form of a formula, replaced where plain evaluation overflows or loses digits."""
    rewritten = accurate(formula)
    direct = _silent(sp.lambdify(x, rewritten, modules=["scipy", "numpy"], cse=True))
    reach = trusted_radius(rewritten, direct)
    if reach < np.inf:
        function = _with_far(function, reach, compiled_value(rewritten))
    for series in expansions(formula, direct):
        function = _with_near(function, *series)
    return function


def _with_far(function, reach, careful):
    @njit(**FORMULA)
    def value(h):
        return 1.0 * function(h) if abs(h) <= reach else careful(h)

    return value


def _with_near(function, centre, radius, coefficients):
    powers = np.array(coefficients[::-1])

    @njit(**FORMULA)
    def value(h):
        if abs(h - centre) >= radius:
            return 1.0 * function(h)
        total = 0.0
        for k in range(powers.size):
            total = total * (h - centre) + powers[k]
        return total

    return value


def taylor(formula, order):
    """Exact Taylor coefficients of a smooth sympy formula in x at zero, orders 0 to ``order``."""
    # tanh(ln g) is rational in g, and much quicker to differentiate.
    rational = formula.replace(
        sp.tanh, lambda g: (g.args[0] ** 2 - 1) / (g.args[0] ** 2 + 1) if g.func == sp.log else sp.tanh(g)
    )
    coefficients, derivative = [], rational
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
    """Real zeros of a sympy expression in x, or the `MOST_ROOTS` nearest to zero among those in [−500, 500].

    All zeros of a polynomial are found, those of another formula where it changes sign.
    """
    if formula.is_polynomial(x):
        return [float(root) for root in sp.Poly(formula, x).nroots(n=25) if root.is_real] if formula.has(x) else []
    values = evaluator(formula)
    coarse, fine = (_crossings(values, np.linspace(-500, 500, 20_001 * factor)) for factor in (1, 8))
    found = coarse if len(coarse) == len(fine) else fine
    return sorted(found, key=abs)[:MOST_ROOTS]


def _crossings(values, grid):
    sign = np.sign(values(grid))
    cells = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    low, high, left = grid[cells], grid[cells + 1], sign[cells]
    for _ in range(60):
        middle = (low + high) / 2
        below = np.sign(values(middle)) == left
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return [float(root) for root in (*high, *grid[sign == 0])]


def outgrows_gaussian(expression):
    """Whether ln φ² keeps up with a multiple of x², by its share of x² at two large distances."""

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
