"""A finished picture: its pixels and the sentence that says what is to be seen in it."""

import base64
import html
import re
from typing import NamedTuple

from ..checks import refuse

SHORTEST_ALT = 20
FEWEST_WORDS = 4

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
    """A picture ready for a page.

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
        data = base64.b64encode(self.png).decode()
        return (
            f'<img class="crit-figure" alt="{html.escape(self.alt)}" width="{self.width}" '
            f'height="{self.height}" style="{_STYLE}"{" hidden" if hidden else ""} '
            f'src="data:image/png;base64,{data}">'
        )
