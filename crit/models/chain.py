"""Compiled layers of the collapsed chain: the mean of E[output² | h] over N fresh Gaussian inputs of variance K."""

import math

from numba import njit

from . import words as w
from .response import KNOT_BITS, OCTAVES
from .streams import FAST, INLINE, F, U, cosine, exponential, layer_key, random_words

CHUNK = 4096
"""Pairs of neurons summed in float32 before the sum joins a float64 total."""

FIRST_OCTAVE, LAST_OCTAVE = OCTAVES
KNOT_SHIFT = U(23 - KNOT_BITS)
DITHER = U(2 ** (23 - KNOT_BITS) - 1)
FIRST_KNOT = U((127 + FIRST_OCTAVE) << KNOT_BITS)


@njit(**INLINE)
def ratio(y, clamp, p, q):
    """Numerator and denominator of y P(y)/Q(y)."""
    y = min(y, clamp)
    above = p[0] + y * (p[1] + y * (p[2] + y * (p[3] + y * p[4])))
    below = q[0] + y * (q[1] + y * (q[2] + y * (q[3] + y * (q[4] + y * q[5]))))
    return y * above, below


@njit(**FAST)
def rational_sum(K, first, last, high, low, clamp, p, q):
    """Sum of g over both members of the pairs first…last−1, g(y) = y P(y)/Q(y)."""
    total = F(0)
    for i in range(first, last):
        a, b = random_words(U(i), high, low)
        scale = K * exponential(a)
        swing = scale * cosine(b)
        above1, below1 = ratio(scale + swing, clamp, p, q)
        above2, below2 = ratio(scale - swing, clamp, p, q)
        total += (above1 * below2 + above2 * below1) / (below1 * below2)
    return total


@njit(**INLINE)
def position(y, dither, side, row):
    """Position in the table of y, rounded to one of its two knots at random; ``side`` 1 selects the second row."""
    bits = w.bits_of_float(min(max(y, F(2.0**FIRST_OCTAVE)), F(2.0 ** (LAST_OCTAVE - 0.1))))
    knot = w.shift_right(w.add(bits, w.both(dither, DITHER)), KNOT_SHIFT)
    return w.add(w.sub(knot, FIRST_KNOT), w.mul(row, w.both(side, U(1))))


@njit(**INLINE)
def positions(K, i, high, low, row):
    """Table positions of both members of pair i; the low bits of its words serve as dither and signs."""
    a, b = random_words(U(i), high, low)
    scale = K * exponential(a)
    swing = scale * cosine(b)
    return position(scale + swing, b, a, row), position(scale - swing, w.xor(a, b), w.shift_right(b, KNOT_SHIFT), row)


@njit(**FAST)
def table_sum(K, first, last, high, low, table, row):
    """Sum of g over both members of the pairs first…last−1, g tabulated."""
    total = F(0)
    for i in range(first, last):
        one, other = positions(K, i, high, low, row)
        total += table[one] + table[other]
    return total


@njit(error_model="numpy", nogil=True, cache=True)
def rational_mean(K, width, high, low, clamp, p, q):
    """Mean of g over ``width`` units, g rational."""
    total, pairs = 0.0, width // 2
    for first in range(0, pairs, CHUNK):
        total += rational_sum(F(K), first, min(first + CHUNK, pairs), high, low, clamp, p, q)
    if width % 2:
        a, b = random_words(U(pairs), high, low)
        above, below = ratio(F(K) * exponential(a) * (F(1) + cosine(b)), clamp, p, q)
        total += above / below
    return total / width


@njit(error_model="numpy", nogil=True, cache=True)
def table_mean(K, width, high, low, table, row):
    """Mean of g over ``width`` units, g a table whose second row (h < 0) starts at ``row``."""
    total, pairs = 0.0, width // 2
    for first in range(0, pairs, CHUNK):
        total += table_sum(F(K), first, min(first + CHUNK, pairs), high, low, table, row)
    if width % 2:
        one, _ = positions(F(K), pairs, high, low, row)
        total += table[one]
    return total / width


@njit(error_model="numpy", nogil=True, cache=True)
def fill_paths(paths, key, first, weight, bias, width, rational, clamp, p, q, table, floor, floor_power, top, top_power):
    """Run the chain K' = bias + weight · mean g for every row of ``paths``, replicas ``first``, ``first`` + 1, …"""
    row = U(table.size // 2)
    for replica in range(paths.shape[0]):
        for layer in range(paths.shape[1] - 1):
            K = paths[replica, layer]
            inside = min(max(K, floor), top)
            high, low = layer_key(key, first + replica, layer)
            if rational:
                mean = rational_mean(inside, width, high, low, clamp, p, q)
            else:
                mean = table_mean(inside, width, high, low, table, row)
            if K < floor:
                mean *= math.pow(K / floor, floor_power)
            elif K > top:
                mean *= math.pow(K / top, top_power)
            paths[replica, layer + 1] = bias + weight * mean
