"""SVG as a page wants it: small, and in the colours of the page that shows it, light or dark.

This module imports Pillow; `crit.show` loads it only when a figure is drawn.
"""

import base64
import io
import re

from PIL import Image

from .palette import COLOURS, in_the_dark
from .png import small_png

LONG_PATH = 600
"""Characters of a path from which on a tenth of a point (a seventh of a CSS pixel) is precise enough: it is a curve.
Shorter ones are marks and letters, whose shape shows a hundredth."""

FEW_MARKS = 20
"""From so many equal marks in a row on, they are written in short: a disc as the round end of a line of no length."""

_MARK = r'<use xlink:href="#{}" x="[^"]*" y="[^"]*" style="{}"/>'
_MARKS = re.compile(_MARK.format(r"(\w+)", '([^"]*)') + "(?:" + _MARK.format(r"\1", r"\2") + f"){{{FEW_MARKS - 1},}}")
_NAMES = {code: "--" + name.replace(" ", "-") for name, code in COLOURS.items()} | {"#ffffff": "--ground"}
_WEIGHT = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<!DOCTYPE.*?>|<\?xml.*?\?>", re.DOTALL)
_WORDS = re.compile(r'<g id="text_\d+">\s*<!-- (.*?) -->', re.DOTALL)
"""What matplotlib writes before it draws a text as paths."""
_PAINT = re.compile(r"(fill|stroke): ?(#[0-9a-f]{6})")
_BLACK = "#000000"
"""What is painted black says nothing in the file: black is what SVG starts from."""


def page_svg(text: str, width: int, height: int) -> bytes:
    """Return the SVG that matplotlib wrote as a small file for pages in both colour schemes.

    Every colour is a custom property that follows ``prefers-color-scheme``, which in an ``<img>`` is the
    ``color-scheme`` of that element. Images inside are left as they are: a heat map means the same on every page.
    The words of the picture, which are drawn as paths, stand in its description (numbers at the axes do not).

    Parameters
    ----------
    text : str
    width, height : int
        Size in CSS pixels.

    Returns
    -------
    bytes
        The same for the same text.
    """
    words = "\n".join(word for word in _WORDS.findall(text) if re.search(r"[^\W\d]", word))
    text = _WEIGHT.sub("", text)
    text = re.sub(r"\s*\n\s*", " ", re.sub(r">\s+<", "><", text)).strip()
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', rf'\1 width="{width}" height="{height}"', text)
    text = re.sub(r'(?<= d=")[^"]*', lambda path: _short_path(path[0]), text)
    text = re.sub(r"(?<=data:image/png;base64,)[^\"]*", lambda data: _small_image(data[0]), text)
    text = re.sub(r"<svg.*?>", lambda start: f"{start[0]}<desc>{words}</desc>", text, count=1)
    text = _MARKS.sub(lambda marks: _short_marks(marks, text), text)
    return _in_both_schemes(text).encode()


def _short_marks(marks, text):
    name, radius = marks[1], _radius(marks[1], text)
    paint = dict(re.findall(r"([\w-]+): ?([^;]+)", marks[2]))
    faint = any("opacity" in key for key in paint)
    opacity = paint.pop("opacity", None)
    places = re.findall(r'x="([^"]*)" y="([^"]*)"', marks[0])
    if radius is None or faint or paint.get("fill") != paint.get("stroke"):
        # Where faint marks overlap they must add up, so that each is painted by itself.
        each = f'<use xlink:href="#{name}"' + (f' opacity="{opacity}"' if opacity else "")
        uses = "".join(f'{each} x="{float(x):.1f}" y="{float(y):.1f}"/>' for x, y in places)
        return f'<g style="{_style(paint)}">{uses}</g>'
    width = 2 * radius + float(paint.pop("stroke-width", 1))
    paint |= {"fill": "none", "stroke-width": f"{width:g}", "stroke-linecap": "round"}
    dots = "".join(f"M{float(x):.1f} {float(y):.1f}h0" for x, y in places)
    return f'<path d="{dots}" style="{_style(paint)}"/>'


def _style(paint):
    return ";".join(f"{key}: {value}" for key, value in paint.items())


def _radius(name, text):
    """The radius of a mark that is a disc: it starts at its top and goes round in eight curves. None for others."""
    path = re.search(rf'<path id="{name}" d="M0 ([\d.]+)(C[^"]*)z?"', text)
    return float(path[1]) if path and len(re.findall(r"[\d.]+", path[2])) == 48 else None


def _short_path(path):
    places = 1 if len(path) > LONG_PATH else 2
    numbers = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.{places}f}".rstrip("0").rstrip("."), path)
    parts = re.findall(r"([A-Za-z])([^A-Za-z]*)", numbers)
    # Lines may follow a move, and curves a curve, without saying so again.
    silent = {"L": "ML", "Q": "Q", "C": "C"}
    words, before = [], ""
    for command, coordinates in parts:
        words.append((" " if before and before in silent.get(command, "") else command) + " ".join(coordinates.split()))
        before = command
    return "".join(words)


def _small_image(data):
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:
        buffer = io.BytesIO()
        image.quantize(256, method=Image.Quantize.FASTOCTREE).save(buffer, format="PNG", optimize=True)
        return base64.b64encode(buffer.getvalue()).decode()
    return base64.b64encode(small_png(image, 64)).decode()


def _in_both_schemes(text):
    codes = sorted({code for _, code in _PAINT.findall(text)} | {_BLACK})
    names = {code: _NAMES.get(code, "--c" + code[1:]) for code in codes}
    light = "".join(f"{name}:{code};" for code, name in names.items())
    dark = "".join(f"{name}:{in_the_dark(code)};" for code, name in names.items())
    style = (
        f"<style>:root{{{light}fill:var({names[_BLACK]})}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "*{stroke-linejoin:round;stroke-linecap:butt}</style>"
    )
    text = _PAINT.sub(lambda paint: f"{paint[1]}:var({names[paint[2]]})", text)
    return re.sub(r"<style.*?</style>", lambda _: style, text, count=1)
