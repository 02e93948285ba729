"""Words in a figure: none too small to be read, none cut at an edge.

This module imports matplotlib; `crit.show` loads it only when a figure is drawn.
"""

import math
import re

from matplotlib.text import Text

WORD = re.compile(r"(?:\$[^$]*\$|[^\s$])+")
"""A word of a label; a formula is one, with what touches it."""


def lift_small_text(figure, floor, undo):
    """Give text below a size of `floor` points that size, until the `undo` stack is unwound."""
    for text in figure.findobj(Text):
        if text.get_fontsize() < floor:
            undo.callback(text.set_fontsize, text.get_fontsize())
            text.set_fontsize(floor)


def break_long_text(figure, undo):
    """Break titles and labels that are longer than there is room; return whether there were any.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out.
    undo : contextlib.ExitStack
        Takes the breaks back.

    Returns
    -------
    bool
    """
    broken = False
    for ax in figure.axes:
        beside = sum(other.get_position().y0 == ax.get_position().y0 for other in figure.axes)
        width = figure.bbox.width if beside == 1 else ax.bbox.width * 1.25
        for text, room in ((ax.title, width), (ax.xaxis.label, width), (ax.yaxis.label, ax.bbox.height * 1.03)):
            broken |= _break(text, room, undo)
    return broken


def _break(text, room, undo):
    box = text.get_window_extent()
    length = max(box.width, box.height)
    words = WORD.findall(text.get_text())
    if length <= room or len(words) < 2 or "\n" in text.get_text():
        return False
    undo.callback(text.set_text, text.get_text())
    text.set_text("\n".join(_lines(words, math.ceil(length / room))))
    return True


def _lines(words, count):
    """Deal the words out to lines of about the same number of letters."""
    most = sum(map(len, words)) / count
    lines = [[]]
    for word in words:
        if lines[-1] and sum(map(len, lines[-1])) + len(word) / 2 > most and len(lines) < count:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]
