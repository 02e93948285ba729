"""Signed normal numbers in float32, by Box & Muller's formula in a form that compiles to vector instructions."""

import numpy as np

from . import words32 as w
from .compile import INLINE, LOOSE, njit
from .streams import F, U, cosine, exponential, random_words


@njit(**INLINE)
def normal_pair(a, b):
    """Two independent standard normal numbers from two random words; |z| < 6.7."""
    radius = np.sqrt(F(2) * exponential(a))
    return radius * cosine(b), radius * _sine(a, b)


@njit(**INLINE)
def _sine(a, b):
    # The sine of the angle whose cosine is `cosine(b)`: the complement to a right angle, its sign the bit of a that
    # the radius does not use.
    negative = w.shift_signed(b, U(31))
    size = w.sub(w.xor(b, negative), negative)
    return w.float_of_bits(w.xor(w.bits_of_float(cosine(w.sub(U(2**31 - 1), size))), w.shift_left(a, U(31))))


@njit(**LOOSE)
def fill_normals(z, first, key):
    """Two rows of normal numbers, for the counters from ``first`` on of a layer's stream."""
    for i in range(z.shape[1]):
        a, b = random_words(w.add(U(first), U(i)), key)
        z[0, i], z[1, i] = normal_pair(a, b)
