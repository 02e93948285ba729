"""Sphinx extension: the ``{environment}`` directive, what the book was built with and how long each chapter took."""

import platform
from importlib import metadata

from docutils import nodes

import dotvenv
import fingerprint
import gathered
import ledger


def fill(app, docname):
    """Return the fingerprint, the table of versions and the table of times."""
    return [_fingerprint(app), _versions(app), _times(app, docname)]


def _fingerprint(app):
    digest = nodes.literal(text=fingerprint.library(app.srcdir))
    return nodes.paragraph("", "Fingerprint of the library, its data, the pinned packages and Python: ", digest)


def _versions(app):
    packages = dotvenv.pins(app.srcdir / "requirements.txt")
    rows = [(name, metadata.version(name)) for name in packages]
    return gathered.table("Versions", ("Package", "Version"), [("Python", platform.python_version()), *rows])


def _times(app, docname):
    seconds = ledger.seconds(app.env)
    titles = {chapter: app.env.titles[chapter].astext() for chapter in seconds}
    rows = [([gathered.link(app, docname, name, titles[name])], f"{took:.1f}") for name, took in seconds.items()]
    return gathered.table("Running times", ("Chapter", "Seconds from a fresh kernel"), rows)


def setup(app):
    """Connect to Sphinx."""
    app.setup_extension("ledger")
    gathered.add(app, "environment", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
