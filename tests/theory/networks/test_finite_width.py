"""Growth and spread of ln ρ at finite width: exactly solvable networks, and the exact chain."""

import importlib
import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma

import crit
from crit.theory.symbols import V_K, V_KS, V_S, K, V_t, chi_1, chi_1_prime, chi_1_second, chi_K, chi_K_prime, chi_z

fw = importlib.import_module("crit.theory.networks.finite_width")

SMOOTH = "tanh", "sin", "gelu", "arctan"


def test_without_noise_there_is_no_spread_and_no_shift():
    quiet = {symbol: 0 for symbol in (V_K, V_S, V_KS, V_t)}
    assert [formula.subs(quiet) for formula in fw.growth()] == [0, 0]


def test_noise_of_the_difference_alone():
    # With a frozen K, ln(1 + n) has mean −Var/2 and the shift by what points along the input.
    frozen = {V_K: 0, V_KS: 0, chi_K: 0, chi_z: 0, chi_1: 1}
    shift, v = (formula.subs(frozen) for formula in fw.growth())
    assert shift == -V_S / 2 - V_t / K
    assert v == V_S


def test_a_linear_network_in_closed_form():
    # Without biases the difference of two inputs has N − 1 free directions: E ln χ²_(N−1) − E ln χ²_N, and twice the
    # variance of ln χ²_N at large N.
    shift, v = fw.finite_width("linear", 1.0, 0.0)
    N = 10**5
    assert shift == pytest.approx(N * (digamma((N - 1) / 2) - digamma(N / 2)), rel=1e-4)
    assert v == pytest.approx(4)
    # With biases K settles, and the difference has all N directions in the stationary state.
    shift, v = fw.finite_width("linear", 0.7, 0.3)
    assert (shift, v) == (pytest.approx(N * (digamma(N / 2) - math.log(N / 2)), rel=1e-4), pytest.approx(2))


def test_relu_does_not_depend_on_its_weight_scale():
    for sigma_w in (0.5, math.sqrt(2), 3.0):
        assert fw.finite_width("relu", sigma_w, 0.0) == (pytest.approx(-2), pytest.approx(8))
    assert fw.finite_width("2*max(x, 0)", 1.0, 0.0) == (pytest.approx(-2), pytest.approx(8))


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_by_variance_against_differences(name):
    K, step, sigma_w = 0.8, 1e-4, 1.3
    here, above, below = (fw._moments(crit.activation(name), sigma_w, K + d) for d in (0, step, -step))
    assert here[chi_1_prime] == pytest.approx((above[chi_1] - below[chi_1]) / (2 * step), rel=1e-5)
    assert here[chi_1_second] == pytest.approx((above[chi_1_prime] - below[chi_1_prime]) / (2 * step), rel=1e-4)
    assert here[chi_K_prime] == pytest.approx((above[chi_K] - below[chi_K]) / (2 * step), rel=1e-4)
    slope = (crit.mean_map(name, sigma_w, 0.1, K + step) - crit.mean_map(name, sigma_w, 0.1, K - step)) / (2 * step)
    assert here[chi_K] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("name", ["tanh", "gelu"])
def test_moments_against_sampling(name):
    K, N, replicas = 0.8, 400, 4000
    unit, rng = crit.activation(name), np.random.default_rng(5)
    z, g = rng.standard_normal((2, replicas, N))
    phi, slope = unit(math.sqrt(K) * z), crit.activation(unit.derivative)(math.sqrt(K) * z)
    square, stretch, cross = (phi**2).mean(axis=1), (slope**2 * g**2).mean(axis=1), (phi * slope * g).mean(axis=1)
    moments = fw._moments(unit, 1.0, K)
    for symbol, sample in ((V_K, square), (V_S, stretch), (V_t, cross)):
        assert N * sample.var() == pytest.approx(moments[symbol], rel=5 * math.sqrt(2 / replicas))
    error = N * math.sqrt(square.var() * stretch.var() / replicas)
    assert abs(N * np.cov(square, stretch)[0, 1] - moments[V_KS]) < 5 * error


def measured(name, sigma_w, sigma_b, width, layers=60, settle=30, replicas=4000, seed=1):
    """(shift, error), (v, error) from the exact chain, once K has settled; the memory of K leaves v some layers short."""
    K0 = crit.fixed_point(name, sigma_w, sigma_b) or 1.0
    rho = crit.replica_paths(
        name, sigma_w, sigma_b, width, settle + layers, rho0=1e-20, K0=K0, replicas=replicas, seed=seed
    )
    growth = np.log(rho[:, settle:] / rho[:, [settle]])
    half, full = growth[:, layers // 2], growth[:, -1]
    rates = full / layers * width
    # Var(full) − Var(half) leaves out what only the ends of the walk know.
    v = (full.var() - half.var()) * width / (layers / 2)
    error = width / (layers / 2) * math.sqrt(2 * (full.var() ** 2 + half.var() ** 2 - 2 * half.var() ** 2) / replicas)
    return (rates.mean(), stats.sem(rates)), (v, error)


@pytest.mark.slow
@pytest.mark.parametrize("name, sigma_w, sigma_b", [
    ("tanh", None, 0.3), ("sin", None, 0.5), ("hard_tanh", None, 0.3), ("tanh", 2.0, 0.3), ("relu", math.sqrt(2), 0.0),
])  # fmt: skip
def test_against_the_exact_chain(name, sigma_w, sigma_b):
    width = 100
    sigma_w = sigma_w or crit.critical_point(name, sigma_b).sigma_w
    expected = fw.finite_width(name, sigma_w, sigma_b)
    (shift, error), (v, spread) = measured(name, sigma_w, sigma_b, width)
    infinite = 0.0 if sigma_b == 0 else math.log(crit.chi_1(name, sigma_w, sigma_b))
    # Eight times as many networks show the next order: 4/N of the first for relu, less for the others.
    assert abs(shift - width * infinite - expected.shift) < 4 * error + min(4 / width * abs(expected.shift), 0.05)
    assert abs(v - expected.v) < 4 * spread + 4 / width * expected.v


def test_lyapunov_adds_the_shift():
    sigma_w = 1.5
    expected = math.log(crit.chi_1("tanh", sigma_w, 0.3)) + fw.finite_width("tanh", sigma_w, 0.3).shift / 50
    assert fw.lyapunov("tanh", sigma_w, 0.3, 50) == pytest.approx(expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMOOTH[:2])
@pytest.mark.parametrize("mu", [0.0, 0.5, 0.8])
def test_the_critical_weight_gives_the_wanted_growth(name, mu):
    for width in (1000, 100_000):
        sigma_w = fw.critical_weight(name, 0.3, width, mu)
        v = fw.finite_width(name, sigma_w, 0.3).v
        assert width * fw.lyapunov(name, sigma_w, 0.3, width) == pytest.approx((mu - 0.5) * v, abs=30 / width)


@pytest.mark.parametrize("function, arguments, name", [
    (fw.finite_width, ("tanh", 0, 0.3), "sigma_w"),
    (fw.finite_width, ("tanh", 1, -0.3), "sigma_b"),
    (fw.finite_width, ("tanh", 0.5, 0.0), "sigma_b"),
    (fw.finite_width, ("binary", 1, 0.3), "activation"),
    (fw.finite_width, ("sign(x)", 1, 0.3), "activation"),
    (fw.lyapunov, ("tanh", 1, 0.3, 0), "width"),
    (fw.critical_weight, ("tanh", 0.0, 100), "sigma_b"),
    (fw.critical_weight, ("tanh", 0.3, 1.5), "width"),
    (fw.critical_weight, ("tanh", 0.3, 100, math.nan), "mu"),
])  # fmt: skip
def test_bad_arguments(function, arguments, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        function(*arguments)


def test_fixed_points_without_a_walk_are_refused():
    # Differences forget faster than K does: the direction along the input has no stationary spread.
    assert fw.finite_width("gelu", 1.45, 0.3).v > 0
    with pytest.raises(ValueError, match="^sigma_w = .*chi_K.*chi_1 is needed"):
        fw.finite_width("gelu", 1.46, 0.3)


@pytest.mark.parametrize("name, sigma_b", [("gelu", 0.1), ("gelu", 0.3), ("silu", 0.3), ("x**2", 0.1), ("relu", 0.1)])
def test_no_critical_weight_without_an_edge(name, sigma_b):
    with pytest.raises(ValueError, match="^sigma_b = .*no critical point here"):
        fw.critical_weight(name, sigma_b, 1000)


def test_a_narrow_network_leaves_a_short_branch():
    assert fw.critical_weight("gelu", 0.42, 10**6) == pytest.approx(crit.critical_point("gelu", 0.42).sigma_w, rel=1e-4)
    with pytest.raises(ValueError, match="^width = 50: a wider network is needed"):
        fw.critical_weight("gelu", 0.42, 50)


@pytest.mark.parametrize("name", ["tanh", "gelu", "hard_tanh"])
def test_the_steepness_is_the_slope_of_chi_1_along_the_branch(name):
    sigma_b = 0.5
    edge, step = crit.critical_point(name, sigma_b), 1e-5
    chi = [math.log(crit.chi_1(name, edge.sigma_w + d, sigma_b)) for d in (-step, step)]
    assert fw._steepness(crit.activation(name), edge, sigma_b) == pytest.approx(
        (chi[1] - chi[0]) / (2 * step), rel=1e-5
    )


def test_growth_of_a_curved_noisy_map():
    # The recursion itself, with made-up moments: K moves slowly and along a strong bend, so that the mean of K is off.
    value = {K: 1.0, chi_1: 0.9, chi_K: 0.8, chi_1_prime: 0.7, chi_1_second: 1.5, chi_K_prime: -2.0, chi_z: 0.4}
    value |= {V_K: 0.5, V_S: 0.8, V_KS: 0.3, V_t: 0.6}
    expected = [float(formula.subs(value)) for formula in fw.growth()]
    width, settle, layers, replicas, rng = 20_000, 30, 200, 4000, np.random.default_rng(2)
    noise = np.linalg.cholesky([[value[V_K], value[V_KS]], [value[V_KS], value[V_S]]]) / math.sqrt(width)
    off, t, total = np.zeros((3, replicas))
    for layer in range(-settle, layers):
        if layer in (0, layers // 2):
            start = total = total * (layer > 0)
        (n_K, n_S), n_t = noise @ rng.standard_normal((2, replicas)), rng.standard_normal(replicas)
        along = t * value[chi_K] + n_t * math.sqrt(value[V_t] / width)
        curved = value[chi_1_prime] * off + value[chi_1_second] * off**2 / 2 + value[chi_z] * t**2
        total = total + np.log(value[chi_1] + curved + n_S - along**2)
        off = value[chi_K] * off + value[chi_K_prime] * off**2 / 2 + n_K
        t = along / math.sqrt(value[chi_1])
    shift, error = width * (total.mean() / layers - math.log(value[chi_1])), width * stats.sem(total) / layers
    v = width * (total.var() - start.var()) / (layers / 2)
    spread = width / (layers / 2) * math.sqrt(2 * (total.var() ** 2 - start.var() ** 2) / replicas)
    assert abs(shift - expected[0]) < 4 * error
    assert abs(v - expected[1]) < 4 * spread
