"""Problems without a solution end in a named error."""

import math

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.solution import Problem, _require_shape, _shape
from crit.measure.collapse.systems import System, systems_of
from tests.measure.curves import SIZES, magnet, ragged, walks

GRID = [np.linspace(1, 3, 12)] * 3


DEGENERATE = {
    "constant": [np.ones(12)] * 3,
    "zeros": [np.zeros(12)] * 3,
    "noise": list(0.01 * np.random.default_rng(1).normal(size=(3, 12))),
    "noise about one": list(1 + 0.01 * np.random.default_rng(2).normal(size=(3, 12))),
    "two points": None,
}


@pytest.mark.parametrize("kind", DEGENERATE)
@pytest.mark.parametrize("start", [{"a": 0.1, "b": 0.5}, {"a": 0.1, "b": -1.0, "x0": 1.5}], ids=["ab", "abx"])
@pytest.mark.parametrize("given_errors", [True, False], ids=["errors", "none"])
@pytest.mark.parametrize("log", ["y", ""])
def test_degenerate_problems_end_in_a_named_error(kind, start, given_errors, log):
    y, x = DEGENERATE[kind], GRID
    if y is None:
        x, y = [v[:1] for v in GRID[:2]], [v[:1] for v in GRID[:2]]
    error = [np.full(v.shape, 0.01) for v in y] if given_errors else None
    with pytest.raises((ValueError, NotEnoughData)):
        collapse((10, 20, 40)[: len(x)], x, y, error, start=start, log=log, replicas=50, seed=1)


def test_one_power_law_leaves_the_pair_open():
    """If every curve is the same straight line, only a − γb is determined: b is at least ten times as uncertain."""
    sizes, x, _, _ = ragged(np.random.default_rng(16))
    noise = np.random.default_rng(17)
    y = [3 * v**-1.2 * n**0.3 * (1 + 0.03 * noise.normal(size=v.size)) for n, v in zip(sizes, x)]
    data = sizes, x, y, [0.03 * v for v in y]
    try:
        found = collapse(*data, start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    except NotEnoughData as caught:
        found = caught.estimate
    assert found.b.error > 0.15
    assert collapse(*ragged(np.random.default_rng(16)), start={"a": 1.0, "b": 1.0}, replicas=50, seed=1).b.error < 0.015
    line = collapse(*data, start={"a": 1.0}, fixed={"b": 1.0}, replicas=50, seed=1)
    assert abs(line.a.value - 0.9) < 4 * line.a.error < 0.1


def test_systems_that_never_meet():
    x = [np.linspace(1, 2, 10), np.linspace(30, 40, 10)]
    y = [1 / v for v in x]
    with pytest.raises(NotEnoughData, match="lie between") as caught:
        collapse([1, 2], x, y, [0.01 * v for v in y], start={"a": 0.0}, fixed={"b": 0.0}, replicas=50, seed=1)
    assert math.isfinite(caught.value.estimate.a.value)
    assert caught.value.estimate.quality.terms == 0
    assert math.isnan(caught.value.estimate.quality.value)


def test_noise_that_all_points_share_hides_no_shape():
    """Errors larger than the curves, but of their height alone: x scales as it should."""
    rng = np.random.default_rng(31)
    sizes, x, y, error = magnet(rng)
    replicas = [
        v + 3 * rng.normal(size=(32, 1)) * n**-0.125 + e * 32**0.5 * rng.normal(size=(32, len(v)))
        for n, v, e in zip(sizes, y, error)
    ]
    _require_shape(Problem(systems_of(sizes, x, replicas, None, None, ""), None, np.ones(3), "", None))


@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_replicas_of_noise_have_no_shape(shared):
    rng = np.random.default_rng(32)
    y = [shared * rng.normal(size=(32, 1)) + rng.normal(size=(32, 12)) for _ in range(3)]
    with pytest.raises(NotEnoughData, match="flat within"):
        collapse((10, 20, 40), GRID, y, start={"a": 0.1, "b": 0.5}, log="", replicas=50, seed=1)


def test_one_system_apart_is_no_collapse():
    # Two curves overlap, a third lies a thousand times further out, where no exponent may bring it.
    x = [np.linspace(1, 2, 12), np.linspace(1.02, 2.1, 12), np.linspace(1000, 2000, 12)]
    y, error = [2 + np.sin(places) for places in x], [np.full(12, 0.02)] * 3
    with pytest.raises(NotEnoughData, match="0 points of s = 3 lie between points of another system"):
        collapse([1, 2, 3], x, y, error, start={"a": 0.0}, fixed={"b": 0.0}, replicas=50, seed=1)


def test_the_shape_of_a_curve_is_taken_about_its_weighted_mean():
    y, error = np.array([1.0, 2.0, 4.0]), np.array([0.1, 1.0, 3.0])
    shape = _shape(System(1.0, np.arange(3.0), y, error, None))
    assert np.sum(shape / error) == pytest.approx(0, abs=1e-12)
    # Of all constants the weighted mean leaves the least χ².
    assert all(shape @ shape < np.sum(((y - c) / error) ** 2) for c in (1.0, y.mean(), 2.0))


def test_the_method_names_the_noise():
    _, x, y, error = ragged(np.random.default_rng(1))
    how = dict(start={"a": 1.0}, fixed={"b": 1.0}, replicas=50, seed=1)
    assert collapse(SIZES, x, y, error, **how).method.endswith("50 bootstrap samples of normal errors")
    assert collapse(*walks(np.random.default_rng(2)), **how).method.endswith("50 bootstrap samples of runs")
