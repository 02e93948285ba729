"""What a result says about itself."""

import numpy as np
import pytest

from crit.measure.collapse.fit import collapse
from crit.measure.collapse.remarks import remarks_on
from tests.measure.curves import ragged


def test_data_that_do_not_collapse_are_spoken_about():
    rng, x = np.random.default_rng(21), [np.linspace(1, 3, 12)] * 3
    y = [1.2 + np.sin(rng.uniform(1, 4) * v) for v in x]
    found = collapse((10, 20, 40), x, y, [0.01 * v for v in y], start={"a": 0.1, "b": 0.5}, replicas=50, seed=1)
    assert found.p < 0.03
    assert "does not describe" in found.remarks[0]
    assert found.remarks[0] in str(found) and "remark" in repr(found) and len(repr(found)) < 200


def test_correlated_points_taken_for_independent_are_spoken_about():
    """Errors as large as those of the means, and no scatter from point to point."""
    rng = np.random.default_rng(24)
    sizes, x, y, error = ragged(rng, noise=1e-4)
    error = [0.03 * v for v in y]
    moved = [v * (1 + 0.03 * rng.normal()) for v in y]
    found = collapse(sizes, x, moved, error, start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    assert found.p == 1 and "Give runs" in found.remarks[0]


@pytest.mark.parametrize("chi2, p, samples, word", [(5.0, 0.005, 200, "does not describe"), (0.1, 1.0, 200, "covariance")])
def test_rare_scatter_is_spoken_about(chi2, p, samples, word):
    (remark,) = remarks_on(chi2, p, samples, independent=True)
    assert word in remark and f"p = {p:.2g}" in remark


@pytest.mark.parametrize("p", [2 / 51, 0.5, 50 / 51])
def test_common_scatter_is_not(p):
    assert remarks_on(1.0, p, 50, independent=True) == ()
