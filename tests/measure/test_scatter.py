"""Errors from the scatter about the curve."""

import math

import numpy as np
import pytest

from crit.measure.collapse import collapse
from tests.measure.curves import covers, ragged, scores


@pytest.mark.parametrize("log", ["xy", "y"])
def test_without_errors_they_are_the_scatter(log):
    rng = np.random.default_rng(25)
    found = []
    for k in range(12):
        sizes, x, y, error = ragged(rng)
        found.append(collapse(sizes, x, y, start={"a": 0.8, "b": 0.8}, log=log, resamples=50, seed=k))
    assert covers(scores(found, a=1.0, b=1.0))
    shares = [np.mean([np.mean(curve.error / curve.y) for curve in c.curves]) for c in found]
    assert np.mean(shares) == pytest.approx(0.03, rel=0.1)
    assert all(math.isnan(c.p) and c.chi2 == pytest.approx(1, abs=0.15) for c in found)
    assert all("No errors" in c.remarks[0] for c in found)
