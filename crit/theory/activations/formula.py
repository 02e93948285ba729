"""A formula in x, read as mathematics: a string becomes a sympy expression without ever being evaluated.

Sympy's own parsers call ``eval``. Here Python's grammar is used for its syntax tree alone, and each
node of the tree is translated by hand; whatever is not arithmetic in x is refused.
"""

import ast
import operator
import warnings
from typing import NamedTuple

import sympy as sp

from ...checks import refuse
from ..symbols import x

FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt,
    "sin": sp.sin, "cos": sp.cos, "arctan": sp.atan, "atan": sp.atan,
    "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "arcsinh": sp.asinh, "asinh": sp.asinh,
    "erf": sp.erf, "erfc": sp.erfc,
    "abs": sp.Abs, "sign": sp.sign,
}  # fmt: skip
EXTREMES = {"max": sp.Max, "min": sp.Min}
CONSTANTS = {"x": x, "pi": sp.pi, "e": sp.E}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

LONGEST, DEEPEST, LARGEST_NUMBER, LARGEST_POWER = 300, 30, 10**6, 16
ALLOWED = "a formula in x is needed, made of numbers, + - * / **, pi, e and the functions " + ", ".join(
    sorted([*FUNCTIONS, *EXTREMES])
)


def parse(text, functions=None, parameters=None):
    """Translate a formula string into a sympy expression in the real symbol x.

    Parameters
    ----------
    text : str
        For example ``"x*exp(-x**2)"``; at most 300 characters. Powers are ``**`` with a constant
        exponent of modulus at most 16, also when powers are nested; numbers are at most 10**6.
    functions : dict of str to callable, optional
        Further functions of one argument that the formula may call.
    parameters : dict of str to sympy.Number, optional
        Values of further names; each must occur in the formula.

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If the text is not mathematics in x. Nothing in the text is ever executed.
    """
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        refuse("activation", text, f"{ALLOWED}, in at most {LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(text.strip(), mode="eval")
        vocabulary = Vocabulary({**FUNCTIONS, **(functions or {})}, {**CONSTANTS, **(parameters or {})})
        _check_parameters(tree, parameters or {}, vocabulary.functions)
        expression = _translate(tree.body, vocabulary, DEEPEST)
    except (SyntaxError, MemoryError, RecursionError, ValueError, TypeError, OverflowError, NotMathematics) as reason:
        detail = f" ({reason})" if isinstance(reason, NotMathematics) else ""
        refuse("activation", text, ALLOWED + detail)
    if expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo, sp.I):
        refuse("activation", text, "the formula must be real and finite")
    return expression


class NotMathematics(Exception):
    """A node of the syntax tree has no meaning as arithmetic in x."""


class Vocabulary(NamedTuple):
    """The names that a formula may use."""

    functions: dict
    constants: dict


def _check_parameters(tree, parameters, functions):
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in parameters:
        if name in CONSTANTS or name in EXTREMES or name in functions:
            raise NotMathematics(f"{name!r} has a meaning and cannot be a parameter")
        if name not in names:
            raise NotMathematics(f"it has no parameter {name}")


def _translate(node, vocabulary, depth):
    if depth == 0:
        raise NotMathematics("nested too deeply")
    return _bounded(_meaning(node, vocabulary, lambda child: _translate(child, vocabulary, depth - 1)))


def _meaning(node, vocabulary, below):
    functions, constants = vocabulary
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return sp.Integer(number) if isinstance(number, int) else sp.Rational(repr(number))
        case ast.Name(id=name) if name in constants:
            return constants[name]
        case ast.Name(id=name) if name not in functions:
            raise NotMathematics(
                f"{name!r} is not understood; as a parameter it takes a value, activation(..., {name}=…)"
            )
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -below(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return below(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(below(left), below(right))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](below(left), below(right))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in functions:
            return functions[name](below(argument))
        case ast.Call(func=ast.Name(id=name), args=[left, right], keywords=[]) if name in EXTREMES:
            return EXTREMES[name](below(left), below(right))
    raise NotMathematics(f"{ast.unparse(node)[:40]!r} is not understood")


def _power(base, exponent):
    if not exponent.is_Rational or abs(exponent) > LARGEST_POWER:
        raise NotMathematics(f"an exponent must be a rational constant of modulus at most {LARGEST_POWER}")
    inner = [abs(power.exp) for power in base.atoms(sp.Pow) if power.exp.is_Rational]
    if abs(exponent) * max(inner, default=1) > LARGEST_POWER:
        raise NotMathematics(f"nested powers exceed {LARGEST_POWER}")
    return base**exponent


def _bounded(expression):
    # Bounding every constant part at once keeps towers such as ((9**9)**9)**9 from ever being computed.
    if expression.is_number and not (expression.is_real and abs(float(expression)) <= LARGEST_NUMBER):
        raise NotMathematics(f"a constant in it is not real or is larger than {LARGEST_NUMBER}")
    return expression
