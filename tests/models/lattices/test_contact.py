"""The contact process against its master equation on small rings, against exact early laws, and bad input."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

from crit.models.lattices import contact
from crit.models.lattices.contact import contact_process
from crit.numerics import variates
from tests.models.laws import unlike_the_others

LARGEST_Z = 4.5
COUNT = 40_000


def generator_matrix(rate, size):
    """Rates from state to state of a ring, a state being a whole number with a bit for each site."""
    matrix = np.zeros((2**size, 2**size))
    for state in range(2**size):
        for site in range(size):
            if state >> site & 1:
                matrix[state, state ^ 1 << site] += 1
                for neighbour in ((site + 1) % size, (site - 1) % size):
                    if not state >> neighbour & 1:
                        matrix[state, state | 1 << neighbour] += rate / 2
    return matrix - np.diag(matrix.sum(axis=1))


def exact(rate, size, times, start):
    """Means over the master equation: chance that a site is active anywhere, number, squared distance from the middle."""
    matrix = generator_matrix(rate, size)
    first = 2**size - 1 if start == "full" else 1 << size // 2
    sites = np.arange(2**size)[:, None] >> np.arange(size) & 1
    x = np.abs(np.arange(size) - size // 2)
    values = np.array([sites.any(axis=1), sites.sum(axis=1), sites @ np.minimum(x, size - x) ** 2.0])
    return np.array([values @ expm(matrix * t)[first] for t in times]).T


def z_scores(samples, expected):
    """z of the mean over replicas of each time, where samples vary."""
    error = samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
    gap = samples.mean(axis=0) - expected
    assert np.all(np.abs(gap[error == 0]) < 10 / len(samples))  # what never happened may be that rare
    return gap[error > 0] / error[error > 0]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["full", "site"])
@pytest.mark.parametrize("rate, size", [(3.297848, 6), (1.0, 5), (8.0, 7), (0.0, 4), (2.0, 2)])
def test_a_small_ring_follows_its_master_equation(rate, size, start):
    times = [0, 0.1, 0.5, 1.5, 4]
    found = contact_process(rate, size, 4, start=start, wrap=True, at=times, replicas=COUNT, seed=1)
    alive, number, spread = exact(rate, size, times, start)
    assert np.all(np.abs(z_scores((found.number > 0).astype(float), alive)) < LARGEST_Z)
    assert np.all(np.abs(z_scores(found.number.astype(float), number)) < LARGEST_Z)
    assert np.array_equal(found.density, found.number / size)
    if start == "site":
        assert np.all(np.abs(z_scores(found.spread, spread)) < LARGEST_Z)
    else:
        assert np.all(np.isnan(found.spread))


def test_sites_alone_die_exponentially():
    number = contact_process(0, 1000, 1, at=[0, 0.5, 1], replicas=200, seed=2).number
    assert np.all(number[:, 0] == 1000)
    assert stats.binomtest(int(number[:, 2].sum()), 200_000, np.exp(-1)).pvalue > 1e-4


def test_the_process_is_its_own_dual():
    # The density from all sites is the chance that a single one survives, at any time.
    times = [0.5, 2, 8, 20]
    full = contact_process(3.297848, 400, 20, at=times, replicas=200, seed=3).density
    alive = contact_process(3.297848, 400, 20, start="site", at=times, replicas=20_000, seed=4).number > 0
    spread = np.sqrt(full.var(axis=0, ddof=1) / len(full) + alive.var(axis=0, ddof=1) / len(alive))
    assert np.all(np.abs(full.mean(axis=0) - alive.mean(axis=0)) < LARGEST_Z * spread)


def test_the_seed_spreads_evenly_on_a_wide_line():
    line = contact_process(3, 300, 10, start="site", replicas=3000, seed=5)
    ring = contact_process(3, 300, 10, start="site", wrap=True, replicas=3000, seed=5)
    assert line.number.shape == (3000, 11) and np.array_equal(line.number, ring.number)
    assert np.array_equal(line.spread, ring.spread) and np.all(line.spread[line.number == 0] == 0)
    assert np.all(line.spread <= line.number * 150.0**2)


def test_a_seed_that_reaches_an_end_is_refused():
    with pytest.raises(ValueError, match="^size = 20: activity reached an end of the line at time"):
        contact_process(10, 20, 50, start="site", replicas=20, seed=1)
    contact_process(10, 20, 50, start="site", wrap=True, replicas=20, seed=1)


@pytest.mark.parametrize("start", ["full", "site"])
def test_a_replica_has_the_same_bits_alone_and_in_company(start):
    common = dict(start=start, seed=8)
    few = contact_process(3, 200, 9, replicas=3, **common)
    many = contact_process(3, 200, 9, replicas=70, **common)
    with ThreadPoolExecutor(3) as executor:
        spread_out = contact_process(3, 200, 9, replicas=70, executor=executor, **common)
    some = contact_process(3, 200, 9, replicas=70, at=[0.0, 2, 9], **common)
    for field in range(3):
        assert np.array_equal(few[field], many[field][:3], equal_nan=True)
        assert np.array_equal(many[field], spread_out[field], equal_nan=True)
        assert np.array_equal(many[field][:, [0, 2, 9]], some[field], equal_nan=True)
    assert not np.array_equal(many.number, contact_process(3, 200, 9, replicas=70, start=start, seed=9).number)


BAD = {
    "rate": [-0.1, np.nan, np.inf, "3", None, True],
    "size": [1, 0, 2.5, None, 2**31],
    "time": [0, -1, np.nan, np.inf, "1", None],
    "start": ["Full", None, 3],
    "wrap": [1, "yes", False],
    "at": [[], [1, 1], [2, 1], [-0.1], [0, 5.1], [np.nan], 3.0, "12", [[1.0]], [True]],
    "replicas": [0, -1, 1.5, None],
    "seed": [-1, 1.5, "a"],
}


@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_bad_arguments(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        contact_process(**({"rate": 3.0, "size": 16, "time": 5} | {name: value}))


def test_offspring_goes_left_as_often_as_right():
    # The squared spread barely knows a bias, and on a ring the number knows none: look at single activations.
    line, rights, count = contact.Line(rate=1e12, size=3, full=False, ring=False), 0, 20_000
    for replica in range(count):
        state = variates.stream_state(np.uint64(8), replica)
        sites = contact.Sites(np.empty(3, np.int32), np.full(3, -1, np.int32))
        assert contact._begin(sites, line.full) == 1
        assert contact._event(state, sites, 1, line) == 2
        rights += int(sites.active[1] - sites.active[0] == 1)
    assert stats.binomtest(rights, count, 0.5).pvalue > 1e-4


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("lattices.contact")
