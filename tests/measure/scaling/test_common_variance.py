"""Common and local parts of a variance: against systems that have both."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.common_variance import variance_floor
from tests.measure.coverage import TRIALS, covers, scores

SIZES = (16, 64, 256)


def systems(seed, common, samples=200):
    rng = np.random.default_rng(seed)
    return [common**0.5 * rng.normal(size=samples) + rng.normal(size=(samples, size)).mean(axis=1) for size in SIZES]


@pytest.mark.parametrize("common", [0.0, 0.05, 1.0])
def test_both_parts_with_honest_errors(common):
    found = [variance_floor(SIZES, systems(seed, common)) for seed in range(TRIALS)]
    assert covers(scores([each.common for each in found], common))
    assert np.mean([f.common.value for f in found]) == pytest.approx(common, abs=0.02 * common + 5e-4)
    assert np.mean([f.chi2 for f in found]) == pytest.approx(1, abs=4 * (2 / TRIALS) ** 0.5 + 0.05)


def test_two_sizes_have_no_chi2():
    found = variance_floor(SIZES[:2], systems(1, 0.1)[:2])
    assert np.isnan(found.chi2) and len(found.variances) == 2


@pytest.mark.parametrize("sizes", [(16, 16), (16,), (16, -1), (np.inf, 2), (True, 2), ("16", "64"), (16, [64]), 16])
def test_bad_sizes(sizes):
    with pytest.raises(ValueError, match="^sizes"):
        variance_floor(sizes, systems(1, 0.0)[:2])


@pytest.mark.parametrize(
    "samples", [5, None, [], [np.ones(50)], [np.full(50, np.nan)] * 2, [["1"] * 50] * 2, [[1.0, [2.0]]] * 2]
)
def test_bad_samples(samples):
    with pytest.raises(ValueError, match="^samples"):
        variance_floor((16, 64), samples)


@pytest.mark.parametrize("sample", [np.arange(5.0), np.ones(150), np.tile([-1.0, 1.0], 75)])
def test_too_little_data(sample):
    with pytest.raises(
        NotEnoughData, match="samples; 100 of each size are needed$|^the samples of a size do not scatter"
    ):
        variance_floor((16, 64), [sample] * 2)


def test_a_hundred_samples_of_each_size_are_enough():
    one, other = np.random.default_rng(1).normal(size=(2, 100))
    assert variance_floor((16, 64), [one, other]).common.error > 0
    with pytest.raises(NotEnoughData, match="^99 samples; 100 of each size are needed"):
        variance_floor((16, 64), [one, other[1:]])
