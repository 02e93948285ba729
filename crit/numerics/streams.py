"""Random numbers by counting: a stream is keyed by (seed, replica, layer) and needs no state.

The i-th pair of random words of a layer is a hash of i and of the layer's key. So a path has the same bits
whatever the number of threads, whatever else is simulated, and however the work is cut.

Only z² enters the collapsed chain. With A = −ln u exponential and θ uniform, the Box-Muller pair is

    z₁² = A (1 + cos 2θ),    z₂² = A (1 − cos 2θ),

which needs neither a square root nor a sine.
"""

import numpy as np

from ..checks import check_seed
from ..typing import SeedLike
from . import words32 as w
from .compile import INLINE, njit

U, F = np.uint32, np.float32
# ln(1 + f) = f + f² p(f) on [√½ − 1, √2 − 1], relative error 2e-7; sin(π s/2) on [−1, 1], error 3e-9.
LOG = tuple(map(F, (-0.10347994, 0.16278997, -0.17201562, 0.19893995, -0.24973385, 0.33335091, -0.50000288)))
SINE = tuple(map(F, (1.5082022e-4, -4.6722272e-3, 7.9688480e-2, -0.64596336, 1.5707963)))
GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ over the golden ratio, odd: its multiples are spread evenly
ROOT_HALF, EXPONENT = U(0x3F3504F3 + (31 << 23)), U(0xFF800000)  # bits of 2³¹ √½ in float32; sign and exponent

VALUES, BIASES = 0, 1
"""Purposes of the streams of a layer, each with a key of its own: its units or its weights, and its biases."""


def seed_bits(seed: SeedLike) -> np.uint64:
    """One unsigned 64-bit key for a seed.

    Parameters
    ----------
    seed : int, numpy.random.SeedSequence, numpy.random.Generator or None
        A whole number >= 0; a generator is drawn from once; None asks the system for entropy.

    Returns
    -------
    numpy.uint64

    Raises
    ------
    ValueError
        If the seed is anything else.
    """
    seed = check_seed(seed)
    if isinstance(seed, np.random.Generator):
        return seed.integers(2**64, dtype=np.uint64)
    sequence = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
    return sequence.generate_state(1, np.uint64)[0]


def replica_generator(key, replica):
    """NumPy generator of one replica, for the models that draw a few numbers a layer.

    Parameters
    ----------
    key : numpy.uint64
        From `seed_bits`.
    replica : int
        Index of the replica.

    Returns
    -------
    numpy.random.Generator
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int(key), spawn_key=(int(replica),))))


@njit(**INLINE)
def mix64(value):
    """Finaliser of splitmix64 (Steele, Lea & Flood 2014): a bijection of 64-bit words."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(**INLINE)
def layer_key(key, replica, layer, purpose=VALUES):
    """Both halves of the 64-bit key of one layer of one replica, for one of the purposes above."""
    golden = np.uint64(0x9E3779B97F4A7C15)
    counter = np.uint64(layer + (purpose << 32) + 1)
    mixed = mix64(mix64(mix64(key) + golden * np.uint64(replica + 1)) + golden * counter)
    return U(mixed >> np.uint64(32)), U(mixed & np.uint64(0xFFFFFFFF))


@njit(**INLINE)
def attempt_key(key, replica, attempt):
    """Key of one of several attempts at layer 0, the first being number 0.

    Layer 0 has neither weights nor biases of its own, so its purposes count the attempts.
    """
    return layer_key(key, replica, 0, attempt)


@njit(**INLINE)
def coin_key(key):
    """Key of a second stream beside that of a layer, used up: the coins of units that fire at random."""
    return key[1], U(mix64(np.uint64(key[0])) & np.uint64(0xFFFFFFFF))


@njit(**INLINE)
def random_words(i, key):
    """Two random words for counter i of a layer: rounds of multiply and xor-shift, the key injected twice."""
    high, low = key
    a = w.add(w.mul(i, U(0x9E3779B9)), high)
    a = w.mul(w.xor(a, w.shift_right(a, U(16))), U(0x21F0AAAD))
    a = w.xor(w.xor(a, w.shift_right(a, U(15))), low)
    a = w.mul(a, U(0x735A2D97))
    a = w.xor(a, w.shift_right(a, U(15)))
    b = w.mul(w.add(a, low), U(0x85EBCA6B))
    b = w.mul(w.xor(b, w.shift_right(b, U(13))), U(0xC2B2AE35))
    b = w.xor(b, w.shift_right(b, U(16)))
    a = w.mul(a, U(0x9E485565))
    return w.xor(a, w.shift_right(a, U(16))), b


@njit(**INLINE)
def exponential(word):
    """−ln u in float32 for u = (k + ½)/2³¹, k the upper 31 bits of the word; at most 22.2, so |z| < 6.7."""
    bits = w.bits_of_float(w.float_of_signed(w.shift_right(word, U(1))) + F(0.5))
    exponent = w.both(w.sub(bits, ROOT_HALF), EXPONENT)
    f = w.float_of_bits(w.sub(bits, exponent)) * F(2.0**-31) - F(1)
    square = f * f
    p = LOG[0]
    for k in (1, 3, 5):  # by steps of f², for a shorter chain of dependent operations
        p = p * square + (LOG[k] * f + LOG[k + 1])
    return -(w.float_of_signed(exponent) * F(np.log(2) / 2**23) + (f + square * p))


@njit(**INLINE)
def cosine(word):
    """cos 2θ of a uniform angle in float32: sin(π s/2) with s the word read as a signed fraction."""
    s = w.float_of_signed(word) * F(2.0**-31)
    q = s * s
    p = SINE[0] * q + SINE[1]
    for k in (2, 3, 4):
        p = p * q + SINE[k]
    return p * s
