"""Arithmetic on 32-bit words for compiled loops.

numba widens integer arithmetic to 64 bits, which halves the lanes of a vector unit; these functions stay narrow.
"""

from llvmlite import ir
from numba import types

from .compile import intrinsic

WORD = types.uint32


def _binary(instruction):
    @intrinsic
    def operation(context, a, b):
        return WORD(WORD, WORD), lambda _, builder, __, words: getattr(builder, instruction)(*words)

    return operation


def conversion(result, operand, instruction, target):
    """The compiled function that makes one instruction of a number: a cast of its value or of its bits."""

    @intrinsic
    def operation(context, a):
        return result(operand), lambda _, builder, __, words: getattr(builder, instruction)(words[0], target)

    return operation


add, sub, mul = _binary("add"), _binary("sub"), _binary("mul")
xor, both = _binary("xor"), _binary("and_")
shift_left, shift_right, shift_signed = _binary("shl"), _binary("lshr"), _binary("ashr")
float_of_bits = conversion(types.float32, WORD, "bitcast", ir.FloatType())
bits_of_float = conversion(WORD, types.float32, "bitcast", ir.IntType(32))
float_of_signed = conversion(types.float32, WORD, "sitofp", ir.FloatType())
