"""Directed percolation: bit by bit against NumPy, against exact enumeration, duality, coupling, and bad input."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from scipy import stats

from crit.models.lattices.bitwise.masks import DIGITS, thresholds
from crit.models.lattices.percolation import directed_percolation, percolation_avalanches
from crit.numerics.streams import seed_bits
from tests.models.laws import unlike_the_others

GOLDEN = 0x9E3779B97F4A7C15
KINDS = [(1, True), (1, False), (2, True), (2, False)]
LARGEST_Z = 4.5


def mixed(value):
    """The finaliser of splitmix64 for arrays."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def key_of(key, index):
    return int(mixed(np.array([(int(key) + GOLDEN * (index + 1)) % 2**64], np.uint64))[0])


def site_numbers(key, replica, layer, u, v):
    """Uniform numbers of the 64 sites of the words (u, v): whole numbers of own digits, and of digits of the word."""
    start = key_of(key_of(key, replica), layer)
    with np.errstate(over="ignore"):
        index = (u * 2**28 + v).astype(np.uint64) * np.uint64(GOLDEN * (DIGITS + 1) % 2**64) + np.uint64(start)
        words = [mixed(index + np.uint64(GOLDEN * j % 2**64)) for j in range(DIGITS + 1)]
    own = np.zeros((*index.shape, 64), np.uint64)
    for j in range(DIGITS):
        own += (1 - (words[j][..., None] >> np.arange(64, dtype=np.uint64) & np.uint64(1))) << np.uint64(j)
    return own, (words[DIGITS] >> np.uint64(1))[..., None]


def draw_line(key, replica, layer, size):
    own, rest = site_numbers(key, replica, layer, np.array(1), np.arange(1, (size - 1) // 64 + 2))
    return own.ravel()[:size], np.broadcast_to(rest, own.shape).ravel()[:size]


def draw_plane(key, replica, layer, size):
    u = np.arange(1, (size - 1) // 64 + 2)[:, None]
    own, rest = site_numbers(key, replica, layer, u, np.arange(1, size + 1)[None, :])
    rest = np.broadcast_to(rest, own.shape)
    return tuple(x.transpose(0, 2, 1).reshape(-1, size)[:size] for x in (own, rest))


def reference(p, size, depth, dimension, bond, start, ring, replica, seed):
    """Sites of every layer, from the same uniform numbers, compared one by one in NumPy."""
    law = thresholds([1 - (1 - p) ** n for n in range(1, 2**dimension + 1)] if bond else [p] * 2**dimension)
    active = np.full((size,) * dimension, start == "full")
    active[(0,) * dimension] = True
    layers = [active]
    for layer in range(depth):
        parents = active.astype(int)
        for axis in range(dimension):
            left = np.roll(parents, 1, axis)
            if not ring:
                left[(slice(None),) * axis + (0,)] = 0
            parents = parents + left
        own, rest = (draw_line, draw_plane)[dimension - 1](seed_bits(seed), replica, layer, size)
        leading, tail = (np.insert(law[:, k], 0, 0)[parents] for k in (0, 1))
        active = (own < leading) | ((own == leading) & (rest < tail))
        layers.append(active)
    return np.array(layers)


def squared_distances(size, layer, dimension, ring):
    x = 2 * np.arange(size) - layer
    if ring:
        x = (x + size) % (2 * size) - size
    return x**2 if dimension == 1 else x[:, None] ** 2 + x**2


CASES = [
    *(
        (p, size, 40, 1, bond, "full")
        for bond, p in ((True, 0.6447), (False, 0.7055))
        for size in (2, 3, 63, 64, 65, 200)
    ),
    *((p, size, 12, 2, bond, "full") for bond, p in ((True, 0.2873), (False, 0.3446)) for size in (2, 5, 64, 65, 130)),
    *((p, 141, 140, 1, bond, "site") for bond, p in ((True, 0.7), (False, 0.75))),
    *((p, 41, 40, 2, bond, "site") for bond, p in ((True, 0.32), (False, 0.4))),
    (0.9, 90, 80, 2, True, "site"),  # grows over several words, and over more than a block of masks
    (0.65, 40_000, 3, 1, True, "full"),  # three blocks of masks
    (0.3, 400, 3, 2, True, "full"),
]


@pytest.mark.slow
@pytest.mark.parametrize("p, size, depth, dimension, bond, start", CASES)
def test_every_layer_is_that_of_the_reference(p, size, depth, dimension, bond, start):
    found = directed_percolation(p, size, depth, dimension=dimension, bond=bond, start=start, replicas=3, seed=5)
    axes = tuple(range(1, dimension + 1))
    for replica in range(3):
        layers = reference(p, size, depth, dimension, bond, start, start == "full", replica, 5)
        assert np.array_equal(found.number[replica], layers.sum(axis=axes))
        assert np.array_equal(found.density[replica], found.number[replica] / size**dimension)
        if start == "site":
            spread = [np.sum(squared_distances(size, t, dimension, False)[layer]) for t, layer in enumerate(layers)]
            assert np.array_equal(found.spread[replica], spread)
        else:
            assert np.all(np.isnan(found.spread[replica]))


@pytest.mark.parametrize("dimension, size", [(1, 30), (1, 64), (1, 150), (2, 20), (2, 70)])
def test_a_seed_on_a_ring_is_that_of_the_reference(dimension, size):
    p, depth = (0.75, 0.35)[dimension - 1], 100 // dimension
    found = directed_percolation(p, size, depth, dimension=dimension, start="site", wrap=True, replicas=2, seed=6)
    for replica in range(2):
        layers = reference(p, size, depth, dimension, True, "site", True, replica, 6)
        spread = [np.sum(squared_distances(size, t, dimension, True)[layer]) for t, layer in enumerate(layers)]
        assert np.array_equal(found.number[replica], layers.reshape(depth + 1, -1).sum(axis=1))
        assert np.array_equal(found.spread[replica], spread)


@lru_cache(maxsize=64)
def law_of_layers(p, depth, dimension, bond, full):
    """Exact law of the active sets, layer by layer: from one site, or of the light cone of one site from all sites."""
    cone = [(depth + 1 - t if full else t + 1) for t in range(depth + 1)]
    start = frozenset(product(range(cone[0]), repeat=dimension))
    law, laws = {start: Fraction(1)}, []
    steps = list(product((0, 1), repeat=dimension))
    sign = 1 if full else -1  # the parents of site i are i and i + 1 in a shrinking cone, i − 1 and i in a growing one
    for t in range(depth + 1):
        laws.append(law)
        if t == depth:
            break
        following = defaultdict(Fraction)
        sites = list(product(range(cone[t + 1]), repeat=dimension))
        for active, weight in law.items():
            chances = []
            for site in sites:
                n = sum(tuple(x + sign * s for x, s in zip(site, step)) in active for step in steps)
                chances.append(1 - (1 - p) ** n if bond else p * (n > 0))
            open_sites = [(site, chance) for site, chance in zip(sites, chances) if chance]
            for pattern in product((False, True), repeat=len(open_sites)):
                chance, chosen = weight, []
                for (site, q), on in zip(open_sites, pattern):
                    chance *= q if on else 1 - q
                    if on:
                        chosen.append(site)
                following[frozenset(chosen)] += chance
        law = following
    return laws


def exact_means(p, depth, dimension, bond):
    """Chance to be alive, mean number and mean spread of the layers of a seed, as floats."""
    rows = []
    for t, law in enumerate(law_of_layers(Fraction(p), depth, dimension, bond, False)):
        spread = sum(w * sum((2 * x - t) ** 2 for site in sites for x in site) for sites, w in law.items())
        number = sum(w * len(sites) for sites, w in law.items())
        rows.append((1 - law.get(frozenset(), 0), number, spread))
    return np.array(rows, float).T


def z_scores(samples, expected):
    """z of the mean over replicas of each layer, where samples vary."""
    error = samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
    gap = samples.mean(axis=0) - expected
    assert np.all(gap[error == 0] == 0)
    return gap[error > 0] / error[error > 0]


@pytest.mark.parametrize("dimension, bond", KINDS)
@pytest.mark.parametrize("p", ["3/10", "13/20", "9/10"])
def test_a_seed_follows_the_exact_law(p, dimension, bond):
    depth = 5 if dimension == 1 else 2
    alive, number, spread = exact_means(p, depth, dimension, bond)
    found = directed_percolation(
        float(Fraction(p)), depth + 1, depth, dimension=dimension, bond=bond, start="site", replicas=100_000, seed=1
    )
    for samples, expected in ((found.number > 0, alive), (found.number, number), (found.spread, spread)):
        assert np.all(np.abs(z_scores(samples.astype(float), expected)) < LARGEST_Z)


@pytest.mark.parametrize("dimension, bond", KINDS)
@pytest.mark.parametrize("p", ["3/10", "13/20", "9/10"])
def test_the_density_follows_the_exact_law(p, dimension, bond):
    depth = 5 if dimension == 1 else 2
    exact = []
    for t in range(depth + 1):
        law = law_of_layers(Fraction(p), t, dimension, bond, True)[-1]
        exact.append(float(1 - law.get(frozenset(), 0)))
    found = directed_percolation(
        float(Fraction(p)), 20, depth, dimension=dimension, bond=bond, replicas=20_000, seed=2, wrap=False
    )
    assert np.all(np.abs(z_scores(found.density, exact)) < LARGEST_Z)


def test_the_first_layers_have_closed_forms():
    # All sites: 1 − (1 − p)^k with k parents, and p; from one site, each of its k children with chance p.
    for (dimension, bond), p in product(KINDS, (Fraction(3, 10), Fraction(2, 3))):
        k = 2**dimension
        law = law_of_layers(p, 1, dimension, bond, True)[-1]
        assert 1 - law[frozenset()] == (1 - (1 - p) ** k if bond else p)
        assert exact_means(p, 1, dimension, bond)[1, 1] == pytest.approx(float(k * p), rel=1e-14)


@pytest.mark.parametrize("dimension, p", [(1, 0.6447), (1, 0.8), (2, 0.2873)])
def test_open_bonds_read_the_same_backwards(dimension, p):
    # Rapidity reversal: the density from all sites is the chance that a seed survives, at any time.
    layers = [1, 2, 5, 20, 60]
    common = dict(dimension=dimension, at=layers)
    full = directed_percolation(p, 128, 60, replicas=400 if dimension == 1 else 100, seed=3, **common).density
    alive = directed_percolation(p, 61, 60, start="site", replicas=40_000, seed=4, **common).number > 0
    spread = np.sqrt(full.var(axis=0, ddof=1) / len(full) + alive.var(axis=0, ddof=1) / len(alive))
    assert np.all(np.abs(full.mean(axis=0) - alive.mean(axis=0)) < LARGEST_Z * spread)


def test_rapidity_reversal_of_the_exact_laws():
    p = Fraction(2, 3)
    for dimension, depth in ((1, 4), (2, 2)):
        alive = 1 - law_of_layers(p, depth, dimension, True, False)[-1][frozenset()]
        assert alive == 1 - law_of_layers(p, depth, dimension, True, True)[-1][frozenset()]


@pytest.mark.parametrize("dimension, bond", KINDS)
def test_all_open_and_none_open(dimension, bond):
    common = dict(dimension=dimension, bond=bond, replicas=2, seed=1)
    t = np.arange(71)
    seed = directed_percolation(1, 71, 70, start="site", **common)
    assert np.array_equal(seed.number, [(t + 1) ** dimension] * 2)
    along = [np.sum((2.0 * np.arange(layer + 1) - layer) ** 2) for layer in t]
    assert np.array_equal(seed.spread, [dimension * (t + 1) ** (dimension - 1) * along] * 2)
    assert np.all(directed_percolation(1, 71, 70, **common).density == 1)
    for start in ("full", "site"):
        dead = directed_percolation(0, 71, 70, start=start, **common).number
        assert np.all(dead[:, 0] > 0) and not dead[:, 1:].any()


@pytest.mark.parametrize("dimension, bond", KINDS)
@pytest.mark.parametrize("start", ["full", "site"])
def test_more_open_sites_never_silence_a_site(dimension, bond, start):
    p = [0.25, 0.3, 0.5, 0.64, 0.6400001, 0.71, 0.95]
    number = [
        directed_percolation(q, 41, 40, dimension=dimension, bond=bond, start=start, replicas=20, seed=9).number
        for q in p
    ]
    assert np.all(np.diff(number, axis=0) >= 0) and np.all(number[0][:, -1] < number[-1][:, -1].max())


def test_bonds_reach_more_than_sites():
    common = dict(size=500, depth=100, replicas=10, seed=2)
    assert np.all(
        directed_percolation(0.66, **common).number >= directed_percolation(0.66, bond=False, **common).number
    )


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("start", ["full", "site"])
def test_a_replica_has_the_same_bits_alone_and_in_company(dimension, start):
    arguments = (0.7 if dimension == 1 else 0.3), 81, 80
    common = dict(dimension=dimension, start=start, seed=8)
    few = directed_percolation(*arguments, replicas=3, **common)
    many = directed_percolation(*arguments, replicas=70, **common)
    with ThreadPoolExecutor(3) as executor:
        spread_out = directed_percolation(*arguments, replicas=70, executor=executor, **common)
    some = directed_percolation(*arguments, replicas=70, at=[0, 7, 8, 80], **common)
    for field in range(3):
        assert np.array_equal(few[field], many[field][:3], equal_nan=True)
        assert np.array_equal(many[field], spread_out[field], equal_nan=True)
        assert np.array_equal(many[field][:, [0, 7, 8, 80]], some[field], equal_nan=True)
    assert not np.array_equal(
        many.number, directed_percolation(*arguments, replicas=70, **(common | {"seed": 9})).number
    )


def test_a_seed_does_not_know_the_size_of_its_lattice():
    small = directed_percolation(0.66, 101, 100, start="site", replicas=50, seed=1)
    large = directed_percolation(0.66, 1000, 100, start="site", replicas=50, seed=1)
    assert np.array_equal(small.number, large.number) and np.array_equal(small.spread, large.spread)
    ring = directed_percolation(0.66, 101, 100, start="site", wrap=True, replicas=50, seed=1)
    assert np.array_equal(small.number, ring.number)
    narrow = directed_percolation(0.66, 20, 100, start="site", wrap=True, replicas=50, seed=1)
    assert np.all(narrow.number <= 20) and narrow.number[:, -1].sum() < small.number[:, -1].sum()


@pytest.mark.parametrize("dimension, bond", KINDS)
def test_avalanches_are_single_sites_summed_up(dimension, bond):
    p = {(1, True): 0.64, (1, False): 0.7, (2, True): 0.29, (2, False): 0.35}[dimension, bond]
    common = dict(dimension=dimension, bond=bond, replicas=300, seed=4)
    number = directed_percolation(p, 61, 60, start="site", **common).number
    found = percolation_avalanches(p, longest=60, **common)
    assert np.array_equal(found.size, number[:, :60].sum(axis=1))
    assert np.array_equal(found.duration, np.count_nonzero(number[:, :60], axis=1))
    assert np.array_equal(found.complete, number[:, 60] == 0) and 0 < found.complete.sum() < 300
    with ThreadPoolExecutor(2) as executor:
        again = percolation_avalanches(p, longest=60, executor=executor, **common)
    assert all(np.array_equal(a, b) for a, b in zip(found, again))


def test_avalanches_at_the_ends():
    dead, alive = (percolation_avalanches(p, longest=5, replicas=4) for p in (0, 1))
    assert set(dead.size) == set(dead.duration) == {1} and dead.complete.all()
    assert set(alive.size) == {15} and set(alive.duration) == {5} and not alive.complete.any()


@pytest.mark.parametrize("bond, p", [(True, 0.644700185), (False, 0.70548522)])
def test_the_density_decays_with_the_exponent_of_directed_percolation(bond, p):
    density = directed_percolation(p, 2**15, 1000, bond=bond, replicas=16, seed=1, at=[100, 1000]).density
    mean, error = density.mean(axis=0), density.std(axis=0, ddof=1) / 4
    slope = np.log10(mean[0] / mean[1])
    assert abs(slope - 0.159464) < 4 * np.hypot(*(error / mean)) / np.log(10) + 0.001
    assert stats.sem(density[:, 1]) / mean[1] < 0.01


BAD = {
    "p": [-1e-9, 1.0001, np.nan, np.inf, "0.5", None, True],
    "size": [1, 0, -3, 2.5, "8", None, 2**33],
    "depth": [0, -1, 1.5, None],
    "dimension": [0, 3, 1.5, "2", None, True],
    "bond": [None, 1, "site"],
    "start": ["Full", "all", None, 3, True],
    "wrap": [1, "yes"],
    "at": [[], [3, 3], [4, 2], [-1, 2], [2, 9], [1.5], 3, "12", [[1, 2]], [True]],
    "replicas": [0, -1, 1.5, None],
    "seed": [-1, 1.5, "a"],
}


@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_bad_arguments(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        directed_percolation(**({"p": 0.6, "size": 16, "depth": 8} | {name: value}))
    if name in ("p", "dimension", "bond", "replicas", "seed"):
        with pytest.raises(ValueError, match=f"^{name} = "):
            percolation_avalanches(**({"p": 0.6, "longest": 8} | {name: value}))


@pytest.mark.parametrize("longest", [0, -1, 2.5, None, 2**33])
def test_avalanches_are_followed_for_a_number_of_layers(longest):
    with pytest.raises(ValueError, match="^longest = "):
        percolation_avalanches(0.6, longest=longest)


@pytest.mark.parametrize("dimension", [1, 2])
def test_a_light_cone_that_does_not_fit_is_refused(dimension):
    for start, wrap in (("site", None), ("seed", False), ("full", False)):
        with pytest.raises(ValueError, match="^size = 30: the light cone needs depth . 1 = 31 sites"):
            directed_percolation(0.6, 30, 30, dimension=dimension, start=start, wrap=wrap)
        assert directed_percolation(0.6, 31, 30, dimension=dimension, start=start, wrap=wrap).number.shape == (1, 31)
    for start in ("full", "site"):
        directed_percolation(0.6, 30, 30, dimension=dimension, start=start, wrap=True)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("lattices.percolation")


@pytest.mark.parametrize("bond", [True, False])
@pytest.mark.parametrize("dimension", [1, 2])
def test_the_smallest_lattice_with_nothing_open_and_all(bond, dimension):
    for p, share in ((0.0, 0), (1.0, 1)):
        found = directed_percolation(p, 2, 1, bond=bond, dimension=dimension, replicas=3, seed=1)
        assert np.all(found.density == [1, share])
    with pytest.raises(ValueError, match="^size = 1"):
        directed_percolation(0.5, 1, 1, bond=bond, dimension=dimension)
