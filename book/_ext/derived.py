"""Where the book derives what the package computes: ``book/back/derived.yml``, public name → page#section.

Each line is tested in every build: a name or a page that is gone, or a section that has another title now, is a warning
with its line, and so stops the build.
"""

import functools
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util import logging

import names

logger = logging.getLogger(__name__)
FILE = "book/back/derived.yml"


@functools.cache
def declared(file):
    """Return {address: place}, empty without such a file."""
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def places(env, address):
    """Return [(page, section)] where the formula at an address is derived, of pages that this book has."""
    page, _, section = declared(Path(env.srcdir, FILE)).get(address, "").partition("#")
    return [(page, section)] if page in env.found_docs else []


def complaints(env):
    """Return what is wrong with the declared places: [(line number, text)]."""
    file = Path(env.srcdir, FILE)
    found = {}
    for address, place in declared(file).items():
        page, _, section = place.partition("#")
        if names.addresses().get(address) != address:
            found[address] = "not a name of the reference"
        elif not is_page(env, page):
            found[address] = f"{place}: there is no such page"
        elif page in env.found_docs and section not in sections(env, page):
            found[address] = f"{place}: the page has no such section"
    lines = file.read_text(encoding="utf-8").splitlines() if found else []
    return [
        (k + 1, f"{name}: {found[name]}") for k, line in enumerate(lines) if (name := line.partition(":")[0]) in found
    ]


def sections(env, page):
    """Return the anchors of the sections of a page."""
    return {link["anchorname"].lstrip("#") for link in env.tocs[page].findall(nodes.reference)}


def is_page(env, page):
    """Return whether there is such a page, though perhaps not in this table of contents."""
    return page in env.found_docs or Path(env.srcdir, f"{page}.md").exists()


def check(app, env):
    """Warn of each declared place that is not there."""
    for line, text in complaints(env):
        logger.warning(text, location=f"{FILE}:{line}")


def setup(app):
    """Connect to Sphinx."""
    app.connect("env-check-consistency", check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
