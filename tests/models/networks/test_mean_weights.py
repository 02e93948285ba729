"""Networks whose weights have a mean: against every weight drawn, quadratures, and the chain without mean."""

import math
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import integrate, stats

import crit
from crit.models.networks.mean_weights import REACH, signed_paths
from crit.theory.networks.mean_weights import next_layer, signed_couplings
from tests.models.laws import unlike_the_others


def matrix_networks(name, sigma_w, sigma_b, width, depth, mean_w, mean_b, start, replicas, seed):
    """The same networks with real weight matrices: W_ij ~ N(w̄/N, σ_w²/N), b_i ~ N(b̄, σ_b²)."""
    rng, unit = np.random.default_rng(seed), crit.activation(name)
    h = mean_w * start[0] + mean_b + math.sqrt(start[1]) * rng.standard_normal((replicas, width))
    m, K = np.full((2, replicas, depth + 1), np.nan)
    for layer in range(1, depth + 1):
        x = unit(h)
        if unit.stochastic:
            x = (rng.random(x.shape) < x).astype(float)
        m[:, layer], K[:, layer] = x.mean(axis=1), sigma_b**2 + sigma_w**2 * (x * x).mean(axis=1)
        weights = mean_w / width + sigma_w / math.sqrt(width) * rng.standard_normal((replicas, width, width))
        h = (weights @ x[..., None])[..., 0] + mean_b + sigma_b * rng.standard_normal((replicas, width))
    return m, K


CASES = {
    "tanh": (1.0, 0.3, 1.3, 0.05),
    "sin": (0.8, 0.2, 1.1, -0.1),
    "relu": (1.2, 0.1, 0.4, 0.2),
    "gelu": (1.0, 0.2, 1.0, 0.3),
    "binary": (1.5, 0.3, 2.0, 0.1),
    "x*exp(-x**2)": (1.5, 0.3, 1.0, 0.1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [5, 24])
def test_the_chain_has_the_law_of_matrix_networks(name, width):
    sigma_w, sigma_b, mean_w, mean_b = CASES[name]
    given = dict(mean_w=mean_w, mean_b=mean_b, start=(0.2, 0.7))
    ours = signed_paths(name, sigma_w, sigma_b, width, 12, **given, replicas=20_000, seed=1)
    theirs = matrix_networks(name, sigma_w, sigma_b, width, 12, **given, replicas=2000, seed=2)
    for mine, other in zip(ours, theirs):
        for layer in (1, 2, 12):
            # Rounding: outputs that are whole numbers make ties that floating point would tear apart.
            sample, oracle = mine[:, layer].round(9), other[:, layer].round(9)
            assert stats.ks_2samp(sample, oracle, method="asymp").pvalue > 1e-4
            assert abs(sample.mean() - oracle.mean()) < 4.5 * math.hypot(stats.sem(sample), stats.sem(oracle))


@pytest.mark.parametrize("name", ["tanh", "sin", "gelu", "binary"])
def test_mean_and_noise_of_one_layer(name):
    # m' has mean E φ and N times its variance is E φ² − (E φ)², exactly.
    unit, at, K, width = crit.activation(name), 0.4, 0.5, 50
    average = lambda power: integrate.quad(  # noqa: E731
        lambda z: float(power(at + math.sqrt(K) * z)) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
        -12,
        12,
        limit=200,
    )[0]
    first = average(unit)
    second = first if unit.stochastic else average(lambda h: unit(h) ** 2)
    found = signed_paths(name, 1.1, 0.2, width, 1, mean_w=0.5, mean_b=0.3, start=(0.2, K), replicas=60_000, seed=3)
    m, K = found.m[:, 1], found.K[:, 1]
    assert abs(m.mean() - first) < 4.5 * stats.sem(m)
    assert abs(K.mean() - 0.2**2 - 1.1**2 * second) < 4.5 * stats.sem(K)
    noise = (m - m.mean()) ** 2
    assert abs(width * noise.mean() - (second - first**2)) < 4.5 * width * stats.sem(noise)


@pytest.mark.parametrize(
    "name, sigma_b, K0", [("tanh", 0.1, 1.0), ("gelu", 0.2, 0.5), ("tanh", 0.0, 1e-20), ("relu", 0.3, 1e6)]
)
def test_without_means_it_is_the_chain_of_the_variance(name, sigma_b, K0):
    given = dict(replicas=20_000)
    ours = signed_paths(name, 1.1, sigma_b, 37, 5, mean_w=0.0, start=(0.0, K0), **given, seed=4).K
    theirs = crit.variance_paths(name, 1.1, sigma_b, 37, 5, K0=K0, **given, seed=5)
    for layer in (1, 5):
        assert stats.ks_2samp(ours[:, layer], theirs[:, layer]).pvalue > 1e-3


def test_a_jump_is_as_narrow_as_the_table_allows():
    m, K = signed_paths("sign(x)", 0.9, 0.2, 24, 1, mean_w=0.5, mean_b=0.1, start=(0.2, 0.7), replicas=50_000, seed=14)
    chance = stats.norm.cdf(0.2 / math.sqrt(0.7))
    np.testing.assert_allclose(K[:, 1].mean(), 0.85, rtol=5e-4)
    assert abs(m[:, 1].mean() - (2 * chance - 1)) < 4.5 * stats.sem(m[:, 1])


def test_a_linear_network_has_exact_moments():
    # ⟨m⟩ is multiplied by w̄ a layer, whatever the width; K' = σ_w²(K + (w̄ m)²) on average.
    m, K = signed_paths("linear", 0.7, 0.2, 20, 3, mean_w=0.9, start=(0.5, 0.3), replicas=60_000, seed=6)
    for layer in range(1, 4):
        assert abs(m[:, layer].mean() - 0.5 * 0.9**layer) < 4.5 * stats.sem(m[:, layer])
    assert abs(K[:, 1].mean() - 0.04 - 0.49 * (0.3 + 0.45**2)) < 4.5 * stats.sem(K[:, 1])


@pytest.mark.parametrize("r", [-0.1, 0.0, 0.15])
def test_a_wide_network_settles_where_the_drift_vanishes(r):
    critical = 1 / (1 + signed_couplings("tanh", 1.0, 0.3, 10, mean_w=1.0).r)
    m, K = signed_paths(
        "tanh", 1.0, 0.3, 200_000, 150, mean_w=critical * (1 + r), mean_b=0.02, start=(0.5, 1.0), replicas=2, seed=7
    )
    late, variance = m[:, 60:].mean(), K[:, 60:].mean()
    layer = next_layer("tanh", 1.0, 0.3, late, mean_w=critical * (1 + r), mean_b=0.02)
    assert layer.m == pytest.approx(late, abs=4e-4)
    assert layer.K == pytest.approx(variance, abs=4e-4)


def test_opposite_fields_make_opposite_networks():
    given = dict(sigma_w=1.0, sigma_b=0.3, width=10_000, depth=40, mean_w=1.2, replicas=200, seed=8)
    up, down = (signed_paths("tanh", **given, mean_b=sign * 0.02, start=(sign * 0.1, 1.0)).m[:, -1] for sign in (1, -1))
    assert stats.ks_2samp(up, -down).pvalue > 1e-3
    # The same words move both: their noise is common, and drops out of the difference.
    assert np.corrcoef(up, down)[0, 1] > 0.9


@pytest.mark.parametrize("name", ["tanh", "binary"])
def test_the_same_bits_for_any_number_of_replicas_and_threads(name):
    given = dict(mean_w=1.2, mean_b=0.1, seed=9)
    few = signed_paths(name, 1.0, 0.2, 1031, 5, **given, replicas=3)
    with ThreadPoolExecutor(2) as executor:
        many = signed_paths(name, 1.0, 0.2, 1031, 5, **given, replicas=70, executor=executor)
    for one, other in zip(few, many):
        assert np.array_equal(one, other[:3]) and other.shape == (70, 6) and other.dtype == np.float64
        assert np.std(other[:, -1]) > 0


@pytest.mark.parametrize("width", [1, 2, 3, 127, 128, 129, 1023, 1024, 1025, 2049])
def test_every_width_counts_each_unit_once(width):
    # With a constant output the means are exact.
    m, K = signed_paths("1 + 0*x + x*0.000000001", 1.0, 0.0, width, 1, mean_w=0.0, replicas=3, seed=10)
    np.testing.assert_allclose(m[:, 1], 1, rtol=1e-6)
    np.testing.assert_allclose(K[:, 1], 1, rtol=1e-6)


def test_arrays_of_starts():
    m0, K0 = np.linspace(-1, 1, 10), np.linspace(0.1, 2, 10)
    paths = signed_paths("tanh", 1.0, 0.2, 30, 4, mean_w=1.2, start=(m0, K0), replicas=10, seed=11)
    single = signed_paths("tanh", 1.0, 0.2, 30, 4, mean_w=1.2, start=(m0[4], K0[4]), replicas=10, seed=11)
    assert np.array_equal(paths.m[:, 0], m0) and np.array_equal(paths.K[:, 0], K0)
    assert np.array_equal(single.m[4], paths.m[4])


def test_where_the_table_ends_a_straight_formula_goes_on_and_another_is_refused():
    given = dict(width=20_000, depth=1, mean_w=0.0, start=(0.0, 1e8), replicas=4, seed=12)
    ramp = signed_paths("relu", 1.0, 0.0, **given).K[:, 1]
    np.testing.assert_allclose(ramp, 0.5e8, rtol=0.1)
    with pytest.raises(ValueError, match=f"^activation = .*{REACH}"):
        signed_paths("sin", 1.0, 0.0, **given)


def test_a_formula_that_outruns_the_table_is_refused():
    with pytest.raises(ValueError, match="^activation = .*too fast"):
        signed_paths("sin(1000*x)", 1.0, 0.1, 10, 2, mean_w=1.0)


NUMBERS = [math.nan, math.inf, "1", None, True, 1j, [1.0]]
BAD = {
    "activation": ["Than", "exp(x**2)", None],
    "sigma_w": [0, -1, *NUMBERS],
    "sigma_b": [-1e-12, *NUMBERS],
    "mean_w": NUMBERS,
    "mean_b": NUMBERS,
    "width": [0, 1.5, True, 2**31],
    "depth": [0, 2.5],
    "replicas": [0, None],
    "seed": [-1, 1.5, "1"],
    "start": [None, 1.0, (1.0,), (0.0, 1.0, 1.0), "ab"],
    "start[0]": [(m0, 1.0) for m0 in (math.nan, "1", None, np.ones(3), [0, 0, 0, math.inf])],
    "start[1]": [(0.0, K0) for K0 in (0, -1, math.nan, np.ones(3), [1, 1, 1, 0])],
}


@pytest.mark.parametrize(
    "name, value",
    [(name, value) for name, values in BAD.items() for value in values],
    ids=lambda value: repr(value)[:30],
)
def test_bad_arguments_are_named(name, value):
    good = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=5, depth=3, mean_w=1.0, replicas=4, seed=1)
    with pytest.raises(ValueError, match=f"^{re.escape(name)}(.0.)? = "):
        signed_paths(**{**good, name.partition("[")[0]: value})


def test_a_refusal_comes_before_any_work():
    with pytest.raises(ValueError, match="^seed = "):
        signed_paths("tanh", 1, 0.1, 10**6, 1000, mean_w=1.0, replicas=10**6, seed=-1)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.mean_weights")
