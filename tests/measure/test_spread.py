"""The standard deviation of a sample and its error, against laws whose moments are known."""

import numpy as np
import pytest

from crit.measure import NotEnoughData
from crit.measure.spread import spread


@pytest.mark.parametrize("draw, sd", [("normal", 1.0), ("random", 12**-0.5), ("exponential", 1.0), ("laplace", 2**0.5)])
def test_95_per_cent_of_the_intervals_hold_the_truth(draw, sd):
    samples = getattr(np.random.default_rng(5), draw)(size=(1500, 4000))
    found = [spread(sample) for sample in samples]
    assert 0.93 < np.mean([abs(each.value - sd) < 1.96 * each.error for each in found]) < 0.97


def test_value_and_error_of_normal_numbers():
    sample = np.random.default_rng(6).normal(size=200_000)
    found = spread(sample)
    assert found.value == pytest.approx(sample.std(ddof=1), rel=1e-14)
    assert found.error == pytest.approx(found.value / (2 * len(sample)) ** 0.5, rel=0.02)


def test_the_error_follows_the_unit():
    sample = np.random.default_rng(7).exponential(size=100)
    assert spread(1e-3 * sample) == pytest.approx(1e-3 * np.array(spread(sample)), rel=1e-12)


@pytest.mark.parametrize("values", [[1.0], [2.0, 2.0, 2.0]])
def test_too_little(values):
    with pytest.raises(NotEnoughData, match="no standard deviation"):
        spread(values)
