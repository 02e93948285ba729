"""Events of units: against every weight drawn, and closed laws of a single layer."""

import math
import re

import numpy as np
import pytest
from scipy import stats

import crit
from crit.models.networks import network_events
from crit.models.networks.events import PLAIN
from crit.theory.networks import Block
from tests.models.laws import unlike_the_others


def matrices(unit, scales, width, depth, block, start, level, networks, seed):
    """The same networks with real weight matrices: what is counted on their last layer."""
    (sigma_w, sigma_b), rng, (K0, rho0) = scales, np.random.default_rng(seed), start
    x = math.sqrt(K0) * rng.normal(size=(networks, width))
    y = (1 - rho0) * x + math.sqrt(K0 * rho0 * (2 - rho0)) * rng.normal(size=(networks, width))
    for _ in range(depth):
        weights = sigma_w / math.sqrt(width) * rng.normal(size=(networks, width, width))
        biases = sigma_b * rng.normal(size=(networks, width))
        x, y = (block.skip * z + block.step * ((weights @ unit(z)[..., None])[..., 0] + biases) for z in (x, y))
    signs = np.count_nonzero((x > 0) != (y > 0), axis=1)
    active = np.count_nonzero(np.abs(x) > level, axis=1)
    return np.mean(x * x, axis=1), active, signs, np.mean((x - y) ** 2, axis=1)


CASES = [
    ("tanh", 1.3, 0.2, PLAIN),
    ("tanh", 1.3, 0.2, Block(1.0, 0.5, 1)),
    ("relu", 1.4, 0.0, PLAIN),
    ("x*exp(-x**2)", 1.1, 0.3, Block(0.7, 0.9, 1)),
]


@pytest.mark.parametrize("name, sigma_w, sigma_b, block", CASES)
def test_events_have_the_law_of_matrix_networks(name, sigma_w, sigma_b, block):
    start, level = (0.7, 0.3), 0.8
    given = dict(block=block, start=start, level=level, replicas=20_000, seed=1)
    ours = network_events(name, sigma_w, sigma_b, 12, 5, **given)
    theirs = matrices(crit.activation(name), (sigma_w, sigma_b), 12, 5, block, start, level, 5000, seed=2)
    for mine, other in zip(ours, theirs):
        assert abs(mine[:, -1].mean() - other.mean()) < 4.5 * math.hypot(stats.sem(mine[:, -1]), stats.sem(other))
        assert stats.ks_2samp(mine[:, -1], other).pvalue > 1e-4


def test_the_first_layer_is_the_inputs():
    width, rho = 50, 0.2
    found = network_events("tanh", 1.0, 0.0, width, 1, start=(2.0, rho), level=1.0, replicas=4000, seed=3)
    chances = {"active": 2 * stats.norm.sf(1 / math.sqrt(2)), "flips": math.acos(1 - rho) / math.pi}
    for name, chance in chances.items():
        counts = getattr(found, name)[:, 0]
        assert abs(counts.mean() - width * chance) < 4 * stats.sem(counts)
        assert counts.var() == pytest.approx(width * chance * (1 - chance), rel=0.1)
    assert abs(found.K[:, 0].mean() - 2) < 4 * stats.sem(found.K[:, 0])
    assert abs(found.spread[:, 0].mean() - 2 * rho * 2) < 4 * stats.sem(found.spread[:, 0])


def test_a_small_difference_keeps_its_digits():
    found = network_events("linear", 1.0, 0.0, 20, 30, start=(1.0, 1e-24), level=1.0, replicas=400, seed=4)
    growth = np.log(found.spread[:, -1] / found.spread[:, 0])
    assert np.all(np.isfinite(growth)) and abs(growth.mean() + 30 / 20) < 4 * stats.sem(growth) + 0.1


def test_the_same_bits_for_any_number_of_replicas():
    given = dict(start=(1.0, 0.1), level=1.0, seed=5, executor=crit.Inline())
    few, many = (network_events("tanh", 1.0, 0.1, 33, 7, replicas=count, **given) for count in (2, 40))
    for one, other in zip(few, many):
        assert np.array_equal(one, other[:2]) and other.shape == (40, 8)


BAD = {
    "activation": ["binary", None],
    "sigma_w": [0, math.nan],
    "sigma_b": [-0.1],
    "width": [0, 1.5],
    "depth": [0],
    "replicas": [0],
    "seed": [-1],
    "level": [-1.0, None],
    "start": [None, 1.0, (1.0,)],
    "start[0]": [(0.0, 0.1)],
    "start[1]": [(1.0, 0.0), (1.0, 2.1)],
    "block": [None, Block(), Block(1.0, 0.1, 1, True)],
    "block.step": [Block(1.0, -1.0, 1)],
}


@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_bad_arguments_are_named(name, value):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=5, depth=3, start=(1.0, 0.1), level=1.0, replicas=4)
    with pytest.raises(ValueError, match=f"^{re.escape(name)} = "):
        network_events(**{**good, re.split(r"[.\[]", name)[0]: value})


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.events")
