"""First avalanches: the same as in the paths of the same seed, and exact laws of first passage."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.stats import chi2

from crit import network_avalanches, variance_paths
from tests.models.laws import unlike_the_others

CASES = {
    "rational": ("tanh", 1.0, 0.0, 300, 1e-4, None),
    "table": ("sin", 1.0, 0.02, 37, 1e-2, None),
    "scale free": ("relu", 2**0.5, 0.0, 50, 1.0, None),
    "stochastic": ("binary", 2**0.5, 0.0, 1000, 2e-3, 0.0),
    "driven": ("binary", 2**0.5, 0.05, 1000, 0.0025 + 2e-3, 0.0025),
    "from below": ("tanh", 1.2, 0.1, 80, 0.01, 0.02),
}


@pytest.mark.parametrize(("name", "sigma_w", "sigma_b", "width", "K0", "threshold"), CASES.values(), ids=CASES)
def test_same_as_in_the_paths(name, sigma_w, sigma_b, width, K0, threshold):
    longest = 40
    found = network_avalanches(
        name, sigma_w, sigma_b, width, K0=K0, threshold=threshold, longest=longest, replicas=300, seed=3
    )
    paths = variance_paths(name, sigma_w, sigma_b, width, longest + 1, K0=K0, replicas=300, seed=3)
    bar = K0 if threshold is None else threshold
    for path, size, duration, complete in zip(paths, *found):
        heights = path - bar if path[0] > bar else path[1:] - bar
        run = heights[: np.argmax(heights <= 0)] if np.any(heights <= 0) else heights
        assert duration == min(len(run), longest)
        assert complete == (len(run) < longest)
        assert size == pytest.approx(run[:longest].sum(), rel=1e-12)


def test_quanta_die_as_a_branching_process():
    """Survival of one spark among very many binary units, from the generating function of Poisson offspring."""
    width, replicas = 10**6, 200_000
    found = network_avalanches(
        "binary", 2**0.5, 0.0, width, K0=2 / width, threshold=0.0, longest=60, replicas=replicas, seed=1
    )
    dead, expected = 0.0, []
    for _ in range(60):
        dead = np.exp(dead - 1)
        expected.append(1 - dead)
    for l in (1, 2, 5, 20, 59):
        share, chance = np.mean(found.duration > l), expected[l - 1]
        assert abs(share - chance) < 4 * (chance * (1 - chance) / replicas) ** 0.5


def test_chance_to_rise_at_all():
    """A linear layer multiplies K by χ²_N/N."""
    width, replicas = 7, 100_000
    found = network_avalanches("linear", 1.0, 0.0, width, K0=2.0, longest=1, replicas=replicas, seed=2)
    chance = chi2.sf(width, width)
    assert abs(np.mean(found.duration == 1) - chance) < 4 * (chance * (1 - chance) / replicas) ** 0.5
    assert np.array_equal(found.complete, found.duration == 0)


def test_same_bits_on_threads_and_for_fewer_replicas():
    arguments = dict(K0=1e-3, longest=50, seed=9)
    alone = network_avalanches("tanh", 1.0, 0.0, 100, replicas=120, **arguments)
    with ThreadPoolExecutor(3) as executor:
        threaded = network_avalanches("tanh", 1.0, 0.0, 100, replicas=120, executor=executor, **arguments)
    fewer = network_avalanches("tanh", 1.0, 0.0, 100, replicas=11, **arguments)
    for one, other, few in zip(alone, threaded, fewer):
        assert np.array_equal(one, other)
        assert np.array_equal(one[:11], few)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"K0": 0.0}, "K0"),
        ({"K0": np.ones(3)}, "K0"),
        ({"longest": 0}, "longest"),
        ({"threshold": -1.0}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"replicas": 0}, "replicas"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=name):
        network_avalanches("tanh", 1.0, 0.0, 10, **{"K0": 1.0, "longest": 5, **change})


@pytest.mark.parametrize(("name", "sigma_w"), [("tanh", 1.0), ("relu", 2**0.5), ("binary", 2**0.5)])
def test_each_network_has_a_start_and_a_bar_of_its_own(name, sigma_w):
    K0 = np.geomspace(2e-3, 1.0, 700)
    found = network_avalanches(name, sigma_w, 0.0, 1000, K0=K0, longest=9, replicas=700, seed=4)
    paths = variance_paths(name, sigma_w, 0.0, 1000, 10, K0=K0, replicas=700, seed=4)
    up = np.cumprod(paths[:, 1:10] > K0[:, None], axis=1)
    assert np.array_equal(found.duration, up.sum(axis=1))
    assert found.size == pytest.approx(((paths[:, 1:10] - K0[:, None]) * up).sum(axis=1), rel=1e-9, abs=1e-15)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.avalanches")
