"""Colours that mean the same thing in the whole book.

Each colour belongs to one subject and to nothing else, so that a reader who has seen one chapter can read
the next without its legend. They were chosen together: every pair stays apart for a reader with deuteranopia
or protanopia, each stands out against the page in light and in dark mode, and the hues survive the inversion
that the style sheet of the book applies to pictures in dark mode.
"""

import re

from ..checks import refuse, whole

INK = "#222832"
GRID = "#dde1e7"

COLOURS = {
    "D1": "#488983",
    "D2": "#61328d",
    "directed percolation": "#bf8000",
    "mean field": "#958acb",
    "ordered": "#4282f3",
    "chaotic": "#db7457",
    "ink": INK,
}
"""Subject → colour (sRGB, ``#rrggbb``).

``D1`` and ``D2`` are demographic and multiplicative noise, ``ordered`` and ``chaotic`` the two phases;
``ink`` is for all that has no colour of its own.
"""


_CODE = re.compile(r"#[0-9a-fA-F]{6}")


def colour(name: str | tuple) -> str | tuple:
    """Return the colour of a subject; anything that is not a subject comes back as it is.

    Parameters
    ----------
    name : str or tuple
        A key of `COLOURS`, or any colour that matplotlib knows.

    Returns
    -------
    str or tuple

    Raises
    ------
    ValueError
        If `name` is neither a text nor a tuple.

    Examples
    --------
    >>> colour("chaotic")
    '#db7457'
    >>> colour("#102030")
    '#102030'
    """
    if not isinstance(name, str | tuple):
        refuse("name", name, "a subject or a colour is needed")
    return COLOURS.get(name, name) if isinstance(name, str) else name


def shades(name: str, count: int) -> list[str]:
    """Return shades of one subject's colour, for curves that differ in one parameter.

    Parameters
    ----------
    name : str
        A key of `COLOURS`, or ``#rrggbb``.
    count : int
        How many shades, at least 1.

    Returns
    -------
    list of str
        `count` colours ``#rrggbb``, from near ink to the colour itself.

    Raises
    ------
    ValueError
        If `name` is neither a subject nor ``#rrggbb``, or `count` is no whole number of at least 1.
    """
    if not isinstance(name, str) or not _CODE.fullmatch(COLOURS.get(name, name)):
        refuse("name", name, f"one of {', '.join(COLOURS)} or #rrggbb is needed")
    count = whole("count", count)
    return [_blend(INK, COLOURS.get(name, name), (k + 1) / count) for k in range(count)]


def _blend(first, second, share):
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _channels(code):
    return bytes.fromhex(code.removeprefix("#"))
