"""The local network without weights against networks with weights, dense networks, and exact growth rates."""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma

import crit
from crit.models.convolutional import local
from tests.models.laws import flat, unlike_the_others

local_paths, local_lyapunov = flat(local.local_paths), flat(local.local_lyapunov)

SMALLEST_P = 1e-4


def real_network(phi, sigma_w, sigma_b, size, depth, channels, dimension, rho0, replicas, seed):
    """A locally connected network with every weight drawn, in NumPy: ln ρ, and ln of the distance at each position."""
    rng = np.random.default_rng(seed)
    shape = (replicas, channels) + (size,) * dimension
    h, z = rng.standard_normal((2, *shape))
    pair = [h, (1 - rho0) * h + math.sqrt(rho0 * (2 - rho0)) * z]
    axes = tuple(range(2, 2 + dimension))
    for _ in range(depth):
        outputs = [phi(one) for one in pair]
        total = [np.zeros(shape), np.zeros(shape)]
        for step in itertools.product((-1, 0, 1), repeat=dimension):
            weights = (
                rng.standard_normal((replicas, channels, *shape[1:])) * sigma_w / math.sqrt(channels * 3**dimension)
            )
            for sum_, inputs in zip(total, outputs):
                sum_ += np.einsum("rdc...,rc...->rd...", weights, np.roll(inputs, step, axes))
        bias = sigma_b * rng.standard_normal(shape)
        pair = [sum_ + bias for sum_ in total]
    every = (1, *axes)
    a, b, ab = (sigma_b**2 + sigma_w**2 * np.mean(x * y, axis=every) for x, y in
                ((outputs[0], outputs[0]), (outputs[1], outputs[1]), outputs))  # fmt: skip
    distance = np.sqrt(np.mean((phi(pair[1]) - phi(pair[0])) ** 2, axis=1)).reshape(replicas, -1)
    return np.log(1 - ab / np.sqrt(a * b)), np.ma.log(np.ma.masked_equal(distance, 0))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "tanh(4*x)", "gelu", "hard_tanh"])
@pytest.mark.parametrize("dimension, size, replicas", [(1, 6, 3000), (2, 4, 600)])
def test_the_same_law_as_networks_with_weights(name, dimension, size, replicas):
    unit, depth = crit.activation(name), 3
    log_rho, log_distance = real_network(unit, 1.4, 0.3, size, depth, 2, dimension, 0.4, replicas, 1)
    found = local_paths(
        name, 1.4, 0.3, size, depth, channels=2, dimension=dimension, start=0.4, at=[depth], replicas=6000, seed=2
    )
    assert stats.ks_2samp(log_rho, found.log_rho[:, 0]).pvalue > SMALLEST_P
    # Saturated units differ nowhere, rarely at any position: nan has no place in the order of a test.
    for real, ours in ((log_distance.mean(axis=1), found.log_distance), (log_distance.var(axis=1), found.roughness)):
        assert stats.ks_2samp(real.compressed(), ours[np.isfinite(ours)]).pvalue > SMALLEST_P
    density = 1 - np.ma.getmaskarray(log_distance).mean(axis=1)
    assert stats.ks_2samp(density.round(9), found.density[:, 0].round(9)).pvalue > SMALLEST_P
    assert np.array_equal(found.rho, np.exp(found.log_rho))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "relu", "sin", "sign(x)"])
def test_a_single_position_is_a_dense_network(name):
    width, depth = 12, 6
    dense = crit.dense_network(name, 1.3, 0.2, width, depth, rho0=0.5, replicas=4000, seed=3)
    found = local_paths(name, 1.3, 0.2, 1, depth, channels=width, kernel=1, start=0.5, replicas=4000, seed=4)
    for layer in (1, 3, depth):
        assert stats.ks_2samp(dense.rho[:, layer].round(12), found.rho[:, layer].round(12)).pvalue > SMALLEST_P


@pytest.mark.slow
def test_many_channels_follow_the_map_of_infinite_width():
    K, rho, weight, bias = 0.8, 0.3, 1.3**2, 0.2**2
    found = local_paths("erf", 1.3, 0.2, 16, 3, channels=4000, start=rho, K0=K, replicas=20, seed=5)

    def mean(product):
        return bias + weight * 2 / math.pi * math.asin(2 * product / (1 + 2 * K))

    for layer in range(1, 4):
        K, rho = mean(K), 1 - mean(K * (1 - rho)) / mean(K)
        values = found.rho[:, layer]
        assert abs(values.mean() - rho) < 4 * stats.sem(values) + 5 * rho / 4000


@pytest.mark.parametrize("start", [1e-12, 1e-120])
def test_small_distances_have_no_scale(start):
    near, nearer = (
        local_paths("tanh", 1.4, 0.3, 8, 30, channels=3, start=rho, replicas=20, seed=6).log_rho
        for rho in (start, start / 2**20)
    )
    np.testing.assert_allclose(near - nearer, 20 * math.log(2), atol=1e-3)


def test_distances_never_underflow():
    paths = local_paths("tanh", 0.5, 0.5, 8, 2000, channels=3, replicas=12, at=[1000, 2000], seed=7)
    assert np.all(paths.log_rho[:, 1] < -3000) and np.all(paths.rho[:, 1] == 0) and np.all(paths.density == 1)
    pair = np.diff(paths.log_rho, axis=1)[:, 0] / 2000
    tangent = local_lyapunov("tanh", 0.5, 0.5, 8, 1000, channels=3, replicas=12, seed=8)[:, 50:].mean(axis=1)
    assert stats.ttest_ind(pair, tangent).pvalue > SMALLEST_P and stats.sem(tangent) < 0.01


@pytest.mark.slow
def test_a_tiny_difference_grows_into_the_chaos_of_a_large_one():
    tiny, large = (
        local_paths("tanh", 3.0, 0.1, 8, 700, channels=4, start=start, at=[0, 700], replicas=800, seed=seed).log_rho
        for start, seed in ((1e-70, 9), (1.0, 10))
    )
    assert tiny[:, 0] == pytest.approx(-70 * math.log(10))
    assert stats.ks_2samp(tiny[:, 1], large[:, 1]).pvalue > SMALLEST_P


@pytest.mark.parametrize("channels", [1, 2, 7])
def test_linear_networks_grow_by_a_chi_squared_number(channels):
    growth = local_lyapunov("linear", 0.9, 0.4, 1, 400, channels=channels, kernel=1, replicas=100, seed=11)
    expected = (math.log(0.9**2 * 2 / channels) + digamma(channels / 2)) / 2
    assert growth.shape == (100, 400)
    assert abs(growth.mean() - expected) < 4 * stats.sem(growth, axis=None)


def test_wide_networks_grow_by_chi_1():
    point = crit.critical_point("tanh", 0.3)
    growth = local_lyapunov("tanh", point.sigma_w, 0.3, 4, 40, channels=3000, K0=point.K, replicas=8, seed=12)
    # Finite width shifts the exponent by terms of order 1/N.
    assert abs(growth[:, 5:].mean()) < 4 * stats.sem(growth[:, 5:].mean(axis=1)) + 2 / 3000


@pytest.mark.parametrize("dimension", [1, 2])
def test_one_site_of_a_smooth_activation_fills_its_light_cone(dimension):
    found = local_paths("tanh", 1.4, 0.3, 13, 6, channels=2, dimension=dimension, start="site", replicas=30, seed=13)
    layers = np.arange(7)
    squares = dimension * layers * (layers + 1) * (2 * layers + 1) ** dimension / 3
    assert np.all(found.number == (2 * layers + 1) ** dimension) and np.allclose(found.spread, squares)
    assert np.all(found.roughness[:, 0] == 0) and found.rho[:, 0] == pytest.approx(1 / 13**dimension)


def test_one_site_of_signs_starts_with_a_difference():
    found = local_paths("sign(x)", 1.0, 0.5, 9, 4, channels=1, start="site", replicas=300, seed=14)
    assert np.all(found.number[:, 0] == 1) and found.number[:, 4].min() == 0 < found.number[:, 4].max()


def test_resolution_counts_what_exceeds_it():
    settings = dict(channels=3, start=0.2, replicas=2000, seed=15)
    single = local_paths("tanh", 1.4, 0.3, 1, 5, kernel=1, resolution=0.1, **settings)
    assert np.array_equal(single.number == 1, single.log_distance > math.log(0.1))
    counts = [local_paths("tanh", 1.4, 0.3, 20, 5, resolution=r, **settings).number for r in (0, 0.01, 0.1, 3)]
    assert np.all(counts[0] == 20) and np.all(counts[0] >= counts[1]) and np.all(counts[3] == 0)
    assert np.all(counts[1] >= counts[2]) and counts[1].sum() > counts[2].sum() > 0


@pytest.mark.parametrize("settings", [dict(), dict(start="site"), dict(dimension=2, start=1e-40)])
def test_the_same_bits_however_it_is_cut(settings):
    settings = dict(channels=3, seed=16, **settings)
    whole = local_paths("tanh", 1.2, 0.3, 17, 8, replicas=70, **settings)
    few = local_paths("tanh", 1.2, 0.3, 17, 8, replicas=7, **settings)
    sparse = local_paths("tanh", 1.2, 0.3, 17, 8, replicas=7, at=[0, 3, 8], **settings)
    with ThreadPoolExecutor(2) as pool:
        threads = local_paths("tanh", 1.2, 0.3, 17, 8, replicas=70, executor=pool, **settings)
    for a, b, c, d in zip(whole, few, sparse, threads):
        assert np.array_equal(a, d, equal_nan=True) and np.array_equal(a[:7], b, equal_nan=True)
        assert np.array_equal(b[:, [0, 3, 8]], c, equal_nan=True)
    assert np.all(np.std(whole.log_rho[:, 1:], axis=0) > 0)


def test_too_many_units_are_refused():
    with pytest.raises(ValueError, match="^channels = 100000"):
        local_paths("tanh", 1.0, 0.1, 1000, 2, channels=100_000, dimension=2)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("convolutional.local")
