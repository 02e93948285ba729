"""An activation is one sympy object; its Taylor coefficients, moments and compiled kernel come from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from ...checks import real, refuse
from ...numerics.quadrature import gaussian_mean
from ..symbols import x
from .evaluate import PROBES, compiled, evaluator, has_pole, outgrows_gaussian, roots, taylor
from .vocabulary import reworded

UNEVALUATED = (
    TypeError, ValueError, NameError, ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError,
    SyntaxError,
)  # fmt: skip
"""What comes of a formula that sympy can print but nothing can evaluate."""


@dataclass(frozen=True)
class Activation:
    """What one unit does with its input h.

    A deterministic unit returns φ(h). A stochastic one is binary: it returns 1 with probability p(h) and
    0 otherwise, independently for every unit, layer and input.

    Parameters
    ----------
    name : str
        How the activation is called in tables and figures.
    expression : sympy.Expr
        φ(x), or p(x) if ``stochastic``, in the real symbol x; real and finite on the real line.
    stochastic : bool
        Whether the expression is a probability of firing.

    Raises
    ------
    ValueError
        If the expression is not real and finite, does not depend on x, is no probability though
        ``stochastic``, or grows so fast that Gaussian moments do not exist.
    """

    name: str
    expression: sp.Expr
    stochastic: bool = False

    def __post_init__(self):
        symbols = self.expression.free_symbols
        if len(symbols) != 1:
            refuse("activation", str(self.expression), "the formula must depend on exactly one variable, x")
        object.__setattr__(self, "expression", reworded(self.expression.subs(symbols.pop(), x)))
        self._check_values()

    def _check_values(self):
        try:
            values, _ = self(PROBES), self.kinks
        except UNEVALUATED:
            refuse("activation", str(self.expression), "the formula must be real and finite on the real line")
        if not np.all(np.isfinite(values)) or np.any(np.imag(values)):
            refuse("activation", str(self.expression), "the formula must be real and finite on the real line")
        if has_pole(self.expression):
            refuse("activation", str(self.expression), "it has a pole, so E φ² over a Gaussian is not finite")
        if self.stochastic and (values.min() < 0 or values.max() > 1):
            refuse("activation", str(self.expression), "a firing probability must lie between 0 and 1")
        if not self.stochastic and outgrows_gaussian(self.expression):
            refuse("activation", str(self.expression), "it grows too fast: E φ² over a Gaussian is not finite")

    def __call__(self, h):
        """Value φ(h), or firing probability p(h), for an array h of any shape."""
        return evaluator(self.expression)(h)

    @cached_property
    def second(self) -> Any:
        """Conditional second moment E[output² | h] as a sympy expression: φ², or p."""
        return self.expression if self.stochastic else self.expression**2

    @cached_property
    def fourth(self) -> Any:
        """Conditional fourth moment E[output⁴ | h] as a sympy expression: φ⁴, or p."""
        return self.expression if self.stochastic else self.expression**4

    @cached_property
    def kinks(self) -> tuple:
        """Values of h, in increasing order, where the formula changes from one smooth branch to the next."""
        conditions = self._branches.atoms(Relational)
        return tuple(sorted({root for condition in conditions for root in roots(condition.lhs - condition.rhs)}))

    @cached_property
    def is_smooth(self) -> bool:
        """Whether the formula has a single branch."""
        return not self.kinks

    @cached_property
    def _branches(self):
        return sp.piecewise_fold(self.expression.rewrite(sp.Piecewise))

    def one_sided(self, side: int) -> sp.Expr:
        """The smooth formula that holds just right (``side=1``) or just left (``side=-1``) of zero."""
        nearby = sp.Rational(side, 10**9)
        return self._branches.replace(
            lambda part: isinstance(part, sp.Piecewise),
            lambda part: next(branch for branch, condition in part.args if condition.subs(x, nearby) == True),  # noqa: E712
        )

    def taylor(self, order: int, side: int = 1) -> tuple[sp.Expr, ...]:
        """Taylor coefficients φ⁽ⁿ⁾(0±)/n! for n = 0…order, exact, from one side of zero.

        Parameters
        ----------
        order : int
            Highest power.
        side : {1, -1}
            Approach zero from the right or from the left; the same for a smooth formula.

        Returns
        -------
        tuple of sympy.Expr

        Raises
        ------
        ValueError
            If a one-sided derivative at zero is infinite.
        """
        return taylor(self.one_sided(side), order)

    @cached_property
    def derivative(self) -> sp.Expr:
        """φ' as a sympy expression (on each smooth branch)."""
        return sp.diff(self._branches if self.kinks else self.expression, x)

    @cached_property
    def curvature(self) -> sp.Expr:
        """φ'' as a sympy expression (on each smooth branch; kinks carry delta functions besides)."""
        return sp.diff(self.derivative, x)

    def mean(self, expression: sp.Expr, K: float) -> float:
        """Gaussian mean E f(√K z) of a sympy expression f in x, by quadrature.

        Parameters
        ----------
        expression : sympy.Expr
            For example ``activation.second``.
        K : float
            Variance, K >= 0.

        Returns
        -------
        float
        """
        return gaussian_mean(evaluator(expression), real("K", K, least=0), self.kinks, name="activation")

    def mean_square(self, expression: sp.Expr, K: float) -> float:
        """Gaussian mean E f(√K z)², as `mean`; f is squared as a number, since f² of a formula overflows sooner."""
        return gaussian_mean(_squared(evaluator(expression)), real("K", K, least=0), self.kinks, name="activation")

    @cached_property
    def slopes(self) -> tuple[float, ...] | None:
        """(left, right) slopes if φ is linear on either side of zero and so scale free, else None."""
        if self.stochastic or any(self.kinks):
            return None
        ratios = [sp.simplify(self.one_sided(side) / x) for side in (-1, 1)]
        return None if any(ratio.has(x) for ratio in ratios) else tuple(float(ratio) for ratio in ratios)

    @cached_property
    def is_even(self) -> bool:
        """Whether E[output² | h] is an even function of h."""
        right = PROBES[PROBES > 0]
        values = evaluator(self.second)
        return bool(np.allclose(values(right), values(-right), rtol=1e-12, atol=1e-300))

    @cached_property
    def scalar(self) -> Callable:
        """The formula compiled by numba: a function of one float, callable from other kernels."""
        return compiled(self._branches)

    @cached_property
    def scalar_derivative(self) -> Callable:
        """φ' compiled by numba, as `scalar`."""
        return compiled(self.derivative)

    def __reduce__(self):
        return Activation, (self.name, self.expression, self.stochastic)

    def __str__(self):
        return self.name


def _squared(values):
    def square(h):
        return values(h) ** 2

    square.formula = f"({values.formula})**2"
    return square
