"""From a sympy expression in x to a compiled function whose loops become vector instructions."""

import sympy as sp

from ...numerics.compile import FORMULA, njit
from ...numerics.elementary import exp, expm1, square_sech, tanh
from ..symbols import x
from .evaluate import accurate, steadied


def vectorised(formula):
    """Function of one float, compiled by numba, for a sympy expression in x.

    As `Activation.scalar`, but a loop over it vectorises if the formula needs no functions but exp, expm1 and tanh.
    """
    # A slope such as 1 − tanh² keeps no digits where tanh saturates: a square hyperbolic secant does.
    rewritten = formula.replace(lambda part: part.is_Pow and part.exp == 2 and part.base.func == sp.tanh, _by_secant)
    functions = {"exp": exp, "expm1": expm1, "tanh": tanh, "square_sech": square_sech}
    plain = sp.lambdify(x, accurate(rewritten), modules=[functions, "math"], cse=True)
    return steadied(njit(inline="always", **FORMULA)(plain), formula)


def _by_secant(square):
    return 1 - sp.Function("square_sech")(square.base.args[0])
