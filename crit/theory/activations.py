"""An activation is one sympy object; its Taylor coefficients, moments and compiled kernel come from it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import sympy as sp

from ..checks import real, refuse
from .catalogue import FAMILIES, FORMULAS, STOCHASTIC
from .expressions import PROBES, compiled, evaluator, has_pole, outgrows_gaussian, roots, taylor
from .formula import NotMathematics, parse, x
from .functions import check_function, compiled_function, difference_quotient, power
from .moments import gaussian_mean
from .names import called, exact, family, recognised, suggestion
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
    def second(self):
        """Conditional second moment E[output² | h] as a sympy expression: φ², or p."""
        return self.expression if self.stochastic else self.expression**2

    @cached_property
    def fourth(self):
        """Conditional fourth moment E[output⁴ | h] as a sympy expression: φ⁴, or p."""
        return self.expression if self.stochastic else self.expression**4

    @cached_property
    def kinks(self):
        """Values of h, in increasing order, where the formula changes from one smooth branch to the next."""
        conditions = self._branches.atoms(sp.core.relational.Relational)
        return tuple(sorted({root for condition in conditions for root in roots(condition.lhs - condition.rhs)}))

    @cached_property
    def is_smooth(self):
        """Whether the formula has a single branch."""
        return not self.kinks

    @cached_property
    def _branches(self):
        return sp.piecewise_fold(self.expression.rewrite(sp.Piecewise))

    def one_sided(self, side):
        """The smooth formula that holds just right (``side=1``) or just left (``side=-1``) of zero."""
        nearby = sp.Rational(side, 10**9)
        return self._branches.replace(
            lambda part: isinstance(part, sp.Piecewise),
            lambda part: next(branch for branch, condition in part.args if condition.subs(x, nearby) == True),  # noqa: E712
        )

    def taylor(self, order, side=1):
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
    def derivative(self):
        """φ' as a sympy expression (on each smooth branch)."""
        return sp.diff(self._branches if self.kinks else self.expression, x)

    @cached_property
    def curvature(self):
        """φ'' as a sympy expression (on each smooth branch; kinks carry delta functions besides)."""
        return sp.diff(self.derivative, x)

    def mean(self, expression, K):
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
        return gaussian_mean(evaluator(expression), real("K", K, least=0), self.kinks)

    def mean_square(self, expression, K):
        """Gaussian mean E f(√K z)², as `mean`; f is squared as a number, since f² of a formula overflows sooner."""
        return gaussian_mean(_squared(evaluator(expression)), real("K", K, least=0), self.kinks)

    @cached_property
    def slopes(self):
        """(left, right) slopes if φ is linear on either side of zero and so scale free, else None."""
        if self.stochastic or any(self.kinks):
            return None
        ratios = [sp.simplify(self.one_sided(side) / x) for side in (-1, 1)]
        return None if any(ratio.has(x) for ratio in ratios) else tuple(float(ratio) for ratio in ratios)

    @cached_property
    def is_even(self):
        """Whether E[output² | h] is an even function of h."""
        right = PROBES[PROBES > 0]
        values = evaluator(self.second)
        return bool(np.allclose(values(right), values(-right), rtol=1e-12, atol=1e-300))

    @cached_property
    def scalar(self):
        """The formula compiled by numba: a function of one float, callable from other kernels."""
        return compiled(self._branches)

    @cached_property
    def scalar_derivative(self):
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


class CallableActivation(Activation):
    """A Python function of an array as an activation: evaluated as it stands, without a formula.

    Parameters
    ----------
    function : callable
        Takes an array and returns one of the same shape, element by element, always the same for the same input.

    Raises
    ------
    ValueError
        If it does not. Later, from whatever needs a formula or its derivatives (`expression`).
    """

    def __init__(self, function):
        name = getattr(function, "__name__", type(function).__name__)
        for field_name, value in (("name", name), ("function", function), ("stochastic", False)):
            object.__setattr__(self, field_name, value)
        check_function(name, self)

    def __call__(self, h):
        """Value φ(h) for an array h of any shape."""
        h = np.asarray(h, dtype=float)
        with np.errstate(all="ignore"):
            return np.asarray(self.function(h), dtype=float)[()]

    @property
    def expression(self):
        """Refused: there is no formula."""
        refuse("activation", self.name, "a formula is needed here, and a Python function has none")

    kinks, is_smooth, slopes = (), True, None

    @cached_property
    def second(self):
        """φ² as a function of an array."""
        return power(self, 2, self.name)

    @cached_property
    def fourth(self):
        """φ⁴ as a function of an array."""
        return power(self, 4, self.name)

    @cached_property
    def scalar(self):
        """The function compiled by numba; ValueError if numba cannot."""
        return compiled_function(self.function, self.name)

    @cached_property
    def scalar_derivative(self):
        """Its slope from central differences, good to about nine digits; compiled as `scalar`."""
        return difference_quotient(self.scalar)

    def __eq__(self, other):
        return isinstance(other, CallableActivation) and self.function == other.function

    def __hash__(self):
        return hash(self.function)

    def __reduce__(self):
        return CallableActivation, (self.function,)


def _known(name):
    # The tests check the catalogue; to check it at every import would take half a second.
    unit = object.__new__(Activation)
    for field_name, value in (("name", name), ("expression", FORMULAS[name]), ("stochastic", name in STOCHASTIC)):
        object.__setattr__(unit, field_name, value)
    return unit


ACTIVATIONS = {name: _known(name) for name in FORMULAS}
"""The catalogue: name to `Activation`."""


def activation(specification, **parameters):
    """The activation that a name, a formula, a sympy expression or a function of another package stands for.

    Parameters
    ----------
    specification : str, sympy.Expr, Activation or callable
        - A name of `ACTIVATIONS`, in any spelling in use (``"ReLU"``, ``"LeakyReLU"``, ``"swish"``). A call with
          nothing but numbers sets the parameters of a family: ``"leaky_relu(0.2)"``, ``"softplus(beta=2)"``.
        - A formula in x such as ``"x*exp(-x**2)"``, which may also call the deterministic activations of the catalogue
          by name, as functions of x: ``"gelu(2*x) + relu(x)"``.
        - A sympy expression. Its variable is the symbol called x, or the only one that is not given as a parameter.
        - A module or function of torch, jax, keras, numpy or scipy: ``torch.nn.GELU()``, ``np.tanh``.
        - Any other Python function of an array. It is evaluated as it stands (`CallableActivation`); what takes a
          formula or its derivatives refuses it.
    **parameters : float
        Values of the other symbols of the formula, ``activation("x/(1 + exp(-beta*x))", beta=1.7)``, or of the
        parameters of a family, ``activation("elu", alpha=0.5)``.

    Returns
    -------
    Activation

    Raises
    ------
    ValueError
        If the specification is none of these, a parameter is missing or of no use, or the formula is not real, finite
        and slowly growing enough for Gaussian moments to exist.
    """
    if isinstance(specification, Activation):
        _none_of(parameters, specification)
        return specification
    if isinstance(specification, str):
        return _from_text(specification.strip(), tuple(sorted(parameters.items())))
    if isinstance(specification, sp.Expr):
        return _from_expression(specification, parameters)
    return _from_object(specification, parameters)


@lru_cache(maxsize=256)
def _from_text(text, parameters):
    name, given = called(text, dict(parameters))
    if name is not None:
        return _of_catalogue(name, given)
    functions = {name: _applied(name) for name in FORMULAS if name not in STOCHASTIC}
    values = {name: exact(name, value) for name, value in parameters}
    try:
        return Activation(_label(text, parameters), parse(text, functions, values))
    except ValueError as refusal:
        raise ValueError(f"{refusal}{suggestion(text)}") from None


def _applied(name):
    def function(argument):
        if argument.is_number and name in FAMILIES:
            raise NotMathematics(f"a parameter of {name} is given by {name}({argument}) alone; in a formula it takes x")
        return FORMULAS[name].subs(x, argument)

    return function


def _of_catalogue(name, parameters):
    if not parameters and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    if name not in FAMILIES:
        _none_of(parameters, name)
    formula, values = family(name, parameters)
    if formula == FORMULAS.get(name):
        return ACTIVATIONS[name]
    return Activation(f"{name}({', '.join(values)})", formula)


def _from_expression(expression, parameters):
    symbols = {symbol.name: symbol for symbol in expression.free_symbols}
    unused = [name for name in parameters if name not in symbols]
    if unused:
        refuse("activation", str(expression), f"{unused[0]} does not occur in it")
    free = sorted(set(symbols) - set(parameters))
    if len(free) > 1:
        missing = next(name for name in free if name != "x")
        refuse("activation", str(expression), f"{missing} is free: give its value, activation(..., {missing}=...)")
    values = {symbols[name]: exact(name, value) for name, value in parameters.items()}
    return Activation(_label(str(expression), tuple(parameters.items())), expression.subs(values))


def _from_object(thing, parameters):
    found = recognised(thing)
    if found is not None:
        name, own = found
        return activation(name, **{**own, **parameters})
    if not callable(thing) or isinstance(thing, type):
        refuse("activation", thing, f"a name, a formula in x, a sympy expression, an Activation or a function is needed; "
                                    f"the names are {', '.join(FORMULAS)}")
    if parameters:
        _none_of(parameters, thing)
    return CallableActivation(thing)


def _label(text, parameters):
    values = ", ".join(f"{name} = {value:g}" for name, value in parameters)
    return f"{text} ({values})" if values else text


def _none_of(parameters, specification):
    if parameters:
        refuse("activation", str(specification), f"it has no parameter {next(iter(parameters))}")


def binary_unit(scale=1.0):
    """A stochastic unit that fires (outputs 1) with probability 1 − exp(−h²/2s²), else outputs 0.

    Parameters
    ----------
    scale : float
        The input s at which firing sets in, s > 0.

    Returns
    -------
    Activation
        Its mean activity is exactly E p = 1 − (1 + K/s²)^(−1/2), since p is a Gaussian in h.

    Raises
    ------
    ValueError
        If the scale is not a positive number.
    """
    scale = sp.nsimplify(real("scale", scale, above=0), rational=True)
    return Activation(f"binary (s = {float(scale):g})", 1 - sp.exp(-(x**2) / (2 * scale**2)), stochastic=True)
