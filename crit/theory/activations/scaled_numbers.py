"""Formulas in numbers m·eˢ, in which quotients and logarithms of exponentials neither overflow nor underflow.

A derivative such as e^(−5x)/(1 + e^(−5x))² is ∞/∞ in floating point for x < −142, though its value is 0. With the
exponent s kept apart, e^g is the pair (1, g), a product adds exponents and a sum takes out the larger one, so that
exponents cancel exactly. The functions below take and return triples (m, s, peak) of floats or arrays; ``peak`` is the
largest |ln| of all numbers on the way, which tells how far a plain evaluation can be trusted.
"""

from functools import reduce

import numpy as np
import sympy as sp
from numba.extending import overload, register_jitable

from ...numerics.compile import FORMULA, njit
from ..symbols import x

TRUSTED = 300.0
"""Where no number on the way is beyond e^(±300), plain floating point is right."""


def choose(condition, a, b):
    """np.where, also for the floats of compiled code."""
    return np.where(condition, a, b)


@overload(choose)
def _choose(condition, a, b):
    return lambda condition, a, b: a if condition else b


@register_jitable
def lift(value):
    """A plain number as a triple."""
    return 1.0 * value, 0.0 * value, 0.0 * value


@register_jitable
def carry(a, source):
    """a, computed from a source whose peak it inherits."""
    return a[0], a[1], np.maximum(a[2], source[2])


@register_jitable
def plain(a):
    """The number itself, as a float."""
    m, s, _ = a
    half = np.exp(s / 2)
    return choose(m == 0, 0.0, m * half * half)


@register_jitable
def peak(a):
    """The third number of a triple."""
    return a[2]


@register_jitable
def _size(m, s):
    return choose(m == 0, 0.0, np.abs(np.log(np.abs(m)) + s))


@register_jitable
def _log_size(m, s):
    return choose(m == 0, -np.inf, np.log(np.abs(m)) + s)


@register_jitable
def multiply(a, b):
    """a·b."""
    m, s = a[0] * b[0], a[1] + b[1]
    return m, s, np.maximum(np.maximum(a[2], b[2]), _size(m, s))


@register_jitable
def add(a, b):
    """a + b, the larger exponent taken out."""
    high = choose(a[0] == 0, b[1], choose(b[0] == 0, a[1], np.maximum(a[1], b[1])))
    m = a[0] * np.exp(np.minimum(a[1] - high, 0.0)) + b[0] * np.exp(np.minimum(b[1] - high, 0.0))
    return m, high, np.maximum(np.maximum(a[2], b[2]), _size(m, high))


@register_jitable
def power(a, exponent):
    """a to a constant power."""
    m, s = (1.0 * a[0]) ** exponent, a[1] * exponent
    return m, s, np.maximum(a[2], _size(m, s))


@register_jitable
def exponential(a):
    """e^a."""
    g = plain(a)
    return 1.0 + 0.0 * g, g, np.maximum(a[2], np.abs(g))


@register_jitable
def exponential_less_one(a):
    """e^a − 1."""
    g = plain(a)
    m, s = choose(g > 50.0, 1.0, np.expm1(np.minimum(g, 50.0))), choose(g > 50.0, g, 0.0)
    tiny = _log_size(a[0], a[1]) < -50.0
    return choose(tiny, a[0], m), choose(tiny, a[1], s), np.maximum(a[2], np.maximum(g, 0.0))


@register_jitable
def logarithm(a):
    """ln a."""
    value = np.log(a[0]) + a[1]
    return value, 0.0 * value, a[2]


@register_jitable
def logarithm_of_one_plus(a):
    """ln(1 + a)."""
    size = _log_size(a[0], a[1])
    large = np.log(choose(size > 30.0, a[0], 1.0)) + a[1]
    value = choose(size > 50.0, large, np.log1p(plain((a[0], np.minimum(a[1], 50.0 + 0.0 * size), a[2]))))
    tiny = size < -50.0
    return choose(tiny, a[0], value), choose(tiny, a[1], 0.0), a[2]


@register_jitable
def hyperbolic_sine(a):
    """sinh a."""
    g = plain(a)
    return -np.sign(g) * np.expm1(-2 * np.abs(g)) / 2, np.abs(g), np.maximum(a[2], np.abs(g))


@register_jitable
def hyperbolic_cosine(a):
    """cosh a."""
    g = plain(a)
    return (1 + np.exp(-2 * np.abs(g))) / 2, np.abs(g), np.maximum(a[2], np.abs(g))


@register_jitable
def normal_tail(a, erfc):
    """erfc a; for a > 10 by its asymptotic series e^(−a²)/(a√π) (1 − 1/2a² + 3/4a⁴ − …)."""
    g = plain(a)
    far = np.maximum(g, 10.0)
    series = term = 1.0 + 0.0 * g
    for k in range(1, 24, 2):
        term = -term * k / (2 * far * far)
        series = series + term
    m = choose(g > 10.0, series / (far * 1.7724538509055160), erfc)
    square = choose(g > 10.0, g * g, 0.0)
    return m, -square, np.maximum(a[2], np.maximum(square, 0.0))


@register_jitable
def absolute(a):
    """|a|."""
    return np.abs(a[0]), a[1], a[2]


@register_jitable
def branch(condition, a, b):
    """a where the condition holds, else b."""
    return choose(condition, a[0], b[0]), choose(condition, a[1], b[1]), choose(condition, a[2], b[2])


@register_jitable
def larger(a, b):
    """Maximum of a and b."""
    return branch(add(a, (-b[0], b[1], b[2]))[0] > 0, a, b)


@register_jitable
def smaller(a, b):
    """Minimum of a and b."""
    return branch(add(a, (-b[0], b[1], b[2]))[0] > 0, b, a)


OPERATIONS = {
    f.__name__: f
    for f in (
        lift, carry, plain, peak, multiply, add, power, exponential, exponential_less_one, logarithm,
        logarithm_of_one_plus, hyperbolic_sine, hyperbolic_cosine, normal_tail, absolute, branch, larger, smaller,
    )
}  # fmt: skip
"""What a scaled formula calls, by the names that it is printed with."""

UNARY = {
    "exp": exponential, "expm1": exponential_less_one, "log": logarithm, "log1p": logarithm_of_one_plus,
    "sinh": hyperbolic_sine, "cosh": hyperbolic_cosine, "Abs": absolute,
}  # fmt: skip
WILD = {"exp", "expm1", "sinh", "cosh", "erfc"}
"""Functions that leave the range of floating point early."""


def scaled(formula):
    """A sympy formula in x as two: its value, and the peak on the way there."""
    triple = _translate(formula)
    return _call("plain", triple), _call("peak", triple)


def trusted_radius(formula, direct):
    """Largest |x| up to which a plain evaluation keeps its digits: inf if it always does.

    Parameters
    ----------
    formula : sympy.Expr
        In x.
    direct : callable
        Its plain evaluation, for arrays.

    Returns
    -------
    float
    """
    if not _is_wild(formula):
        return np.inf
    places = np.geomspace(1e-6, 1e8, 1401)
    radii = [_trusted_on_one_side(formula, direct, sign * places) for sign in (1, -1)]
    return float(min(radii))


def _trusted_on_one_side(formula, direct, places):
    value, peak = values_and_peaks(formula)(places)
    beyond = np.flatnonzero(np.abs(peak) > TRUSTED)
    if not beyond.size:
        return np.inf
    found, right = direct(places)[beyond], value[beyond]
    # What is below 1e-130 has no weight in an average, nor has its square.
    same = np.isclose(found, right, rtol=1e-13, atol=1e-130) | ~np.isfinite(right)
    return np.inf if same.all() else np.abs(places[max(beyond[0] - 1, 0)])


def values_and_peaks(formula):
    """Function of an array that returns the value and the peak of a scaled formula."""
    both = sp.lambdify(x, scaled(formula), modules=[OPERATIONS, "scipy", "numpy"], cse=True)

    def values(h):
        with np.errstate(all="ignore"):
            return tuple(part + np.zeros(np.shape(h)) for part in both(h))

    return values


def compiled_value(formula):
    """Function of one float, compiled by numba, for a scaled formula."""
    return njit(**FORMULA)(sp.lambdify(x, scaled(formula)[0], modules=[OPERATIONS, "math"], cse=True))


def _is_wild(node):
    return any(part.func.__name__ in WILD for part in node.atoms(sp.Function) | node.atoms(sp.exp))


def _call(name, *arguments):
    return sp.Function(name)(*arguments)


def _translate(node):
    if not _is_wild(node):
        return _call("lift", node)
    below = [] if isinstance(node, sp.Piecewise) else [_translate(part) for part in node.args]
    name = node.func.__name__
    match node:
        case sp.Add():
            return reduce(lambda a, b: _call("add", a, b), below)
        case sp.Mul():
            return reduce(lambda a, b: _call("multiply", a, b), below)
        case sp.exp():
            return _call("exponential", below[0])
        case sp.Pow() if node.exp.is_number:
            return _call("power", below[0], sp.Float(node.exp, 17))
        case sp.Pow():
            return _call("exponential", _call("multiply", below[1], _call("logarithm", below[0])))
        case sp.Max() | sp.Min():
            return reduce(lambda a, b: _call("larger" if isinstance(node, sp.Max) else "smaller", a, b), below)
        case sp.erfc():
            return _call("normal_tail", below[0], sp.erfc(_call("plain", below[0])))
        case sp.Piecewise():
            branches = reversed([(condition, _translate(branch)) for branch, condition in node.args])
            return reduce(lambda rest, part: _call("branch", *part, rest), branches, _call("lift", sp.nan))
    if name in UNARY:
        return _call(UNARY[name].__name__, *below)
    value = node.func(*(_call("plain", part) for part in below))
    return reduce(lambda a, b: _call("carry", a, b), below, _call("lift", value))
