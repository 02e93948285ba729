"""Masks of 64 sites: every bit against the comparison of two numbers, their law, and their independence."""

from fractions import Fraction

import numpy as np
import pytest
from numba import njit
from scipy import stats

from crit.models.lattices.bitwise.masks import (
    ALL,
    BLOCK,
    DIGITS,
    LANES,
    MASKS,
    STARTS,
    STRIDE,
    bench,
    fill_masks,
    stream_key,
    stream_start,
    thresholds,
)
from crit.numerics.words64 import popcount, trailing_zeros

PROBABILITIES = [0.0, 1e-300, 2.0**-40, 1e-5, 2.0**-DIGITS, 0.1, 0.5, 0.644700185, 0.99999, 1 - 2.0**-53, 1.0]
SMALLEST_P = 1e-4
MOST_WORD = 2**64 - 1


@njit
def started(key, replica, layer, count):
    starts = np.empty(count, np.uint64)
    for i in range(count):
        starts[i] = stream_start(stream_key(stream_key(np.uint64(key), replica), layer), i)
    return starts


def masks(probabilities, starts):
    """Masks of some words, shape (probabilities, words), and the random words behind them, shape (DIGITS + 1, words)."""
    room = bench(len(probabilities))
    found, words = [], []
    for block in np.array_split(starts, -(-starts.size // BLOCK)):
        room[STARTS : STARTS + block.size] = block
        fill_masks(room, block.size, thresholds(probabilities))
        words.append(room[:STARTS].reshape(DIGITS + 1, STRIDE)[:, : block.size].copy())
        found.append(room[MASKS:].reshape(-1, STRIDE)[:, : block.size].copy())
    return np.hstack(found), np.hstack(words)


def bits(words):
    """Bits of an array of words, along a new last axis."""
    return (words[..., None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)


def mixed(value):
    """The finaliser of splitmix64 in Python's whole numbers."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & MOST_WORD
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & MOST_WORD
    return value ^ (value >> 31)


def site_number(words, word, site):
    """The uniform number of one site, exactly."""
    own = sum(Fraction(1 - (int(words[j, word]) >> site & 1), 2 ** (DIGITS - j)) for j in range(DIGITS))
    return own + Fraction(int(words[DIGITS, word]) >> 1, 2 ** (63 + DIGITS))


@pytest.mark.slow
def test_words_are_splitmix64():
    starts = started(5, 2, 3, 20)
    golden = 0x9E3779B97F4A7C15
    key = mixed(5 + 3 * golden & MOST_WORD)
    key = mixed(key + 4 * golden & MOST_WORD)
    words = masks([0.5], starts)[1]
    for i in (0, 1, 19):
        start = key + golden * (DIGITS + 1) * i
        assert [int(word) for word in words[:, i]] == [mixed(start + golden * j & MOST_WORD) for j in range(DIGITS + 1)]


def test_a_bit_is_set_where_the_number_of_the_site_is_below_p():
    found, words = masks(PROBABILITIES, started(1, 0, 0, 6))
    for word in range(6):
        for site in range(64):
            number = site_number(words, word, site)
            expected = [number < Fraction(p) for p in PROBABILITIES]
            assert [bool(int(mask) >> site & 1) for mask in found[:, word]] == expected


def test_masks_are_nested_and_certain_at_the_ends():
    p = np.sort(np.random.default_rng(3).random(9)).tolist()
    found, _ = masks([0.0, *p, 1.0], started(2, 0, 0, 5000))
    assert not found[0].any() and np.all(found[-1] == ALL)
    assert not np.any(found[:-1] & ~found[1:])


@pytest.mark.parametrize("p", [1e-6, 2.0**-DIGITS / 3, 0.287, 0.5, 0.6447, 1 - 1e-5])
def test_every_site_has_its_probability(p):
    found = bits(masks([p], started(7, 0, 0, 200_000))[0][0])
    total = int(found.sum())
    # The digits after the first are shared by a word: what is below 2^-DIGITS comes in whole words.
    assert abs(total - found.size * p) < 4 * np.sqrt(found.size * (p * (1 - p) + 64 * 4.0**-DIGITS))
    if p * len(found) > 1000:
        by_site = found.sum(axis=0)
        spread = np.sum((by_site - len(found) * p) ** 2) / (len(found) * p * (1 - p))
        assert SMALLEST_P < stats.chi2(64).sf(spread) < 1 - SMALLEST_P


def agreements(one, other):
    """z of the number of bits in which two lots of masks of probability ½ agree."""
    same = int(bits(~(one ^ other)).sum())
    return (2 * same - 64 * one.size) / np.sqrt(64 * one.size)


def test_masks_of_neighbouring_words_sites_layers_and_replicas_are_independent():
    half = masks([0.5], started(11, 0, 0, 60_000))[0][0]
    next_layer = masks([0.5], started(11, 0, 1, 60_000))[0][0]
    next_replica = masks([0.5], started(11, 1, 0, 60_000))[0][0]
    next_seed = masks([0.5], started(12, 0, 0, 60_000))[0][0]
    scores = [agreements(half, other) for other in (next_layer, next_replica, next_seed)]
    scores += [agreements(half[:-lag], half[lag:]) for lag in (1, 2, 7, 256)]
    scores += [agreements(half[:-lag], next_layer[lag:]) for lag in (1, 8)]
    rolled = [(half >> np.uint64(lag)) | (half << np.uint64(64 - lag)) for lag in (1, 2, 31, 32)]
    scores += [agreements(half, other) for other in rolled]
    assert np.all(np.abs(scores) < 4)


def test_the_random_words_of_a_mask_are_independent():
    words = masks([0.5], started(13, 0, 0, 20_000))[1]
    scores = [agreements(words[j], words[k]) for j in range(DIGITS + 1) for k in range(j)]
    signs = 2.0 * bits(words[:, :4000]).astype(float).transpose(0, 2, 1).reshape(-1, 4000) - 1
    correlations = np.triu(signs @ signs.T / np.sqrt(4000), 1)
    assert np.all(np.abs(scores) < 4.5)
    assert np.abs(correlations).max() < 6.2  # of half a million pairs of bits
    pairs = signs.shape[0] * (signs.shape[0] - 1) / 2
    assert abs(np.sum(correlations**2) / pairs - 1) < 5 * np.sqrt(2 / pairs)


def test_a_block_may_end_anywhere():
    whole, _ = masks([0.3], started(4, 0, 0, BLOCK))
    for count in (1, LANES - 1, LANES, LANES + 1, BLOCK - 1):
        assert np.array_equal(masks([0.3], started(4, 0, 0, count))[0][0], whole[0, :count])


def test_counting_bits():
    @njit
    def both(word):
        return popcount(word), trailing_zeros(word)

    for value in (1, 2**63, 2**64 - 1, 0b1011000, 2**40 + 2**33):
        assert both(np.uint64(value)) == (value.bit_count(), (value & -value).bit_length() - 1)
