"""Limits of curves and of sizes, against curves whose limit is known."""

import numpy as np
import pytest

from crit.measure import NotEnoughData
from crit.measure.scaling import infinite_size, limit_at_zero

X = np.geomspace(0.01, 0.2, 9)


def test_a_curve_of_the_form_that_is_fitted_gives_its_limit():
    found = limit_at_zero(X, 2 - 3 * X**0.5 + 7 * X, 0.1 * X, powers=(0.5, 1))
    assert found.value == pytest.approx(2, rel=1e-10)


def test_whole_powers_reach_zero_from_both_sides():
    x = np.linspace(-0.2, 0.3, 7)
    assert limit_at_zero(x, 2 - 3 * x + 7 * x**2, 0.1 + x**2, powers=(1, 2)).value == pytest.approx(2, rel=1e-10)


def test_a_constant_is_the_weighted_mean():
    y, error = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 0.5])
    found, weight = limit_at_zero([1, 2, 3], y, error, powers=()), error**-2
    assert found.value == pytest.approx(np.average(y, weights=weight), rel=1e-12)
    assert found.error == pytest.approx(weight.sum() ** -0.5, rel=1e-12)


def test_95_per_cent_of_the_intervals_hold_the_limit():
    rng, error = np.random.default_rng(9), 0.01 + X
    found = [limit_at_zero(X, 5 + X + rng.normal(0, error), error, powers=(1,)) for _ in range(2000)]
    assert 0.935 < np.mean([abs(each.value - 5) < 1.96 * each.error for each in found]) < 0.965


def test_too_few_points():
    for x in ([0.1, 0.2], [0.1, 0.1, 0.2]):
        with pytest.raises(NotEnoughData, match="needed"):
            limit_at_zero(x, np.ones(len(x)), np.ones(len(x)), powers=(1, 2))


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("x", dict(x=[0.0, 1.0, 2.0], powers=(0.5,))),
        ("y", dict(y=[1.0])),
        ("error", dict(error=[0.0, 1.0, 1.0])),
        ("powers", dict(powers=(0,))),
        ("powers", dict(powers=(1, 1))),
    ],
)
def test_bad_arguments_are_named(name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = "):
        limit_at_zero(**(dict(x=[1, 2, 3], y=[1, 1, 1], error=[1, 1, 1], powers=(1,)) | arguments))


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_as_many_terms_vanish_as_there_are_sizes_less_one(power):
    sizes = np.array([50.0, 200.0, 300.0])
    x = (sizes / 50) ** -power
    values = 4 + 2 * x - 5 * x**2
    assert infinite_size(sizes, values, power=power) == pytest.approx(4, rel=1e-12)
    assert infinite_size(sizes[:2], values[:2], power=power) != pytest.approx(4, rel=1e-6)


def test_two_sizes_are_richardsons():
    small, large = np.random.default_rng(10).normal(size=(2, 3, 4))
    np.testing.assert_allclose(infinite_size([20, 80], [small, large]), (4 * large - small) / 3, rtol=1e-12)


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("sizes", dict(sizes=[1.0, 1.0])),
        ("sizes", dict(sizes=[-1.0, 1.0])),
        ("values", dict(values=[1.0, 2.0, 3.0])),
        ("power", dict(power=0)),
    ],
)
def test_bad_sizes_are_named(name, arguments):
    with pytest.raises(ValueError, match=f"^{name}"):
        infinite_size(**(dict(sizes=[1.0, 2.0], values=[1.0, 2.0]) | arguments))
