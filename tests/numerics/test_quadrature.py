"""Gaussian quadrature: exact where the answer is known, and a refusal where there is none."""

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import factorial2

from crit.numerics.quadrature import gaussian_mean

variances = st.floats(-8, 3).map(lambda decades: 10.0**decades)


@given(variances, st.integers(0, 8))
def test_powers(K, half):
    assert gaussian_mean(lambda h: h ** (2 * half), K) == pytest.approx(
        K**half * factorial2(2 * half - 1) if half else 1, rel=1e-10
    )


@given(variances, st.floats(-30, 30))
def test_steps_at_a_kink(K, edge):
    expected = stats.norm.sf(edge, scale=K**0.5)
    assert gaussian_mean(lambda h: (h > edge).astype(float), K, (edge,)) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@given(variances, st.floats(0, 3))
def test_oscillations(K, frequency):
    expected = np.exp(-(frequency**2) * K / 2)
    assert gaussian_mean(lambda h: np.cos(frequency * h), K) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(variances)
def test_a_narrow_feature_inside_a_wide_gaussian(K):
    expected = (1 + 2 * K) ** -0.5
    assert gaussian_mean(lambda h: np.exp(-h * h), K) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("center", [0.5, 2.0, 11.0])
def test_absolute_distance_from_a_kink(center):
    s = 3.0
    folded = s * (2 / pi) ** 0.5 * np.exp(-(center**2) / (2 * s * s)) + center * (1 - 2 * stats.norm.cdf(-center / s))
    assert gaussian_mean(lambda h: np.abs(h - center), s * s, (center,)) == pytest.approx(folded, rel=1e-10)


def test_zero_variance_is_the_value_at_zero():
    assert gaussian_mean(lambda h: 3 + np.sin(h), 0.0) == pytest.approx(3, rel=1e-14)


@pytest.mark.parametrize("function", [lambda h: 1 / (h - 0.05) ** 2, lambda h: h * np.nan], ids=["pole", "nan"])
def test_no_mean_no_number(function):
    with pytest.raises(ValueError, match="^function = .*does not exist"):
        gaussian_mean(function, 1.0)


@pytest.mark.parametrize("side", [1, -1])
def test_one_side_is_enough_to_have_no_mean(side):
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="^function = "):
        gaussian_mean(lambda h: np.where(side * h > 0, np.exp(np.minimum(0.6 * h * h, 700)), 0.0), 1.0)
