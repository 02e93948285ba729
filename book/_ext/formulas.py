"""Sphinx extension: formulas are typeset when the book is built, by KaTeX; the pages need no script for them.

Without node they are typeset in the reader's browser, by the copy of KaTeX that the extension brings along.
A browser may break a line after any formula, also before the full stop behind it; short ones are held together with it.
"""

import re
import shutil
import socket
import time
from html import unescape
from subprocess import PIPE, Popen

from docutils import nodes
from sphinx.util import logging
from sphinxcontrib import katex

logger = logging.getLogger(__name__)
PATIENCE = 60
"""Seconds for the server to start, and for a formula: machines may be busy."""

HEADER = re.compile(r"<th\b.*?</th>", re.DOTALL)
FORMULA = re.compile(r"<math(?=[ >])(.*?)</math>", re.DOTALL)
SYMBOLS = re.compile(r"<m[ino]\b[^>]*>([^<]+)<")
MARKED = re.compile(
    r'\(?<span class="math">(?:(?!<span class="math">).)*?(?:</span>){4}[.,;:!?)]+'
    r'|\(?<a class="crit-chip[^>]*>[^<]*</a>[.,;:!?)]+',
    re.DOTALL,
)
"""A formula in a sentence, or a chip of claims, with the marks that follow."""
FAILED = re.compile(r'<span class="katex-error" title="([^"]*)"[^>]*>(.*?)</span>', re.DOTALL)


def start_server(rundir, _timeout):
    """Start the server of formulas and connect once it listens: the socket may be there before."""
    place, end = rundir / "katex.sock", time.monotonic() + PATIENCE
    process = Popen(katex.KaTeXServer.build_command(socket=place), stdin=PIPE, stdout=PIPE, cwd=rundir)
    while time.monotonic() < end:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.connect(str(place))
            return process, link
        except (FileNotFoundError, ConnectionRefusedError):
            link.close()
            time.sleep(0.01)
    process.kill()
    raise katex.KaTeXServer.timeout_error(PATIENCE)


def typeset_here(app, config):
    """Typeset at build time where there is a node to do it."""
    katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = start_server
    config.katex_prerender = shutil.which("node") is not None


def complain(app, pagename, templatename, context, doctree):
    """Warn of each formula that KaTeX does not understand, with its place."""
    for problem, source in FAILED.findall(context.get("body", "")):
        logger.warning("%s", unescape(problem), location=_place(doctree, unescape(source)) or pagename)


def _place(doctree, source):
    """Return the first formula of a page with this source."""
    formulas = doctree.findall(lambda node: isinstance(node, (nodes.math, nodes.math_block)))
    return next((formula for formula in formulas if formula.astext() == source), None)


def name_headers(app, pagename, templatename, context, doctree):
    """Name the formulas in headers of tables: a header takes no name from what is inside MathML."""
    context["body"] = HEADER.sub(lambda header: FORMULA.sub(_named, header[0]), context.get("body", ""))


def _named(formula):
    label = " ".join(SYMBOLS.findall(formula[1]))
    return f'<math aria-label="{label}"{formula[0].removeprefix("<math")}'


def hold_marks(app, pagename, templatename, context, doctree):
    """Hold formulas and chips on one line with the marks that follow, if the formula itself has no place to break."""
    context["body"] = MARKED.sub(_held, context.get("body", ""))


def _held(found):
    return found[0] if found[0].count('class="base"') > 1 else f'<span class="held">{found[0]}</span>'


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", typeset_here)
    app.connect("html-page-context", complain)
    app.connect("html-page-context", name_headers)
    app.connect("html-page-context", hold_marks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
