"""Conditional means: groups by brute force, power laws without the bias of wide groups."""

import numpy as np
import pytest

from crit.measure.scaling.grouped_means import conditional_mean


def test_conditional_mean():
    rng = np.random.default_rng(5)
    x = rng.integers(1, 40, 20_000).astype(float)
    y = 10 + rng.normal(size=x.size)
    means = conditional_mean(x, y, groups_per_octave=1)
    for k, low in enumerate((1, 2, 4, 8, 16, 32)):
        inside = (x >= low) & (x < 2 * low)
        assert means.y[k] == pytest.approx(y[inside].mean(), rel=1e-2)
        assert means.error[k] == pytest.approx(y[inside].std(ddof=1) / inside.sum() ** 0.5, rel=1e-2)
        assert means.x[k] == pytest.approx(np.exp(np.log(x[inside]).mean()))
    assert means.n.sum() == x.size


@pytest.mark.parametrize("power", [0.5, 1.5, 3.5])
def test_a_power_law_keeps_its_mean_in_wide_groups(power):
    x = np.random.default_rng(6).integers(1, 200, 50_000).astype(float)
    means = conditional_mean(x, 3 * x**power, groups_per_octave=1)
    assert means.y == pytest.approx(3 * means.x**power, rel=2e-2)


def test_negative_means_have_no_trend():
    x = np.tile([1.0, 2.0, 4.0], 100)
    means = conditional_mean(x, -x)
    assert means.y == pytest.approx(-means.x)


@pytest.mark.parametrize(
    ("x", "y"), [([1.0, 2.0], [1.0]), ([], []), ([0.0, 1.0], [1.0, 1.0]), ([1.0, 2.0], [1.0, np.nan])]
)
def test_bad_arguments(x, y):
    with pytest.raises(ValueError, match="[xy] = "):
        conditional_mean(x, y)


@pytest.mark.parametrize("octaves", [2, 3, 6])
def test_values_of_a_group_are_moved_along_the_power_law(octaves):
    # A mean of x² over an octave is eight per cent above the square of the mean ln x; two groups show the trend.
    x = np.geomspace(1, 2**octaves, 300 * octaves, endpoint=False)
    found = conditional_mean(x, 3 * x**2, groups_per_octave=1, fewest=10)
    assert found.x == pytest.approx(np.sqrt(2) * 2.0 ** np.arange(octaves), rel=2e-3)
    assert found.y == pytest.approx(3 * found.x**2, rel=1e-3)
    assert np.all(found.error < 2e-3 * found.y)
