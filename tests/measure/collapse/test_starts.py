"""A collapse does not depend on where it starts."""

import numpy as np
import pytest

from crit.measure.collapse.curves import systems_of
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.solution import Problem, _points
from crit.measure.collapse.starts import _bounds
from tests.measure.curves import magnet, ragged, scores


@pytest.mark.slow
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
