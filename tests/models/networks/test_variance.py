"""One input: each layer has the moments of quadrature, the same bits however it is run, and no scale of its own."""

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import crit
from crit.models.networks.variance import firing_rates
from crit.theory.activations.lookup import ACTIVATIONS, binary_unit
from crit.theory.landau import StationaryLaw
from tests.models.laws import two_sample_p, unlike_the_others

TYPED = ("x*exp(-x**2)", "tanh(2*x)/(1 + exp(-x))", "sin(x) + x/2", "log(1 + x**2)", "cos(x)", "abs(tanh(x))", "max(x, -x/2)",
         "sin(3*x)*exp(-x**2/9)")  # fmt: skip
EVERY = [*ACTIVATIONS, *TYPED]
WIDTHS = {1: 60_000, 2: 40_000, 3: 40_000, 7: 30_000, 64: 20_000, 1000: 5_000}
SIGMAS = 4.5
"""Threshold in standard errors: all cases together fail once in a hundred changes of the random stream."""


def one_layer(unit, width, K, replicas, seed):
    """Mean square responses of one layer: σ_w = 1, σ_b = 0."""
    return crit.variance_paths(unit, 1.0, 0.0, width, 1, K0=K, replicas=replicas, seed=seed)[:, 1]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("K", [1e-6, 1e-2, 1.0, 30.0])
def test_mean_and_variance_of_a_layer(name, K):
    unit = crit.activation(name)
    mean = unit.mean(unit.second, K)
    variance = unit.mean(unit.fourth, K) - mean**2
    for width, replicas in WIDTHS.items():
        found = one_layer(unit, width, K, replicas, seed=width)
        assert abs(found.mean() - mean) < SIGMAS * math.sqrt(variance / width / replicas) + 3e-6 * mean, width
        square = (found - found.mean()) ** 2 * width
        rare = unit.stochastic and replicas * width * mean < 1000
        if width >= 7 and not rare:
            # Sums in float32 resolve the mean to a part in ten million.
            rounding = width * (1e-7 * mean) ** 2 + 1e-4 * variance
            assert abs(square.mean() - variance) < SIGMAS * stats.sem(square) + rounding, width


@pytest.mark.parametrize("name", ["tanh", "gelu", "sigmoid"])
def test_no_bias_builds_up(name):
    # Ten million units a case: a bias of E φ² acts like a shift of σ_w² in every layer.
    unit, K = ACTIVATIONS[name], 0.5
    found = one_layer(unit, 10_000, K, 2000, seed=1)
    assert abs(found.mean() / unit.mean(unit.second, K) - 1) < 4 * stats.sem(found) / found.mean() + 2e-6


@pytest.mark.parametrize("name", ["tanh", "relu", "binary", "gelu"])
def test_weights_and_biases_enter_as_scale_and_shift(name):
    bare = crit.variance_paths(name, 1.0, 0.0, 20, 1, replicas=50, seed=3)[:, 1]
    dressed = crit.variance_paths(name, 1.7, 0.6, 20, 1, replicas=50, seed=3)[:, 1]
    np.testing.assert_allclose(dressed, 0.36 + 1.7**2 * bare, rtol=1e-12)


@pytest.mark.parametrize("name", ["tanh", "gelu", "relu", "leaky_relu", "binary", "x*exp(-x**2)"])
@pytest.mark.parametrize("width", [1, 33, 1500])
def test_the_same_bits_for_any_number_of_replicas(name, width):
    few, many = (crit.variance_paths(name, 1.2, 0.1, width, 7, replicas=n, seed=11) for n in (10, 200))
    assert np.array_equal(few, many[:10])
    assert len({row.tobytes() for row in many[:, 1:]}) > (150 if name == "tanh" else 1)


def simulate(executor=None):
    """Paths of every kind of model, for comparing bits."""
    common = dict(replicas=100, seed=5, executor=executor)
    return [
        *(crit.variance_paths(name, 1.2, 0.1, 40, 9, **common) for name in ("tanh", "gelu", "relu", "binary")),
        crit.replica_paths("tanh", 1.4, 0.3, 40, 9, rho0=0.1, **common),
        crit.langevin_paths((0.1, 0.01, 1.0, 0.01, 0.02), 0.1, 9, **common),
    ]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_same_bits_for_any_number_of_threads(threads):
    with ThreadPoolExecutor(threads) as executor:
        for here, there in zip(simulate(), simulate(executor)):
            assert np.array_equal(here, there)


@pytest.mark.slow
def test_the_same_bits_in_other_processes():
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        for here, there in zip(simulate(), simulate(executor)):
            assert np.array_equal(here, there)


@pytest.mark.parametrize("progress", [True, False])
def test_progress_is_shown_on_demand(progress, capsys):
    crit.variance_paths("tanh", 1, 0, 4, 2, replicas=50, seed=1, progress=progress)
    assert ("replica" in capsys.readouterr().err) == progress


def test_seeds():
    def paths(seed):
        return crit.variance_paths("tanh", 1.1, 0.1, 30, 5, replicas=4, seed=seed)

    assert np.array_equal(paths(9), paths(np.random.SeedSequence(9)))
    assert np.array_equal(paths(np.random.default_rng(9)), paths(np.random.default_rng(9)))
    rng = np.random.default_rng(9)
    assert not np.array_equal(paths(rng), paths(rng))
    assert not np.array_equal(paths(None), paths(None))
    assert not np.any(paths(9)[:, 1:] == paths(10)[:, 1:])


def test_replicas_and_layers_are_independent():
    paths = crit.variance_paths("linear", 1.0, 0.0, 40, 200, replicas=500, seed=8)
    tanh = crit.variance_paths("tanh", 1.0, 0.0, 40, 200, K0=1e-30, replicas=500, seed=8)
    for K in (paths, tanh):
        steps = np.diff(np.log(K), axis=1)
        noise = (steps - steps.mean()) / steps.std()
        for other in (np.roll(noise, 1, axis=0), np.roll(noise, 1, axis=1), np.roll(noise, (1, 1), axis=(0, 1))):
            assert abs(np.mean(noise * other)) * math.sqrt(noise.size) < 4


def test_an_array_of_starts():
    K0 = np.geomspace(1e-3, 10, 20)
    paths = crit.variance_paths("tanh", 1.2, 0.1, 30, 4, K0=K0, replicas=20, seed=2)
    assert np.array_equal(paths[:, 0], K0)
    single = crit.variance_paths("tanh", 1.2, 0.1, 30, 4, K0=K0[7], replicas=20, seed=2)
    assert np.array_equal(single[7], paths[7])
    assert paths.dtype == np.float64 and paths.shape == (20, 5)


@pytest.mark.parametrize(
    "name, slope",
    [
        ("tanh", 1),
        ("linear", 1),
        ("gelu", 0.5),
        ("silu", 0.5),
        ("arctan", 1),
        ("3*x", 3),
        ("sin", 1),
        ("hard_tanh", 1),
        ("softsign", 1),
    ],
)
@pytest.mark.parametrize("K", [1e-12, 1e-40, 1e-200])
def test_a_weak_signal_has_no_scale(name, slope, K):
    found = one_layer(name, 12, K, 20_000, seed=6) / K
    assert stats.kstest(12 * found / slope**2, stats.chi2(12).cdf).pvalue > 1e-4


@pytest.mark.parametrize("name", ["gelu", "silu", "softplus", "elu"])
@pytest.mark.parametrize("K", [1e12, 1e40, 1e200])
def test_a_strong_signal_sees_the_ramp(name, K):
    found, ramp = (one_layer(unit, 12, K, 10_000, seed) / K for unit, seed in ((name, 1), ("relu", 2)))
    assert two_sample_p(found, ramp) > 1e-4


@pytest.mark.parametrize("K", [1e12, 1e200])
def test_a_strong_signal_saturates(K):
    assert one_layer("tanh", 12, K, 10, seed=1) == pytest.approx(1, abs=2e-4 if K < 1e20 else 3e-6)
    assert one_layer("sigmoid", 1, K, 1000, seed=1).mean() == pytest.approx(0.5, abs=0.07)


def test_without_bias_zero_is_the_end():
    paths = crit.variance_paths("binary", 1.0, 0.0, 10, 200, replicas=200, seed=1)
    assert paths.min() == 0 and np.all(paths[:, -1] == 0)
    dead = paths == 0
    assert np.all(dead[:, 1:] >= dead[:, :-1])
    relu = crit.variance_paths("relu", 1.0, 0.0, 2, 100, replicas=100, seed=1)
    assert np.all(np.isfinite(relu)) and np.all(relu[:, -1] == 0)


def test_the_number_of_active_relu_units_is_binomial():
    silent = np.mean(one_layer("relu", 3, 1.0, 80_000, seed=2) == 0)
    assert abs(silent - 1 / 8) < 4 * math.sqrt(7 / 64 / 80_000)


@pytest.mark.parametrize("scale", [1.0, 0.2])
def test_firing_rates_are_exact(scale):
    K = np.concatenate([[0.0], np.geomspace(1e-8, 1e4, 3000)])
    expected = -np.expm1(-np.log1p(K / scale**2) / 2)
    np.testing.assert_allclose(firing_rates(binary_unit(scale), K), expected, rtol=1e-7)


@pytest.mark.slow
def test_stationary_mean_at_criticality():
    # The generalised inverse Gaussian law has mean 1.785e-3; the next order in K raises it to 1.799e-3.
    N, h = 200, 1e-5
    law = stats.geninvgauss(-1, 2 * math.sqrt(2 * h) * N, scale=math.sqrt(h / 2))
    corrected = StationaryLaw(lambda K: h - 2 * K**2 + 17 / 3 * K**3, lambda K: K**2 * (1 - 8 * K) / N, 1e-5, 0.1)
    assert law.mean() == pytest.approx(1.785e-3, rel=3e-4)
    with ThreadPoolExecutor(2) as executor:
        paths = crit.variance_paths(
            "tanh", 1, math.sqrt(h), N, 1600, K0=1.7e-3, replicas=10_000, seed=1, executor=executor
        )
    means = paths[:, 1000:].mean(axis=1)
    assert abs(means.mean() - corrected.mean) < 4 * means.std() / math.sqrt(len(means))


NUMBERS = [math.nan, math.inf, -math.inf, "1", b"1", None, True, 1j, [1.0], np.ones(3), object()]
COUNTS = [0, -1, 1.0, 2.5, 2**31, *NUMBERS]
GOOD = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=5, depth=3, K0=1.0, replicas=4, seed=1)
BAD = {
    "activation": ["Than", "y", "__import__('os')", "exp(x**2)", None, 3],
    "sigma_w": [0, -1, *NUMBERS],
    "sigma_b": [-1e-12, *NUMBERS],
    "width": COUNTS,
    "depth": COUNTS,
    "replicas": COUNTS,
    "seed": [-1, 1.5, "1", True, math.nan, [1]],
    "K0": [
        0,
        -1,
        math.nan,
        math.inf,
        "1",
        None,
        True,
        1j,
        np.ones(3),
        np.ones((4, 1)),
        [1, 1, 1, -1],
        [1, 1, 1, math.nan],
        ["a"] * 4,
    ],
}
MODELS = {
    "variance_paths": crit.variance_paths,
    "replica_paths": lambda **arguments: crit.replica_paths(**{"rho0": 0.1, **arguments}),
    "dense_network": crit.dense_network,
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "name, value",
    [(name, value) for name, values in BAD.items() for value in values],
    ids=lambda value: repr(value).partition(" at 0x")[0][:30],
)
def test_bad_arguments_are_named(model, name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        MODELS[model](**{**GOOD, name: value})


@pytest.mark.parametrize("model", ["replica_paths", "dense_network"])
@pytest.mark.parametrize(
    "rho0", [0, -0.1, 2.0001, math.nan, math.inf, "1", True, np.ones(3), [0.1, 0.1, 0.1, 3]], ids=repr
)
def test_bad_distances(model, rho0):
    with pytest.raises(ValueError, match="^rho0 = "):
        MODELS[model](**{**GOOD, "rho0": rho0})


@given(st.one_of(st.floats(max_value=0), st.just(math.nan), st.integers(max_value=0), st.text(), st.booleans()))
@settings(deadline=None, max_examples=60)
def test_no_weight_at_or_below_zero(sigma_w):
    with pytest.raises(ValueError, match="^sigma_w = "):
        crit.variance_paths("tanh", sigma_w, 0.1, 5, 3)


@given(
    st.one_of(st.integers(max_value=0), st.integers(min_value=2**31), st.floats(), st.text(), st.booleans()),
    st.sampled_from(["width", "depth", "replicas"]),
)
@settings(deadline=None, max_examples=60)
def test_counts_are_whole_and_at_least_one(count, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        crit.variance_paths(**{**GOOD, name: count})


def test_a_refusal_comes_before_any_work():
    # A million networks of width 10⁶ would take hours.
    with pytest.raises(ValueError, match="^seed = "):
        crit.variance_paths("tanh", 1, 0.1, 10**6, 1000, replicas=10**6, seed=-1)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.variance")
