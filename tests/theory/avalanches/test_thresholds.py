"""Excursions above a threshold against a second form of their law, the limits of small and large ratio, and walks."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gamma, jv, kv, yv

from crit.theory.avalanches import thresholds
from crit.theory.avalanches.thresholds import crossover, cut_off
from crit.theory.avalanches.walks import FREE_WALK, TRAPPED_WALK, mean_size
from crit.theory.symbols import B, D, T, Theta, h_hat, q, s, zeta

DRIVES = 0.0, 0.1, 0.5, 0.8
briefly = settings(max_examples=25, deadline=None, derandomize=True)


def spectral_survival(ratio, drive):
    """The rate as an integral over exponentials (Grosswald 1976, Ismail 1977), by quadrature."""
    nu = 1 - drive

    def decay(v):
        t = np.exp(v)
        return np.exp(-(t**2) * ratio / 4) / (jv(nu, t) ** 2 + yv(nu, t) ** 2)

    v = np.linspace(-18 / nu, np.log(2 * np.sqrt(40 / ratio)), 20001)
    return 2 / np.pi**2 * np.trapezoid(decay(v), v)


@pytest.mark.parametrize("drive", DRIVES)
def test_survival_is_a_mixture_of_exponentials(drive):
    ratio = np.geomspace(1e-5, 1e5, 11)
    expected = [spectral_survival(one, drive) for one in ratio]
    assert np.allclose(crossover(ratio, drive).survival, expected, rtol=1e-8)


@pytest.mark.parametrize("drive", [0.01, 0.7])
def test_all_laws_are_those_that_mpmath_inverts(drive):
    ratio = np.array([1e-6, 1e-3, 1.0])
    rate, size_rate = thresholds._numbers()
    with mpmath.workdps(30):

        def inverse(formula, power, t):
            def transform(u):
                argument = 2 * mpmath.sqrt(u)
                bessel = mpmath.besselk(drive, argument) / mpmath.besselk(1 - drive, argument)
                return formula(argument, bessel, drive) / u**power

            return mpmath.invertlaplace(transform, t, method="talbot")

        survival = [float(inverse(rate, 1, t)) for t in ratio]
        density = [float(-inverse(rate, 0, t)) for t in ratio]
        size = [float(inverse(size_rate, 0, t)) for t in ratio] / np.array(density)
    found = crossover(ratio, drive)
    assert found.survival == pytest.approx(survival, rel=2e-10)
    assert found.density == pytest.approx(density, rel=2e-9)
    assert np.all(np.abs(found.size / size - 1) < 2e-9 + 2e-11 / ratio)


def test_half_a_drive_is_a_reflected_walk():
    # A squared Bessel process of dimension 1 is the square of Brownian motion: every threshold sees the same.
    ratio = np.geomspace(1e-3, 1e3, 7)
    assert np.allclose(crossover(ratio, 0.5).survival, 1 / np.sqrt(np.pi * ratio), rtol=1e-9)


@pytest.mark.parametrize("drive", DRIVES)
def test_density_is_the_slope_of_the_survival(drive):
    ratio, step = np.geomspace(1e-3, 1e3, 7), 1e-4
    low, high = (crossover(ratio * np.exp(sign * step), drive).survival for sign in (-1, 1))
    assert np.allclose(crossover(ratio, drive).density, (low - high) / (2 * step * ratio), rtol=1e-6)


@pytest.mark.parametrize("drive", DRIVES)
def test_small_ratios_are_free_and_large_ones_trapped(drive):
    free, trapped = crossover(1e-8, drive), crossover(1e14, drive)
    assert free.survival == pytest.approx(1e4 / np.sqrt(np.pi), rel=1e-3)
    assert free.size == pytest.approx(float(mean_size(FREE_WALK).subs({D: 1, T: 1e-8})), rel=1e-3)
    if drive <= 0.5:  # beyond, the approach is slow
        assert trapped.survival == pytest.approx(1e14 ** (drive - 1) / gamma(1 - drive), rel=1e-3)
        assert trapped.size == pytest.approx(
            float(mean_size(TRAPPED_WALK).subs({D: 1, T: 1e14, h_hat: drive})), rel=1e-3
        )


def test_duration_transform_solves_the_backward_equation():
    f = thresholds.duration_transform()
    residual = h_hat * D * sp.diff(f, q) + D * q * sp.diff(f, q, 2) - s * f
    point = {h_hat: 0.3, D: 0.7, q: 1.9, s: 1.1}
    assert abs(sp.N(residual.subs(point))) < 1e-12


def test_excursion_rate_is_its_logarithmic_slope():
    point = {h_hat: 0.3, D: 0.7, Theta: 1.9, s: 1.1}
    slope = -sp.diff(sp.log(thresholds.duration_transform()), q).subs(q, Theta)
    assert sp.N(slope.subs(point)) == pytest.approx(float(sp.N(thresholds.excursion_rate().subs(point))))


@pytest.mark.parametrize("drive", DRIVES)
@pytest.mark.parametrize("low", (0.3, 2.0, 6.0))
def test_size_rate_is_the_integral(drive, low):
    nu = 1 - drive
    integral = quad(lambda y: (y**2 - low**2) * y * kv(nu, y) ** 2, low, low + 30, epsabs=0, epsrel=1e-10)[0]
    ratio = kv(nu - 1, low) / kv(nu, low)
    formula = thresholds.size_rate().subs({zeta: low, B: ratio, h_hat: drive})
    assert float(formula) == pytest.approx(2 * integral / low**4 / kv(nu, low) ** 2, rel=1e-8)


def test_sizes_and_durations_of_a_walk_above_a_threshold():
    """Shares of long excursions and their mean size, in a branching process that steps over its threshold."""
    rng, level, D1, walkers = np.random.default_rng(3), 400.0, 0.5, 60_000
    n, size, duration = np.full(walkers, level + 20), np.zeros(walkers), np.zeros(walkers)
    running = np.arange(walkers)
    for _ in range(3200):
        size[running] += n[running] - level
        duration[running] += 1
        n[running] = rng.poisson(n[running])
        running = running[n[running] > level]
    ratio = duration * D1 / level
    share = np.mean(ratio[ratio >= 0.2] >= 1)
    expected = crossover(np.array([0.2, 1]))
    # The steps, √n units high, change both by a few per cent of 1/√level: the second term of the tolerances.
    ended = expected.survival[1] / expected.survival[0]
    assert abs(share - ended) < 3 * np.sqrt(ended * (1 - ended) / (ratio >= 0.2).sum()) + 0.005
    near = (ratio > 0.9) & (ratio < 1.1)
    error = size[near].std() / near.sum() ** 0.5
    assert abs(size[near].mean() - expected.size[1] * level**2 / D1) < 3 * error + 0.02 * size[near].mean()


def test_cut_off_of_a_drifting_walk():
    a, noise = sp.symbols("a D2", positive=True)
    density = sp.exp(-((q + a * T) ** 2) / (4 * noise * T)) / T ** sp.Rational(3, 2)
    rate = -sp.limit(sp.log(density) / T, T, sp.oo)
    N = sp.Symbol("N", positive=True)
    assert sp.simplify(cut_off((noise - a, 0, 0, 0, noise), Theta) - 1 / rate) == 0
    assert sp.simplify(cut_off((0, 0, 2, 0, 1 / N), Theta) - 4 * N / (1 + 2 * N * Theta) ** 2) == 0


@pytest.mark.parametrize("ratio", [0.0, -1.0, float("nan"), float("inf"), [], [1.0, 0.0]])
def test_bad_ratios(ratio):
    with pytest.raises(ValueError, match="ratio"):
        crossover(ratio)


@pytest.mark.parametrize("drive", [-0.1, 1.0, float("nan"), "much"])
def test_bad_drives(drive):
    with pytest.raises(ValueError, match="drive"):
        crossover(1.0, drive)


@given(st.floats(0.01, 100), st.floats(1.05, 3), st.floats(0, 0.95))
@briefly
def test_longer_is_rarer_and_larger(ratio, factor, drive):
    short, long = (crossover(each, drive) for each in (ratio, ratio * factor))
    assert long.survival < short.survival
    assert long.density < short.density
    assert long.size > short.size


@given(st.floats(0.01, 100), st.floats(0, 0.9), st.floats(0.01, 0.09))
@briefly
def test_drive_keeps_signals_alive(ratio, drive, more):
    assert crossover(ratio, drive + more).survival > crossover(ratio, drive).survival


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5), st.floats(0, 0.9))
@briefly
def test_ratios_are_looked_at_one_by_one(ratios, drive):
    together = np.array(crossover(ratios, drive))
    assert together == pytest.approx(np.transpose([crossover(each, drive) for each in ratios]), rel=1e-9)


@pytest.mark.slow
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
@briefly
def test_cut_off_in_other_units(unit, layer):
    """K → K unit takes h and D1 along and u the other way; a longer layer makes all couplings larger."""
    r, h, u, D1, D2 = 0.01, 0.002, 0.3, 0.004, 0.05
    here = float(cut_off((r, h, u, D1, D2), 0.1))
    assert float(cut_off((r, h * unit, u / unit, D1 * unit, D2), 0.1 * unit)) == pytest.approx(here, rel=1e-9)
    assert layer * float(cut_off([each * layer for each in (r, h, u, D1, D2)], 0.1)) == pytest.approx(here, rel=1e-9)
