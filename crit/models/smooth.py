"""exp, tanh and their like in float64 in a form that compiles to vector instructions: no branch, no table, no call.

With n the whole number nearest to x/ln 2 and r = x − n ln 2, |r| <= ln 2 / 2,

    eˣ − 1 = 2ⁿ (eʳ − 1) + (2ⁿ − 1),    eʳ − 1 = r (1 + r/2! + r²/3! + … + r¹²/13!),

which keeps all digits of small results; tanh x = −m/(2 + m) with m = e^(−2x) − 1.
"""

import math

import numpy as np
import sympy as sp
from llvmlite import ir
from numba import types

from ..kernels import intrinsic, njit
from ..theory.expressions import accurate, steadied
from ..theory.formula import x as argument
from .streams import INLINE

LN2_HIGH, LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
TERMS = tuple(1.0 / math.factorial(k) for k in range(13, 0, -1))
ROUND, ONE, MANTISSA = 1.5 * 2.0**52, np.int64(1023), np.int64(52)
LARGEST = 708.0


def vectorised(formula):
    """Function of one float, compiled by numba, for a sympy expression in x.

    As `Activation.scalar`, but a loop over it vectorises if the formula needs no functions but those of this file.
    """
    # A slope such as 1 − tanh² keeps no digits where tanh saturates: a square hyperbolic secant does.
    rewritten = formula.replace(lambda part: part.is_Pow and part.exp == 2 and part.base.func == sp.tanh, _by_secant)
    functions = {"exp": exp, "expm1": expm1, "tanh": tanh, "square_sech": square_sech}
    plain = sp.lambdify(argument, accurate(rewritten), modules=[functions, "math"], cse=True)
    return steadied(njit(error_model="numpy", **INLINE)(plain), formula)


def _by_secant(square):
    return 1 - sp.Function("square_sech")(square.base.args[0])


def _cast(result, operand, target):
    @intrinsic
    def cast(context, a):
        return result(operand), lambda _, builder, __, values: builder.bitcast(values[0], target)

    return cast


_bits = _cast(types.int64, types.float64, ir.IntType(64))
_float = _cast(types.float64, types.int64, ir.DoubleType())


@njit(**INLINE)
def _split(x):
    """2ⁿ and eʳ − 1, for |x| <= 708."""
    shifted = x * (1.0 / math.log(2.0)) + ROUND
    n = shifted - ROUND
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    p = TERMS[0]
    for k in range(1, len(TERMS)):
        p = p * r + TERMS[k]
    # The lowest bits of the shifted number are n; moved up, they are the exponent of a power of two.
    return _float((_bits(shifted) + ONE) << MANTISSA), p * r


@njit(**INLINE)
def exp(x):
    """The exponential function, to a few 1e-16; beyond x = ±708 it is infinite, or stays at e⁻⁷⁰⁸."""
    power, m = _split(min(max(x, -LARGEST), LARGEST))
    return math.inf if x > LARGEST else power * m + power


@njit(**INLINE)
def expm1(x):
    """The exponential function less one, as `exp`."""
    power, m = _split(min(max(x, -LARGEST), LARGEST))
    return math.inf if x > LARGEST else power * m + (power - 1.0)


@njit(**INLINE)
def tanh(x):
    """The hyperbolic tangent, to a few 1e-16."""
    power, p = _split(-2.0 * min(abs(x), 20.0))
    m = power * p + (power - 1.0)
    return math.copysign(-m / (2.0 + m), x)


@njit(**INLINE)
def square_sech(x):
    """1/cosh² x, to a few 1e-16."""
    e = exp(-2.0 * abs(x))
    return 4.0 * e / ((1.0 + e) * (1.0 + e))
