"""Geometric means over groups."""

import numpy as np
import pytest

from crit.measure.geometric_means import geometric_means


def test_by_hand():
    np.testing.assert_allclose(geometric_means([1, 4, 9, 4], 2), [2, 6])
    np.testing.assert_allclose(geometric_means([[1, 8], [4, 2]], 2), [[2, 4]])


def test_the_mean_of_a_lognormal_number_is_not_its_typical_value():
    values = np.exp(np.random.default_rng(1).normal(size=(40_000, 1)))
    typical = geometric_means(values, 10)
    assert typical.shape == (4000, 1)
    # The geometric mean of ten has the mean e^(1/20); a single one e^(1/2).
    assert typical.mean() == pytest.approx(np.exp(0.05), rel=0.02)
    assert values.mean() == pytest.approx(np.exp(0.5), rel=0.05)


@pytest.mark.parametrize(
    "values, group, name",
    [([1, 0], 2, "values"), ([1, 2, 3], 2, "values"), ([], 2, "values"), (2.0, 1, "values"), ([1, 2], 0, "group")],
)
def test_bad_arguments(values, group, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        geometric_means(values, group)
