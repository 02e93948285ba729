"""The branching process against its exact laws: total progeny, extinction, first return with immigration."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from crit.models.processes.branching import branching_avalanches, branching_paths
from tests.models.laws import unlike_the_others

SMALLEST_P = 1e-4
COUNT = 200_000
OFFSPRING = {
    "poisson": lambda ratio, s: np.exp(ratio * (s - 1)),
    "geometric": lambda ratio, s: 1 / (1 + ratio * (1 - s)),
}


def lattice_p(counts, probabilities):
    """Chi-squared p-value of counts of whole numbers, the rest of the law in a last cell, cells joined to expect ten."""
    total = counts.sum()
    expected = np.append(probabilities, max(0.0, 1 - np.sum(probabilities))) * total
    cell = np.floor(np.minimum(np.cumsum(expected), total - 10) / 10).astype(int)
    seen, wanted = np.bincount(cell, counts), np.bincount(cell, expected)
    return stats.chisquare(seen[wanted > 0], wanted[wanted > 0] * total / wanted.sum()).pvalue


def counted(values, most):
    """How often each of 1 … most came, and how often anything beyond."""
    return np.bincount(np.minimum(values, most + 1), minlength=most + 2)[1:]


def borel_tanner(ratio, start, most):
    """P(size = s), s = 1 … most, of Poisson branching from ``start`` units."""
    s = np.arange(start, most + 1)
    log = (s - start) * np.log(ratio * s) - ratio * s - np.array([math.lgamma(k - start + 1) for k in s])
    return np.concatenate([np.zeros(start - 1), start / s * np.exp(log)])


def dead_by(offspring, ratio, most):
    """P(no unit active in generation l), l = 0 … most, from one unit without immigration."""
    dead = np.zeros(most + 1)
    for l in range(most):
        dead[l + 1] = OFFSPRING[offspring](ratio, dead[l])
    return dead


def first_return(offspring, ratio, immigration, most):
    """P(duration = d), d = 1 … most, of avalanches with immigration, and the chance u(most) to find no unit active.

    u(l), the chance of none in generation l if there is none in generation 0, is a product over the generations of the
    immigrants; the law f of the time of first return follows from u(l) = Σ f(k) u(l − k), and d is that time less one.
    """
    u = np.concatenate([[1.0], np.exp(immigration * np.cumsum(dead_by(offspring, ratio, most)[: most + 1] - 1))])
    f = np.zeros(most + 2)
    for l in range(1, most + 2):
        f[l] = u[l] - f[1:l] @ u[l - 1 : 0 : -1]
    return f[2:] / -math.expm1(-immigration), u[-1]


@pytest.mark.parametrize("ratio, start", [(1.0, 1), (0.8, 1), (0.95, 3), (1.2, 1)])
def test_total_progeny_follows_borel_and_tanner(ratio, start):
    found = branching_avalanches(ratio, start=start, replicas=COUNT, longest=3000, seed=1)
    size = np.where(found.complete, found.size, 10**6)
    assert lattice_p(counted(size, 300), borel_tanner(ratio, start, 300)) > SMALLEST_P


@pytest.mark.parametrize("offspring", OFFSPRING)
@pytest.mark.parametrize("ratio, start", [(1.0, 1), (0.7, 2), (1.1, 1)])
def test_durations_follow_the_iterated_generating_function(offspring, ratio, start):
    found = branching_avalanches(ratio, start=start, offspring=offspring, replicas=COUNT, longest=60, seed=2)
    law = np.diff(dead_by(offspring, ratio, 60) ** start)
    assert lattice_p(counted(np.where(found.complete, found.duration, 61), 60), law) > SMALLEST_P
    assert np.all(found.duration[~found.complete] == 60)


@pytest.mark.parametrize("offspring", OFFSPRING)
@pytest.mark.parametrize("ratio, immigration", [(1.0, 0.05), (1.0, 0.25), (0.9, 0.4), (1.0, 1e-6)])
def test_driven_durations_follow_the_renewal_equation(offspring, ratio, immigration):
    found = branching_avalanches(
        ratio, immigration=immigration, offspring=offspring, replicas=COUNT // 2, longest=200, seed=3
    )
    law, _ = first_return(offspring, ratio, immigration, 200)
    assert lattice_p(counted(np.where(found.complete, found.duration, 201), 200), law) > SMALLEST_P


def test_driven_sizes_fill_the_mean_of_the_stationary_state():
    ratio, immigration = 0.8, 0.3
    found = branching_avalanches(ratio, immigration=immigration, replicas=COUNT, seed=4)
    _, quiet = first_return("poisson", ratio, immigration, 300)
    expected = immigration / (1 - ratio) / quiet / -math.expm1(-immigration)
    assert found.complete.all() and abs(found.size.mean() - expected) < 4 * stats.sem(found.size)


def test_the_driven_line_has_its_exponent():
    # P(duration > T) of the exact law falls as T^(c − 1), with c = immigration/D1; corrections fall as 1/T or so.
    for offspring, immigration in (("poisson", 0.125), ("poisson", 0.25), ("geometric", 0.25)):
        law, _ = first_return(offspring, 1.0, immigration, 4000)
        drive = immigration * (2 if offspring == "poisson" else 1)
        longer = 1 - np.cumsum(law)
        assert math.log(longer[3999] / longer[1999], 2) == pytest.approx(drive - 1, abs=0.02)


@pytest.mark.parametrize("offspring, variance", [("poisson", 1.0), ("geometric", 2.0)])
def test_paths_have_the_exact_mean_and_variance(offspring, variance):
    start, immigration, depth = 7, 0.5, 12
    paths = branching_paths(
        1.0, depth, start=start, immigration=immigration, offspring=offspring, replicas=COUNT, seed=5
    )
    assert paths.shape == (COUNT, depth + 1) and paths.dtype == np.int64 and np.all(paths[:, 0] == start)
    l = np.arange(1, depth + 1)
    mean = start + immigration * l
    spread = variance * (start * l + immigration * l * (l - 1) / 2) + immigration * l
    assert np.all(np.abs(paths[:, 1:].mean(axis=0) - mean) < 4.5 * np.sqrt(spread / COUNT))
    assert paths[:, 1:].var(axis=0) == pytest.approx(spread, rel=0.03)


def test_paths_die_as_the_generating_function_says():
    paths = branching_paths(0.9, 20, start=2, immigration=0.1, replicas=COUNT, seed=6)
    dead = dead_by("poisson", 0.9, 20)
    quiet = dead[20] ** 2 * math.exp(0.1 * np.sum(dead[:20] - 1))
    assert stats.binomtest(int(np.sum(paths[:, -1] == 0)), COUNT, quiet).pvalue > SMALLEST_P
    alone = branching_paths(0.9, 20, replicas=1000, seed=6) == 0
    assert np.all(alone[:, 1:] >= alone[:, :-1])


def test_avalanches_without_offspring():
    found = branching_avalanches(0.0, start=4, replicas=50, seed=7)
    assert set(found.size) == {4} and set(found.duration) == {1} and found.complete.all()
    assert not branching_paths(0.0, 3, replicas=5, seed=1)[:, 1:].any()


def test_what_cannot_die_is_cut_off_in_time():
    found = branching_avalanches(2.0, start=1000, replicas=20, seed=8)
    assert not found.complete.any() and found.duration.max() < 40 and found.size.min() > 1e10


def test_a_seed_fixes_every_replica():
    one = branching_avalanches(1.0, immigration=0.2, replicas=100, longest=500, seed=9)
    with ThreadPoolExecutor(2) as executor:
        for other in (
            branching_avalanches(1.0, immigration=0.2, replicas=300, longest=500, seed=9),
            branching_avalanches(1.0, immigration=0.2, replicas=300, longest=500, seed=9, executor=executor),
        ):
            assert all(np.array_equal(a, b[:100]) for a, b in zip(one, other))
        paths = branching_paths(1.0, 9, start=5, replicas=100, seed=9)
        assert np.array_equal(paths, branching_paths(1.0, 9, start=5, replicas=100, seed=9, executor=executor))
    assert not np.array_equal(paths, branching_paths(1.0, 9, start=5, replicas=100, seed=10))


BAD = {
    "ratio": [-0.1, np.nan, np.inf, "1", None, True, 101],
    "immigration": [-1, np.nan, "x", None],
    "offspring": ["Poisson", "", None, 3],
    "replicas": [0, 1.5, None],
    "seed": [-1, 1.5, "a"],
}


@pytest.mark.parametrize("simulate", [branching_paths, branching_avalanches])
@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_bad_arguments(simulate, name, value):
    arguments = {"ratio": 1.0} | ({"depth": 5} if simulate is branching_paths else {}) | {name: value}
    with pytest.raises(ValueError, match=f"^{name} = "):
        simulate(**arguments)


@pytest.mark.parametrize("value", [0, -1, 2.5, "3", None])
def test_bad_lengths(value):
    with pytest.raises(ValueError, match="^depth = "):
        branching_paths(1.0, value)
    with pytest.raises(ValueError, match="^longest = "):
        branching_avalanches(1.0, longest=value)


def test_bad_starts():
    for start in (-1, 1.5, "2", True):
        with pytest.raises(ValueError, match="^start = "):
            branching_paths(1.0, 5, start=start)
    for start in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match="^start = "):
            branching_avalanches(1.0, start=start)
    assert not branching_paths(1.0, 5, start=0).any()


def test_growth_beyond_what_can_be_counted():
    with pytest.raises(ValueError, match=r"^depth = 300: at ratio = 1.1 more than 1e\+11"):
        branching_paths(1.1, 300)
    assert branching_paths(1.0, 2000, immigration=1.0, seed=1).max() < 1e5


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("processes.branching")
