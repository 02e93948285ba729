"""Exponents of growth and decay against series whose law is known."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.growth import decay_exponent, effective_exponents, growth_exponent, spread_out
from tests.measure.coverage import TRIALS, covers, scores, unbiased

TIMES = np.unique(np.rint(np.geomspace(1, 2000, 60)))


def series(seed, *, exponent=-0.5, runs=40, noise=0.1):
    """Runs t^g exp(noise · Brownian motion in ln t), of mean t^g: correlated in time as at a critical point."""
    rng = np.random.default_rng(seed)
    clock = np.log(TIMES)
    steps = rng.normal(size=(runs, len(TIMES) - 1)) * np.sqrt(np.diff(clock))
    walk = np.concatenate([np.zeros((runs, 1)), np.cumsum(steps, axis=1)], axis=1)
    return np.exp(exponent * clock + noise * walk - noise**2 * clock / 2)


def copies(curve):
    """Runs whose average is the curve exactly, although they differ."""
    share = np.array([0.5, 1.5, 0.75, 1.25, 0.875, 1.125, 1.0, 1.0])
    return share[:, None] * curve


def test_a_pure_power_is_read_exactly():
    paths = copies(3.0 * TIMES**0.7)
    fit = growth_exponent(paths, window=(1, 2000), times=TIMES)
    assert fit.value == pytest.approx(0.7, abs=1e-10)
    assert fit.window == (1, 2000) and fit.n == 8
    effective = effective_exponents(paths, times=TIMES)
    np.testing.assert_allclose(effective.value, 0.7, atol=1e-10)
    assert effective.time[0] == pytest.approx(np.sqrt(2)) and effective.time[-1] * np.sqrt(2) <= 2000


def test_a_correction_goes_into_its_amplitude():
    paths = copies(TIMES**-0.16 * np.exp(0.8 / TIMES))
    fit = growth_exponent(paths, window=(2, 2000), times=TIMES, corrections=[lambda t: 1 / t])
    assert fit.value == pytest.approx(-0.16, abs=1e-10)
    assert fit.amplitudes[0].value == pytest.approx(0.8, abs=1e-9)
    assert growth_exponent(paths, window=(2, 2000), times=TIMES).value < -0.17


def test_a_ratio_of_averages_is_not_an_average_of_ratios():
    number = np.random.default_rng(1).exponential(size=(200, 1)) * np.ones(len(TIMES))
    spread = number * TIMES**1.2
    fit = growth_exponent(spread, window=(1, 2000), times=TIMES, over=number)
    assert fit.value == pytest.approx(1.2, abs=1e-9) and fit.error < 1e-9


def test_columns_count_time_without_times():
    paths = copies(np.arange(101.0) ** 2)
    assert growth_exponent(paths, window=(5, 100)).value == pytest.approx(2, abs=1e-10)
    assert effective_exponents(paths).value[-1] == pytest.approx(2, abs=1e-2)


def test_runs_that_are_all_the_same_have_no_error():
    for read in (
        lambda y: growth_exponent(y, window=(1, 2000), times=TIMES),
        lambda y: effective_exponents(y, times=TIMES),
    ):
        with pytest.raises(NotEnoughData, match="do not differ") as caught:
            read(np.tile(TIMES**0.7, (8, 1)))
        np.testing.assert_allclose(caught.value.estimate.value, 0.7, atol=1e-9)


def test_errors_hold_what_they_promise():
    z = scores([growth_exponent(series(seed), window=(10, 2000), times=TIMES) for seed in range(TRIALS)], -0.5)
    assert covers(z) and unbiased(z)
    local = [effective_exponents(series(seed), times=TIMES) for seed in range(TRIALS)]
    assert covers(scores(local, -0.5))


@pytest.mark.parametrize(
    "change, word",
    [
        (dict(paths=np.ones(5)), "paths"),
        (dict(paths=np.full((9, 60), np.nan)), "paths"),
        (dict(paths=[["1"] * 60] * 9), "paths"),
        (dict(paths=[[1.0], [1.0, 2.0]]), "paths"),
        (dict(window=(5, 5)), "window"),
        (dict(window=(0, 5)), "window"),
        (dict(window=3), "window"),
        (dict(times=TIMES[::-1]), "times"),
        (dict(times=TIMES[:5]), "times"),
        (dict(times="now"), "times"),
        (dict(over=np.ones((3, 60))), "over"),
        (dict(over=[[1.0], [1.0, 2.0]]), "over"),
        (dict(corrections=[0.5]), "corrections"),
        (dict(corrections=5), "corrections"),
        (dict(points=1), "points"),
    ],
)
def test_bad_arguments_are_named(change, word):
    arguments = dict(paths=series(0), window=(10, 2000), times=TIMES) | change
    with pytest.raises(ValueError, match=f"^{word}"):
        growth_exponent(arguments.pop("paths"), window=arguments.pop("window"), **arguments)


def test_too_little_data_is_said():
    with pytest.raises(NotEnoughData, match="7 runs"):
        growth_exponent(series(0, runs=7), window=(10, 2000), times=TIMES)
    with pytest.raises(NotEnoughData, match="times lie in the window"):
        growth_exponent(series(0), window=(1990, 2010), times=TIMES)
    dead = series(0)
    dead[:, -1] = 0
    with pytest.raises(NotEnoughData, match="not positive"):
        growth_exponent(dead, window=(10, 2000), times=TIMES)
    with pytest.raises(NotEnoughData, match="^the times do not span a factor of 100000"):
        effective_exponents(series(0), times=TIMES, factor=1e5)
    with pytest.raises(ValueError, match="^factor = 1.0: "):
        effective_exponents(series(0), times=TIMES, factor=1.0)


def test_eight_runs_are_enough():
    assert growth_exponent(series(0, runs=8), window=(10, 2000), times=TIMES).n == 8
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        growth_exponent(series(0, runs=7), window=(10, 2000), times=TIMES)


def test_three_times_are_enough():
    assert growth_exponent(series(0), window=(1, 2000), times=TIMES, points=3).value == pytest.approx(-0.5, abs=0.1)
    with pytest.raises(NotEnoughData, match="^2 times lie in the window; 3 are needed"):
        growth_exponent(series(0), window=(1, 2000), times=TIMES, points=2)
    with pytest.raises(ValueError, match="^points = 1"):
        growth_exponent(series(0), window=(1, 2000), times=TIMES, points=1)


def test_a_decay_is_a_growth_with_its_sign_changed():
    paths, how = series(0), dict(window=(1, 2000), times=TIMES, corrections=[lambda t: 1 / t])
    growth, decay = growth_exponent(paths, **how), decay_exponent(paths, **how)
    assert decay.value == pytest.approx(-growth.value) and decay.value > 0
    assert decay.error == pytest.approx(growth.error)
    assert decay.amplitudes[0] == pytest.approx(growth.amplitudes[0])
    with pytest.raises(NotEnoughData) as caught:
        decay_exponent(np.ones((8, 1)) * TIMES**-0.5, window=(1, 2000), times=TIMES)
    assert caught.value.estimate.value == pytest.approx(0.5)


def test_times_are_spread_out_evenly_from_end_to_end():
    times = np.arange(0, 1001)
    chosen = times[spread_out(times, 10, 1000, 21)]
    assert chosen[0] == 10 and chosen[-1] == 1000 and len(chosen) == 21
    np.testing.assert_allclose(np.diff(np.log(chosen)), np.log(100) / 20, atol=0.1)


def test_no_time_twice_and_none_outside():
    assert spread_out(np.arange(0, 100), 2, 5, 24).tolist() == [2, 3, 4, 5]
    assert spread_out(np.array([1, 2, 50]), 3, 40, 5).size == 0
