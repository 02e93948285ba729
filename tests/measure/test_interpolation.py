"""Values read between and beyond measured ones: exact curves, coverage on synthetic truth, and what is refused."""

import math

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure import Estimate
from crit.measure.interpolation import crossings, peak, value_at, value_where, zero_beyond
from tests.measure.coverage import TRIALS, covers, scores, unbiased

X = np.array([1.0, 1.1, 1.2, 1.4])


def line(seed, runs=8, noise=0.02):
    return 0.5 + 0.3 * (X - 1.15)[:, None] + noise * np.random.default_rng(seed).normal(size=(len(X), runs))


def coverage(found, truth):
    return np.mean([abs(each.value - truth) < 1.96 * each.error for each in found])


def test_line_is_read_exactly():
    found = value_at(X, line(1, noise=0), Estimate(1.25, 0.1))
    assert found.value == pytest.approx(0.53) and found.error == pytest.approx(0.03)


def test_error_of_a_line_holds_what_it_promises():
    rng, found = np.random.default_rng(1), []
    for seed in range(600):
        found.append(value_at(X, line(seed), Estimate(1.25 + 0.03 * rng.normal(), 0.03)))
    assert 0.93 < coverage(found, 0.53) < 0.975


def test_line_without_an_error_of_the_point_is_no_worse():
    assert 0.93 < coverage([value_at(X, line(seed), Estimate(1.25, 0.0)) for seed in range(600)], 0.53) < 0.975


def test_between_two_settings_all_four_errors_count():
    truth, errors, rng, found = np.array([[0.2, 0.5], [1.0, 1.6]]), np.array([[0.02, 0.01], [0.03, 0.05]]), None, []
    rng = np.random.default_rng(2)
    for _ in range(2000):
        x, y = truth + errors * rng.normal(size=(2, 2))
        found.append(value_where([*map(Estimate, x, errors[0])], [*map(Estimate, y, errors[1])], 0.3))
    assert coverage(found, 1.2) == pytest.approx(0.95, abs=0.02)
    assert np.std([each.value for each in found]) == pytest.approx(np.mean([each.error for each in found]), rel=0.06)


def test_parabola_is_followed_to_its_zero():
    x, curve = np.array([8.0, 12.0, 16.0]), lambda x: -0.01 * (x - 7) * (x + 20)
    error = np.array([0.002, 0.004, 0.006])
    found = zero_beyond(x, [*map(Estimate, curve(x), error)])
    by_line = 8 - curve(8) * 4 / (curve(12) - curve(8))
    steps = [zero_beyond(x, [*map(Estimate, curve(x) + 1e-6 * step, error)]).value for step in np.eye(3)]
    statistical = np.linalg.norm((np.array(steps) - 7) / 1e-6 * error)
    assert found.value == pytest.approx(7)
    assert found.error == pytest.approx(math.hypot(statistical, 7 - by_line), rel=1e-4)


def test_zero_of_a_straight_line_has_a_statistical_error_only():
    found = zero_beyond([2.0, 3.0, 4.0], [Estimate(v, 0.1) for v in (1.0, 2.0, 3.0)])
    assert found.value == pytest.approx(1) and found.error == pytest.approx(0.1 * math.sqrt(9 + 9 + 1))


def test_nothing_is_read_where_there_is_nothing():
    flat = [Estimate(1.0, 0.1)] * 3
    with pytest.raises(NotEnoughData, match="^the curve through the values has no zero"):
        zero_beyond([1.0, 2.0, 3.0], flat)
    with pytest.raises(NotEnoughData, match="^the curve"):
        zero_beyond([1.0, 2.0, 3.0], [Estimate(v, 0.1) for v in (2.0, 1.5, 2.0)])
    with pytest.raises(NotEnoughData, match="^1 run; two are needed"):
        value_at(X, line(1, runs=1), Estimate(1, 1))


PAIR = [Estimate(0.0, 0.1), Estimate(1.0, 0.1)]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: value_at([1.0, 1.0], np.ones((2, 8)), PAIR[0]), "x = "),
        (lambda: value_at(X, np.ones((3, 8)), PAIR[0]), "samples = "),
        (lambda: value_at(X, line(1), 1.2), "point = 1.2: an estimate"),
        (lambda: value_at(X, line(1), Estimate(math.nan, 1)), "point = nan"),
        (lambda: value_where(PAIR, PAIR[:1], 0.5), "y = .*: 2 estimates are needed"),
        (lambda: value_where(3, PAIR, 0.5), "x = .*: 2 estimates are needed"),
        (lambda: value_where([PAIR[0], 1.0], PAIR, 0.5), r"x\[1\] = 1.0: an estimate"),
        (lambda: value_where(PAIR, PAIR, 1.5), "wanted = 1.5: a number between 0 and 1"),
        (lambda: value_where([PAIR[0]] * 2, PAIR, 0.0), "wanted = 0.0"),
        (lambda: zero_beyond([1.0, 2.0], PAIR), "x = "),
        (lambda: zero_beyond([1.0, 2.0, 3.0], PAIR), "values = .*: 3 estimates are needed"),
        (lambda: zero_beyond([1.0, 2.0, 3.0, 4.0], PAIR), "x = .*: three numbers are needed"),
        (lambda: zero_beyond([1.0, 2.0, 3.0], 4), "values = .*: 3 estimates are needed"),
        (lambda: zero_beyond([1.0, 2.0, 3.0], [*PAIR, Estimate(1, -1)]), r"error of values\[2\] = -1"),
    ],
)
def test_bad_arguments(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


PLACES = np.linspace(0.8, 1.6, 9)


def hill(seed, runs=12, noise=0.05, alike=0.0):
    """Runs of a quartic with the maximum 2 at 1.15; a part of the noise may be the same at all places."""
    rng = np.random.default_rng(seed)
    away = (PLACES - 1.15)[:, None]
    errors = (1 - alike) * rng.normal(size=(len(PLACES), runs)) + alike * rng.normal(size=runs)
    return 2 - 3 * away**2 + away**3 + away**4 + noise * errors


def test_a_peak_is_read_exactly():
    found = peak(PLACES, hill(1, noise=1e-12))
    assert found.place.value == pytest.approx(1.15) and found.height.value == pytest.approx(2) and found.n == 12
    assert peak(PLACES[::-1], hill(1, noise=1e-12)[::-1]).place.value == pytest.approx(1.15)


@pytest.mark.parametrize("alike", [0.0, 0.7])
def test_errors_of_a_peak_hold_what_they_promise(alike):
    found = [peak(PLACES, hill(seed, alike=alike)) for seed in range(TRIALS)]
    for z in scores([each.place for each in found], 1.15), scores([each.height for each in found], 2.0):
        assert covers(z) and unbiased(z)


def test_a_quartic_follows_a_peak_over_its_width():
    """Lorentz's curve, from half its height on the left to half of it on the right, off the middle."""
    x = np.linspace(-0.8, 1.2, 9)
    found = peak(x, np.tile(1 / (1 + x**2), (8, 1)).T)
    assert abs(found.place.value) < 0.03 and found.height.value == pytest.approx(1, abs=0.02)


def test_what_has_no_peak():
    rng = np.random.default_rng(1)
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        peak(PLACES, hill(1, runs=7))
    with pytest.raises(NotEnoughData, match="^the curve is largest at an end"):
        peak(PLACES, PLACES[:, None] + 0.01 * rng.normal(size=(9, 10)))
    with pytest.raises(NotEnoughData, match="^the curve is largest at an end"):
        peak(PLACES, np.full((9, 10), 0.3))
    with pytest.raises(NotEnoughData, match="^the curve is flat within its errors") as raised:
        peak(PLACES, -0.05 * (PLACES - 1.2)[:, None] ** 2 + rng.normal(0, 0.01, (9, 10)), degree=2)
    assert raised.value.estimate.n == 10


@pytest.mark.parametrize(
    "x, samples, degree, name",
    [
        (PLACES[:4], np.ones((4, 9)), 4, "x"),
        (np.ones(9), np.ones((9, 9)), 4, "x"),
        (PLACES, np.ones((8, 9)), 4, "samples"),
        (PLACES, np.full((9, 9), np.nan), 4, "samples"),
        (PLACES, np.ones((9, 9)), 1, "degree"),
        (PLACES, np.ones((9, 9)), 7, "degree"),
    ],
)
def test_bad_arguments_of_a_peak(x, samples, degree, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        peak(x, samples, degree=degree)


def test_crossings_of_straight_lines_are_exact():
    x, slopes = np.array([1.0, 2.0, 4.0, 8.0]), np.array([0.5, 1.0, 3.0])
    np.testing.assert_allclose(crossings(x, slopes[:, None] * x, 3.5), 3.5 / slopes)


def test_the_first_of_several_crossings_counts():
    assert crossings([0.0, 1.0, 2.0, 3.0], [[0.0, 2.0, 0.0, 2.0]], 1.0)[0] == 0.5
    assert crossings([0.0, 1.0, 2.0], [[0.0, 0.5, np.inf]], 1.0)[0] == pytest.approx(1.0)


@pytest.mark.parametrize("path", [[2.0, 3.0], [0.0, 0.5]])
def test_a_path_that_does_not_cross_is_noticed(path):
    with pytest.raises(NotEnoughData, match="1 of 1 paths"):
        crossings([0.0, 1.0], [path], 1.0)


@pytest.mark.parametrize("x, paths, name", [
    ([1.0, 0.0], [[0.0, 2.0]], "x"), ([0.0, 1.0], [[0.0, np.nan]], "paths"), ([0.0, 1.0], [[0.0]], "paths"),
])  # fmt: skip
def test_crossings_refuse_what_they_cannot_use(x, paths, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        crossings(x, paths, 1.0)
