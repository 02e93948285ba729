"""Exponents do not depend on units, on the zero of x, or on the order of the data."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from crit.measure.collapse.fit import collapse
from crit.measure.collapse.units import octave
from tests.measure.curves import magnet, ragged


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
