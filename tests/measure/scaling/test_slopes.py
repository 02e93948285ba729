"""Slopes of curves with corrections: unbiased, with errors that cover, on synthetic truth."""

import doctest

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling import slopes
from crit.measure.scaling.slopes import power_slope
from tests.measure.coverage import TRIALS, covers, scores, unbiased


def test_power_slope():
    rng = np.random.default_rng(4)
    x = np.geomspace(10, 1000, 12)
    error = 0.02 * x**1.5
    noisy = [x**1.5 * (1 + 3 * x**-0.5) + error * rng.normal(size=12) for _ in range(TRIALS)]
    found = [power_slope(x, y, error, corrections=[lambda x: np.log1p(3 * x**-0.5)]) for y in noisy]
    z = scores(found, 1.5)
    assert covers(z) and unbiased(z)
    assert np.mean([e.chi2 for e in found]) == pytest.approx(1, abs=4 * (2 / 10 / TRIALS) ** 0.5)


def test_power_slope_of_exact_curves_with_prefactors_of_their_own():
    x = np.geomspace(1, 100, 9)
    found = power_slope([x, x], [2 * x**0.7, 5 * x**0.7], [x, x], window=(2, 50))
    assert found.value == pytest.approx(0.7, abs=1e-12)
    assert found.window == (x[x >= 2].min(), x[x <= 50].max())


def test_bad_errors_and_lengths():
    x = np.arange(1.0, 9)
    with pytest.raises(ValueError, match="^error = 8 of 8 values are not positive"):
        power_slope(x, x, 0 * x)
    with pytest.raises(ValueError, match=r"^y = \[7\] values"):
        power_slope(x, x[1:], x)


def test_an_error_bar_says_that_it_is_statistical_only():
    found = power_slope([1.0, 2.0, 4.0, 8.0], [1.0, 2.1, 3.9, 8.0], [0.1, 0.2, 0.4, 0.8])
    assert str(found).endswith(f"± {found.error:.4f} (statistical only)")


def test_same_terms_in_a_curve():
    x = np.arange(1.0, 20)
    with pytest.raises(NotEnoughData, match="do not fix"):
        power_slope(x, x, 0.1 * x, corrections=[np.log])
    with pytest.raises(NotEnoughData, match="do not fix"):
        power_slope(np.full(19, 2.0), x, 0.1 * x)


def test_a_point_known_exactly_is_told_with_what_to_do():
    means = [1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 4.0, 9.0, 16.0, 25.0], [0.0, 0.1, 0.2, 0.3, 0.4]
    with pytest.raises(
        ValueError, match="^error = 1 of 5 values is not positive: .* a window beyond x = 1 leaves it out"
    ):
        power_slope(*means)
    assert power_slope(*means, window=(2, 5)).value == pytest.approx(2)


def test_least_squares_errors_are_those_of_the_straight_line():
    # The slope of n points of equal relative error e has the error e/√Σ(u − ū)², u = ln x; two points leave no freedom.
    x, e = np.geomspace(1, 30, 7), 0.02
    wiggle = np.exp(e * np.array([1, -1, 0, 2, -1, 1, -2]))
    found, u = power_slope(x, x**0.7 * wiggle, e * x**0.7 * wiggle), np.log(x)
    assert found.error == pytest.approx(e / np.sqrt(np.sum((u - u.mean()) ** 2)))
    slope, offset = np.polyfit(u, 0.7 * u + np.log(wiggle), 1)
    assert found.value == pytest.approx(slope)
    residuals = 0.7 * u + np.log(wiggle) - slope * u - offset
    assert found.chi2 == pytest.approx(np.sum((residuals / e) ** 2) / 5)
    assert power_slope(x[:3], x[:3], x[:3]).n == 3
    with pytest.raises(NotEnoughData, match="more than 2 are needed"):
        power_slope(x[:2], x[:2], x[:2])


def test_the_window_leaves_out_all_that_is_exact():
    x, error = np.arange(1.0, 9), np.append(np.zeros(3), np.full(5, 0.1))
    with pytest.raises(ValueError, match="a window beyond x = 3 leaves it out"):
        power_slope(x, x**2, error)


def test_all_points_of_all_systems_count_by_default():
    short, long = np.arange(1.0, 9), np.arange(1.0, 40)
    found = power_slope([short, long], [short, long**2], [0.01 * short, 0.01 * long**2])
    assert found.n == len(short) + len(long)
    assert (
        found.estimate
        == power_slope([short, long], [short, long**2], [0.01 * short, 0.01 * long**2], window=(1, 39)).estimate
    )


def test_examples():
    found = doctest.testmod(slopes)
    assert found.attempted >= 6 and not found.failed


def test_two_points_tell_a_slope_and_no_error():
    with pytest.raises(NotEnoughData, match="^2 points lie in the window; more than 2 are needed"):
        power_slope([1.0, 2.0], [1.0, 2.0], [0.1, 0.1])
