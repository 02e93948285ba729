"""The optimum is never less likely than the start, and the same from everywhere."""

import numpy as np
import pytest

from crit.measure.collapse.fit import collapse
from crit.measure.collapse.optimum import (
    ALIKE,
    LADDER,
    _bounds,
    _deviance,
    _laid,
    _likeliest,
    placed,
    settled,
    unlikelihood,
)
from crit.measure.collapse.solution import Problem, _fitted, _points
from crit.measure.collapse.systems import systems_of
from tests.measure.curves import magnet, ragged, scores

THREE = np.array([True, True, True])


def fitted(data, start, log="", free=THREE):
    """Points, and the optimum from a start."""
    systems = systems_of(*data, None, log)
    return _fitted(Problem(systems, np.array(start), free, log, None))(systems)[:2]


@pytest.mark.parametrize("seed", range(4))
def test_never_less_likely_than_the_start(seed):
    """Also where one curve does not describe the data: every size is bent in its own way."""
    rng = np.random.default_rng(seed)
    sizes, x, y, error = magnet(rng)
    bent = [v * (1 + 0.1 * seed * rng.normal() * (p - 0.5)) for v, p in zip(y, x)]
    start = 0.125 + 0.05 * rng.normal(), -0.75 + 0.1 * rng.normal(), 0.5 + 0.01 * rng.normal()
    for begin in ((0.125, -0.75, 0.5), start):
        points, master = fitted((sizes, x, bent, error), begin)
        assert unlikelihood(points, master.exponents) <= unlikelihood(points, np.array(begin)) + ALIKE


def test_from_everywhere_the_same():
    data = magnet(np.random.default_rng(5))
    starts = (0.125, -0.75, 0.5), (0.5, 1.5, 0.45), (-1.0, -0.3, 0.6)
    found = np.array([fitted(data, start)[1].exponents for start in starts])
    assert np.ptp(found, axis=0) == pytest.approx(0, abs=2e-4)


def test_a_curve_in_other_units_is_as_likely():
    """Exponents of a that only stretch the common curve must not seem likelier."""
    sizes, x, y, error = magnet(np.random.default_rng(6))
    points, master = fitted((sizes, x, y, error), (0.125, -0.75, 0.5))
    scaled, _ = fitted((sizes, x, [1e3 * v for v in y], [1e3 * v for v in error]), (0.125, -0.75, 0.5))
    other, _ = fitted(([1e3 * s for s in sizes], x, y, error), (0.125, -0.75, 0.5))
    likelihoods = [unlikelihood(each, master.exponents) for each in (points, scaled, other)]
    assert likelihoods == pytest.approx([likelihoods[0]] * 3, abs=1e-3)


def test_settled_curves_follow_the_data():
    data = ragged(np.random.default_rng(7))
    points, _ = fitted(data, (1.0, 1.0, 0.0), "xy", np.array([True, True, False]))
    right, wrong = (settled(points, np.array([a, 1.0, 0.0])) for a in (1.0, 0.5))
    assert right.chi2 < 2 * len(points.y) < wrong.chi2


def test_placed():
    assert placed([1, 2, 3], np.array([True, False, True]), [7, 9]).tolist() == [7, 2, 9]


@pytest.mark.parametrize("stiffness", [1e-4, 1e4])
def test_the_likeliest_stiffness_is_better_than_its_neighbours(stiffness):
    systems = systems_of(*ragged(np.random.default_rng(4)), None, "xy")
    points, _ = _points(Problem(systems, np.array([1.0, 1.0, 0.0]), THREE, "xy", None))
    master = _laid(points, [1.0, 1.0, 0.0], stiffness)
    best = _likeliest(points, master)
    deviances = [_deviance(points, master._replace(stiffness=each)) for each in (best / LADDER, best, best * LADDER)]
    assert min(deviances) == deviances[1] < _deviance(points, master)


@pytest.mark.parametrize(("a", "b"), [(-2.0, -0.5), (0.0, 2.0), (4.0, 0.0), (3.0, 2.5), (5.0, 6.0), (-1.0, -1.0)])
def test_far_starts_end_in_the_same_place(a, b):
    data = ragged(np.random.default_rng(5))
    near = collapse(*data, start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    far = collapse(*data, start={"a": a, "b": b}, replicas=50, seed=1)
    assert far.a.value == pytest.approx(near.a.value, abs=0.1 * near.a.error)
    assert far.b.value == pytest.approx(near.b.value, abs=0.1 * near.b.error)


@pytest.mark.parametrize("start", [(0.1, -0.7, 0.49), (0.6, 0.75, 0.47), (-0.4, -1.4, 0.6), (0.0, 2.0, 0.5)])
def test_critical_place_is_found_from_afar(start):
    """Also where b has the wrong sign, as everyone writes it first."""
    found = collapse(*magnet(np.random.default_rng(3)), start=dict(zip(("a", "b", "x0"), start)), replicas=50, seed=1)
    assert np.all(abs(scores([found], a=0.125, b=-0.75, x0=0.5)) < 4)
    assert found.remarks == ()


@pytest.mark.parametrize("start", [{"a": 1e6, "b": 1e6}, {"a": -1e9, "b": -1e9}])
def test_absurd_starts_do_no_harm(start):
    found = collapse(*ragged(np.random.default_rng(5)), start=start, replicas=50, seed=1)
    assert np.all(abs(scores([found], a=1.0, b=1.0)) < 4)


@pytest.mark.parametrize("log", ["xy", ""])
def test_the_range_of_a_lies_about_the_power_by_which_curves_shrink(log):
    sizes = [8.0, 16.0, 64.0, 100.0]
    x, y = [np.arange(1.0, 9)] * 4, [n**-0.7 * np.arange(1.0, 9) for n in sizes]
    systems = systems_of(sizes, x, y, [v / 100 for v in y], None, log)
    points, edges = _points(Problem(systems, np.zeros(3), np.array([True, True, False]), log, None))
    assert np.mean(_bounds(points, edges, np.zeros(3))[0]) == pytest.approx(0.7, rel=1e-9)
