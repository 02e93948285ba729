"""The automaton of sign networks against exact laws of few positions, and against sign networks with real weights."""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from crit.models.convolutional import sign
from tests.models.laws import flat, unlike_the_others

sign_automaton = flat(sign.sign_automaton)

SMALLEST_P = 1e-4


def flip(share, ratio):
    """P(m) by its definition, the angle between two Gaussian numbers over π."""
    return math.acos(1 - 2 * share / (1 + ratio**2)) / math.pi


def windows(size, kernel, dimension):
    """For every position of a torus the positions in its window, as often as they come."""
    reach = range(-(kernel // 2), kernel // 2 + 1)
    axes = itertools.product(range(size), repeat=dimension)
    steps = list(itertools.product(reach, repeat=dimension))
    return [[int(np.ravel_multi_index(np.add(i, step) % size, (size,) * dimension)) for step in steps] for i in axes]


def exact_law(ratio, size, depth, *, channels, kernel=3, dimension=1, first):
    """Probability of every configuration after ``depth`` layers; ``first`` is the law of one position's channels."""
    inside = windows(size, kernel, dimension)
    states = list(itertools.product(range(channels + 1), repeat=size**dimension))
    law = np.array([math.prod(first[d] for d in state) for state in states])
    pmf = np.array([[stats.binom.pmf(range(channels + 1), channels, flip(m / (channels * len(inside[0])), ratio))]
                    for m in range(channels * len(inside[0]) + 1)])[:, 0]  # fmt: skip
    step = np.array(
        [
            [math.prod(pmf[sum(state[j] for j in window), d] for window, d in zip(inside, after)) for after in states]
            for state in states
        ]
    )
    return np.array(states), law @ np.linalg.matrix_power(step, depth)


def chi_squared_p(values, expected):
    """p-value of the counts of whole numbers 0, 1, … against their probabilities, rare ones joined."""
    seen, wanted = np.bincount(values, minlength=expected.size), expected * len(values)
    rare = wanted < 10
    seen, wanted = np.append(seen[~rare], seen[rare].sum()), np.append(wanted[~rare], wanted[rare].sum())
    assert wanted[-1] > 0 or seen[-1] == 0
    return stats.chisquare(seen[wanted > 0], wanted[wanted > 0] * seen.sum() / wanted.sum()).pvalue


CASES = [
    dict(size=1, channels=5, kernel=1),
    dict(size=1, channels=4, kernel=3),
    dict(size=3, channels=2),
    dict(size=5, channels=1),
    dict(size=4, channels=1, kernel=5),
    dict(size=2, channels=1, dimension=2),
    dict(size=2, channels=1, dimension=2, kernel=5),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("rho0", [1.0, 0.3])
def test_few_positions_follow_the_exact_chain(case, rho0):
    channels, positions = case["channels"], case["size"] ** case.get("dimension", 1)
    first = stats.binom.pmf(range(channels + 1), channels, math.acos(1 - rho0) / math.pi)
    states, law = exact_law(0.9, **case, depth=3, first=first)
    found = sign_automaton(1.0, 0.9, **case, depth=3, start=rho0, at=[3], replicas=100_000, seed=1)
    active = np.bincount((states > 0).sum(axis=1), law, minlength=positions + 1)
    differing = np.bincount(states.sum(axis=1), law, minlength=positions * channels + 1)
    assert chi_squared_p(found.number[:, 0], active) > SMALLEST_P
    assert chi_squared_p(np.rint(found.difference[:, 0] * positions * channels).astype(int), differing) > SMALLEST_P
    assert np.array_equal(found.density, found.number / positions)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dimension", [1, 2])
def test_one_site_spreads_by_the_exact_law_of_one_layer(channels, dimension):
    replicas, size = 100_000, 7
    found = sign_automaton(
        1.0, 0.7, size, 3, channels=channels, dimension=dimension, start="site", replicas=replicas, seed=2
    )
    d = np.arange(1, channels + 1)
    first = stats.binom.pmf(d, channels, 0.5)
    apart = 1 - (1 - np.array([flip(k / (channels * 3**dimension), 0.7) for k in d])) ** channels
    chance = first @ apart / first.sum()
    window, squares = 3**dimension, {1: 2, 2: 12}[dimension]
    assert np.all(found.number[:, 0] == 1) and np.all(found.spread[:, 0] == 0)
    for values, expected in ((found.number, window * chance), (found.spread, squares * chance)):
        assert abs(values[:, 1].mean() - expected) < 4 * stats.sem(values[:, 1])


def real_sign_network(ratio, size, depth, channels, dimension, replicas, seed, planted):
    """Differing signs with every weight drawn, in NumPy: shape (replicas, size) or (replicas, size, size)."""
    rng = np.random.default_rng(seed)
    shape = (replicas, channels) + (size,) * dimension
    h, other = rng.standard_normal((2, *shape))
    if planted:
        middle = (slice(None), slice(None)) + (size // 2,) * dimension
        kept, other = other[middle].copy(), h.copy()
        while np.any(same := np.all(np.sign(kept) == np.sign(h[middle]), axis=1)):
            kept[same] = rng.standard_normal(kept[same].shape)
        other[middle] = kept
    axes = tuple(range(2, 2 + dimension))
    for _ in range(depth):
        total = [np.zeros(shape), np.zeros(shape)]
        for step in itertools.product((-1, 0, 1), repeat=dimension):
            weights = rng.standard_normal((replicas, channels, *shape[1:])) / math.sqrt(channels * 3**dimension)
            for sum_, inputs in zip(total, (h, other)):
                sum_ += np.einsum("rdc...,rc...->rd...", weights, np.roll(np.sign(inputs), step, axes))
        bias = ratio * rng.standard_normal(shape)
        h, other = total[0] + bias, total[1] + bias
    return (np.sign(h) != np.sign(other)).sum(axis=1)


@pytest.mark.parametrize("dimension, size, replicas", [(1, 9, 4000), (2, 7, 1000)])
@pytest.mark.parametrize("start", ["independent", "site"])
def test_the_same_law_as_networks_with_weights(dimension, size, replicas, start):
    channels, depth = 2, 3
    differing = real_sign_network(0.8, size, depth, channels, dimension, replicas, 3, start == "site")
    found = sign_automaton(
        1.0, 0.8, size, depth, channels=channels, dimension=dimension, start=start, at=[depth], replicas=20_000, seed=4
    )
    axes = tuple(range(1, 1 + dimension))
    number = (differing > 0).sum(axis=axes)
    assert stats.ks_2samp(number, found.number[:, 0]).pvalue > SMALLEST_P
    outputs = np.rint(found.difference[:, 0] * size**dimension * channels)
    assert stats.ks_2samp(differing.sum(axis=axes), outputs).pvalue > SMALLEST_P
    if start == "site":
        distance = sum((np.indices((size,) * dimension)[axis] - size // 2) ** 2 for axis in range(dimension))
        spread = ((differing > 0) * distance).sum(axis=axes)
        assert stats.ks_2samp(spread, found.spread[:, 0]).pvalue > SMALLEST_P


def test_only_the_ratio_of_the_deviations_matters():
    one, other = (sign_automaton(w, 1.1 * w, 64, 20, channels=3, replicas=5, seed=5) for w in (1.0, 8.0))
    assert np.array_equal(one.number, other.number)


def test_equal_layers_stay_equal():
    found = sign_automaton(1.0, 3.0, 31, 60, channels=2, replicas=50, seed=6)
    gone = found.number == 0
    assert gone[:, -1].all() and np.all(gone[:, 1:] >= gone[:, :-1])


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_ring_of_the_light_cone_is_as_good_as_a_wide_one(depth):
    # A few differences far apart besides: the box about them shrinks, and grows around the ring.
    first = stats.binom.pmf(range(2), 1, math.acos(0.9) / math.pi)
    states, law = exact_law(1.0, 2 * depth + 1, depth, channels=1, first=first)
    found = sign_automaton(1.0, 1.0, 24, depth, channels=1, start=0.1, replicas=50_000, wrap=False, seed=7)
    assert abs(found.density[:, depth].mean() - law @ states.mean(axis=1)) < 4 * stats.sem(found.density[:, depth])


@pytest.mark.parametrize("settings", [dict(), dict(start="site"), dict(dimension=2, start="site", wrap=True)])
def test_the_same_bits_however_it_is_cut(settings):
    settings = dict(channels=3, seed=8, **settings)
    whole = sign_automaton(1.0, 0.8, 45, 20, replicas=70, **settings)
    few = sign_automaton(1.0, 0.8, 45, 20, replicas=7, **settings)
    sparse = sign_automaton(1.0, 0.8, 45, 20, replicas=7, at=[0, 3, 20], **settings)
    with ThreadPoolExecutor(2) as pool:
        threads = sign_automaton(1.0, 0.8, 45, 20, replicas=70, executor=pool, **settings)
    for a, b, c, d in zip(whole, few, sparse, threads):
        assert np.array_equal(a, d, equal_nan=True) and np.array_equal(a[:7], b, equal_nan=True)
        assert np.array_equal(b[:, [0, 3, 20]], c, equal_nan=True)
    assert np.std(whole.number[:, -1]) > 0


def test_too_many_entries_are_refused():
    with pytest.raises(ValueError, match="^channels = 200"):
        sign_automaton(1.0, 1.0, 64, 2, channels=200, kernel=19, dimension=2)
    with pytest.raises(ValueError, match="^channels = 256"):
        sign_automaton(1.0, 1.0, 64, 2, channels=256)


def test_close_inputs_differ_by_a_small_angle():
    found = sign_automaton(1.0, 1.0, 2**16, 1, channels=255, start=1e-10, at=[0], replicas=4, seed=9)
    expected = math.sqrt(2e-10) / math.pi * 255 * 2**16 * 4
    assert abs(found.difference.sum() * 255 * 2**16 - expected) < 4.5 * math.sqrt(expected)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("convolutional.sign")
