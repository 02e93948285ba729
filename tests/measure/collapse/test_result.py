"""Distances, pictures and words of a result."""

import numpy as np
import pytest

from crit.measure.collapse.fit import collapse
from crit.measure.collapse.result import _sigma
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
    with pytest.raises(ValueError, match="exponents"):
        found.distance(x0=1.0)
    with pytest.raises(ValueError, match="exponents"):
        found.distance()


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("distance", [0.3, 1.0, 5.0, 12.0])
def test_sigma_is_as_unlikely(dimension, distance):
    stats = pytest.importorskip("scipy.stats")
    chance = stats.chi2.sf(distance**2, dimension)
    assert _sigma(distance**2, dimension) == pytest.approx(max(stats.norm.isf(chance / 2), 0), rel=1e-6)
    assert 90 < _sigma(100.0**2, dimension) <= 100
