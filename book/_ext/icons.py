"""Sphinx extension: a style sheet of icons with the letters that the pages show, in place of the theme's.

An icon is a letter of a font. The theme's sheet and fonts weigh 300 kB on each page, which shows some twenty letters.
"""

import base64
import io
import re
from functools import cache
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset

SOURCE = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/vendor/fontawesome"
SHEET = "_static/icons.css"
LINK = re.compile(r"_static/vendor/fontawesome/[^\"]*/css/all\.min\.css[^\"]*")

FACE = re.compile(r"@font-face\{[^}]*font-family:([^;]*);[^}]*?src:[^}]*/(fa-[\w-]+)\.ttf\)[^}]*\}")
ICON = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"(?:\\([0-9a-f]+)|.)"\}')
NAME = re.compile(r"\bfa-[a-z0-9-]+")
LETTER = re.compile(r"[\ue000-\uf8ff]|\\f[0-9a-f]{3}\b")


def used(site):
    """Return the names of icons in the pages and scripts of a site, and the letters in its style sheets."""
    static = site / "_static"
    named = [*site.rglob("*.html"), *(static / "scripts").glob("*.js")]
    drawn = [sheet for sheet in (*static.glob("styles/*.css"), *static.glob("*.css")) if sheet != site / SHEET]
    names = {name for file in named for name in NAME.findall(file.read_text("utf-8"))}
    letters = {letter for file in drawn for letter in LETTER.findall(file.read_text("utf-8"))}
    return names, {ord(letter) if len(letter) == 1 else int(letter[1:], 16) for letter in letters}


def sheet(names, letters):
    """Return a style sheet of icons that needs no other file.

    Parameters
    ----------
    names : set of str
        Icons that it knows by name, such as ``fa-moon``.
    letters : set of int
        Code points that its fonts have beside those of the names.
    """
    (source,) = SOURCE.rglob("all.min.css")
    text = source.read_text("utf-8")
    icons = [icon for icon in ICON.finditer(text) if icon[2] and names & set(NAME.findall(icon[1]))]
    letters = frozenset(letters | {int(icon[2], 16) for icon in icons})
    faces = [face for face in FACE.finditer(text) if face[1] != "FontAwesome"]
    return "".join(
        [
            FACE.sub("", ICON.sub("", text)),
            *(icon[0] for icon in icons),
            *(re.sub(r"src:[^}]*", f"src:url({font(face[2], letters)})", face[0]) for face in faces),
        ]
    )


@cache
def font(name, letters):
    """Return a font of the theme with no more than some letters, as an address that holds it."""
    (file,) = SOURCE.rglob(f"{name}.ttf")
    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[])
    cut, out = subset.load_font(file, options), io.BytesIO()
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(cut)
    subset.save_font(cut, out, options)
    return f"data:font/woff;base64,{base64.b64encode(out.getvalue()).decode()}"


def write(app, exception):
    """Write the style sheet, if its icons have changed, and have all pages load it."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    names, letters = used(site)
    head = f"/* {' '.join([*sorted(names), *(f'{letter:x}' for letter in sorted(letters))])} */\n"
    target = site / SHEET
    if not (target.exists() and target.read_text("utf-8").startswith(head)):
        target.write_text(head + sheet(names, letters), "utf-8")
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if LINK.search(text):
            page.write_text(LINK.sub(SHEET, text), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", write, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
