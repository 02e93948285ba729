"""Words of 64 bits: counts of bits, and sixty-four samples at a time against a threshold.

A loop over single samples cannot be made fast here, for a processor guesses wrong wherever a series crosses the
threshold at random. Comparisons of a whole slice, one bit a sample in one word, need no guess.
"""

import numpy as np
from llvmlite import ir
from numba import types

from .compile import intrinsic

SLICE, SHORT = 64, 16
DOUBLE, WORD, INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)


@intrinsic(lambda word: int(word).bit_count())
def popcount(typing, word):
    """Number of bits set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


def _word(flags):
    return np.uint64(sum(1 << place for place in np.flatnonzero(flags).tolist()))


def _above_and_finite(series, begin, threshold):
    samples = np.asarray(series[begin : begin + SLICE], float)
    return _word(samples > threshold), _word(np.isfinite(samples))


@intrinsic(_above_and_finite)
def above_and_finite(typing, series, begin, threshold):
    """Two words for series[begin : begin + SLICE], bit j for its sample j: is it > threshold, and is it finite."""

    def generate(context, builder, signature, arguments):
        values, bound = _load(context, builder, signature, arguments, SLICE)
        above = builder.fcmp_ordered(">", values, bound)
        finite = builder.fcmp_ordered("ord", builder.fsub(values, values), _zeros(SLICE))
        words = [builder.bitcast(flags, WORD) for flags in (above, finite)]
        return context.make_tuple(builder, signature.return_type, words)

    return types.UniTuple(types.uint64, 2)(series, types.intp, types.float64), generate


def _short_sum(series, begin, threshold, count):
    total = np.where(np.arange(SHORT) < count, np.asarray(series[begin : begin + SHORT], float) - threshold, 0.0)
    while total.size > 1:
        low, high = np.split(total, 2)
        total = low + high
    return total[0]


@intrinsic(_short_sum)
def short_sum(typing, series, begin, threshold, count):
    """Sum of x − threshold over series[begin : begin + count], 0 <= count <= SHORT; SHORT samples must be there."""

    def generate(context, builder, signature, arguments):
        values, bound = _load(context, builder, signature, arguments[:3], SHORT)
        lanes = ir.Constant(ir.VectorType(WORD, SHORT), list(range(SHORT)))
        wanted = builder.icmp_unsigned("<", lanes, _spread(builder, arguments[3], SHORT))
        total = builder.select(wanted, builder.fsub(values, bound), _zeros(SHORT))
        for half in (8, 4, 2, 1):
            low, high = (_lanes(builder, total, range(first, first + half)) for first in (0, half))
            total = builder.fadd(low, high)
        return builder.extract_element(total, INDEX(0))

    return types.float64(series, types.intp, types.float64, types.int64), generate


@intrinsic(lambda word: (int(word) & -int(word)).bit_length() - 1 if word else SLICE)
def trailing_zeros(typing, word):
    """Place of the lowest bit set, SLICE if there is none."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


def _load(context, builder, signature, arguments, count):
    """Vectors of ``count`` doubles: the samples from ``begin`` on, and the threshold in every lane."""
    series, begin, threshold = arguments
    kind = signature.args[0].dtype
    data = context.make_array(signature.args[0])(context, builder, series).data
    vector = ir.VectorType(context.get_data_type(kind), count)
    samples = builder.load(builder.bitcast(builder.gep(data, [begin]), vector.as_pointer()))
    samples.align = kind.bitwidth // 8
    return _as_doubles(builder, samples, kind), _spread(builder, threshold, count)


def _as_doubles(builder, samples, kind):
    target = ir.VectorType(DOUBLE, samples.type.count)
    if kind is types.float64:
        return samples
    if kind is types.float32:
        return builder.fpext(samples, target)
    return (builder.sitofp if kind.signed else builder.uitofp)(samples, target)


def _spread(builder, value, count):
    single = ir.Constant(ir.VectorType(value.type, 1), ir.Undefined)
    return _lanes(builder, builder.insert_element(single, value, INDEX(0)), [0] * count)


def _lanes(builder, vector, places):
    places = list(places)
    return builder.shuffle_vector(vector, vector, ir.Constant(ir.VectorType(INDEX, len(places)), places))


def _zeros(count):
    return ir.Constant(ir.VectorType(DOUBLE, count), [0.0] * count)
