"""Renewal estimators: laws whose renewal density is a pure power, samples with slow corrections, bad data."""

import numpy as np
import pytest

from crit.measure.avalanches.renewal import _renewals, _slope_reader, _tables, renewal_exponent, renewal_growth
from crit.measure.estimate import NotEnoughData
from tests.measure.coverage import TRIALS, covers, scores, unbiased


def sibuya(theta, n, rng):
    """First n for which a coin of bias θ/n falls: 1 − E s^X = (1 − s)^θ, so P(X > n) ~ n^−θ exactly without slow terms.

    By inversion: P(X > n) = Γ(n + 1 − θ)/(Γ(1 − θ) n!).
    """
    last = 200_000
    survival = np.cumprod(1 - theta / np.arange(1, last + 1))
    return np.searchsorted(-survival, -rng.random(n)) + 1


def pieces(theta, n, rng):
    """Sums of one, two, three, … Sibuya numbers, with probability 1/2, 1/4, 1/8, …, as the list of their terms.

    Then U = A (1 − s)^−θ + B, and the tail has corrections in all powers of x^−θ.
    """
    last = np.cumsum(rng.geometric(0.5, n))
    return sibuya(theta, last[-1], rng), np.concatenate([[0], last[:-1]])


def diluted(theta, n, rng):
    return np.add.reduceat(*pieces(theta, n, rng))


@pytest.mark.parametrize("theta", [0.1, 0.25, 0.5, 0.75])
@pytest.mark.parametrize("law", [sibuya, diluted])
def test_exponents_without_bias(theta, law):
    x = law(theta, 60_000, np.random.default_rng(1))
    found = renewal_exponent(x, window=(30, 3000))
    assert abs(found.value - 1 - theta) < 3.5 * found.error
    assert found.error < 0.02
    assert found.window == (30, 3000) and found.n == ((x >= 30) & (x <= 3000)).sum()


def test_the_error_is_the_scatter():
    rng = np.random.default_rng(2)
    z = scores([renewal_exponent(sibuya(0.4, 8000, rng), window=(10, 500)) for _ in range(TRIALS)], 1.4)
    assert covers(z) and unbiased(z)


@pytest.mark.parametrize("gamma", [1.5, 2.0])
@pytest.mark.parametrize("theta", [0.2, 0.6])
def test_growth(gamma, theta):
    # Each piece adds its own power, times a random factor: so ⟨y⟩ of the sums has slow corrections, and the fit none.
    rng = np.random.default_rng(3)
    terms, starts = pieces(theta, 60_000, rng)
    y = np.add.reduceat(terms**gamma * rng.gamma(2.0, 0.5, terms.size), starts)
    found = renewal_growth(np.add.reduceat(terms, starts), y, window=(100, 3000))
    assert abs(found.value - gamma) < 3.5 * found.error
    assert found.error < 0.05


def test_corrections_are_fitted():
    x = sibuya(0.3, 50_000, np.random.default_rng(4))
    plain = renewal_exponent(x, window=(30, 3000))
    bent = renewal_exponent(x, window=(30, 3000), corrections=[lambda x: 1 / x])
    assert abs(bent.value - 1.3) < 3.5 * bent.error
    assert bent.error > plain.error


def test_values_above_the_window_count_only_by_number():
    x = sibuya(0.3, 30_000, np.random.default_rng(5))
    cut = np.where(x > 1000, 10**9, x)
    assert renewal_exponent(cut, window=(30, 1000)).value == renewal_exponent(x, window=(30, 1000)).value


def test_too_few():
    x = sibuya(0.5, 3000, np.random.default_rng(6))
    with pytest.raises(NotEnoughData) as few:
        renewal_exponent(x, window=(30, 3000))
    assert few.value.estimate.error > 0
    with pytest.raises(NotEnoughData):
        renewal_exponent(x[:100], window=(30, 3000))


@pytest.mark.parametrize(
    "x, window, name",
    [
        ([], (1, 10), "x"),
        ([[1, 2]], (1, 10), "x"),
        ([0, 1], (1, 10), "x"),
        ([1.5], (1, 10), "x"),
        ([np.nan], (1, 10), "x"),
        ([1, 2], 3, "window"),
        ([1, 2], (0, 10), r"window\[0\]"),
        ([1, 2], (5, 9), r"window\[1\]"),
    ],
)
def test_bad_arguments(x, window, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        renewal_exponent(x, window=window)


def test_bad_companions():
    with pytest.raises(ValueError, match="^y = "):
        renewal_growth([1, 2, 3], [1, 2], window=(1, 10))
    with pytest.raises(ValueError, match="^y = "):
        renewal_growth([1, 2, 3], [1, 2, np.inf], window=(1, 10))
    with pytest.raises(ValueError, match="^blocks = "):
        renewal_exponent([1, 2, 3], window=(1, 10), blocks=2)


@pytest.mark.parametrize("length", [3, 8, 9, 100, 1024, 1500])
def test_renewals_by_recursion(length):
    # u_0 = 1, u_n = Σ p_k u_(n−k): a renewal at n comes k after another. A first piece weighed by y, before or after others.
    rng = np.random.default_rng(length)
    p = np.append(0, rng.random(length - 1))
    p, sums, u = p / p.sum(), rng.random(length), np.eye(1, length)[0]
    for n in range(1, length):
        u[n] = p[1 : n + 1] @ u[n - 1 :: -1][:n]
    assert _renewals(p) == pytest.approx(u, rel=1e-6)
    assert _renewals(p, sums) == pytest.approx(np.convolve(np.convolve(u, u), sums)[:length], rel=1e-6)


@pytest.mark.parametrize("low, last", [(1, 40), (30, 3000), (7.5, 1001)])
def test_a_constant_density_has_no_slope(low, last):
    assert _slope_reader(low, last, ())([np.ones(last + 1)]) == pytest.approx(0, abs=1e-12)


def test_tables_hold_the_window_and_no_more():
    x, last = np.arange(1, 25), 20
    counts, sums = _tables(x, None, last, 5), _tables(x, x**2.0, last, 5)
    assert counts.shape == sums.shape == (5, last + 1)
    assert np.array_equal(counts.sum(axis=0), [0] + [1] * last)
    assert np.array_equal(sums.sum(axis=0), np.arange(last + 1.0) ** 2)


def test_five_blocks_are_enough():
    x = sibuya(0.4, 20_000, np.random.default_rng(7))
    assert abs(renewal_exponent(x, window=(10, 500), blocks=5).value - 1.4) < 0.1
    with pytest.raises(ValueError, match="^blocks = 4"):
        renewal_exponent(x, window=(10, 500), blocks=4)
