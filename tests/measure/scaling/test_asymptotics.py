"""Static exponents, pooled errors and local slopes, against curves that are known."""

import numpy as np
import pytest

from crit.measure import Estimate, NotEnoughData
from crit.measure.scaling import (
    limit_at_zero,
    limiting_ratio,
    local_slopes,
    pooled_errors,
    power_slope,
    static_exponent,
    static_exponents,
)
from crit.measure.settled import SettledMean
from crit.numerics.jackknife import student

X = np.geomspace(0.014, 0.14, 8)
SHAPES = {"beta": 0.5, "gamma": -1.2, "gamma-above": -1.0, "delta": 1 / 3}


def means_of(y, rng, networks=12, noise=0.003):
    """Means over a few networks at each x, with a noise that depends on x."""
    runs = y[:, None] * (1 + noise * X[:, None] ** -0.3 * rng.normal(size=(len(y), networks)))
    errors = student(networks) * runs.std(axis=1, ddof=1) / networks**0.5
    return [SettledMean(value, error, networks) for value, error in zip(runs.mean(axis=1), errors)]


def curve(power):
    return 3 * X**power * np.exp(0.5 * X + 1.2 * X**2)


@pytest.mark.parametrize("name", SHAPES)
def test_95_per_cent_of_the_intervals_hold_the_exponent(name):
    rng, truth = np.random.default_rng(11), {"delta": 3.0}.get(name, abs(SHAPES[name]))
    found = [static_exponent(name, X, means_of(curve(SHAPES[name]), rng), powers=(1, 2)) for _ in range(600)]
    assert 0.92 < np.mean([abs(each.value - truth) < 1.96 * each.error for each in found]) < 0.98


def test_the_fit_is_a_power_slope_with_pooled_errors():
    means = means_of(curve(0.5), np.random.default_rng(12))
    found = static_exponent("beta", X, means, powers=(1,))
    assert found.fit == power_slope(X, *pooled_errors(X, means), corrections=[lambda x: x])
    inverse = static_exponent("delta", X, means, powers=(1,))
    assert inverse.value == pytest.approx(1 / found.value) and inverse.error == pytest.approx(
        found.error / found.value**2
    )


def test_the_local_slope_is_the_derivative_of_the_fit():
    exact = [Estimate(value, 1e-6 * value) for value in curve(0.5)]
    found, at = static_exponent("beta", X, exact, powers=(1, 2)), np.array([1e-9, 0.05, 0.1])
    np.testing.assert_allclose(found.local_slope(at), 0.5 + 0.5 * at + 2.4 * at**2, rtol=1e-6)


def test_several_exponents_at_once():
    field, rng = X**1.5, np.random.default_rng(14)
    curves = {"gamma": means_of(curve(-1.2), rng), "delta": means_of(curve(0.5), rng)}
    found = static_exponents(curves, X, field, powers=(1, 2), field_powers=(2 / 3, 4 / 3))
    assert found["gamma"] == static_exponent("gamma", X, curves["gamma"], powers=(1, 2))
    assert found["delta"] == static_exponent("delta", field, curves["delta"], powers=(2 / 3, 4 / 3))
    assert abs(found["delta"].value - 3) < 4 * found["delta"].error


@pytest.mark.parametrize("power", [1.0, -2.0])
def test_95_per_cent_of_the_intervals_hold_the_limiting_ratio(power):
    rng, held = np.random.default_rng(15), []
    for _ in range(600):
        found = limiting_ratio(X, means_of(curve(0.5), rng), means_of(X**0.5, rng), powers=(1, 2), power=power)
        held.append(abs(found.value - 3**power) < 1.96 * found.error)
    assert 0.92 < np.mean(held) < 0.98


def test_a_ratio_with_what_is_known():
    exact = [Estimate(y, 0.01 * y) for y in curve(1.0)]
    found = limiting_ratio(X, X, exact, powers=(1, 2, 3), power=2)
    assert found.value == pytest.approx(1 / 9, rel=1e-4)
    y = (X / curve(1.0)) ** 2
    assert found == pytest.approx(limit_at_zero(X, y, 0.02 * y, powers=(1, 2, 3)), rel=1e-9)


def test_errors_that_follow_a_power_of_x_come_back():
    value, error = pooled_errors(X, [Estimate(y, 0.02 * y * x**-0.4) for x, y in zip(X, curve(0.5))])
    np.testing.assert_allclose(value, curve(0.5))
    np.testing.assert_allclose(error, 0.02 * value * X**-0.4, rtol=1e-10)


def test_the_factor_of_student_is_taken_out():
    few, many = ([SettledMean(y, student(groups) * y / 50, groups) for y in X] for groups in (3, 90))
    np.testing.assert_allclose(pooled_errors(X, few)[1], pooled_errors(X, many)[1], rtol=1e-12)


def test_pooled_errors_are_known_better():
    rng = np.random.default_rng(13)
    pooled, single = zip(
        *((pooled_errors(X, m)[1], [e.error / student(12) for e in m]) for m in (means_of(X, rng) for _ in range(200)))
    )
    truth = 0.003 * X**0.7 / 12**0.5
    assert np.std(pooled / truth) < 0.6 * np.std(single / truth)
    assert np.mean(pooled / truth) == pytest.approx(1, abs=0.03)


def test_local_slopes_of_a_power_law():
    found = local_slopes(X, [Estimate(y, 0.01 * y) for y in 5 * X**1.5])
    np.testing.assert_allclose(found.slope, 1.5, rtol=1e-10)
    np.testing.assert_allclose(found.error, 0.01 * 2**0.5 / np.diff(np.log(X)), rtol=1e-10)
    np.testing.assert_allclose(found.x, np.sqrt(X[1:] * X[:-1]))


MEANS = [Estimate(x, x / 100) for x in X]


@pytest.mark.parametrize(
    "function, name, arguments",
    [
        (static_exponent, "name", dict(name="alpha", x=X, means=MEANS, powers=(1,))),
        (static_exponent, "powers", dict(name="beta", x=X, means=MEANS, powers=(-1,))),
        (pooled_errors, "x", dict(x=-X, means=MEANS)),
        (pooled_errors, "means", dict(x=X, means=MEANS[:-1])),
        (pooled_errors, "means", dict(x=X, means=[1.0, 2.0])),
        (pooled_errors, "means", dict(x=X, means=[Estimate(-1.0, 1.0)] * 8)),
        (local_slopes, "x", dict(x=X[::-1], means=MEANS)),
        (static_exponents, "curves", dict(curves=MEANS, distance=X, field=X, powers=(1,), field_powers=(1,))),
        (limiting_ratio, "denominator", dict(x=X, numerator=MEANS, denominator=-X, powers=(1,))),
        (limiting_ratio, "error", dict(x=X, numerator=X, denominator=X, powers=(1,))),
    ],
)
def test_bad_arguments_are_named(function, name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = "):
        function(**arguments)


def test_too_few_points():
    with pytest.raises(NotEnoughData, match="three are needed"):
        pooled_errors(X[:2], MEANS[:2])
    with pytest.raises(NotEnoughData):
        static_exponent("beta", X[:4], MEANS[:4], powers=(1, 2))
