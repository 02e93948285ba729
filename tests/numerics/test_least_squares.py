"""Least squares beside NumPy's and SciPy's, and what keeps it away from the edges of floating-point numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.numerics.least_squares import independent, least_squares, unit_of

rng = np.random.default_rng(1)
X = np.linspace(1, 3, 30)
DESIGN = np.column_stack([np.ones(30), X, X**2])
ERROR = rng.uniform(0.5, 2, 30)
TARGET = DESIGN @ [1.0, -2.0, 0.5] + ERROR * rng.normal(size=30)


def test_fit_of_a_curve_is_that_of_scipy():
    from scipy.optimize import curve_fit

    found = least_squares(DESIGN, TARGET, 1 / ERROR)
    values, covariance = curve_fit(
        lambda x, a, b, c: a + b * x + c * x**2, X, TARGET, p0=[1, 1, 1], sigma=ERROR, absolute_sigma=True
    )
    np.testing.assert_allclose(found.values, values, rtol=1e-5)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-5)
    np.testing.assert_allclose(found.errors**2, np.diag(found.covariance))
    assert found.chi2 == pytest.approx(np.sum(((TARGET - DESIGN @ found.values) / ERROR) ** 2))


def test_several_targets_are_fitted_at_once():
    both = least_squares(DESIGN, np.stack([TARGET, X], axis=1), 1 / ERROR)
    np.testing.assert_allclose(both.values[:, 0], least_squares(DESIGN, TARGET, 1 / ERROR).values)
    np.testing.assert_allclose(both.values[:, 1], [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(both.residual[:, 1], 0, atol=1e-12)


def test_error_of_a_mean_from_the_spread_about_it():
    y = rng.normal(size=50)
    found = least_squares(np.ones((50, 1)), y)
    assert found.values[0] == pytest.approx(y.mean())
    assert found.errors_of_spread(found.residual)[0] == pytest.approx(y.std() / 50**0.5)
    assert found.errors_of_spread(np.ones(50))[0] == pytest.approx(found.errors[0])


def test_columns_of_any_size():
    size = np.array([1e200, 1.0, 1e-200])
    found, plain = least_squares(DESIGN * size, TARGET), least_squares(DESIGN, TARGET)
    np.testing.assert_allclose(found.values * size, plain.values, rtol=1e-12)


def test_columns_that_are_alike_share_what_one_would_have():
    found = least_squares(np.ones((5, 2)), np.full(5, 3.0))
    np.testing.assert_allclose(found.values, [1.5, 1.5])


@given(st.floats(min_value=5e-324, max_value=1.7e308), st.booleans())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_units_lose_no_digit(value, negative):
    values = np.array([-value, 0.0]) if negative else np.array([0.0, value, value / 3])
    unit = unit_of(values)
    assert np.frexp(unit)[0] == 0.5
    assert np.array_equal(values / unit * unit, values)
    assert unit == 1 or 1 <= np.abs(values / unit).max() < 2
    assert 2.0**-33 <= np.abs(values / unit).max() <= 2.0**32


def test_nothing_has_the_unit_one():
    assert unit_of(np.zeros(3)) == unit_of(np.array([])) == 1


def test_columns_that_can_be_told_apart():
    x = np.linspace(1, 2, 20)
    assert independent(np.column_stack([x, x**2, np.ones(20)]))
    assert independent(np.column_stack([1e300 * x, 1e-300 * x**2]))
    assert not independent(np.column_stack([x, x**2, 3 * x - 1e-3 * x**2]))
    assert not independent(np.column_stack([x, np.zeros(20)]))
    assert not independent(np.ones((2, 3)))
    assert not independent(np.array([[1.0, np.nan], [2.0, 1.0]]))
