"""Statistical quality of the random numbers behind the chain: what was tested, its value, and the limit it must keep.

A value in σ is a distance from the exact law in standard errors, the largest of those that the name lists. All is
deterministic: the seeds are fixed.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, product

import numpy as np
from numba import njit
from scipy.special import erf, erfc
from tqdm import tqdm
from turns import against_limit

import crit
from crit.models.networks.engine.response import KNOT_BITS, OCTAVES, response
from crit.numerics import words32 as w
from crit.numerics.compile import LOOSE
from crit.numerics.streams import F, U, cosine, exponential, layer_key, random_words
from crit.theory.activations.evaluate import evaluator

SIGMA_LIMIT = 4.5
PAIRS = 4096
"""Pairs of neurons in a layer of the streams tested."""


@njit(**LOOSE)
def normals(z, key, replica, layer, counter):
    """Fill z, of even length, with signed normals as the chain makes them."""
    words_key = layer_key(key, replica, layer)
    half = z.size // 2
    for i in range(half):
        a, b = random_words(U(counter + i), words_key)
        scale = exponential(a)
        swing = scale * cosine(b)
        sign_a, sign_b = w.shift_left(a, U(31)), w.shift_left(w.shift_right(b, U(23 - KNOT_BITS)), U(31))
        z[i] = w.float_of_bits(w.xor(w.bits_of_float(math.sqrt(max(scale + swing, F(0)))), sign_a))
        z[half + i] = w.float_of_bits(w.xor(w.bits_of_float(math.sqrt(max(scale - swing, F(0)))), sign_b))


@njit(**LOOSE)
def add_powers(z, sums):
    """Add Σ z^k, k = 1…8, to the sums."""
    one = two = three = four = five = six = seven = eight = F(0)
    for i in range(z.size):
        x = z[i]
        square = x * x
        fourth = square * square
        one += x
        two += square
        three += square * x
        four += fourth
        five += fourth * x
        six += fourth * square
        seven += fourth * square * x
        eight += fourth * fourth
    for k, value in enumerate((one, two, three, four, five, six, seven, eight)):
        sums[k] += value


@njit(**LOOSE)
def add_tails(z, counts):
    """Add the numbers of z beyond 1…5 and below −1…−5 to the counts."""
    for k in range(5):
        above = below = 0
        for i in range(z.size):
            above += z[i] > F(k + 1)
            below += z[i] < -F(k + 1)
        counts[0, k] += above
        counts[1, k] += below


@njit(error_model="numpy")
def survey(first, last):
    """Power sums and tail counts over whole layers."""
    sums, counts, z = np.zeros(8), np.zeros((2, 5), np.int64), np.empty(2 * PAIRS, np.float32)
    for layer in range(first, last):
        normals(z, np.uint64(11), 0, layer, 0)
        add_powers(z, sums)
        add_tails(z, counts)
    return sums, counts


def moments_and_tails(draws=10**9, parts=20):
    """Compare moments of z to order 8 and tails to 5 σ with the exact ones."""
    layers = np.linspace(0, draws // (2 * PAIRS), parts + 1).astype(int)
    found = [survey(*cut) for cut in tqdm(list(pairwise(layers)), desc="moments", leave=False)]
    n = layers[-1] * 2 * PAIRS
    sums, counts = (np.sum(values, axis=0) for values in zip(*found))
    entries = [
        against_limit(f"moment {k} of z, {n:.1e} draws", moment_distance(k, sums[k - 1] / n, n), SIGMA_LIMIT, "σ")
        for k in range(1, 9)
    ]
    p = erfc(np.arange(1, 6) / math.sqrt(2)) / 2
    distance = np.abs(counts - n * p) / np.sqrt(n * p * (1 - p))
    return [*entries, against_limit(f"tails beyond ±1…±5, {n:.1e} draws", distance.max(), SIGMA_LIMIT, "σ")]


def gaussian_moment(k):
    """E z^k."""
    return 0 if k % 2 else math.prod(range(1, k, 2))


def moment_distance(k, mean, n):
    """Distance of a mean of z^k from the exact one, in standard errors."""
    variance = gaussian_moment(2 * k) - gaussian_moment(k) ** 2
    return abs(mean - gaussian_moment(k)) / math.sqrt(variance / n)


def kolmogorov(draws=10**8, slice_size=2 * 10**6):
    """√n times the largest distance between the empirical and the exact distribution of z."""
    z = np.empty(draws, np.float32)
    normals(z, np.uint64(12), 0, 0, 0)
    z.sort()
    farthest = 0.0
    for first in tqdm(range(0, draws, slice_size), desc="Kolmogorov-Smirnov", leave=False):
        exact = (1 + erf(z[first : first + slice_size].astype(float) / math.sqrt(2))) / 2
        steps = np.arange(first, first + exact.size + 1) / draws
        farthest = max(farthest, np.max(exact - steps[:-1]), np.max(steps[1:] - exact))
    name = f"Kolmogorov-Smirnov √n D, {draws:.0e} draws"
    return [against_limit(name, math.sqrt(draws) * farthest, 1.95, "p > 0.001")]


def correlations(draws=2**24):
    """Correlate z and z² of one stream with those of its neighbours."""
    neighbours = {
        "layers": [(5, 0, layer, 0) for layer in (1, 2, 64)],
        "replicas": [(5, replica, 0, 0) for replica in (1, 2, 64)],
        "seeds": [(seed, 0, 0, 0) for seed in (6, 4, 5 + 2**32)],
        "counters": [(5, 0, 0, counter) for counter in (1, 2, 64, 2**16, 2**31)],
    }
    reference = stream(draws, 5, 0, 0, 0)
    return [
        against_limit(
            f"correlations between {name}, {draws:.1e} pairs",
            max(correlation(reference, stream(draws, *where)) for where in places),
            SIGMA_LIMIT,
            "σ",
        )
        for name, places in tqdm(neighbours.items(), desc="correlations", leave=False)
    ]


def stream(draws, key, *where):
    """Signed normals of one stream."""
    z = np.empty(draws, np.float32)
    normals(z, np.uint64(key), *where)
    return z


def correlation(one, other):
    """Larger of the correlations of the values and of their squares, in standard errors."""
    n, centred = one.size, (one * one - 1, other * other - 1)
    return max(abs(np.vdot(one, other)) / math.sqrt(n), abs(np.vdot(*centred)) / (2 * math.sqrt(n)))


@njit(error_model="numpy")
def count_pairs(counts, which, key, layer_step, counter_step, shift_one, shift_other, draws):
    """Count the pairs of a byte of word a with a byte of a word elsewhere: of a for ``which`` 0, of b for 1."""
    first, second = layer_key(key, 0, 0), layer_key(key, 0, layer_step)
    for i in range(draws):
        one, _ = random_words(U(i), first)
        a, b = random_words(U(i + counter_step), second)
        other = b if which else a
        counts[((one >> shift_one) & U(255)) * 256 + ((other >> shift_other) & U(255))] += 1


def byte_pairs(draws=2**23):
    """Chi-squared of all pairs of bytes: of the two words, of successive counters and of successive layers."""
    places = {"words of a pair": (1, 0, 0), "next counters": (0, 0, 1), "next layers": (0, 1, 0)}
    shifts = list(product(range(0, 32, 8), repeat=2))
    return [
        against_limit(
            f"byte pairs, chi², {name}", max(chi_squared(place, pair, draws) for pair in shifts), SIGMA_LIMIT, "σ"
        )
        for name, place in tqdm(places.items(), desc="byte pairs", leave=False)
    ]


def chi_squared(place, shifts, draws):
    """Distance of chi-squared over 65 536 cells from its mean, in standard deviations."""
    counts, (which, layer_step, counter_step) = np.zeros(65536, np.int64), place
    count_pairs(counts, which, np.uint64(13), layer_step, counter_step, U(shifts[0]), U(shifts[1]), draws)
    return abs(np.sum((counts - draws / 65536) ** 2) * 65536 / draws - 65535) / math.sqrt(2 * 65535)


@njit(**LOOSE)
def exponential_sum(first, count):
    """Sum of A and of A² over upper bits first, first + 1, … of the word."""
    one = two = F(0)
    for i in range(count):
        A = exponential(U(2 * (first + i)))
        one += A
        two += A * A
    return one, two


@njit(**LOOSE)
def cosine_sum(first, count):
    """Sum of cos 2θ and of its square over words first, first + 1, …"""
    one = two = F(0)
    for i in range(count):
        c = cosine(U(first + i))
        one += c
        two += c * c
    return one, two


@njit(error_model="numpy")
def enumerate_all(function, words, chunk):
    """Mean of both sums over all words."""
    one = two = 0.0
    for first in range(0, words, chunk):
        sums = function(first, chunk)
        one += sums[0]
        two += sums[1]
    return one / words, two / words


def biases():
    """Bias of E z² and E z⁴, by running through all 2³¹ exponentials and all 2³² angles there are."""
    A, A_squared = enumerate_all(exponential_sum, 2**31, 2**12)
    c, c_squared = enumerate_all(cosine_sum, 2**32, 2**12)
    second, fourth = abs(A * (1 + abs(c)) - 1), abs(A_squared * (1 + 2 * abs(c) + c_squared) / 3 - 1)
    return [
        against_limit("relative bias of E z², all words", second, 1e-6, "relative"),
        against_limit("relative bias of E z⁴, all words", fourth, 2e-6, "relative"),
    ]


def response_error():
    """Largest relative error of E φ² in the rational or tabulated form, over the catalogue and 10⁻⁴ <= K <= 10."""
    units = [unit for unit in crit.ACTIVATIONS.values() if not unit.stochastic and unit.slopes is None]
    variances = 10.0 ** np.arange(-4, 2)
    worst = max(form_error(unit, K) for unit in tqdm(units, desc="forms", leave=False) for K in variances)
    return [against_limit("relative error of E φ², worst of the catalogue", worst, 2e-6, "relative")]


def form_error(unit, K):
    """Relative error of E φ² of one activation."""
    z = np.linspace(-9, 9, 200_001)
    weight, y = np.exp(-z * z / 2), K * z * z
    exact = weight @ evaluator(unit.second)(math.sqrt(K) * z)
    return abs(weight @ form_values(response(unit), y, z < 0) / exact - 1)


def form_values(form, y, negative):
    """Values of g(y) that the compiled chain would use."""
    if form.rational:
        y = np.minimum(y, form.clamp)
        return y * np.polyval(form.numerator[::-1], y) / np.polyval(form.denominator[::-1], y)
    knots = 2.0 ** np.arange(*OCTAVES)[:, None] * (1 + np.arange(2**KNOT_BITS) / 2**KNOT_BITS)
    knots = np.append(knots.ravel(), 2.0 ** OCTAVES[1])
    right, left = (np.interp(y, knots, row) for row in form.table[:-1].astype(float).reshape(2, -1))
    return np.where(negative, left, right)


def threads():
    """Count the values that differ between one thread, two threads and none."""

    def paths(executor):
        return crit.variance_paths("gelu", 1.4, 0.1, 300, 200, replicas=64, seed=14, executor=executor)

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
        runs = [paths(executor) for executor in (None, one, two)]
    differ = sum(int(np.sum(run.view(np.uint64) != runs[0].view(np.uint64))) for run in runs[1:])
    return [against_limit("values that differ, 1 and 2 threads", differ, 0, "values")]


def main():
    """Return all measurements of this subject."""
    tests = biases, moments_and_tails, kolmogorov, correlations, byte_pairs, response_error, threads
    return [entry for test in tests for entry in test()]
