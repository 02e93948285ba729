"""The activation that a name, a formula, a sympy expression or a function stands for, and the catalogue."""

from collections.abc import Callable
from functools import lru_cache

import sympy as sp

from ...checks import real, refuse
from ...typing import ActivationLike
from ..symbols import x
from .activation import Activation
from .catalogue import FAMILIES, FORMULAS, STOCHASTIC
from .formula import NotMathematics, parse
from .names import called, exact, family, recognised, suggestion
from .python_function import CallableActivation


def _known(name):
    # The tests check the catalogue; to check it at every import would take half a second.
    unit = object.__new__(Activation)
    for field_name, value in (("name", name), ("expression", FORMULAS[name]), ("stochastic", name in STOCHASTIC)):
        object.__setattr__(unit, field_name, value)
    return unit


ACTIVATIONS = {name: _known(name) for name in FORMULAS}
"""The catalogue: name to `Activation`."""


def activation(specification: ActivationLike | Callable, **parameters: float) -> Activation:
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
        refuse(
            "activation",
            thing,
            f"a name, a formula in x, a sympy expression, an Activation or a function is needed; "
            f"the names are {', '.join(FORMULAS)}",
        )
    if parameters:
        _none_of(parameters, thing)
    return CallableActivation(thing)


def _label(text, parameters):
    values = ", ".join(f"{name} = {value:g}" for name, value in parameters)
    return f"{text} ({values})" if values else text


def _none_of(parameters, specification):
    if parameters:
        refuse("activation", str(specification), f"it has no parameter {next(iter(parameters))}")


def parabola_unit(scale: float = 1.0) -> Activation:
    """A stochastic unit that fires with probability min(1, a²/2s²).

    Its mean activity K/2s² is linear in K but for exponentially small terms, so at σ_w² = 2s² the number of active
    units is conserved on average until it comes near N. It then performs the neutral Wright–Fisher process of genetics.

    Parameters
    ----------
    scale : float
        s > 0.

    Returns
    -------
    Activation

    Raises
    ------
    ValueError
        If the scale is not positive.
    """
    scale = sp.nsimplify(real("scale", scale, above=0), rational=True)
    p = x**2 / (2 * scale**2)
    return Activation(f"parabola (s = {float(scale):g})", sp.Piecewise((p, p < 1), (1, True)), stochastic=True)


def binary_unit(scale: float = 1.0) -> Activation:
    """A stochastic unit that fires (outputs 1) with probability 1 − exp(−a²/2s²), else outputs 0.

    Parameters
    ----------
    scale : float
        The input s at which firing sets in, s > 0.

    Returns
    -------
    Activation
        Its mean activity is exactly E p = 1 − (1 + K/s²)^(−1/2), since p is a Gaussian in a.

    Raises
    ------
    ValueError
        If the scale is not a positive number.
    """
    scale = sp.nsimplify(real("scale", scale, above=0), rational=True)
    return Activation(f"binary (s = {float(scale):g})", 1 - sp.exp(-(x**2) / (2 * scale**2)), stochastic=True)
