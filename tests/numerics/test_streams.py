"""Random words: the hash against plain integers, and the numbers made of it against their laws."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import special, stats

from crit.numerics import words32 as w
from crit.numerics.streams import (
    BIASES,
    VALUES,
    U,
    attempt_key,
    coin_key,
    cosine,
    exponential,
    layer_key,
    mix64,
    random_words,
    replica_generator,
    seed_bits,
)

M32, M64 = 2**32 - 1, 2**64 - 1
word, key64 = st.integers(0, M32), st.integers(0, M64)


@njit
def compiled_mix(value):
    return mix64(value)


@njit
def compiled_key(key, replica, layer):
    return layer_key(key, replica, layer)


@njit
def layer_words(first, count, high, low):
    a, b = np.empty(count, np.uint32), np.empty(count, np.uint32)
    for i in range(count):
        a[i], b[i] = random_words(U(first + i), (high, low))
    return a, b


@njit
def transform(words):
    exponentials, cosines = np.empty(words.size, np.float32), np.empty(words.size, np.float32)
    for i in range(words.size):
        exponentials[i], cosines[i] = exponential(words[i]), cosine(words[i])
    return exponentials, cosines


def reference_mix(value):
    """splitmix64's finaliser in plain integers."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & M64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & M64
    return value ^ (value >> 31)


def reference_key(key, replica, layer):
    """Key of a layer in plain integers."""
    golden = 0x9E3779B97F4A7C15
    inner = reference_mix((reference_mix(key) + golden * (replica + 1)) & M64)
    mixed = reference_mix((inner + golden * (layer + 1)) & M64)
    return mixed >> 32, mixed & M32


def reference_words(i, high, low):
    """The hash of a counter in plain integers."""
    a = (i * 0x9E3779B9 + high) & M32
    a = (a ^ (a >> 16)) * 0x21F0AAAD & M32
    a = (a ^ (a >> 15) ^ low) * 0x735A2D97 & M32
    a ^= a >> 15
    b = ((a + low) & M32) * 0x85EBCA6B & M32
    b = (b ^ (b >> 13)) * 0xC2B2AE35 & M32
    a = a * 0x9E485565 & M32
    return a ^ (a >> 16), b ^ (b >> 16)


def squares(count, seed, replica=0, layer=0):
    """z² of ``2 count`` units of one layer, as the chain forms them."""
    a, b = layer_words(0, count, *map(U, compiled_key(seed_bits(seed), replica, layer)))
    scale, swing = transform(a)[0], transform(b)[1]
    return np.concatenate([scale * (1 + swing), scale * (1 - swing)]).astype(float)


@pytest.mark.slow
@settings(deadline=None)
@given(word, word, st.integers(0, 31))
def test_narrow_arithmetic(a, b, shift):
    one, other = U(a), U(b)
    assert add(one, other) == (a + b) & M32
    assert sub(one, other) == (a - b) & M32
    assert mul(one, other) == a * b & M32
    assert (xor(one, other), both(one, other)) == (a ^ b, a & b)
    assert (left(one, U(shift)), right(one, U(shift))) == (a << shift & M32, a >> shift)
    assert signed_right(one, U(shift)) == (a - (a >> 31 << 32)) >> shift & M32
    assert cast_back(one) == a
    assert as_signed(one) == np.float32(np.int32(a - (a >> 31 << 32)))


add, sub, mul = njit(lambda a, b: w.add(a, b)), njit(lambda a, b: w.sub(a, b)), njit(lambda a, b: w.mul(a, b))
xor, both = njit(lambda a, b: w.xor(a, b)), njit(lambda a, b: w.both(a, b))
left, right = njit(lambda a, b: w.shift_left(a, b)), njit(lambda a, b: w.shift_right(a, b))
signed_right = njit(lambda a, b: w.shift_signed(a, b))
as_signed = njit(lambda a: w.float_of_signed(a))


@njit
def cast_back(a):
    # Not every word survives a register of floats (a signalling nan does not), so clear the exponent's top bit.
    top = w.both(a, U(0x40000000))
    return w.add(w.bits_of_float(w.float_of_bits(w.sub(a, top))), top)


@pytest.mark.slow
@settings(deadline=None)
@given(key64, st.integers(0, 2**31), st.integers(0, 2**31), st.integers(0, M32))
def test_keys_and_words_are_those_of_plain_integers(key, replica, layer, i):
    assert compiled_mix(np.uint64(key)) == reference_mix(key)
    high, low = compiled_key(np.uint64(key), replica, layer)
    assert (high, low) == reference_key(key, replica, layer)
    a, b = layer_words(i, 1, U(high), U(low))
    assert (a[0], b[0]) == reference_words(i, int(high), int(low))


def test_purposes_of_a_layer_have_keys_of_their_own():
    key, replicas, layers = np.uint64(5), range(3), range(1, 2000)
    found = [
        layer_key(key, replica, layer, use) for replica in replicas for layer in layers for use in (VALUES, BIASES)
    ]
    found += [attempt_key(key, replica, attempt) for replica in replicas for attempt in range(1000)]
    found += [coin_key(one) for one in found]
    assert len(set(found)) == len(found)


@given(key64, st.integers(0, 2**31), st.integers(0, 2**31))
@settings(deadline=None)
def test_keys_of_purposes_are_those_of_plain_integers(key, replica, layer):
    word = np.uint64(key)
    assert layer_key(word, replica, layer, BIASES) == reference_key(key, replica, layer + 2**32)
    assert attempt_key(word, replica, layer) == reference_key(key, replica, layer << 32)
    high, low = layer_key(word, replica, layer, VALUES)
    assert coin_key((high, low)) == (low, reference_mix(int(high)) & M32)


def test_first_words_stay_the_same():
    # A published seed must keep its meaning from one release to the next.
    high, low = compiled_key(seed_bits(1), 0, 0)
    assert (int(high), int(low)) == reference_key(int(np.random.SeedSequence(1).generate_state(1, np.uint64)[0]), 0, 0)


def test_kinds_of_seeds():
    assert seed_bits(7) == seed_bits(np.int32(7)) == seed_bits(np.random.SeedSequence(7))
    assert seed_bits(np.random.default_rng(7)) == seed_bits(np.random.default_rng(7))
    rng = np.random.default_rng(7)
    assert seed_bits(rng) != seed_bits(rng)
    assert seed_bits(None) != seed_bits(None)
    assert len({int(seed_bits(seed)) for seed in range(1000)}) == 1000
    assert seed_bits(10**40).dtype == np.uint64


@pytest.mark.parametrize("seed", [-1, 1.0, "1", True, np.nan, [1], b"1", 1j, np.array([1, 2])], ids=repr)
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="^seed = .*whole number >= 0"):
        seed_bits(seed)


@pytest.mark.slow
def test_each_replica_and_layer_has_a_key_of_its_own():
    keys = {
        tuple(map(int, compiled_key(seed_bits(s), r, l)))
        for s, r, l in itertools.product(range(10), range(40), range(40))
    }
    assert len(keys) == 10 * 40 * 40
    draws = {replica_generator(seed_bits(3), replica).random() for replica in range(100)}
    assert len(draws) == 100
    assert replica_generator(seed_bits(3), 5).random() == replica_generator(seed_bits(3), 5).random()


@pytest.mark.slow
def test_accuracy_of_the_transforms():
    a, _ = layer_words(0, 10**6, U(1), U(2))
    edges = np.array(
        [0, 1, 2, 3, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 2, 2**32 - 1, *(1 << np.arange(32))], dtype=np.uint32
    )
    a = np.concatenate([a, edges])
    found, cosines = transform(a)
    uniform = ((a >> 1).astype(np.int64).astype(np.float32) + np.float32(0.5)).astype(float) / 2**31
    expected = -np.log(uniform)
    # Near u = 1 the result is a difference: 2⁻²² is the rounding of ln 2³¹ in float32.
    assert np.all(np.abs(found - expected) <= 5e-7 * expected + 4 * 2.0**-22)
    assert found.max() < 22.2 and found.min() > -4 * 2.0**-22
    exact = np.sin(np.pi / 2 * a.view(np.int32).astype(float) / 2**31)
    assert np.max(np.abs(cosines - exact)) < 5e-7
    assert np.abs(cosines).max() <= 1.0


COUNT = 5_000_000


@pytest.fixture(scope="module")
def z2():
    return squares(COUNT, seed=2)


@pytest.fixture(scope="module")
def bounded(z2):
    return z2 / (1 + z2)


@pytest.mark.slow
def test_even_moments_to_order_8(z2):
    power = np.ones(z2.size)
    for exact in (1.0, 3.0, 15.0, 105.0):
        power *= z2
        assert abs(power.mean() - exact) < 4 * stats.sem(power)


@pytest.mark.parametrize("sigmas", [1, 2, 3, 4, 5])
def test_tails(z2, sigmas):
    p = 2 * stats.norm.sf(sigmas)
    assert stats.binomtest(int(np.sum(z2 > sigmas**2)), z2.size, p).pvalue > 1e-4


def chi_squared_cdf(x):
    """With one degree of freedom."""
    return special.erf(np.sqrt(np.maximum(x, 0) / 2))


@pytest.mark.slow
def test_squares_are_chi_squared(z2):
    for sample in (z2[:COUNT], z2[COUNT:]):
        assert stats.ks_1samp(sample, chi_squared_cdf, method="asymp").pvalue > 1e-4


def test_small_squares_are_not_cut_off(z2):
    assert stats.binomtest(int(np.sum(z2 < 1e-6)), z2.size, stats.chi2(1).cdf(1e-6)).pvalue > 1e-4


def correlation(a, b):
    """Correlation of two series in units of its standard error 1/√n."""
    a, b = a - a.mean(), b - b.mean()
    return a @ b / np.sqrt((a @ a) * (b @ b) / a.size)


@pytest.mark.slow
@pytest.mark.parametrize("lag", [1, 2, 3, 4, 8, 16, 64, 256, 4096])
def test_neighbouring_counters_are_independent(bounded, lag):
    assert abs(correlation(bounded[:-lag], bounded[lag:])) < 4


def test_members_of_a_pair_are_independent(bounded):
    assert abs(correlation(bounded[:COUNT], bounded[COUNT:])) < 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "other",
    [
        dict(layer=1),
        dict(replica=1),
        dict(layer=2),
        dict(replica=2),
        dict(layer=1, replica=1),
        dict(layer=2**20),
        dict(replica=2**20),
        dict(seed=3),
        dict(seed=2 + 2**32),
    ],
    ids=str,
)
def test_layers_replicas_and_seeds_are_independent(other):
    count = 10**6
    one = squares(count, **{"seed": 2, **dict(layer=0, replica=0)})
    two = squares(count, **{"seed": 2, **other})
    assert np.mean(one == two) < 1e-4
    one, two = one / (1 + one), two / (1 + two)
    assert abs(correlation(one, two)) < 4
    assert abs(correlation(one[:-1], two[1:])) < 4


def byte_pair_p(words, low, high):
    """Chi-squared p-value of the pairs made of two bytes of each word."""
    pair = ((words >> U(8 * low)) & U(255)) << U(8) | ((words >> U(8 * high)) & U(255))
    return stats.chisquare(np.bincount(pair, minlength=2**16)).pvalue


@pytest.mark.parametrize("low, high", [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
def test_byte_pairs_of_words_are_even(low, high):
    for words in layer_words(0, 2**22, U(0x12345678), U(0x9ABCDEF0)):
        assert 1e-5 < byte_pair_p(words, low, high) < 1 - 1e-5


@pytest.mark.slow
def test_byte_pairs_across_words_layers_and_replicas_are_even():
    key = seed_bits(5)
    layers = np.concatenate(
        [layer_words(0, 64, *map(U, compiled_key(key, r, l)))[0] for r in range(300) for l in range(300)]
    )
    a, b = layer_words(0, 2**22, U(77), U(99))
    mixtures = {
        "word to word": (a & U(0xFF)) | (b & U(0xFF00)),
        "neighbours": (a[:-1] & U(0xFF)) | (a[1:] & U(0xFF00)),
        "layers": layers,
    }
    for name, words in mixtures.items():
        assert 1e-5 < byte_pair_p(words, 0, 1) < 1 - 1e-5, name
