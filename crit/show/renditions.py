"""The two ways in which a page shows a figure: as it was made, and stacked for a narrow window.

This module imports matplotlib; `crit.show` loads it only when a figure is drawn.
"""

import io
from contextlib import ExitStack, contextmanager

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import FixedLocator

from .legends import settle_legends
from .picture import Drawing
from .svg import page_svg
from .texts import break_long_text, lift_small_text

PIXELS_PER_INCH = 100
"""CSS pixels for an inch of figure size."""

IMAGE_DENSITY = 2
"""Pixels of an image inside a drawing for a CSS pixel: crisp on the screens of phones and laptops."""

COLUMN, PHONE_COLUMN = 660, 328
"""CSS pixels that a figure finds on a desktop, within the frame of an explorer, and on a phone."""

WIDEST_SINGLE, STACKED = 4.9, 3.4
"""Inches: a wider figure, or one of several panels, has a second rendition, which is `STACKED` wide."""

LOWEST, HIGHEST = 2.3, 3.2
"""Inches between which a stacked panel is high."""

SMALLEST, SMALLEST_ON_PHONE = 10.2, 11.2
"""CSS pixels of the smallest text, as it is seen on a desktop and on a phone: 10 and 11 and a little."""

POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH

_SVG = {"svg.fonttype": "path", "svg.hashsalt": "crit"}
_NOTHING_BUT_THE_PICTURE = {"Date": None, "Creator": None, "Format": None, "Type": None}


def drawing(figure, style):
    """Return the `Drawing` of a figure, with a narrow rendition if it needs one."""
    with matplotlib.rc_context({**style, **_SVG}), ExitStack() as undo:
        undo.callback(figure.set_size_inches, *figure.get_size_inches())
        lift_small_text(figure, smallest_size(figure.get_figwidth()), undo)
        wide = _drawn(figure, undo)
        panels = _panels(figure)
        if figure.get_figwidth() <= WIDEST_SINGLE and len(panels) < 2:
            return wide
        _stack(figure, panels, undo)
        lift_small_text(figure, smallest_size(STACKED), undo)
        return wide._replace(narrow=_drawn(figure, undo))


def _drawn(figure, undo):
    with _still(figure, undo):
        return _written(figure)


@contextmanager
def _still(figure, undo):
    """Lay the figure out once and keep it so: to lay it out costs more than to draw it."""
    engine = figure.get_layout_engine()
    _lay_out(figure, engine, undo)
    broken = break_long_text(figure, undo)
    moved = settle_legends(figure, figure.get_figwidth() <= STACKED)
    if broken or moved:
        _lay_out(figure, engine, undo)
    figure.set_layout_engine("none")
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def _lay_out(figure, engine, undo):
    """Lay the figure out with the ticks for which it makes room: these depend on the room, so that they are held."""
    before = _ticks(figure)
    engine.execute(figure)
    if _ticks(figure) == before:
        return
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            undo.callback(axis.set_major_locator, axis.get_major_locator())
            axis.set_major_locator(FixedLocator(axis.get_majorticklocs()))
    engine.execute(figure)


def _ticks(figure):
    return [[*ax.get_xticks(), *ax.get_yticks()] for ax in figure.axes]


def _written(figure):
    buffer, canvas, dpi = io.StringIO(), figure.canvas, figure.dpi
    figure.patch.set_visible(False)
    try:
        figure.dpi = IMAGE_DENSITY * PIXELS_PER_INCH
        FigureCanvasSVG(figure).print_svg(buffer, metadata=_NOTHING_BUT_THE_PICTURE)
    finally:
        figure.set_canvas(canvas)
        figure.dpi = dpi
        figure.patch.set_visible(True)
    width, height = (round(inches * PIXELS_PER_INCH) for inches in figure.get_size_inches())
    return Drawing(page_svg(buffer.getvalue(), width, height), figure.alt, width, height)


def smallest_size(width):
    """Return the size in points below which text cannot be read in a figure so many inches wide."""
    pixels = width * PIXELS_PER_INCH
    on_desktop = SMALLEST / min(1, COLUMN / pixels)
    if width > WIDEST_SINGLE:
        return on_desktop * POINTS_PER_PIXEL
    return max(on_desktop, SMALLEST_ON_PHONE / min(1, PHONE_COLUMN / pixels)) * POINTS_PER_PIXEL


def _panels(figure):
    """Axes by their places in the grid, row by row; twins share one."""
    places = {}
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        if spec is not None:
            places.setdefault((spec.rowspan.start, spec.colspan.start), []).append(ax)
    return [places[place] for place in sorted(places)]


def _stack(figure, panels, undo):
    width, height = figure.get_size_inches()
    rows, columns = panels[0][0].get_subplotspec().get_gridspec().get_geometry()
    panel = min(max(height / rows * STACKED / (width / columns), LOWEST), HIGHEST)
    grid = GridSpec(len(panels), 1, figure=figure)
    left = None
    for place, panel_axes in zip(grid, panels, strict=True):
        for ax in panel_axes:
            undo.callback(ax.set_subplotspec, ax.get_subplotspec())
            ax.set_subplotspec(place)
        _restore_labels(panel_axes[0], left, undo)
        left = panel_axes[0]
    figure.set_size_inches(STACKED, panel * len(panels))


def _restore_labels(ax, left, undo):
    """Give a panel what it had shared with the one to its left."""
    if left is None or not len(ax.get_yticks()):
        return
    if not ax.get_ylabel():
        undo.callback(ax.set_ylabel, "")
        ax.set_ylabel(left.get_ylabel())
    if not ax.yaxis.get_tick_params().get("labelleft", True):
        undo.callback(ax.tick_params, axis="y", labelleft=False)
        ax.tick_params(axis="y", labelleft=True)
