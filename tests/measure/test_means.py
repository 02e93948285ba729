"""Conditional means: groups by brute force, power laws without the bias of wide groups."""

import numpy as np
import pytest

from crit.measure.means import conditional_mean


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
