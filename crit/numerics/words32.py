"""Arithmetic on 32-bit words for compiled loops.

numba widens integer arithmetic to 64 bits, which halves the lanes of a vector unit; these functions stay narrow.
"""

import operator

import numpy as np
from llvmlite import ir
from numba import types

from .compile import intrinsic

WORD = types.uint32


def _binary(instruction, of_integers):
    @intrinsic(lambda a, b: np.uint32(of_integers(int(a), int(b)) & 0xFFFFFFFF))
    def operation(context, a, b):
        return WORD(WORD, WORD), lambda _, builder, __, words: getattr(builder, instruction)(*words)

    return operation


def conversion(result, operand, instruction, target):
    """The compiled function that makes one instruction of a number: a cast of its value or of its bits.

    Parameters
    ----------
    result, operand : numba.types.Type
        Types after and before.
    instruction : {"bitcast", "sitofp"}
        Bits read as another type, or a word read as a signed number.
    target : llvmlite.ir.Type
        The type after, for the compiler.

    Returns
    -------
    callable
    """

    def twin(a):
        bits = np.asarray(a, str(operand))
        return bits.view(str(result))[()] if instruction == "bitcast" else np.float32(bits.view(np.int32))

    @intrinsic(twin)
    def operation(context, a):
        return result(operand), lambda _, builder, __, words: getattr(builder, instruction)(words[0], target)

    return operation


def _signed(a):
    return a - ((a >> 31) << 32)


add, sub, mul = _binary("add", operator.add), _binary("sub", operator.sub), _binary("mul", operator.mul)
xor, both = _binary("xor", operator.xor), _binary("and_", operator.and_)
shift_left, shift_right = _binary("shl", operator.lshift), _binary("lshr", operator.rshift)
shift_signed = _binary("ashr", lambda a, count: _signed(a) >> count)
float_of_bits = conversion(types.float32, WORD, "bitcast", ir.FloatType())
bits_of_float = conversion(WORD, types.float32, "bitcast", ir.IntType(32))
float_of_signed = conversion(types.float32, WORD, "sitofp", ir.FloatType())
