"""Errors from the scatter about the curve."""

import math

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.scatter import spare
from tests.measure.curves import covers, magnet, ragged, scores


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "start", "truth", "size"),
    [
        (ragged, {"a": 0.8, "b": 0.8}, {"a": 1.0, "b": 1.0}, lambda curve: curve.error / curve.y / 0.03),
        (magnet, {"a": 0.2, "b": -0.9, "x0": 0.51}, {"b": -0.75, "x0": 0.5}, lambda curve: curve.error / 0.01),
    ],
    ids=["logarithms", "plain"],
)
def test_without_errors_they_are_the_scatter(make, start, truth, size):
    rng = np.random.default_rng(25)
    found = [collapse(*make(rng)[:3], start=start, replicas=50, seed=k) for k in range(10)]
    assert covers(scores(found, **truth))
    assert np.mean([np.mean(size(curve)) for c in found for curve in c.curves]) == pytest.approx(1, abs=0.1)
    assert all(math.isnan(c.p) and c.chi2 == pytest.approx(1, abs=0.15) for c in found)
    assert all("No errors" in c.remarks[0] for c in found)


def test_points_on_a_curve_have_no_scatter():
    x = [np.linspace(1, 3, 12)] * 3
    y = [np.exp(-v / s**0.1) for v, s in zip(x, (10, 20, 40))]
    with pytest.raises(NotEnoughData, match="exactly"):
        collapse((10, 20, 40), x, y, start={"a": 0.1, "b": 0.5}, replicas=50, seed=1)


def test_too_few_points_for_a_scatter():
    with pytest.raises(NotEnoughData, match="too few"):
        spare(9, 7.0, 2)
