"""What people call an activation, and how other packages hand one over: names, families, modules and functions."""

import ast
import difflib
import functools
import inspect
import re

import numpy as np
import sympy as sp

from ...checks import real, refuse
from .catalogue import ALIASES, FAMILIES, FORMULAS
from .formula import CONSTANTS, EXTREMES, FUNCTIONS

PACKAGES = {"torch", "jax", "flax", "keras", "tensorflow", "numpy", "scipy"}
"""Where a function's name says what it computes."""
SYNONYMS = {("leaky_relu", "alpha"): "negative_slope", ("snake", "alpha"): "a", ("silu", "alpha"): "beta"}
IGNORED = {"inplace", "threshold", "training"}
"""Attributes of modules that change nothing, or only how it is computed."""
RANDOM = {"rrelu", "dropout", "alphadropout"}
NAMES = {name: name for name in (*FORMULAS, *FAMILIES)}


def plain_name(text):
    """A name without capitals, hyphens, underscores and spaces."""
    return re.sub(r"[\s_-]", "", text).lower()


KNOWN = {plain_name(name): name for name in NAMES} | ALIASES


def called(text, parameters):
    """The name of the catalogue that a text stands for and its parameters, or (None, parameters) for a formula.

    A name may be followed by a bracket with numbers only, as in ``"leaky_relu(0.2)"`` or ``"Softplus(beta=2)"``.
    """
    if plain_name(text) in KNOWN:
        return KNOWN[plain_name(text)], parameters
    try:
        node = ast.parse(text, mode="eval").body
        name = KNOWN.get(plain_name(node.func.id))
        values = [ast.literal_eval(part) for part in node.args]
        named = {part.arg: ast.literal_eval(part.value) for part in node.keywords}
    except (SyntaxError, ValueError, AttributeError, TypeError, RecursionError, MemoryError):
        return None, parameters
    if name is None or (values and name not in FAMILIES):
        return None, parameters
    positions = inspect.signature(FAMILIES[name]).parameters if values else ()
    if len(values) > len(positions):
        refuse("activation", text, f"{name} takes {len(positions)} parameters: {', '.join(positions)}")
    return name, {**dict(zip(positions, values)), **named, **parameters}


def family(name, parameters):
    """Formula of a member of a family, and its parameters as text.

    Raises
    ------
    ValueError
        If a parameter is unknown, no number, or leaves no formula.
    """
    given = {SYNONYMS.get((name, key), key): value for key, value in parameters.items() if key not in IGNORED}
    known = inspect.signature(FAMILIES[name]).parameters
    for key in given:
        if key not in known:
            refuse("activation", name, f"it has no parameter {key}: its parameters are {', '.join(known)}")
    values = {key: exact(key, value) for key, value in given.items()}
    try:
        formula = sp.sympify(FAMILIES[name](**values))
    except (ValueError, TypeError):
        formula = sp.nan
    if formula.has(sp.nan, sp.zoo, sp.oo):
        refuse("activation", name, f"no function with {', '.join(f'{key} = {value}' for key, value in given.items())}")
    return formula, [f"{value:g}" if isinstance(value, int | float) else str(value) for value in given.values()]


def exact(name, value):
    """A parameter as an exact sympy number; a word stays a word."""
    if isinstance(value, str) and name == "approximate":
        return value
    number = real(name, value)
    return sp.Integer(int(number)) if number.is_integer() else sp.Rational(repr(number))


def recognised(thing):
    """Name or formula and parameters of a module or function of a known package, or None."""
    if isinstance(thing, functools.partial) and not thing.args:
        found = recognised(thing.func)
        return found and (found[0], {**found[1], **thing.keywords})
    named = thing if isinstance(thing, type) or hasattr(thing, "__name__") else type(thing)
    package, name = _package(named), plain_name(getattr(named, "__name__", ""))
    if package not in PACKAGES:
        return None
    if name in RANDOM:
        refuse("activation", named.__name__, "its output is random")
    if name == "gelu" and package in {"jax", "flax"}:
        return "gelu", {"approximate": "tanh"}
    if name in KNOWN:
        return KNOWN[name], _attributes(thing, KNOWN[name])
    return (f"{name}(x)", {}) if name in FUNCTIONS else _unknown(thing, named)


def _package(named):
    if isinstance(named, np.ufunc):
        return "numpy"
    module = getattr(named, "__module__", None) or getattr(getattr(named, "__self__", None), "__module__", None)
    return str(module or "").split(".")[0]


def _attributes(thing, name):
    names = inspect.signature(FAMILIES[name]).parameters if name in FAMILIES else ()
    found = {key: getattr(thing, key) for key in (*names, *(old for of, old in SYNONYMS if of == name))
             if hasattr(thing, key) and not callable(getattr(thing, key))}  # fmt: skip
    return {key: value if isinstance(value, str) else float(value) for key, value in found.items()}


def _unknown(thing, named):
    callable_as_it_is = isinstance(thing, np.ufunc) and thing.nin == 1
    if callable_as_it_is:
        return None
    return refuse("activation", named.__name__, f"unknown; {_catalogue()}")


def _catalogue():
    return f"the catalogue has {', '.join(FORMULAS)}"


def suggestion(text):
    """What to add to a refusal of a text: the catalogue and the nearest name, if a name in it is unknown."""
    known = {*FUNCTIONS, *EXTREMES, *CONSTANTS, *FORMULAS}
    unknown = [word for word in re.findall(r"[A-Za-z_]\w*", text[:300]) if word not in known]
    if not unknown:
        return ""
    near = difflib.get_close_matches(plain_name(unknown[0]), KNOWN, n=1)
    return f"; {_catalogue()}" + (f"; did you mean {KNOWN[near[0]]!r}?" if near else "")
