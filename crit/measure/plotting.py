"""Quick pictures of results: axes to draw in, the marks of data and fits, and a picture that a notebook shows.

What was measured is points, a fit is a dashed line over its window only. Matplotlib is imported at first use.
"""

import base64
import html
import io
from typing import Any

from ..checks import refuse

MEASURED: dict[str, Any] = dict(linestyle="none", marker="o", markersize=4, color="#222832", zorder=3)
FITTED: dict[str, Any] = dict(linestyle=(0, (4, 2)), linewidth=2, color="#db7457", zorder=4)
OTHERS = "#4282f3", "#61328d", "#bf8000", "#488983", "#958acb"
"""Colours for what is drawn beside the fit, one after the other; all stand apart for the colour-blind."""

SIZE, DPI, SHADES = (4.8, 3.2), 100, 32
"""Inches and dots an inch of a picture in a notebook, and how many colours its file keeps."""

SHEET = "background:#fff;color:#222832;padding:.5em;display:inline-block;max-width:100%"
"""White under the picture and its words, so that both are readable on a dark page."""


def axes(ax=None, **settings):
    """Return ``ax``, or the axes of a new figure, with the given labels and scales.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
    **settings
        What `matplotlib.axes.Axes.set` takes: ``xlabel``, ``ylabel``, ``xscale``, ``yscale``.

    Raises
    ------
    ValueError
        If ``ax`` is something else.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=SIZE, layout="constrained")
    if not hasattr(ax, "set_xlabel"):
        refuse("ax", ax, "axes of matplotlib are needed")
    ax.set(**settings)
    return ax


def image(draw, alt):
    """Return ``<img>`` with the picture that ``draw(ax)`` makes, as a small PNG inside the page.

    Parameters
    ----------
    draw : callable
        Draws in the axes it is given.
    alt : str
        A sentence that says what is to be seen.
    """
    from matplotlib.figure import Figure
    from PIL import Image

    figure, drawn, packed = Figure(figsize=SIZE, layout="constrained"), io.BytesIO(), io.BytesIO()
    draw(figure.add_subplot())
    figure.savefig(drawn, format="png", dpi=DPI, facecolor="white")
    Image.open(drawn).convert("RGB").quantize(SHADES).save(packed, format="png", optimize=True)
    code = base64.b64encode(packed.getvalue()).decode()
    return f'<img src="data:image/png;base64,{code}" alt="{html.escape(alt)}" style="max-width:100%;height:auto">'


def sheet(words, draw, alt):
    """Return a result as HTML: its words above its picture, on white.

    Parameters
    ----------
    words : str
        Plain text.
    draw, alt
        As for `image`.
    """
    return f'<div style="{SHEET}"><p style="margin:0 0 .5em">{html.escape(words)}</p>{image(draw, alt)}</div>'
