"""Distances, pictures and words of a result."""

import numpy as np
import pytest

from crit.measure.collapse.fit import collapse
from crit.measure.collapse.result import _sigma, remarks_on
from tests.measure.curves import SIZES, ragged


def test_picture():
    found = collapse(*ragged(np.random.default_rng(30)), start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    ax = found.plot()
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fit", *(f"s = {n}" for n in SIZES)]
    assert found.plot(ax) is ax
    assert "<img" in found._repr_html_()
    with pytest.raises(ValueError, match="^ax = "):
        found.plot(3)


def test_a_wrong_pair_is_far():
    found = collapse(*ragged(np.random.default_rng(10)), start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    truth, wrong = found.distance(a=1.0, b=1.0), found.distance(a=0.5, b=0.5)
    assert truth.sigma < 3.5
    assert truth.quality.value < 1.5
    assert wrong.sigma > 20
    assert wrong.quality.value > 10
    assert found.distance(b=0.9).mahalanobis == pytest.approx(abs(found.b.value - 0.9) / found.b.error)
    with pytest.raises(ValueError, match="^exponents = "):
        found.distance(x0=1.0)
    with pytest.raises(ValueError, match="^exponents = "):
        found.distance()


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("distance", [0.3, 1.0, 5.0, 12.0])
def test_sigma_is_as_unlikely(dimension, distance):
    stats = pytest.importorskip("scipy.stats")
    chance = stats.chi2.sf(distance**2, dimension)
    assert _sigma(distance**2, dimension) == pytest.approx(max(stats.norm.isf(chance / 2), 0), rel=1e-6)
    assert 90 < _sigma(100.0**2, dimension) <= 100


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


@pytest.mark.parametrize(
    "chi2, p, samples, word", [(5.0, 0.005, 200, "does not describe"), (0.1, 1.0, 200, "covariance")]
)
def test_rare_scatter_is_spoken_about(chi2, p, samples, word):
    (remark,) = remarks_on(chi2, p, samples, independent=True)
    assert word in remark and f"p = {p:.2g}" in remark


@pytest.mark.parametrize("p", [2 / 51, 0.5, 50 / 51])
def test_common_scatter_is_not(p):
    assert remarks_on(1.0, p, 50, independent=True) == ()
