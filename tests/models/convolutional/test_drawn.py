"""Convolutional networks against networks in NumPy, dense networks, and what symmetry demands."""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma

import crit
from crit.models.convolutional import drawn, local
from crit.models.convolutional.drawn_layer import convolve, convolve_locally
from crit.models.convolutional.geometry import Grid, close
from crit.models.convolutional.model import LOCAL, SHARED
from crit.numerics.streams import layer_key
from tests.models.laws import flat, unlike_the_others

conv_paths, conv_lyapunov, local_paths = flat(drawn.conv_paths), flat(drawn.conv_lyapunov), flat(local.local_paths)

SMALLEST_P = 1e-4
PAD = {"circular": "wrap", "zeros": "constant"}


def moved(inputs, step, padding):
    """Inputs of shape (replicas, channels, …) as seen from one entry of a window."""
    rim = [(0, 0), (0, 0)] + [(1, 1)] * len(step)
    padded = np.pad(inputs, rim, mode=PAD[padding])
    return padded[(slice(None), slice(None), *(slice(1 + s, 1 + s + n) for s, n in zip(step, inputs.shape[2:])))]


def real_network(phi, sharing, padding, size, depth, dimension, replicas, seed, sigma_w=1.4, sigma_b=0.3, channels=2):
    """Two independent inputs in NumPy: ln ρ by the covariances that each position has, and mean ln distance."""
    rng = np.random.default_rng(seed)
    shape = (replicas, channels) + (size,) * dimension
    pair = list(rng.standard_normal((2, *shape)))
    one = (1,) * dimension
    for _ in range(depth):
        outputs = [phi(h) for h in pair]
        total, covariance = [np.zeros(shape), np.zeros(shape)], np.zeros((3, replicas))
        for step in itertools.product((-1, 0, 1), repeat=dimension):
            weights = rng.standard_normal((replicas, channels, channels, *(shape[2:] if sharing == "local" else one)))
            weights *= sigma_w / math.sqrt(channels * 3**dimension)
            seen = [moved(x, step, padding) for x in outputs]
            for sum_, inputs in zip(total, seen):
                sum_ += np.einsum("rdc...,rc...->rd...", weights, inputs)
            for k, (a, b) in enumerate([(0, 0), (1, 1), (0, 1)]):
                covariance[k] += (seen[a] * seen[b]).reshape(replicas, -1).mean(axis=1)
        bias = sigma_b * rng.standard_normal((replicas, channels, *(one if sharing == "shared" else shape[2:])))
        pair = [sum_ + bias for sum_ in total]
    a, b, ab = sigma_b**2 + sigma_w**2 * covariance / 3**dimension
    distance = np.sqrt(np.mean((phi(pair[1]) - phi(pair[0])) ** 2, axis=1)).reshape(replicas, -1)
    return np.log(1 - ab / np.sqrt(a * b)), np.log(distance).mean(axis=1), np.log(distance).var(axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["shared", "bias", "local"])
@pytest.mark.parametrize("padding", ["circular", "zeros"])
@pytest.mark.parametrize("dimension, size", [(1, 7), (2, 4)])
def test_the_same_law_as_networks_in_numpy(sharing, padding, dimension, size):
    depth, layer = 3, dict(sharing=sharing, padding=padding)
    expected = real_network(np.tanh, sharing, padding, size, depth, dimension, 1500, 1)
    found = conv_paths(
        "tanh", 1.4, 0.3, size, depth, channels=2, dimension=dimension, at=[depth], replicas=6000, seed=2, **layer
    )
    for real, ours in zip(expected, (found.log_rho, found.log_distance, found.roughness)):
        assert stats.ks_2samp(real, ours[:, 0]).pvalue > SMALLEST_P


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "sign(x)"])
@pytest.mark.parametrize(
    "settings", [dict(start=0.3), dict(start="site"), dict(dimension=2, kernel=5, start=0.1, wrap=True)]
)
def test_local_weights_have_the_law_that_needs_none(name, settings):
    settings = dict(channels=3, at=[1, 4], **settings)
    real = conv_paths(name, 1.2, 0.6, 9, 4, sharing="local", replicas=1000, seed=3, **settings)
    ours = local_paths(name, 1.2, 0.6, 9, 4, replicas=8000, seed=4, **settings)
    for k in range(2):
        assert stats.ks_2samp(real.log_rho[:, k].round(9), ours.log_rho[:, k].round(9)).pvalue > SMALLEST_P
        assert stats.ks_2samp(real.number[:, k], ours.number[:, k]).pvalue > SMALLEST_P
        if "site" in settings.values():
            assert stats.ks_2samp(real.spread[:, k], ours.spread[:, k]).pvalue > SMALLEST_P


@pytest.mark.parametrize("sharing", ["shared", "bias", "local"])
def test_a_single_position_is_a_dense_network(sharing):
    width, depth = 11, 5
    dense = crit.dense_network("tanh", 1.3, 0.2, width, depth, rho0=0.5, replicas=3000, seed=5)
    found = conv_paths(
        "tanh", 1.3, 0.2, 1, depth, channels=width, kernel=1, sharing=sharing, start=0.5, replicas=3000, seed=6
    )
    for layer in (1, 3, depth):
        assert stats.ks_2samp(dense.rho[:, layer], found.rho[:, layer]).pvalue > SMALLEST_P


@pytest.mark.parametrize("size, held", [(3, 7 / 9), (10, 28 / 30), (1, 1 / 3)])
def test_zeros_beyond_the_edges_weaken_the_signal(size, held):
    rho, weight, bias = 0.4, 1.2**2, 0.5**2
    found = conv_paths(
        "linear", 1.2, 0.5, size, 1, channels=200, padding="zeros", start=rho, replicas=300, seed=7
    ).rho[:, 1]  # fmt: skip
    expected = weight * held * rho / (bias + weight * held)
    # The mean of a ratio is off by terms of order 1/N.
    assert abs(found.mean() - expected) < 4 * stats.sem(found) + expected / 200


def test_padding_is_felt_at_the_edge_only_as_far_as_layers_carry_it():
    # One site in the middle of a wide grid: the same shared weights, and no difference before the light cone closes.
    near, far = (
        conv_paths("tanh", 1.4, 0.3, 41, 9, channels=3, padding=padding, start="site", replicas=5, seed=8)
        for padding in ("circular", "zeros")
    )
    np.testing.assert_allclose(near.log_distance, far.log_distance, rtol=1e-12)
    assert np.array_equal(near.number, far.number) and np.array_equal(near.spread, far.spread)


@pytest.mark.slow
@pytest.mark.parametrize("sharing", [SHARED, LOCAL])
def test_shared_weights_keep_a_constant_input_constant(sharing):
    outputs = np.zeros((2, 3, 5, 8))
    outputs[:, :, 1:-1, 1:-1] = np.random.default_rng(9).normal(size=(2, 3, 1, 1))
    for field in outputs.reshape(6, 5, 8):
        close(field, Grid(3, 6, 1, 1))
    pair = np.zeros((2, 3, 3, 6))
    layer = convolve if sharing == SHARED else convolve_locally
    layer(pair, outputs, 1.0, Grid(3, 6, 1, 1), layer_key(np.uint64(9), 0, 1))
    assert np.ptp(pair[:, :, 0, 0]) > 0
    assert (np.ptp(pair, axis=(2, 3)).max() == 0) == (sharing == SHARED)


def test_equal_layers_stay_equal():
    found = conv_paths("sign(x)", 1.0, 3.0, 21, 10, channels=3, start="site", replicas=200, seed=9)
    assert np.all(found.number[:, 0] == 1)
    gone = found.number == 0
    assert gone[:, -1].any() and np.all(gone[:, 1:] >= gone[:, :-1])


@pytest.mark.parametrize("start", [1e-12, 1e-120])
def test_small_distances_have_no_scale(start):
    near, nearer = (
        conv_paths("tanh", 1.6, 0.3, 12, 30, channels=3, start=rho, replicas=20, seed=10).log_rho
        for rho in (start, start / 2**20)
    )
    np.testing.assert_allclose(near - nearer, 20 * math.log(2), atol=1e-3)


def test_a_tiny_difference_grows_into_the_chaos_of_a_large_one():
    tiny, large = (
        conv_paths("tanh", 3.0, 0.1, 8, 500, channels=8, start=start, at=[0, 500], replicas=200, seed=seed).log_rho
        for start, seed in ((1e-70, 11), (1.0, 12))
    )
    assert tiny[:, 0] == pytest.approx(-70 * math.log(10))
    assert stats.ks_2samp(tiny[:, 1], large[:, 1]).pvalue > SMALLEST_P


@pytest.mark.parametrize("sharing", ["shared", "local"])
def test_linear_networks_grow_by_a_chi_squared_number(sharing):
    growth = conv_lyapunov("linear", 0.9, 0.4, 1, 300, channels=3, kernel=1, sharing=sharing, replicas=100, seed=13)
    expected = (math.log(0.9**2 * 2 / 3) + digamma(3 / 2)) / 2
    assert growth.shape == (100, 300)
    assert abs(growth.mean() - expected) < 4 * stats.sem(growth, axis=None)


@pytest.mark.parametrize("padding", ["circular", "zeros"])
def test_the_tangent_grows_like_a_tiny_difference(padding):
    settings = dict(channels=4, padding=padding, replicas=30)
    tangent = conv_lyapunov("tanh", 1.2, 0.3, 10, 300, seed=14, **settings)[:, 20:].mean(axis=1)
    pair = conv_paths("tanh", 1.2, 0.3, 10, 300, start=1e-20, at=[20, 300], seed=15, **settings).log_rho
    assert stats.ttest_ind(tangent, np.diff(pair, axis=1)[:, 0] / 560).pvalue > SMALLEST_P


@pytest.mark.parametrize(
    "settings",
    [
        dict(),
        dict(sharing="bias", start="site"),
        dict(sharing="local", dimension=2, padding="zeros"),
        dict(start=1e-40),
    ],
)
def test_the_same_bits_however_it_is_cut(settings):
    settings = dict(channels=3, seed=16, **settings)
    whole = conv_paths("tanh", 1.2, 0.3, 17, 8, replicas=40, **settings)
    few = conv_paths("tanh", 1.2, 0.3, 17, 8, replicas=7, **settings)
    sparse = conv_paths("tanh", 1.2, 0.3, 17, 8, replicas=7, at=[0, 3, 8], **settings)
    with ThreadPoolExecutor(2) as pool:
        threads = conv_paths("tanh", 1.2, 0.3, 17, 8, replicas=40, executor=pool, **settings)
    for a, b, c, d in zip(whole, few, sparse, threads):
        assert np.array_equal(a, d, equal_nan=True) and np.array_equal(a[:7], b, equal_nan=True)
        assert np.array_equal(b[:, [0, 3, 8]], c, equal_nan=True)
    assert np.all(np.std(whole.log_rho[:, 1:], axis=0) > 0)


def test_too_many_local_weights_are_refused():
    with pytest.raises(ValueError, match="^channels = 1000: at most"):
        conv_paths("tanh", 1.0, 0.1, 64, 1, channels=1000, dimension=2, sharing="local")


@pytest.mark.parametrize("wrap", [False, np.False_])
def test_a_padded_edge_cannot_be_thought_away(wrap):
    with pytest.raises(ValueError, match="^wrap = "):
        conv_paths("tanh", 1.0, 0.1, 64, 1, channels=2, padding="zeros", wrap=wrap)


@pytest.mark.parametrize("paths", [conv_paths, local_paths])
@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("start, apart", [("site", 1), (0.3, None), ("independent", None)])
def test_the_distance_of_the_inputs_is_as_told(paths, dimension, start, apart):
    found = paths("tanh", 1.4, 0.3, 9, 1, channels=3, dimension=dimension, start=start, replicas=3, seed=18, wrap=True)
    positions = 9**dimension
    rho = {"site": 1 / positions, "independent": 1.0}.get(start, start)
    assert found.rho[:, 0] == pytest.approx(rho)
    assert found.log_rho[:, 0] == pytest.approx(np.log(rho), abs=1e-12)
    assert np.all(found.number[:, 0] == (apart or positions))
    assert found.density[:, 0] == pytest.approx((apart or positions) / positions)


@pytest.mark.parametrize("function", [conv_paths, conv_lyapunov])
def test_a_bar_is_shown_to_who_asks_for_it(function, capsys):
    how = dict(channels=2, replicas=2, seed=1, **(dict(wrap=True) if function is conv_paths else {}))
    function("tanh", 1.4, 0.3, 9, 2, **how)
    assert not capsys.readouterr().err
    function("tanh", 1.4, 0.3, 9, 2, progress=True, **how)
    assert "2/2" in capsys.readouterr().err


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("convolutional.drawn")
