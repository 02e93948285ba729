"""Limits by extrapolation, against NumPy, and their errors against many trials."""

import numpy as np
import pytest

from crit.measure.estimate import NotEnoughData
from crit.measure.scaling.extrapolation import extrapolate

X = np.array([0.05, 0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize("scale", [1, 1e-8])
def test_numpy_agrees(degree, scale):
    rng = np.random.default_rng(degree)
    values, errors = rng.normal(size=5), rng.uniform(0.1, 1, 5)
    line, covariance = np.polyfit(X, values, degree, w=1 / errors, cov="unscaled")
    found = extrapolate(scale * X, values, errors, degree=degree)
    assert found.value == pytest.approx(line[-1], rel=1e-9)
    assert found.error == pytest.approx(covariance[-1, -1] ** 0.5, rel=1e-9)


def test_error_covers():
    rng, errors = np.random.default_rng(1), np.array([0.3, 0.2, 0.1, 0.1, 0.1])
    found = [extrapolate(X, 2 - 3 * X + errors * rng.normal(size=5), errors) for _ in range(400)]
    z = np.array([(each.value - 2) / each.error for each in found])
    assert abs(z.mean()) < 0.17
    assert 0.9 < z.std() < 1.1


def test_too_few():
    with pytest.raises(NotEnoughData, match="2 different x came; 3 are needed"):
        extrapolate([1, 1, 2], [1, 1, 2], [1, 1, 1], degree=2)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(x=[]), "x"),
        (dict(x=[np.nan, 1, 2]), "x"),
        (dict(values=[1, 2]), "values"),
        (dict(errors=[1, 0, 1]), "errors"),
        (dict(degree=0), "degree"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=rf"^{name} = "):
        extrapolate(**(dict(x=[1, 2, 3], values=[1, 2, 3], errors=[1, 1, 1]) | change))
