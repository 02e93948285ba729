"""Marks: points with error bars for what was measured, lines for theory, dashes for a fit."""

import numpy as np
import pytest

from crit.show import COLOURS, draw_fit, draw_measured, draw_theory, figure

ALT = "A rising line and ten points with error bars that lie on it."


def test_conventions():
    fig, ax = figure(ALT)
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
