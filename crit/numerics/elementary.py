"""exp, tanh and their like in float64 in a form that compiles to vector instructions: no branch, no table, no call.

With n the whole number nearest to x/ln 2 and r = x − n ln 2, |r| <= ln 2 / 2,

    eˣ − 1 = 2ⁿ (eʳ − 1) + (2ⁿ − 1),    eʳ − 1 = r (1 + r/2! + r²/3! + … + r¹²/13!),

which keeps all digits of small results; tanh x = −m/(2 + m) with m = e^(−2x) − 1.
"""

import math

import numpy as np
from llvmlite import ir
from numba import types

from .compile import INLINE, njit
from .words32 import conversion

LN2_HIGH, LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
TERMS = tuple(1.0 / math.factorial(k) for k in range(13, 0, -1))
ROUND, ONE, MANTISSA = 1.5 * 2.0**52, np.int64(1023), np.int64(52)
LARGEST = 708.0


_bits = conversion(types.int64, types.float64, "bitcast", ir.IntType(64))
_float = conversion(types.float64, types.int64, "bitcast", ir.DoubleType())


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
