"""Colours that mean the same thing in the whole book, on light pages and on dark ones.

Each colour belongs to one subject and to nothing else, so that a reader who has seen one chapter can read
the next without its legend. They were chosen together: every pair stays apart for a reader with deuteranopia
or protanopia, and each stands out against the page. A dark page has colours of its own, of nearly the same hues
(`in_the_dark`); a drawing holds both and follows the page that shows it.
"""

import colorsys
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

DARK_COLOURS = {
    "D1": "#2f9480",
    "D2": "#8f4cb8",
    "directed percolation": "#f2bd30",
    "mean field": "#c3b4f5",
    "ordered": "#4f93f7",
    "chaotic": "#d9603c",
    "ink": "#dde3e9",
}
"""Subject → its colour on a dark page."""

HUES = {
    "#2135b6": "#1a74f5",
    "#f46225": "#fec6a1",
    "#2f97df": "#5573a4",
    "#752864": "#f9cbfc",
    "#c57d87": "#a35f5e",
    "#8e1312": "#d34e16",
}
"""Colours for things that are told apart and belong to no subject; the same on a dark page."""

_WHITE, _DARK_GROUND = "#ffffff", "#121212"
_DARK = {_WHITE: _DARK_GROUND, GRID: "#363c45"} | HUES | {COLOURS[name]: DARK_COLOURS[name] for name in COLOURS}

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
        `count` colours ``#rrggbb``, from near ink to the colour itself. An alternative text says just that, for
        ink is dark on a light page and light on a dark one.

    Raises
    ------
    ValueError
        If `name` is neither a subject nor ``#rrggbb``, or `count` is no whole number of at least 1.
    """
    if not isinstance(name, str) or not _CODE.fullmatch(COLOURS.get(name, name)):
        refuse("name", name, f"one of {', '.join(COLOURS)} or #rrggbb is needed")
    count = whole("count", count)
    return [_blend(INK, COLOURS.get(name, name), (k + 1) / count) for k in range(count)]


def hues(count: int) -> list[str]:
    """Return colours that tell things apart which have no order and no subject, such as several activations.

    Parameters
    ----------
    count : int
        How many colours, from 1 to 6.

    Returns
    -------
    list of str
        `count` colours ``#rrggbb``. They stay apart for a colour-blind reader, and none is a subject's colour.

    Raises
    ------
    ValueError
        If `count` is no whole number from 1 to 6.

    Examples
    --------
    >>> hues(2)
    ['#2135b6', '#f46225']
    """
    if whole("count", count) > len(HUES):
        refuse("count", count, f"at most {len(HUES)} hues can be told apart")
    return list(HUES)[:count]


def in_the_dark(code: str) -> str:
    """Return what stands for a colour on a dark page.

    Parameters
    ----------
    code : str
        A colour ``#rrggbb``.

    Returns
    -------
    str
        For a subject's colour, a hue or a shade the colour chosen for it; for any other one with its hue, as far
        from the dark ground as the given one is from white.

    Raises
    ------
    ValueError
        If `code` is not ``#rrggbb``.

    Examples
    --------
    >>> in_the_dark("#ffffff"), in_the_dark("#222832")
    ('#121212', '#dde3e9')
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        refuse("code", code, "#rrggbb is needed")
    return _DARK.get(code) or _dark_shade(code) or _turned(code)


def _dark_shade(code):
    """The same blend of ink and a subject's colour, or None if `code` is no such blend."""
    fits = []
    for name, subject in COLOURS.items():
        share = _share(code, subject)
        off = max(abs(a - b) for a, b in zip(_channels(code), _channels(_blend(INK, subject, share)), strict=True))
        fits.append((off, name, share))
    off, name, share = min(fits)
    return _blend(DARK_COLOURS["ink"], DARK_COLOURS[name], share) if off <= 1 else None


def _share(code, subject):
    """How far `code` lies on the way from ink to the colour of a subject."""
    whole_way = [b - a for a, b in zip(_channels(INK), _channels(subject), strict=True)]
    way = [b - a for a, b in zip(_channels(INK), _channels(code), strict=True)]
    length = sum(step * step for step in whole_way) or 1
    return min(max(sum(a * b for a, b in zip(way, whole_way, strict=True)) / length, 0), 1)


def _turned(code):
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in _channels(code)))
    ground, ink = (sum(_channels(c)) / (3 * 255) for c in (_DARK_GROUND, DARK_COLOURS["ink"]))
    turned = colorsys.hls_to_rgb(hue, ground + (1 - lightness) * (ink - ground), saturation)
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in turned)


def _blend(first, second, share):
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _channels(code):
    return bytes.fromhex(code.removeprefix("#"))
