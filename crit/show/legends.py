"""Legends that cover no data: where the corner that was asked for is taken, another one, or outside the axes.

This module imports matplotlib; `crit.show` loads it only when a figure is drawn.
"""

import numpy as np
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.transforms import Bbox, ScaledTranslation

PLACES = ("upper right", "upper left", "lower left", "lower right", "center right", "center left", "upper center")
"""Where a legend may stand inside its axes, in the order in which they are tried."""

OUTSIDE = ("below", "right")
"""Where a legend may stand outside its axes; it carries the word as its group id until the axes have been laid out."""

ALLOWANCE = 3
"""Pixels by which data may reach into the margin of a legend."""

FAINT = 0.12
"""What is more transparent is a band behind the data: a legend may stand on it."""


def settle_legends(figure, narrow):
    """Move every legend that covers data or stands outside its axes; make the figure higher by those below.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out.
    narrow : bool
        Whether there is no room beside the axes.

    Returns
    -------
    bool
        Whether the figure has to be laid out again.
    """
    places = {ax: _place(ax, narrow) for ax in figure.axes if ax.get_legend() is not None}
    rows = {}
    for ax, place in places.items():
        if place == "below":
            row = round(ax.get_position().y0, 2)
            rows[row] = max(rows.get(row, 0), ax.get_legend().get_window_extent().height / figure.dpi)
    figure.set_figheight(figure.get_figheight() + sum(rows.values()))
    return any(places.values())


def _place(ax, narrow):
    """Put the legend of the axes to its place; return the word for it if it lies outside."""
    legend = ax.get_legend()
    if legend.get_gid() in OUTSIDE:
        place = "below" if narrow else legend.get_gid()
    elif not covers_data(ax, legend) or _find_place(ax, legend):
        return None
    else:
        place = "below"
        legend.set_gid(place)
    _put_outside(ax, legend, place)
    return place


def put_below_alike(figures):
    """Have the legends that stand below their axes in one of several alike figures do so in all.

    Parameters
    ----------
    figures : sequence of matplotlib.figure.Figure
        Drawn before.
    """
    columns = list(zip(*(figure.axes for figure in figures), strict=False))
    for column in columns:
        legends = [legend for ax in column if (legend := ax.get_legend()) is not None]
        if any(legend.get_gid() == "below" for legend in legends):
            for legend in legends:
                legend.set_gid("below")


def covers_data(ax, legend):
    """Return whether a legend stands on a line, a mark, an area, an image or a text of its axes."""
    box = legend.get_window_extent()
    box = Bbox.from_extents(*(box.min + ALLOWANCE), *(box.max - ALLOWANCE))
    inside = Bbox.intersection(box, ax.bbox)
    if inside is None:
        return False
    return (
        bool(ax.images)
        or any(_line_meets(line, inside) for line in ax.lines)
        or any(_collection_meets(collection, inside) for collection in ax.collections)
        or any(text.get_window_extent().overlaps(inside) for text in ax.texts if text.get_text())
    )


def _find_place(ax, legend):
    legend.set_bbox_to_anchor(None)
    for place in PLACES:
        legend.set_loc(place)
        if not covers_data(ax, legend) and _lies_within(legend, ax.bbox):
            return True
    return False


def _lies_within(legend, box):
    own = legend.get_window_extent()
    return bool(np.all(own.min >= box.min - ALLOWANCE) and np.all(own.max <= box.max + ALLOWANCE))


def _put_outside(ax, legend, place):
    legend.set_loc("upper center" if place == "below" else "center left")
    inches = (0, -_depth_of_labels(ax)) if place == "below" else (0.05, 0)
    away = ax.transAxes + ScaledTranslation(*inches, ax.figure.dpi_scale_trans)
    legend.set_bbox_to_anchor((0.5, 0) if place == "below" else (1, 0.5), transform=away)


def _depth_of_labels(ax):
    """How far ticks and label reach below the axes, in inches."""
    label = ax.xaxis.get_tightbbox()
    return 0 if label is None else (ax.bbox.y0 - label.y0) / ax.figure.dpi


def _line_meets(line, box):
    path = line.get_transform().transform_path(line.get_path())
    if line.get_marker() not in (None, "None", "", " ") and _any_inside(path.vertices, box):
        return True
    return line.get_linestyle() not in ("None", "", " ") and _path_meets(path, box)


def _path_meets(path, box, filled=False):
    if filled and path.intersects_bbox(box, filled=True):
        return True
    vertices = path.vertices
    return len(vertices) > 0 and path.cleaned(remove_nans=True).intersects_bbox(box, filled=filled)


def _collection_meets(collection, box):
    if isinstance(collection, QuadMesh):
        return True
    offsets = collection.get_offset_transform().transform(collection.get_offsets())
    transform = collection.get_transform()
    if len(offsets) > 1 or np.any(collection.get_offsets()):
        return _any_inside(offsets, box)
    filled = not isinstance(collection, LineCollection)
    if filled and _is_faint(collection):
        return False
    return any(_path_meets(transform.transform_path(path), box, filled) for path in collection.get_paths())


def _is_faint(collection):
    alphas = np.atleast_2d(collection.get_facecolor())[:, 3]
    return bool(np.all(alphas <= FAINT))


def _any_inside(points, box):
    (x0, y0), (x1, y1) = box.min, box.max
    x, y = np.ma.getdata(points).T[:2]
    with np.errstate(invalid="ignore"):
        return bool(np.any((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)))
