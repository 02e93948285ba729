"""Windows, corrections, counts and times as all estimators take them."""

import math

import numpy as np
import pytest

from crit.measure.arguments import (
    checked_corrections,
    checked_counts,
    checked_scales,
    checked_times,
    checked_whole_window,
    checked_window,
    checked_windows,
    corrections_at,
)


def test_windows_that_are_allowed():
    assert checked_window((1, 2.5)) == (1.0, 2.5)
    assert checked_window([0, 1], least=0, most=1) == (0.0, 1.0)
    assert checked_window((1, 2.1), factor=2) == (1.0, 2.1)
    assert checked_window((-math.inf, math.inf), open_ended=True) == (-math.inf, math.inf)
    assert checked_whole_window((8, 8), least=8) == (8, 8)


@pytest.mark.parametrize(
    ("window", "how", "name"),
    [
        (3, {}, "window"),
        ((1, 2, 3), {}, "window"),
        ("a", {}, "window"),
        ((0, 1), dict(above=0), r"window\[0\]"),
        ((0.5, 3), dict(least=1), r"window\[0\]"),
        ((2, 2), {}, r"window\[1\]"),
        ((0.5, 1.5), dict(most=1), r"window\[1\]"),
        ((1, 2), dict(factor=2), r"window\[1\]"),
        ((1, math.inf), {}, r"window\[1\]"),
        ((math.inf, math.inf), dict(open_ended=True), r"window\[0\]"),
        ((1, -math.inf), dict(open_ended=True), r"window\[1\]"),
    ],
)
def test_windows_that_are_refused(window, how, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        checked_window(window, **how)


@pytest.mark.parametrize(
    ("window", "name"), [((7, 9), r"window\[0\]"), ((9, 8), r"window\[1\]"), ((8, 9.5), r"window\[1\]")]
)
def test_windows_of_whole_numbers_that_are_refused(window, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        checked_whole_window(window, least=8)


def test_one_window_for_all_systems_or_one_for_each():
    assert checked_windows((1, 2), 3) == [(1, 2)] * 3
    assert checked_windows([(1, 2), (3, 4)], 2) == [(1, 2), (3, 4)]
    assert checked_windows([(1, 2)], 1) == [(1, 2)]
    for window in [[(1, 2)], [(1, 2)] * 3, [(1, 2), 3], 7, [[1, [2]], [3, 4]]]:
        with pytest.raises(ValueError, match=r"^window"):
            checked_windows(window, 2)


@pytest.mark.parametrize("given", [5, [0.5], [np.log, 0.5], [None], [[np.log, np.log]]])
def test_corrections_are_functions_all_of_them(given):
    with pytest.raises(ValueError, match="^corrections = .*functions"):
        checked_corrections(given)


def test_corrections_of_several_systems():
    assert checked_corrections((np.log,)) == [[np.log]] and checked_corrections([]) == [[]]
    assert checked_corrections(np.log) == [[np.log]]
    assert checked_corrections([np.log, [np.exp, np.sin]], 2) == [[np.log, np.exp], [np.log, np.sin]]


def test_corrections_are_finite_and_one_number_for_each_x():
    x = np.array([1.0, 4.0])
    assert [bend.tolist() for bend in corrections_at(x, [np.sqrt])] == [[1.0, 2.0]]
    for bend in (lambda x: x / 0, lambda x: x[:1]):
        with pytest.raises(ValueError, match=r"^corrections\[1\]\(x\) = "):
            corrections_at(x, [np.sqrt, bend])


def test_counts_scales_and_times():
    assert checked_counts(None, [np.zeros(2)])[0].tolist() == [1, 1]
    assert checked_counts([1, 0], [np.zeros(2)])[0].tolist() == [1, 0]
    assert checked_scales("sizes", [1, 2, 2]) == [1, 2, 2]
    assert checked_times([0, 1, 5], 3).tolist() == [0, 1, 5]
    for wrong, name in (
        (lambda: checked_counts([1, -1], [np.zeros(2)]), "counts"),
        (lambda: checked_counts([1], [np.zeros(2)]), "counts"),
        (lambda: checked_counts([1, 1e301], [np.zeros(2)]), "counts"),
        (lambda: checked_scales("sizes", [2, 2]), "sizes"),
        (lambda: checked_scales("sizes", 2), "sizes"),
        (lambda: checked_scales("sizes", [1, -2]), r"sizes\[1\]"),
        (lambda: checked_times([0, 1, 1], 3), "times"),
        (lambda: checked_times([0, 1], 3), "times"),
    ):
        with pytest.raises(ValueError, match=f"^{name} = "):
            wrong()
