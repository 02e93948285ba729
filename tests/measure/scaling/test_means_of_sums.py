"""Means from sums say what means of the data say."""

import numpy as np
import pytest

from crit.measure.scaling.grouped_means import conditional_mean
from crit.measure.scaling.means_of_sums import mean_of_sums


@pytest.mark.parametrize("groups_per_octave", [1, 8])
def test_sums_say_what_the_data_say(groups_per_octave):
    rng = np.random.default_rng(3)
    x = np.floor(rng.random(50_000) ** -1.0).astype(int)
    x = x[x < 1000]
    y = x**1.5 * rng.exponential(size=x.size)
    kept = np.arange(1, 1000.0), *(np.bincount(x, weight, 1000)[1:] for weight in (None, y, y * y))
    found = mean_of_sums(*kept, groups_per_octave=groups_per_octave)
    truth = conditional_mean(x, y, groups_per_octave=groups_per_octave)
    assert found.n == pytest.approx(truth.n)
    assert found.x == pytest.approx(truth.x)
    assert found.y == pytest.approx(truth.y, rel=1e-9)
    assert found.error == pytest.approx(truth.error, rel=1e-6)


def test_few_are_left_out():
    found = mean_of_sums([1, 2, 4], [100, 49, 50], [100, 98, 200], [100, 196, 800], groups_per_octave=1)
    assert found.x == pytest.approx([1, 4])
    assert found.error == pytest.approx([0, 0])


@pytest.mark.parametrize(
    ("change", "name"),
    [(dict(x=[0, 1]), "x"), (dict(n=[-1, 1]), "n"), (dict(total=[1]), "total"), (dict(groups_per_octave=0), "groups")],
)
def test_bad_arguments(change, name):
    good = dict(x=[1, 2], n=[1, 1], total=[1, 1], squares=[1, 1])
    with pytest.raises(ValueError, match=rf"^{name}\w* = "):
        mean_of_sums(**(good | change))
