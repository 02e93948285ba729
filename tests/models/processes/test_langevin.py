"""The Langevin equation against its exact laws: transitions, extinction, stationary states, order of the scheme."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import integrate, stats

import crit
from crit import Couplings, langevin_paths
from tests.models.laws import unlike_the_others

SMALLEST_P = 1e-4


def feller(r, D1, l):
    """Growth e^(rl) and mean quantum D1 (e^(rl) − 1)/r of the linear equation with square-root noise."""
    growth = math.exp(r * l)
    return growth, D1 * ((growth - 1) / r if r else l)


@pytest.mark.parametrize(
    "r, h, D1, K0",
    [
        (0.0, 0.1, 0.2, 0.5),
        (-0.3, 0.05, 0.1, 1.0),
        (0.4, 0.3, 0.1, 0.2),
        (-0.1, 1.0, 0.05, 0.0),
        (0.0, 0.001, 0.1, 0.3),
    ],
)
@pytest.mark.parametrize("steps", [1, 4])
def test_square_root_noise_has_the_exact_transition_law(r, h, D1, K0, steps):
    paths = langevin_paths((r, h, 0, D1, 0), K0, 5, replicas=40_000, seed=1, steps=steps)
    for l in (1, 5):
        growth, quantum = feller(r, D1, l)
        law = stats.ncx2(2 * h / D1, 2 * K0 * growth / quantum) if K0 else stats.chi2(2 * h / D1)
        assert stats.kstest(2 * paths[:, l] / quantum, law.cdf).pvalue > SMALLEST_P
        mean = K0 * growth + h * quantum / D1
        assert abs(paths[:, l].mean() - mean) < 4 * stats.sem(paths[:, l])


@pytest.mark.parametrize("r, D1, K0", [(0.0, 0.2, 0.5), (-0.5, 0.1, 0.2), (0.3, 0.1, 0.3), (0.0, 1.0, 1e-3)])
def test_extinction_has_its_exact_probability(r, D1, K0):
    paths = langevin_paths((r, 0, 0, D1, 0), K0, 8, replicas=40_000, seed=2, steps=2)
    for l in (1, 3, 8):
        growth, quantum = feller(r, D1, l)
        dead = int(np.sum(paths[:, l] == 0))
        assert stats.binomtest(dead, len(paths), math.exp(-K0 * growth / quantum)).pvalue > SMALLEST_P


def test_zero_is_absorbing_without_drive_and_never_crossed():
    for D2 in (0.3, -0.3):
        paths = langevin_paths((0.05, 0, 0.5, 0.2, D2), 0.4, 100, replicas=2000, seed=3)
        assert paths.min() == 0 and np.all(np.isfinite(paths))
        dead = paths == 0
        assert np.all(dead[:, 1:] >= dead[:, :-1]) and dead[:, -1].mean() > 0.5
    driven = langevin_paths((-0.5, 0.01, 0.5, 0.2, 0.3), 0.4, 100, replicas=2000, seed=3)
    assert driven.min() >= 0 and np.isfinite(driven).all()
    assert not langevin_paths((0.5, 0, 1, 1, 1), 0.0, 10, replicas=10, seed=1).any()


def test_multiplicative_noise_is_log_normal():
    paths = langevin_paths((0.1, 0, 0, 0, 0.05), 2.0, 6, replicas=50_000, seed=4)
    logs = (np.log(paths[:, 6] / 2) - 6 * (0.1 - 0.05)) / math.sqrt(2 * 0.05 * 6)
    assert stats.kstest(logs, "norm").pvalue > SMALLEST_P


@pytest.mark.slow
@pytest.mark.parametrize("r, h, u, D2", [(-0.2, 0.05, 0.3, 0.1), (0.1, 0.02, 0.2, 0.05), (0.0, 0.1, 0.1, 0.2)])
def test_stationary_law_of_multiplicative_noise_is_generalised_inverse_gaussian(r, h, u, D2):
    law = stats.geninvgauss(r / D2 - 1, 2 * math.sqrt(h * u) / D2, scale=math.sqrt(h / u))
    K = langevin_paths((r, h, u, 0, D2), law.mean(), 80, replicas=10_000, seed=5)[:, -1]
    assert stats.kstest(K, law.cdf).pvalue > SMALLEST_P


@pytest.mark.slow
@pytest.mark.parametrize("r, h, u, D1", [(-0.1, 0.05, 0.2, 0.1), (0.2, 0.2, 0.3, 0.1), (0.0, 0.02, 0.1, 0.04)])
def test_stationary_law_of_square_root_noise_is_a_gamma_law_with_a_gaussian_cut(r, h, u, D1):
    K = langevin_paths((r, h, u, D1, 0), 0.5, 120, replicas=8_000, seed=6)[:, -1]
    c, top = h / D1, 12 * math.sqrt(D1 / u) + max(r / u, 0)
    y = np.linspace(0, top**c, 400_001)  # y = K^c takes away the singularity at zero
    weight = np.exp((r * y ** (1 / c) - u * y ** (2 / c) / 2) / D1)
    share = integrate.cumulative_trapezoid(weight, y, initial=0)
    assert stats.kstest(K, lambda k: np.interp(k**c, y, share / share[-1])).pvalue > SMALLEST_P


def test_without_noise_the_error_is_second_order():
    r, h, u, K0 = 0.3, 0.4, 0.7, 0.1
    exact = integrate.solve_ivp(lambda _, K: h + r * K - u * K * K, (0, 3), [K0], rtol=1e-12, atol=1e-14).y[0, -1]
    error = [abs(langevin_paths((r, h, u, 0, 0), K0, 3, steps=steps)[0, -1] - exact) for steps in (2, 4, 8, 16)]
    assert np.array(error[:-1]) / error[1:] == pytest.approx(4, abs=0.3)


@pytest.mark.slow
def test_with_noise_the_error_is_second_order():
    # Itô: the second moment of dK = (h + rK) dl + √(2(D1 K + D2 K²)) dW obeys a linear equation.
    r, h, D1, D2, K0, depth = -1.5, 1.5, 0.3, 0.3, 3.0, 2
    rate = np.array([[r, 0], [2 * h + 2 * D1, 2 * r + 2 * D2]])
    exact = integrate.solve_ivp(lambda _, m: rate @ m + [h, 0], (0, depth), [K0, K0**2], rtol=1e-11).y[:, -1]
    error = {}
    for steps in (1, 2, 4):
        K = langevin_paths((r, h, 0, D1, D2), K0, depth, replicas=400_000, seed=7, steps=steps)[:, -1]
        assert abs(K.mean() - exact[0]) < 4 * stats.sem(K)
        error[steps] = np.mean(K**2) - exact[1], stats.sem(K**2)
    assert abs(error[1][0]) > 8 * error[1][1]
    assert abs(error[2][0] - error[1][0] / 4) < 4 * error[2][1] + 0.1 * abs(error[1][0])
    assert abs(error[4][0] - error[1][0] / 16) < 4 * error[4][1] + 0.05 * abs(error[1][0])


@pytest.mark.slow
def test_saturating_noise():
    r, h, D1, D2, K0 = -0.5, 0.1, 0.2, -0.3, 0.2
    K = langevin_paths((r, h, 0, D1, D2), K0, 3, replicas=50_000, seed=8, steps=32)[:, -1]
    rate = np.array([[r, 0], [2 * h + 2 * D1, 2 * r + 2 * D2]])
    exact = integrate.solve_ivp(lambda _, m: rate @ m + [h, 0], (0, 3), [K0, K0**2], rtol=1e-11).y[:, -1]
    assert abs(K.mean() - exact[0]) < 4 * stats.sem(K)
    # The frozen noise, and what it makes of K above −D1/D2, leave an error of first order in the step.
    assert abs(np.mean(K**2) - exact[1]) < 4 * stats.sem(K**2) + 0.01 * exact[1]


def test_the_chain_and_its_langevin_equation_agree_near_criticality():
    width, sigma_b = 300, 1e-3
    found = crit.couplings("tanh", 1.0, sigma_b, width)
    chain = crit.variance_paths("tanh", 1.0, sigma_b, width, 100, K0=2e-3, replicas=4000, seed=9)[:, -1]
    langevin = langevin_paths(found, 2e-3, 100, replicas=4000, seed=10)[:, -1]
    assert abs(chain.mean() - langevin.mean()) < 4 * math.hypot(stats.sem(chain), stats.sem(langevin))
    assert stats.ks_2samp(chain, langevin).pvalue > SMALLEST_P


def test_bits():
    arguments = Couplings(0.1, 0.01, 1.0, 0.01, 0.02), 0.3, 12
    few, many = (langevin_paths(*arguments, replicas=n, seed=11) for n in (10, 300))
    assert many.shape == (300, 13) and np.array_equal(few, many[:10])
    with ThreadPoolExecutor(2) as executor:
        assert np.array_equal(langevin_paths(*arguments, replicas=300, seed=11, executor=executor), many)
    K0 = np.linspace(0, 1, 10)
    assert np.array_equal(langevin_paths(arguments[0], K0, 3, replicas=10, seed=1)[:, 0], K0)


GOOD = dict(couplings=(0.1, 0.1, 1.0, 0.1, 0.1), K0=0.1, depth=3, replicas=4, seed=1, steps=2)
JUNK = [math.nan, math.inf, "1", None, True, 1j, np.ones(3)]


def with_coupling(k, value):
    """Five good numbers, one replaced."""
    numbers = list(GOOD["couplings"])
    numbers[k] = value
    return tuple(numbers)


@pytest.mark.parametrize(
    "k, value", [(k, value) for k in range(5) for value in JUNK] + [(1, -1), (2, -0.1), (3, -1e-9)], ids=repr
)
def test_bad_couplings(k, value):
    with pytest.raises(ValueError, match=f"^couplings.{Couplings._fields[k]} = "):
        langevin_paths(**{**GOOD, "couplings": with_coupling(k, value)})


@pytest.mark.parametrize("couplings", [(1, 2, 3, 4), (1, 2, 3, 4, 5, 6), 3.0, None, "12345", ()], ids=repr)
def test_five_couplings_are_needed(couplings):
    with pytest.raises(ValueError, match="^couplings"):
        langevin_paths(**{**GOOD, "couplings": couplings})


def test_saturating_noise_needs_some_to_begin_with():
    with pytest.raises(ValueError, match="^couplings.D1 = 0"):
        langevin_paths((0.1, 0.1, 1, 0, -0.1), 0.1, 3)


@pytest.mark.parametrize(
    "name, value",
    [(name, value) for name in ("depth", "replicas", "steps") for value in [0, -1, 1.0, 2**31, *JUNK]]
    + [("K0", value) for value in [-1e-9, [0.1] * 5, [0.1, 0.1, 0.1, -1], *JUNK]]
    + [("seed", value) for value in [-1, 1.0, "1", True]],
    ids=lambda value: repr(value)[:25],
)
def test_bad_arguments(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        langevin_paths(**{**GOOD, name: value})


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("processes.langevin")
