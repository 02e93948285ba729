"""Curves as people hold them; what cannot be used is refused by name."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.systems import octave
from tests.measure.curves import magnet, ragged, walks


@pytest.mark.slow
def test_one_x_for_all_systems_and_other_containers():
    x = np.linspace(0.3, 0.7, 21)
    rng = np.random.default_rng(26)
    y = np.array([n**-0.125 * (1.2 - np.tanh((x - 0.5) * n**0.75)) for n in (16, 32, 64)]) + 0.01 * rng.normal(
        size=(3, 21)
    )
    error = np.full((3, 21), 0.01)
    how = dict(start={"a": 0.1, "b": -0.7, "x0": 0.5}, replicas=50, seed=1)
    one = collapse((16, 32, 64), [x] * 3, y, error, **how)
    assert collapse((16, 32, 64), x, y, error, **how)[:3] == one[:3]
    lists = (n for n in (16, 32, 64)), x.tolist(), (list(row) for row in y), tuple(map(tuple, error))
    assert collapse(*lists, **how)[:3] == one[:3]
    pandas = pytest.importorskip("pandas")
    series = [pandas.Series(row, index=x) for row in y]
    assert collapse((16, 32, 64), pandas.Series(x), series, list(error), **how)[:3] == one[:3]


def test_masked_points_are_left_out_and_masked_replicas_refused():
    sizes, x, y, error = ragged(np.random.default_rng(27))
    how = dict(start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    spoilt = [np.ma.array(v, mask=[k in (2, 5) for k in range(len(v))]) for v in y]
    for v in spoilt:
        v.data[[2, 5]] = 1e3
    kept = [[np.delete(v, [2, 5]) for v in part] for part in (x, y, error)]
    one = collapse(sizes, *kept, **how)
    assert collapse(sizes, x, spoilt, error, **how)[:3] == one[:3]
    replicas = [np.ma.masked_greater(v, v.max() * 0.999) for v in walks(np.random.default_rng(28))[2]]
    with pytest.raises(ValueError, match=r"y\[0\] = 1 of 672 values is masked"):
        collapse((100, 200, 400), walks(np.random.default_rng(28))[1], replicas, **how)


def test_a_wrong_value_is_counted():
    sizes, x, y, error = ragged(np.random.default_rng(29))
    y[1][3] = math.nan
    with pytest.raises(ValueError, match=rf"y\[1\] = 1 of {len(y[1])} values is nan"):
        collapse(sizes, x, y, error, start={"a": 1.0, "b": 1.0}, seed=1)


def test_few_replicas_and_few_points():
    sizes, x, y = walks(np.random.default_rng(18))
    how = dict(start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    with pytest.raises(NotEnoughData, match=" runs of s = "):
        collapse(sizes, x, [v[:7] for v in y], **how)
    with pytest.raises(NotEnoughData, match="points"):
        collapse(sizes[:2], [v[:3] for v in x[:2]], [v[:, :3] for v in y[:2]], **how)
    with pytest.raises(NotEnoughData, match="window"):
        collapse(sizes, x, y, window=(1e8, 1e9), **how)
    with pytest.raises(NotEnoughData, match="3 points"):
        collapse(sizes, [v[:1] for v in x], [v[:, :1] for v in y], **how)
    with pytest.raises(NotEnoughData, match="at 1 places"):
        collapse(sizes, [np.ones(14)] * 3, y, **how)


def test_window():
    sizes, x, y, error = ragged(np.random.default_rng(19))
    windows = [(0.05 * n, 3 * n) for n in sizes]
    found = collapse(sizes, x, y, error, window=windows, start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    assert found.n == sum(int(np.sum((v >= low) & (v <= high))) for v, (low, high) in zip(x, windows))
    assert found.window[0] >= 0.04
    assert found.window[1] <= 3.3


X, Y, E = [np.arange(1.0, 9)] * 2, [np.arange(8.0, 0, -1)] * 2, [np.ones(8)] * 2


GOOD = dict(scale=[1.0, 2.0], x=X, y=Y, error=E, start={"a": 1.0, "b": 1.0}, seed=1)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"scale": [1.0]}, "scale"),
        ({"scale": 3.0}, "scale"),
        ({"scale": [1.0, 1.0]}, "scale"),
        ({"scale": [1.0, -2.0]}, r"scale\[1\]"),
        ({"scale": [1.0, math.nan]}, r"scale\[1\]"),
        ({"scale": [1.0, [2.0]]}, r"scale\[1\]"),
        ({"scale": [np.True_, 2.0]}, r"scale\[0\]"),
        ({"scale": [1.0, 2.0, 3.0]}, "x"),
        ({"x": X[:1]}, "x"),
        ({"x": 3.0}, "x"),
        ({"x": {1.0: X[0], 2.0: X[1]}}, "x"),
        ({"x": ["a", "b", "c"]}, r"x\[0\]"),
        ({"x": [X[0], X[0][:5]]}, r"y\[1\]"),
        ({"x": [X[0], X[0] - 1]}, r"x\[1\]"),
        ({"x": [X[0], np.array([])]}, r"x\[1\]"),
        ({"y": [Y[0], Y[0] * math.nan]}, r"y\[1\]"),
        ({"y": [Y[0], -Y[0]]}, r"y\[1\]"),
        ({"y": [Y[0], np.ones((2, 2, 8))]}, r"y\[1\]"),
        ({"y": [Y[0], ["1"] * 8]}, r"y\[1\]"),
        ({"y": [Y[0], Y[0] > 3]}, r"y\[1\]"),
        ({"y": [Y[0], [1.0, [2.0]]]}, r"y\[1\]"),
        ({"y": [np.ones((9, 8))] * 2}, "error"),
        ({"y": [np.ones((9, 8))] * 2, "error": None}, "y"),
        ({"error": [E[0], None]}, "error"),
        ({"error": [E[0], 1e-200 * E[0]]}, r"error\[1\]"),
        ({"error": [np.eye(8)]}, "error"),
        ({"error": [np.eye(8), np.eye(7)]}, r"error\[1\]"),
        ({"error": [np.eye(8), -np.eye(8)]}, r"error\[1\]"),
        ({"error": [np.eye(8), np.eye(8) + np.eye(8, k=1)]}, r"error\[1\]"),
        ({"error": [np.eye(8), 2 - np.eye(8)]}, r"error\[1\]"),
        ({"error": [np.eye(8)] * 2, "y": [np.ones((9, 8))] * 2}, "error"),
        ({"error": E[:1]}, "error"),
        ({"error": [E[0], E[0][:5]]}, r"error\[1\]"),
        ({"error": [E[0], 0 * E[0]]}, r"error\[1\]"),
        ({"error": [E[0], math.inf * E[0]]}, r"error\[1\]"),
        ({"start": {}}, "start"),
        ({"start": {"a": 1.0}}, "start"),
        ({"start": {"a": 1.0, "b": 1.0, "c": 1.0}}, "start"),
        ({"start": {"a": math.nan, "b": 1.0}}, "a"),
        ({"start": [1.0, 1.0]}, "start"),
        ({"fixed": {"b": 1.0}}, "start"),
        ({"fixed": {"nu": 1.0}}, "fixed"),
        ({"fixed": {"x0": 0.5}, "log": "xy"}, "log"),
        ({"start": {"a": 1.0, "b": 1.0, "x0": 0.5}, "log": "x"}, "log"),
        ({"log": "yx"}, "log"),
        ({"window": (3, 1)}, r"window\[1\]"),
        ({"window": [(1, 2)] * 3}, "window"),
        ({"window": 3}, "window"),
        ({"window": [(1, 2), (3,)]}, "window"),
        ({"seed": "x"}, "seed"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"fixed": {"omega": 0.5}}, "fixed"),
        ({"replicas": 10}, "replicas"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        collapse(**{**GOOD, **change})


def test_nothing_free_is_no_fit():
    with pytest.raises(ValueError, match="^start = {}: at least one"):
        collapse(**{**GOOD, "start": {}, "fixed": {"a": 1.0, "b": 1.0}})


@settings(max_examples=4, deadline=None, derandomize=True)
@given(*(st.sampled_from([1.0, 7.0, 1e-3, 1e-80, 1e120, 1e160]) for _ in range(3)))
@example(1.0, 1.0, 1e-80)
@example(1.0, 1.0, 1e160)
@example(1.0, 1e-80, 7.0)
def test_units_do_not_matter(of_s, of_x, of_y):
    assume(of_s * of_y < math.inf and of_s * of_y > 0)
    sizes, x, y, error = ragged(np.random.default_rng(7))
    how = dict(start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    one = collapse(sizes, x, y, error, **how)
    scaled = [of_s * n for n in sizes], *([of * v for v in part] for of, part in ((of_x, x), (of_y, y), (of_y, error)))
    other = collapse(*scaled, **how)
    # Sizes in other units make the search for a and b go another way, to the same place within its tolerance.
    allowed = 1e-6 if of_s == 1 else 0.07
    assert other.a.value == pytest.approx(one.a.value, abs=allowed * one.a.error)
    assert other.b.value == pytest.approx(one.b.value, abs=allowed * one.b.error)
    assert other.b.error == pytest.approx(one.b.error, rel=1e-5 if of_s == 1 else 0.2)
    assert other.quality.value == pytest.approx(one.quality.value, rel=1e-6 if of_s == 1 else 0.02)
    assert np.all(np.isfinite(other.master)) and np.all(np.isfinite(other.curves[0].y))


@settings(max_examples=2, deadline=None, derandomize=True)
@given(st.sampled_from([-3.0, 0.25, 100.0]), st.sampled_from([1.0, 1e-80, 40.0]))
def test_x0_moves_with_the_data(shift, unit):
    sizes, x, y, error = magnet(np.random.default_rng(3))
    how = dict(replicas=50, seed=1)
    one = collapse(sizes, x, y, error, start={"a": 0.2, "b": -1.0, "x0": 0.52}, **how)
    start = {"a": 0.2, "b": -1.0, "x0": unit * (0.52 + shift)}
    other = collapse(sizes, [unit * (v + shift) for v in x], y, error, start=start, **how)
    assert other.x0.value / unit - shift == pytest.approx(one.x0.value, abs=0.07 * one.x0.error)
    assert other.x0.error / unit == pytest.approx(one.x0.error, rel=0.2)
    assert other.b.value == pytest.approx(one.b.value, abs=0.07 * one.b.error)


@settings(max_examples=2, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(random):
    """Neither that of the systems nor that of the points."""
    data = [list(part) for part in ragged(np.random.default_rng(7))]
    one = collapse(*data, start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    systems = list(zip(*data))
    random.shuffle(systems)
    places = [random.sample(range(len(x)), len(x)) for _, x, _, _ in systems]
    mixed = [(n, *(part[order] for part in parts)) for (n, *parts), order in zip(systems, places)]
    other = collapse(*zip(*mixed), start={"a": 0.9, "b": 0.9}, replicas=50, seed=1)
    assert other.a.value == pytest.approx(one.a.value, abs=0.05 * one.a.error)
    assert other.chi2 == pytest.approx(one.chi2, rel=0.01)


@given(st.floats(1e-300, 1e300), st.lists(st.floats(-1, 1), min_size=1, max_size=5))
def test_an_octave_is_a_power_of_two_just_below_the_largest(size, shares):
    values = np.array([size, *(size * share for share in shares)])
    unit = octave(values)
    assert unit <= size < 2 * unit
    assert np.frexp(unit)[0] == 0.5
    assert np.array_equal(values / unit * unit, values) or np.min(np.abs(values[values != 0])) / unit < 1e-290


def test_zeros_have_the_octave_one():
    assert octave(np.zeros(3)) == 1.0
