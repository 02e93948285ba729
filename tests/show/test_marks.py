"""Marks: points with error bars for what was measured, lines for theory, dashes for a fit."""

from types import SimpleNamespace

import numpy as np
import pytest

from crit.show import COLOURS, draw_estimates, draw_fit, draw_measured, draw_power, draw_theory, figure

ALT = "A rising line and ten points with error bars that lie on it."


def test_conventions():
    _, ax = figure(ALT)
    x = np.arange(10.0)
    points = draw_measured(ax, x, x, 0.1, "D1")
    line = draw_theory(ax, x, x, "D2")
    dashed = draw_fit(ax, x, x, (2, 5))
    marks = points.lines[0]
    assert (marks.get_linestyle(), marks.get_marker(), points.has_yerr) == ("None", "o", True)
    assert (line.get_linestyle(), line.get_color()) == ("-", COLOURS["D2"])
    assert dashed.is_dashed() and dashed.get_xdata().tolist() == [2, 3, 4, 5]
    assert draw_fit(ax, x, x).get_xdata().tolist() == x.tolist()


def test_a_window_that_holds_nothing_is_refused():
    _, ax = figure(ALT)
    with pytest.raises(ValueError, match="window"):
        draw_fit(ax, [1, 2], [1, 2], (3, 4))


def test_estimates_are_points_with_their_errors():
    _, ax = figure(ALT)
    pairs = [SimpleNamespace(value=1.0, error=0.5), SimpleNamespace(value=3.0, error=0.25)]
    drawn = draw_estimates(ax, [1, 2], pairs, "D1")
    assert drawn.lines[0].get_ydata().tolist() == [1, 3]
    assert [segment[:, 1].tolist() for segment in drawn.lines[2][0].get_segments()] == [[0.5, 1.5], [2.75, 3.25]]


def test_a_power_law_goes_through_the_middle():
    _, ax = figure(ALT)
    line = draw_power(ax, [1, 2, 4], [7.0, 5.0, 9.0], -1)
    assert line.get_ydata() == pytest.approx([10, 5, 2.5])
