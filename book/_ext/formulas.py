"""Sphinx extension: formulas are typeset when the book is built, by KaTeX; the pages need no script for them.

Without node they are typeset in the reader's browser, by the copy of KaTeX that the extension brings along.
"""

import re
import shutil
from html import unescape

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)

FAILED = re.compile(r'<span class="katex-error" title="([^"]*)"[^>]*>(.*?)</span>', re.DOTALL)


def typeset_here(app, config):
    """Typeset at build time where there is a node to do it."""
    config.katex_prerender = shutil.which("node") is not None


def complain(app, pagename, templatename, context, doctree):
    """Warn of each formula that KaTeX does not understand, with its place."""
    for problem, source in FAILED.findall(context.get("body", "")):
        logger.warning("%s", unescape(problem), location=_place(doctree, unescape(source)) or pagename)


def _place(doctree, source):
    """Return the first formula of a page with this source."""
    formulas = doctree.findall(lambda node: isinstance(node, (nodes.math, nodes.math_block)))
    return next((formula for formula in formulas if formula.astext() == source), None)


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", typeset_here)
    app.connect("html-page-context", complain)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
