"""The stream of residual networks: against every weight drawn, closed laws, and the couplings of theory."""

import math
import re

import numpy as np
import pytest
from scipy import stats

import crit
from crit.models.networks import residual_paths
from crit.theory.networks import Block, critical_skip, residual_couplings
from tests.models.laws import unlike_the_others


def matrices(unit, scales, width, depth, block, K0, networks, seed):
    """The same networks with real weight matrices."""
    (sigma_w, sigma_b), rng = scales, np.random.default_rng(seed)
    x, found = rng.normal(size=(networks, width)), np.empty((networks, depth + 1))
    x *= np.sqrt(K0 / np.mean(x * x, axis=1, keepdims=True))
    found[:, 0] = np.mean(x * x, axis=1)

    def layer(y):
        weights = sigma_w / math.sqrt(width) * rng.normal(size=(networks, width, width))
        return (weights @ y[..., None])[..., 0] + sigma_b * rng.normal(size=(networks, width))

    for k in range(depth):
        read = x / np.sqrt(np.mean(x * x, axis=1, keepdims=True)) if block.normalised else x
        x = block.skip * x + block.step * layer(unit(layer(read)))
        found[:, k + 1] = np.mean(x * x, axis=1)
    return found


CASES = [
    ("tanh", 1.3, 0.2, Block(1.0, 0.5)),
    ("relu", 1.2, 0.1, Block(0.8, 0.7)),
    ("gelu", 1.5, 0.0, Block(1.0, 0.4, 2, True)),
    ("linear", 0.9, 0.3, Block(0.5, 1.0)),
]


@pytest.mark.parametrize("name, sigma_w, sigma_b, block", CASES)
@pytest.mark.parametrize("width", [1, 2, 12])
def test_the_chain_has_the_law_of_matrix_networks(name, sigma_w, sigma_b, block, width):
    ours = residual_paths(name, sigma_w, sigma_b, width, 5, block=block, K0=0.7, replicas=20_000, seed=1)
    theirs = matrices(crit.activation(name), (sigma_w, sigma_b), width, 5, block, 0.7, 4000, seed=2)
    for layer in (1, 5):
        assert stats.ks_2samp(ours[:, layer], theirs[:, layer]).pvalue > 1e-4
    mine, other = np.log(ours[:, 5]), np.log(theirs[:, 5])
    assert abs(mine.mean() - other.mean()) < 4.5 * math.hypot(stats.sem(mine), stats.sem(other))


def test_a_normalised_stream_grows_by_the_same_in_each_block():
    block = Block(1.0, 0.2, 2, True)
    paths = residual_paths("tanh", 1.1, 0.1, 20, 40, block=block, K0=0.5, replicas=8000, seed=3)
    h = residual_couplings("tanh", 1.1, 0.1, 20, block).h
    for depth in (1, 10, 40):
        assert abs(paths[:, depth].mean() - 0.5 - depth * h) < 4 * stats.sem(paths[:, depth])


def test_at_the_critical_skip_the_logarithm_is_a_free_walk():
    width, step = 100, 0.5
    block = Block(critical_skip(step**2, width, 2), step)
    paths = residual_paths("tanh", 1.0, 0.0, width, 200, block=block, K0=1e-9, replicas=8000, seed=4)
    walk, D2 = np.log(paths[:, -1] / paths[:, 0]), residual_couplings("tanh", 1.0, 0.0, width, block).D2
    assert abs(walk.mean()) < 4 * stats.sem(walk) + 200 * D2 / width
    assert walk.var() / 400 == pytest.approx(D2, rel=0.07)


def test_the_same_bits_for_any_number_of_replicas():
    few, many = (
        residual_paths("tanh", 1.0, 0.1, 33, 7, block=Block(), replicas=count, seed=5, executor=crit.Inline())
        for count in (2, 40)
    )
    assert np.array_equal(few, many[:2]) and many.shape == (40, 8) and np.all(many[:, 0] == 1)


BAD = {
    "activation": ["binary", None],
    "sigma_w": [0, math.nan],
    "sigma_b": [-0.1],
    "width": [0, 1.5],
    "depth": [0],
    "replicas": [0],
    "seed": [-1],
    "K0": [0.0, [1.0, 2.0]],
    "block": [None, (1.0, 0.1)],
    "block.layers": [Block(layers=1)],
    "block.step": [Block(step=-1.0)],
}


@pytest.mark.parametrize("name, value", [(name, value) for name, values in BAD.items() for value in values])
def test_bad_arguments_are_named(name, value):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=5, depth=3, block=Block(), replicas=4, seed=1)
    with pytest.raises(ValueError, match=f"^{re.escape(name)} = "):
        residual_paths(**{**good, name.partition(".")[0]: value})


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.residual")
