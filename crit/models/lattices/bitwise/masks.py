"""Sixty-four sites in a word: random words by counting, masks of any probability, counts of set bits.

A mask has each of its 64 bits set with probability p. Think of a uniform number u at every site, and set the bit where
u < p. Each site has the first `DIGITS` binary digits of its u for itself, one bit in each of `DIGITS` random words; the
digits after them are one more random word, shared by all 64 sites. The comparison runs from the last digit to the
first. A digit that is 0 where p's is 1 says "below", 1 where p's is 0 says "not below", and where the two agree what
the later digits said stands: that is the majority of three bits, and takes the same instructions for every p.

So every site is active with probability p to the last bit of float64, and masks of one seed are nested: a larger p sets
all bits that a smaller one sets. Two sites of a word are correlated only where both have the leading digits of p: the
covariance is at most 4^−DIGITS/4 = 2.4e-10, less than the thresholds of any lattice are known to.
"""

import numpy as np

from ....numerics.compile import BORROWING, INLINE, njit
from ....numerics.streams import GOLDEN, mix64

DIGITS = 15
"""Binary digits that a site has for itself."""

BLOCK = 256
"""Masks that are made at once; their random words stay in the innermost cache."""

LANES = 8
"""Masks that a vector loop takes at a step: a block is filled up to whole steps."""

STRIDE = BLOCK + LANES
"""Words from one row of a `bench` to the next: not a power of two, which would crowd a few lines of the cache."""

STARTS, RESULT, MASKS = (DIGITS + 1) * STRIDE, (DIGITS + 2) * STRIDE, (DIGITS + 3) * STRIDE
"""Where the starts of a bench are, and its masks of the first probability."""

Q = np.uint64
NONE, ONE, ALL = Q(0), Q(1), Q(2**64 - 1)


def thresholds(probabilities):
    """Binary digits of probabilities, as `fill_masks` takes them.

    Parameters
    ----------
    probabilities : sequence of float
        Each in [0, 1].

    Returns
    -------
    numpy.ndarray
        uint64, shape (number of probabilities, 2): the first digits as a whole number, and those after them as a
        fraction of 2⁶³, 2⁶³ included.
    """
    scaled = np.asarray(probabilities, float) * 2.0**DIGITS
    leading = np.minimum(np.floor(scaled), 2.0**DIGITS - 1)
    return np.stack([leading, (scaled - leading) * 2.0**63], axis=-1).astype(np.uint64)


def bench(probabilities):
    """Room for one block of masks: rows of random words, the row of where they start, and masks of each probability."""
    words = MASKS + probabilities * STRIDE
    room = np.zeros(words + LANES, np.uint64)
    skipped = -room.ctypes.data % (8 * LANES) // 8
    return room[skipped : skipped + words]  # aligned to whole vectors, which a store does not straddle then


@njit(**INLINE)
def positive(index):
    """Return what is given. It tells the compiler that no index is negative, without which it would not use vectors."""
    return max(0, index)


@njit(**INLINE)
def stream_key(key, index):
    """Key of one of the streams below a key: of a replica, and then of one of its layers."""
    return mix64(key + GOLDEN * Q(index + 1))


@njit(**INLINE)
def stream_start(key, index):
    """Where the words of one mask of a stream start."""
    return key + GOLDEN * Q(index * (DIGITS + 1))


@njit(**BORROWING)
def fill_words(bench, steps):
    """Random words of all masks of a block."""
    for i in range(LANES * steps):
        start = bench[STARTS + i]
        for j in range(DIGITS + 1):
            bench[j * STRIDE + i] = mix64(start + GOLDEN * Q(j))


@njit(**BORROWING)
def compare(bench, k, steps, law):
    """Masks of one probability, from the digits of all sites."""
    leading, rest = law[k, 0], law[k, 1]
    for i in range(LANES * steps):
        mask = ALL if (bench[DIGITS * STRIDE + i] >> ONE) < rest else NONE
        for j in range(DIGITS):
            # A set bit stands for the digit 0: either way the chances are even.
            word, digit = bench[j * STRIDE + i], NONE - ((leading >> Q(j)) & ONE)
            mask = (mask & (word | digit)) | (word & digit)
        bench[RESULT + i] = mask
    for i in range(LANES * steps):
        bench[MASKS + positive(k) * STRIDE + i] = bench[RESULT + i]


@njit(**BORROWING)
def fill_masks(bench, count, law):
    """Nested masks of all probabilities for the first ``count`` starts."""
    steps = (count - 1) // LANES + 1
    fill_words(bench, steps)
    for k in range(law.shape[0]):
        compare(bench, k, steps, law)
