"""The collapsed chain and networks of real matrices have one law: a two-sample test on each layer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

import crit
from tests.models.laws import CRITICAL, LAYERS, chain_against_matrices, two_sample_p, unlike_the_others


@pytest.mark.parametrize("name", CRITICAL)
@pytest.mark.parametrize("width, layers", [(16, LAYERS), (64, LAYERS), (256, LAYERS[:2])])
def test_chain_and_matrices_agree_in_law(name, width, layers):
    # `python -m tests.models.full_grid` has layer 50 at width 256 too: minutes, not seconds.
    with ThreadPoolExecutor(2) as executor:
        found = chain_against_matrices(name, width, seed=1, layers=layers, executor=executor)
    assert min(found.values()) > 1e-4, found


@pytest.mark.parametrize("name", CRITICAL)
def test_p_values_are_uniform_over_seeds(name):
    rows = [chain_against_matrices(name, 6, seed=seed, replicas=100, layers=(1, 4)) for seed in range(150)]
    for key in rows[0]:
        assert stats.kstest([row[key] for row in rows], "uniform").pvalue > 1e-3, key


def test_the_test_itself_is_uniform_and_sees_a_difference():
    rng = np.random.default_rng(1)
    same = [two_sample_p(rng.binomial(5, 0.3, 200), rng.binomial(5, 0.3, 200), seed) for seed in range(1000)]
    assert stats.kstest(same, "uniform").pvalue > 1e-3
    assert two_sample_p(rng.normal(size=2000), rng.normal(0.2, size=2000)) < 1e-4


@pytest.mark.parametrize("name", ["tanh", "relu", "gelu", "sigmoid", "binary", "x*exp(-x**2)"])
def test_one_layer_has_the_moments_of_quadrature(name):
    unit, K, width = crit.activation(name), 0.7, 5
    found = crit.dense_network(name, 1.3, 0.4, width, 1, K0=K, replicas=20_000, seed=4).K[:, 1]
    mean = 0.4**2 + 1.3**2 * unit.mean(unit.second, K)
    variance = 1.3**4 * (unit.mean(unit.fourth, K) - unit.mean(unit.second, K) ** 2) / width
    assert abs(found.mean() - mean) < 4 * stats.sem(found)
    square = (found - mean) ** 2
    assert abs(square.mean() - variance) < 4 * stats.sem(square)


def test_shapes_and_bits():
    arguments = "tanh", 1.2, 0.1, 8, 6
    alone = crit.dense_network(*arguments, replicas=40, seed=5)
    pair = crit.dense_network(*arguments, rho0=0.3, replicas=40, seed=5)
    assert alone.K.shape == pair.K.shape == pair.rho.shape == (40, 7)
    assert alone.rho.shape == (40, 1) and np.isnan(alone.rho).all()
    assert np.all(pair.rho[:, 0] == 0.3) and np.all((pair.rho >= 0) & (pair.rho <= 2))
    assert np.array_equal(crit.dense_network(*arguments, rho0=0.3, replicas=10, seed=5).rho, pair.rho[:10])
    with ThreadPoolExecutor(2) as executor:
        assert np.array_equal(
            crit.dense_network(*arguments, rho0=0.3, replicas=40, seed=5, executor=executor).K, pair.K
        )


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("dense")
