"""The figure class: a matplotlib figure that knows its alternative text and becomes a small, crisp picture.

This module imports matplotlib; `crit.show` loads it only when a figure is drawn.
"""

import html
import io
import os
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure
from PIL import Image

from ..checks import refuse
from .formulas import remember_formulas
from .palette import GRID, INK
from .picture import Picture, check_alt
from .png import COLOURS, small_png
from .renditions import PIXELS_PER_INCH, drawing

DENSITY = 2
"""Image pixels for a CSS pixel: crisp on the screens of phones and laptops."""

MOST_BYTES = 200_000
"""Of a drawing: a usual one takes 20 to 60 kB, and a reader at a phone waits for each."""

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 14,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 13,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "mathtext.fontset": "stix",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


remember_formulas()


class Figure(MatplotlibFigure):
    """A figure with an alternative text. `crit.show.figure` makes it.

    It is made without pyplot, so nothing has to be closed, and it shows itself in a notebook.

    Parameters
    ----------
    alt : str
        What is to be seen: a sentence.
    caption : str, optional
        A line of text below the figure. A frame of an explorer does without.
    **keywords
        What `matplotlib.figure.Figure` takes.
    """

    def __init__(self, alt, *, caption=None, **keywords):
        super().__init__(layout="constrained", dpi=PIXELS_PER_INCH, facecolor="white", **keywords)
        FigureCanvasAgg(self)
        self.alt = check_alt(alt)
        self.caption = caption

    def drawing(self):
        """Draw the figure for a page: as SVG, in the colours of light and of dark pages.

        Returns
        -------
        Drawing
            The same code makes the same bytes. A figure of several panels, or wider than 4.9 in, has a narrow
            rendition, its panels one below the other. Legends make way for data, and text that would be too small
            to be read is made larger.

        Raises
        ------
        ValueError
            If the file would be larger than 200 kB.
        """
        drawn = drawing(self, STYLE)
        if len(drawn.svg) > MOST_BYTES:
            allowed = f"its drawing takes {len(drawn.svg)} bytes and may take {MOST_BYTES}: draw fewer points or lines"
            refuse("figure", self.alt, allowed)
        return drawn

    def picture(self, density=DENSITY, colours=COLOURS):
        """Draw the figure for a live notebook.

        Parameters
        ----------
        density : float
            Image pixels for a CSS pixel.
        colours : int
            How many colours the image may have.

        Returns
        -------
        Picture
            The same code makes the same bytes.
        """
        width, height = (round(inches * PIXELS_PER_INCH) for inches in self.get_size_inches())
        return Picture(small_png(self._image(density), colours), self.alt, width, height)

    def _image(self, density):
        buffer = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            dpi = density * PIXELS_PER_INCH
            self.savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
        return Image.open(buffer)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if os.environ.get("CRIT_STATIC") == "1":
            return {"text/html": _with_caption(self.drawing().html(), self.caption), "text/plain": self.alt}
        picture = self.picture()
        element = _with_caption(picture.html(), self.caption)
        return {"text/html": element, "image/png": picture.png, "text/plain": self.alt}


def _with_caption(element, caption):
    if caption is None:
        return element
    return f'<figure class="crit-captioned">{element}<figcaption>{html.escape(caption)}</figcaption></figure>'
