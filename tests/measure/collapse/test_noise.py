"""Errors of points that err alike: from replicas and from a covariance."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.noise import _noise_of_runs, spare
from tests.measure.curves import correlated, covers, magnet, ragged, scores, walks


@pytest.mark.slow
def test_errors_of_correlated_replicas_cover():
    rng = np.random.default_rng(2)
    found = [collapse(*walks(rng), start={"a": 0.8, "b": 0.8}, replicas=50, seed=k) for k in range(24)]
    assert covers(scores(found, a=1.0, b=1.0))


@pytest.mark.slow
def test_correlation_is_seen():
    """The same means and errors, taken for independent, would promise too much."""
    sizes, x, y = walks(np.random.default_rng(20))
    how = dict(start={"a": 1.0, "b": 1.0}, replicas=100, seed=1)
    honest = collapse(sizes, x, y, **how)
    mean, error = [v.mean(axis=0) for v in y], [v.std(axis=0, ddof=1) / len(v) ** 0.5 for v in y]
    naive = collapse(sizes, x, mean, error, **how)
    assert naive.b.value == pytest.approx(honest.b.value, abs=1e-3)
    assert naive.b.error < 0.7 * honest.b.error


@pytest.mark.slow
def test_errors_from_a_covariance_cover():
    rng = np.random.default_rng(22)
    found = []
    for k in range(16):
        sizes, x, y, covariance = correlated(rng)
        found.append(collapse(sizes, x, y, error=covariance, start={"a": 0.9, "b": 0.9}, replicas=50, seed=k))
    assert covers(scores(found, a=1.0, b=1.0))
    assert not any(c.remarks for c in found if 0.03 < c.p < 0.97)


def test_a_diagonal_covariance_is_that_of_errors():
    sizes, x, y, error = ragged(np.random.default_rng(23))
    how = dict(start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    one = collapse(sizes, x, y, error, **how)
    other = collapse(sizes, x, y, error=[np.diag(e**2) for e in error], **how)
    assert other.b.value == pytest.approx(one.b.value, abs=0.01 * one.b.error)
    assert other.b.error == pytest.approx(one.b.error, rel=0.5)


def test_what_all_replicas_are_off_by_alike_is_kept_whole():
    # The draws of a sample weigh one together, so a deviation that all share comes through as it is.
    system = SimpleNamespace(y=np.ones(3), error=np.ones(3))
    off = np.hstack([np.full((12, 3), 0.3), np.full((12, 3), 0.09)])
    noise, _ = _noise_of_runs(system, off, False, np.random.default_rng(1))
    assert noise == pytest.approx(0.3, rel=1e-14)


def test_the_variance_of_a_draw_is_that_of_the_mean_on_average():
    rng, n = np.random.default_rng(3), 12
    off = rng.normal(size=(n, 1))
    off -= off.mean()
    system = SimpleNamespace(y=np.ones(1), error=np.zeros(1))
    off = np.hstack([off, off**2])
    drawn = np.array([1 / _noise_of_runs(system, off, False, rng)[1] ** 2 for _ in range(4000)])
    assert abs(drawn.mean() - off[:, 1].mean() / n) < 4 * drawn.std() / len(drawn) ** 0.5


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
