"""The comb: rates against quadrature, a brute-force network and the binary unit; its scale of failure."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from crit.models.networks.comb import Comb
from crit.models.networks.on_off import quanta_avalanches
from crit.theory.avalanches import branching_ratio, spark_survival


def rate_by_roots(omega, K):
    """The weight of each tooth as a difference of error functions, its end found by a root search, to 40 digits."""

    def gap(f, m):
        return 1 - mp.exp(-(((m + f) / omega) ** 2) / 2) - f

    with mp.workdps(40):
        omega, K = mp.mpf(omega), mp.mpf(K)
        reach = int(12 * omega * mp.sqrt(K)) + 2
        total = mp.mpf(0)
        for m in range(-reach, reach + 1):
            start = m / omega
            width = mp.findroot(partial(gap, m=m), gap(0, m)) if m else mp.mpf(0)
            total += mp.ncdf((start + width / omega) / mp.sqrt(K)) - mp.ncdf(start / mp.sqrt(K))
        return float(total)


@pytest.mark.parametrize("omega", [10, 25.5, 300, 1e7])
@pytest.mark.parametrize("spread", [0.3, 0.5, 1.0, 1.9, 2.1, 4.0])
def test_the_rate_is_the_gaussian_weight_of_the_teeth(omega, spread):
    K = (spread / omega) ** 2
    assert float(Comb(omega).rate(K)) == pytest.approx(rate_by_roots(omega, K), rel=1e-11)


@pytest.mark.parametrize("omega, K", [(10, 0.002), (10, 0.5), (1e3, 0.1), (1e6, 0.1)])
def test_random_inputs_fire_at_the_rate(omega, K):
    h = math.sqrt(K) * np.random.default_rng(3).standard_normal(1_000_000)
    rate = float(Comb(omega).rate(K))
    assert abs(Comb(omega)(h).mean() - rate) < 4 * math.sqrt(rate / 1e6)


@given(omega=st.floats(10, 1e9), spread=st.floats(1.4, 40))
@settings(max_examples=50, deadline=None)
def test_with_many_teeth_it_is_the_binary_unit(omega, spread):
    K = (spread / omega) ** 2
    exact = -math.expm1(-math.log1p(K) / 2)
    leftover = 20 * (spread**2 + 1) * math.exp(-2 * (math.pi * spread) ** 2) * 4 * math.pi**2
    assert float(Comb(omega).rate(K)) == pytest.approx(exact, rel=leftover + 1e-12)


@pytest.mark.parametrize("omega", [1e4, 1e6, 1e8])
def test_at_high_frequency_only_the_spread_counts(omega):
    spread = np.array([0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5])
    K = (spread / omega) ** 2
    np.testing.assert_allclose(Comb(omega).rate(K) / (K / 2), branching_ratio(spread), rtol=1e-5)


def test_limits():
    assert Comb(100).rate(0.0) == 0
    assert Comb(100).rate(1e-9) < 1e-30
    assert Comb(100)(np.array([0.0, 0.004, -0.004])).tolist() == [0, 0, 0]
    assert Comb(1000).rate(np.array([[1e-6, 0.1], [1.0, 3.0]])).shape == (2, 2)
    assert Comb(1000).rate(3.0) == pytest.approx(0.5)


def comb_network(comb, width, sparks, layers, rng):
    """Numbers of active units, layer by layer, in networks with real weights: float64 throughout."""
    n = np.empty((sparks, layers + 1), int)
    for run in range(sparks):
        x = np.zeros(width)
        x[:3] = 1
        n[run, 0] = 3
        for layer in range(layers):
            weights = rng.standard_normal((width, width)) * math.sqrt(2 / width)
            x = comb(weights @ x)
            n[run, layer + 1] = x.sum()
    return n


@pytest.mark.slow
@pytest.mark.parametrize("omega, width", [(1e6, 60), (10, 60), (10, 200)])
def test_a_matrix_network_obeys_the_binomial_chain(omega, width):
    comb, rng = Comb(omega), np.random.default_rng(7)
    n = comb_network(comb, width, 400, 4, rng)
    rates = comb.rates(math.sqrt(2), width)
    before, after = n[:, :-1].ravel(), n[:, 1:].ravel()
    expected, variance = width * rates[before], width * rates[before] * (1 - rates[before])
    assert abs((after - expected).sum()) < 4 * math.sqrt(variance.sum())
    square = (after - expected) ** 2 - variance
    assert abs(square.mean()) < 4 * square.std() / math.sqrt(square.size)
    assert np.all(after[before == 0] == 0)


def test_single_precision_breaks_the_comb():
    # The phase of inputs near 0.05 at ω = 10⁶ has steps of 1/256 in float32, wider than a tooth of p ≈ 0.001.
    h = 0.05 * np.random.default_rng(0).standard_normal(200_000)
    narrow = np.float32(1e6) * h.astype(np.float32)
    fires = (narrow - np.floor(narrow) < -np.expm1(-(h.astype(np.float32) ** 2) / 2)).mean()
    exact = float(Comb(1e6).rate(0.0025))
    assert abs(Comb(1e6)(h).mean() - exact) < 4 * math.sqrt(exact / 200_000)
    assert fires > 2 * exact


@pytest.mark.parametrize("spread", [0.35, 0.45, 0.6, 5.0])
def test_survival_of_a_spark(spread):
    width = 100_000
    rates = Comb(spread * math.sqrt(width / 2)).rates(math.sqrt(2), width)
    found = quanta_avalanches(rates, longest=10, replicas=100_000, seed=5)
    expected = spark_survival(spread, 10)
    assert abs((found.duration >= 10).mean() - expected) < 4 * math.sqrt(expected / 100_000) + 1e-3 * expected


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: Comb(5), "omega"),
        (lambda: Comb(1e12), "omega"),
        (lambda: Comb(100).rate(-1.0), "K"),
        (lambda: Comb(100).rate(np.array([1.0, np.nan])), "K"),
        (lambda: Comb(100).rates(0, 10), "sigma_w"),
        (lambda: Comb(100).rates(1, 0), "width"),
    ],
)
def test_bad_arguments(call, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        call()
