"""Compiled layers of the collapsed chain: the mean of E[output² | h] over N fresh Gaussian inputs of variance K.

A layer is cut into blocks that stay in the innermost cache, and a block is worked on in short loops, one for each step:
random words, squares z², response. A processor keeps its vector units busier in three short loops than in a long one.
"""

import math
from typing import NamedTuple

import numpy as np

from ....numerics import words32 as w
from ....numerics.compile import INLINE, KERNEL, LOOSE, njit
from ....numerics.streams import VALUES, F, U, cosine, exponential, layer_key, random_words
from ..layers import next_variance
from .response import KNOT_BITS, OCTAVES

BLOCK = 512
"""Pairs of neurons in a block."""

LANES = 64
"""Pairs that a vector loop takes at a step: a block is filled up to whole steps, and its surplus silenced."""

FIRST_OCTAVE, LAST_OCTAVE = OCTAVES
KNOT_SHIFT = U(23 - KNOT_BITS)
DITHER = U(2 ** (23 - KNOT_BITS) - 1)
FIRST_KNOT = U((127 + FIRST_OCTAVE) << KNOT_BITS)
SMALLEST, LARGEST = F(2.0**FIRST_OCTAVE), F(2.0 ** (LAST_OCTAVE - 0.1))


class Scratch(NamedTuple):
    """Room for a block: random words, squares, and positions in the table, four to a word."""

    words: np.ndarray
    squares: np.ndarray
    packed: np.ndarray


@njit(**KERNEL)
def scratch():
    """Room for a block, of which each thread needs its own."""
    words, squares = np.empty((2, BLOCK), np.uint32), np.empty((2, BLOCK), np.float32)
    return Scratch(words, squares, np.empty((2, BLOCK // 4), np.uint64))


@njit(**LOOSE)
def fill_words(words, first, steps, key):
    """Random words of the pairs ``first``, ``first`` + 1, …"""
    for i in range(LANES * steps):
        words[0, i], words[1, i] = random_words(w.add(U(first), U(i)), key)


@njit(**LOOSE)
def fill_squares(squares, words, steps):
    """Squares z² of both members of every pair."""
    for i in range(LANES * steps):
        scale = exponential(words[0, i])
        swing = scale * cosine(words[1, i])
        squares[0, i], squares[1, i] = scale + swing, scale - swing


@njit(**INLINE)
def ratio(y, clamp, p, q):
    """Numerator and denominator of y P(y)/Q(y), P and Q given by their coefficients."""
    y = min(y, clamp)
    above = p[0] + y * (p[1] + y * (p[2] + y * p[3]))
    below = q[0] + y * (q[1] + y * (q[2] + y * (q[3] + y * q[4])))
    return y * above, below


@njit(**LOOSE)
def rational_sum(squares, K, steps, clamp, p, q):
    """Sum of g(K z²) over all squares, g(y) = y P(y)/Q(y): one division for a pair."""
    total = F(0)
    for i in range(LANES * steps):
        above1, below1 = ratio(K * squares[0, i], clamp, p, q)
        above2, below2 = ratio(K * squares[1, i], clamp, p, q)
        total += (above1 * below2 + above2 * below1) / (below1 * below2)
    return total


@njit(**INLINE)
def position(y, dither, side, row):
    """Position in the table of y, rounded to one of its two knots at random; ``side`` 1 selects the second row."""
    bits = w.bits_of_float(min(max(y, SMALLEST), LARGEST))
    knot = w.shift_right(w.add(bits, w.both(dither, DITHER)), KNOT_SHIFT)
    return w.add(w.sub(knot, FIRST_KNOT), w.mul(row, w.both(side, U(1))))


@njit(**LOOSE)
def fill_positions(positions, words, squares, K, steps, row):
    """Table positions of both members of every pair; the low bits of the words serve as dither and signs."""
    for i in range(LANES * steps):
        a, b = words[0, i], words[1, i]
        positions[0, i] = position(K * squares[0, i], b, a, row)
        positions[1, i] = position(K * squares[1, i], w.xor(a, b), w.shift_right(b, KNOT_SHIFT), row)


@njit(**KERNEL)
def table_sum(packed, steps, table):
    """Sum of the table over all positions, which lie four to a word: so they cost one load, not four."""
    total1 = total2 = total3 = total4 = F(0)
    for row in range(2):
        for i in range(LANES // 4 * steps):
            four = packed[row, i]
            total1 += table[four & np.uint64(0xFFFF)]
            total2 += table[(four >> np.uint64(16)) & np.uint64(0xFFFF)]
            total3 += table[(four >> np.uint64(32)) & np.uint64(0xFFFF)]
            total4 += table[four >> np.uint64(48)]
    return total1 + total2 + total3 + total4


@njit(**KERNEL)
def silence(values, units, steps, nothing):
    """Write ``nothing`` over the members of pairs beyond the first ``units`` units."""
    values[0, (units + 1) // 2 : LANES * steps] = nothing
    values[1, units // 2 : LANES * steps] = nothing


@njit(**INLINE)
def block_sum(K, first, units, key, response, room):
    """Sum of g(K z²) over ``units`` units from pair ``first`` on.

    In a table the row for h < 0 comes after that for h > 0, then a zero for silent units.
    """
    steps, table = (units + 2 * LANES - 1) // (2 * LANES), response.table
    fill_words(room.words, first, steps, key)
    fill_squares(room.squares, room.words, steps)
    if response.rational:
        silence(room.squares, units, steps, F(0))
        return rational_sum(room.squares, F(K), steps, response.clamp, response.numerator, response.denominator)
    positions = room.packed.view(np.uint16)
    fill_positions(positions, room.words, room.squares, F(K), steps, U(table.size // 2))
    silence(positions, units, steps, np.uint16(table.size - 1))
    return table_sum(room.packed, steps, table)


@njit(**INLINE)
def layer_mean(K, width, key, response, room):
    """Mean of g(K z²) over ``width`` units; beyond the range of the `Response`, g continues as a power."""
    inside, total = min(max(K, response.K_floor), response.K_top), 0.0
    for first in range(0, (width + 1) // 2, BLOCK):
        units = min(width - 2 * first, 2 * BLOCK)
        total += block_sum(inside, first, units, key, response, room)
    mean = total / width
    if K < response.K_floor:
        mean *= math.pow(K / response.K_floor, response.floor_power)
    elif K > response.K_top:
        mean *= math.pow(K / response.K_top, response.top_power)
    return mean


@njit(**KERNEL)
def fill_paths(paths, key, first, layers, response):
    """Run the chain K' = σ_b² + σ_w² mean g for every row of ``paths``, replicas ``first``, ``first`` + 1, …"""
    room = scratch()
    for row in range(paths.shape[0]):
        for layer in range(paths.shape[1] - 1):
            layer_words = layer_key(key, first + row, layer, VALUES)
            mean = layer_mean(paths[row, layer], layers.width, layer_words, response, room)
            paths[row, layer + 1] = next_variance(layers, mean)
