"""The collapsed chain and networks of real matrices have one law: a two-sample test on each layer."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

import crit
from crit.models.networks import matrices as dense
from tests.models.laws import CRITICAL, LAYERS, chain_against_matrices, two_sample_p, unlike_the_others


@pytest.mark.slow
@pytest.mark.parametrize("name", CRITICAL)
@pytest.mark.parametrize("width, layers", [(16, LAYERS), (64, LAYERS), (256, LAYERS[:2])])
def test_chain_and_matrices_agree_in_law(name, width, layers):
    # Layer 50 at a width of 256 takes minutes.
    with ThreadPoolExecutor(2) as executor:
        found = chain_against_matrices(name, width, seed=1, layers=layers, executor=executor)
    assert min(found.values()) > 1e-4, found


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "relu", "gelu", "sigmoid", "binary", "x*exp(-x**2)"])
def test_one_layer_has_the_moments_of_quadrature(name):
    unit, K, width = crit.activation(name), 0.7, 5
    found = crit.dense_network(name, 1.3, 0.4, width, 1, K0=K, replicas=20_000, seed=4).K[:, 1]
    mean = 0.4**2 + 1.3**2 * unit.mean(unit.second, K)
    variance = 1.3**4 * (unit.mean(unit.fourth, K) - unit.mean(unit.second, K) ** 2) / width
    assert abs(found.mean() - mean) < 4 * stats.sem(found)
    square = (found - mean) ** 2
    assert abs(square.mean() - variance) < 4 * stats.sem(square)


def test_normal_numbers_have_their_law():
    z = dense._normals([np.random.default_rng(seed) for seed in range(4)], 2, 100_000).astype(float)
    assert z.shape == (4, 2, 2, 100_000) and np.abs(z).max() < 6.8
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-3
    moments = [np.mean(z**power) for power in (1, 2, 3, 4)]
    errors = np.sqrt(np.array([1, 2, 15, 96]) / z.size)
    assert np.all(np.abs(moments - np.array([0, 1, 0, 3])) < 4 * errors)
    for one, other in (z[:, :, 0], z[:, :, 1]), (z[0], z[1]), (z[:, 0], z[:, 1]), (z[..., 1:], z[..., :-1]):
        for f in (lambda y: y, lambda y: (y * y - 1) / np.sqrt(2)):
            assert abs(np.vdot(f(one), f(other))) < 4 * np.sqrt(one.size)


def test_normal_numbers_are_those_of_the_formula():
    words = np.random.default_rng(1).bit_generator.random_raw((1, 10)).view(np.uint32).reshape(2, 10).astype(float)
    radius, angle = np.sqrt(-2 * np.log((words[0] + 0.5) / 2**32)), 2 * np.pi * words[1] / 2**32
    expected = radius * np.stack([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(dense._normals([np.random.default_rng(1)], 1, 10)[0, 0], expected, atol=3e-6)


@pytest.mark.parametrize("rho0", [1e-24, 1e-12, 0.3])
def test_tiny_distances_keep_their_digits(rho0):
    arguments = "tanh", 1.1, 0.1, 20, 10
    real = crit.dense_network(*arguments, rho0=rho0, replicas=4000, seed=1).rho[:, -1]
    chain = crit.replica_paths(*arguments, rho0=rho0, replicas=4000, seed=2)[:, -1]
    assert two_sample_p(real, chain) > 1e-3


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_signals_outside_the_range_of_float32(scale):
    arguments = dict(activation="linear", sigma_w=1.0, sigma_b=0.0, width=10, depth=5, rho0=0.3, replicas=3, seed=1)
    one, other = (crit.dense_network(**arguments, K0=K0) for K0 in (1.0, scale))
    np.testing.assert_allclose(other.K, scale * one.K, rtol=1e-5)
    np.testing.assert_allclose(other.rho, one.rho, rtol=1e-5)


def test_shapes():
    arguments = "tanh", 1.2, 0.1, 8, 6
    alone = crit.dense_network(*arguments, replicas=40, seed=5)
    pair = crit.dense_network(*arguments, rho0=0.3, replicas=40, seed=5)
    assert alone.K.shape == pair.K.shape == pair.rho.shape == (40, 7)
    assert alone.rho.shape == (40, 1) and np.isnan(alone.rho).all() and np.array_equal(alone.K, pair.K)
    assert np.all(pair.rho[:, 0] == 0.3) and np.all((pair.rho >= 0) & (pair.rho <= 2))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "binary"])
@pytest.mark.parametrize("width, depth, replicas", [(1, 9, 40), (8, 300, 40), (64, 12, 40), (150, 4, 20), (500, 2, 2)])
def test_a_replica_has_the_same_bits_however_it_is_run(name, width, depth, replicas):
    arguments = dict(activation=name, sigma_w=1.2, sigma_b=0.1, width=width, rho0=0.3, seed=5)
    pair = crit.dense_network(**arguments, depth=depth, replicas=replicas)
    alone = crit.dense_network(**arguments, depth=depth, replicas=1)
    deeper = crit.dense_network(**arguments, depth=depth + 3, replicas=replicas + 5)
    assert np.array_equal(alone.rho, pair.rho[:1]) and np.array_equal(alone.K, pair.K[:1])
    assert np.array_equal(deeper.rho[:replicas, : depth + 1], pair.rho)
    with ThreadPoolExecutor(2) as executor:
        threads = crit.dense_network(**arguments, depth=depth, replicas=replicas, executor=executor)
    assert np.array_equal(threads.K, pair.K) and np.array_equal(threads.rho, pair.rho)


WIDE = "import crit; print(crit.dense_network('tanh', 1.2, 0.1, 1200, 2, replicas=1, seed=1).K.tobytes().hex())"


@pytest.mark.slow
def test_threads_of_blas_do_not_show(root):
    found = [
        subprocess.run([sys.executable, "-c", WIDE], cwd=root, capture_output=True, text=True, check=True,
                       env={**os.environ, "OPENBLAS_NUM_THREADS": threads}).stdout
        for threads in "12"
    ]  # fmt: skip
    assert found[0] == found[1] != ""


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.matrices")
