"""Uncut avalanches: every duration with the same chance, in short series too."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.measure.avalanches.excursions import excursions
from crit.measure.avalanches.uncut import uncut

LONGEST, SAMPLES = 12, 40


def test_keeps_what_would_have_fitted():
    series = [0, 1, 1, 0, 1, 0, 0, 1, 0, 0]
    found = excursions(series, 0.5)
    assert list(found.start) == [1, 4, 7]
    assert list(uncut(found, 10, 1).start) == [4, 7]
    assert list(uncut(found, 10, 5).start) == [1, 4]
    assert list(uncut(found, 10, 8).start) == [1]


def test_the_last_place_where_the_longest_fits():
    series = np.zeros(10)
    series[4:9] = 1
    assert list(uncut(excursions(series, 0.5), 10, 5).start) == [4]


def test_no_bias():
    """Runs of heads: chance 2^−T for each T, whatever the length of the series."""
    flips = np.random.default_rng(0).random((60_000, SAMPLES)) < 0.75
    found = excursions(flips, 0.5)
    kept = uncut(found, SAMPLES, LONGEST)
    chances = 0.75 ** np.arange(LONGEST)
    expected = len(kept.duration) * chances / chances.sum()
    counts = np.bincount(kept.duration, minlength=LONGEST + 1)[1:]
    assert np.sum((counts - expected) ** 2 / expected) < 31  # χ² with 11 degrees of freedom: p = 0.001
    plain = np.bincount(found.duration, minlength=LONGEST + 1)[1 : LONGEST + 1]
    expected = plain.sum() * chances / chances.sum()
    assert np.sum((plain - expected) ** 2 / expected) > 300


def test_rows_are_counted_apart():
    series = np.array([[0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]])
    assert list(uncut(excursions(series, 0.5), 6, 3).start) == [1]


@pytest.mark.parametrize("name, arguments", [("samples", (2, 1)), ("longest", (10, 9)), ("longest", (10, 0))])
def test_bad_numbers(name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = "):
        uncut(excursions([0, 1, 0], 0.5), *arguments)


def test_only_avalanches():
    with pytest.raises(ValueError, match="^avalanches = .*what excursions returned"):
        uncut(([1.0], [1], [1]), 10, 2)


@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 58))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_is_kept(seed, longest, more):
    series = np.random.default_rng(seed).random((3, 100))
    found = excursions(series, 0.5)
    kept = uncut(found, 100, longest)
    assert np.all(kept.duration <= longest) and np.all(kept.start % 100 + longest < 100)
    for once, twice in zip(kept, uncut(kept, 100, longest)):
        np.testing.assert_array_equal(once, twice)
    later = uncut(found, 100, longest + more)
    assert set(later.start[later.duration <= longest]) <= set(kept.start)
