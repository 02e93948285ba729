"""Alias tables hold the law they were made for, word by word."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from crit.numerics.alias import alias_table, binomial_law, bits_of, choice


def law_of(table, bits):
    """The law of a table, entry by entry: how many words lead to each number."""
    cells, full = 1 << bits, 1 << 32 - bits
    words = np.zeros(cells)
    for cell, entry in enumerate(table.tolist()):
        words[cell] += entry >> bits
        words[entry % cells] += full - (entry >> bits)
    return words / 2.0**32


@njit
def choices(tables, laws, words, bits):
    """One number a word."""
    return np.array([choice(tables, laws[i], words[i], bits) for i in range(words.size)])


@pytest.mark.parametrize("n, p", [(1, 0.5), (1, 0.0), (5, 0.01), (5, 1.0), (7, 0.3), (8, 0.3), (64, 0.9), (255, 0.5)])
def test_binomial_laws(n, p):
    law = binomial_law(n, p)
    np.testing.assert_allclose(law, stats.binom.pmf(range(n + 1), n, p), atol=1e-13)
    bits = int(bits_of(n))
    found = law_of(alias_table(law), bits)
    np.testing.assert_allclose(found[: n + 1], law, atol=2.0 ** (bits - 32))
    assert np.all(found[n + 1 :] == 0) and (p > 0 or found[0] == 1) and (p < 1 or found[n] == 1)


def test_choices_follow_the_table():
    laws = [np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.0, 0.0, 1.0, 0.0])]
    tables, bits = np.concatenate([alias_table(law) for law in laws]), bits_of(3)
    words = np.random.default_rng(1).integers(2**32, size=100_000, dtype=np.uint32)
    found = choices(tables, np.zeros(words.size, np.uint16), words, bits)
    assert stats.chisquare(np.bincount(found), laws[0] * words.size).pvalue > 1e-4
    assert np.all(choices(tables, np.ones(words.size, np.uint16), words, bits) == 2)
