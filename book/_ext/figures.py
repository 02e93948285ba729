"""Sphinx extension: numbered figures around what a cell shows, their pictures in files of the site.

A cell with the metadata ``mystnb: {figure: {name: ..., caption: ...}}`` shows a picture or an explorer. MyST-NB lays
the figure with its number and caption into the output of the cell; here it is turned inside out, so that a reader
who runs the cell on the page replaces the picture and keeps the caption, and the number to which the text points.

What a cell shows holds its pictures, so that the notebook needs nothing else. A page would be heavy with them, above
all with the frames of explorers that nobody has asked for yet: here they become files, which a browser fetches when
it shows them.
"""

import base64
import hashlib
import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)

PICTURE = '<img class="crit-figure"'
WITHOUT_CAPTION = "a picture without number and caption: its cell needs mystnb: {figure: {name: ..., caption: ...}}"
DRAWING = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
SEEN = re.compile(PICTURE + "(?![^>]* (?:hidden|loading))")


class FigureAroundOutput(SphinxTransform):
    """Turn ``output > figure > (picture, caption)`` into ``figure > (output > picture, caption)``."""

    default_priority = 400

    def apply(self, **keywords):
        """Move captions, and refuse a picture that has none."""
        for output in list(self.document.findall(_is_output)):
            if len(output) == 1 and isinstance(output[0], nodes.figure):
                _turn_inside_out(output, output[0])
        for picture in self.document.findall(_is_picture):
            if not any(isinstance(around, nodes.figure) for around in _around(picture)):
                logger.warning(WITHOUT_CAPTION, location=picture)


def _is_output(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def _is_picture(node):
    return isinstance(node, nodes.raw) and PICTURE in node.astext()


def _around(node):
    while node.parent is not None:
        node = node.parent
        yield node


def _turn_inside_out(output, figure):
    picture = [child for child in figure if not isinstance(child, (nodes.caption, nodes.legend))]
    output.parent.replace(output, figure)
    output.children = []
    output += picture
    figure.children = [child for child in figure if child not in picture]
    figure.insert(0, output)


def lift_pictures(app, pagename, templatename, context, doctree):
    """Move the drawings of a page into files, and let all but the first wait until they come into sight."""
    body = context.get("body")
    if not body or not DRAWING.search(body):
        return
    folder = Path(app.outdir, app.builder.imagedir)
    folder.mkdir(exist_ok=True)
    to_folder = context["pathto"](app.builder.imagedir, 1)
    context["body"] = lazy(DRAWING.sub(lambda found: f"{to_folder}/{keep(found[1], folder)}", body))


def keep(data, folder):
    """Write a drawing into `folder` under a name that only its content decides; return the name."""
    content = base64.b64decode(data)
    name = f"drawing-{hashlib.sha256(content).hexdigest()[:16]}.svg"
    if not (folder / name).exists():
        (folder / name).write_bytes(content)
    return name


def lazy(body):
    """Return the page `body` with every figure but the first one loaded when it comes near the window."""
    first = SEEN.search(body)
    if first is None:
        return body
    start, rest = body[: first.end()], body[first.end() :]
    return start + SEEN.sub(f'{PICTURE} loading="lazy"', rest)


def drop_pictures_of_old(app, exception):
    """Remove drawings that no page shows any longer."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    drawn = {file.name: file for file in (out / app.builder.imagedir).glob("drawing-*.svg")}
    if drawn:
        shown = set()
        for page in out.rglob("*.html"):
            shown.update(re.findall(r"drawing-[0-9a-f]{16}\.svg", page.read_text(encoding="utf8")))
        for name in set(drawn) - shown:
            drawn[name].unlink()


def setup(app):
    """Connect to Sphinx."""
    app.add_transform(FigureAroundOutput)
    app.connect("html-page-context", lift_pictures, priority=800)
    app.connect("build-finished", drop_pictures_of_old)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
