"""A finished picture: its file and the sentence that says what is to be seen in it."""

import base64
import html
import re
from typing import NamedTuple

from ..checks import refuse

SHORTEST_ALT = 20
FEWEST_WORDS = 4

NARROW_WINDOW = 600
"""CSS pixels up to which a window shows the narrow rendition."""

LAZY = ' loading="lazy"'
"""A frame that is not to be seen is not to be fetched."""

_FILE_NAME = re.compile(r"\.(png|jpe?g|svg|gif|webp|pdf)$", re.IGNORECASE)
_STYLE = "max-width:100%;height:auto"


def check_alt(alt):
    """Return the alternative text `alt` without white space around it, or say why it is none.

    Parameters
    ----------
    alt : str
        A sentence for a reader who cannot see the picture: what is drawn, and what it shows.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If `alt` is no string, has fewer than 20 characters or 4 words, or is a file name.
    """
    text = alt.strip() if isinstance(alt, str) else ""
    if len(text) < SHORTEST_ALT or len(text.split()) < FEWEST_WORDS or _FILE_NAME.search(text):
        refuse(
            "alt",
            alt,
            f"a sentence that says what is to be seen is needed, of at least {FEWEST_WORDS} words "
            f"and {SHORTEST_ALT} characters; a file name is none",
        )
    return text


class Picture(NamedTuple):
    """A picture ready for a notebook.

    Attributes
    ----------
    png : bytes
        The image file.
    alt : str
        What is to be seen.
    width, height : int
        Size on the page in CSS pixels; the image itself has more.
    """

    png: bytes
    alt: str
    width: int
    height: int

    def html(self, hidden=False):
        """Return the picture as one self-contained ``<img>`` element, out of sight for now if `hidden`."""
        return _image(self, _address("image/png", self.png), hidden)


class Drawing(NamedTuple):
    """A picture ready for a page: lines that stay sharp, in colours that follow the page.

    Attributes
    ----------
    svg : bytes
        The image file.
    alt : str
        What is to be seen.
    width, height : int
        Size on the page in CSS pixels.
    narrow : Drawing or None
        What a narrow window shows instead.
    """

    svg: bytes
    alt: str
    width: int
    height: int
    narrow: "Drawing | None" = None

    def html(self, hidden=False):
        """Return the drawing as one self-contained element, out of sight for now if `hidden`."""
        image = _image(self, _address("image/svg+xml", self.svg), hidden)
        if self.narrow is None:
            return image
        return (
            f'<picture><source media="(max-width: {NARROW_WINDOW}px)" width="{self.narrow.width}" '
            f'height="{self.narrow.height}" srcset="{_address("image/svg+xml", self.narrow.svg)}">{image}</picture>'
        )


def _address(kind, data):
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _image(picture, address, hidden):
    return (
        f'<img class="crit-figure" alt="{html.escape(picture.alt)}" width="{picture.width}" '
        f'height="{picture.height}" style="{_STYLE}"{" hidden" if hidden else ""}'
        f'{LAZY if hidden else ""} src="{address}">'
    )
