"""Sphinx extension: the browser assets, style sheets and scripts of every page, and the link to its notebook."""

from html import escape
from pathlib import Path

from sphinx.util import logging

import assets

logger = logging.getLogger(__name__)


def use_fetched_assets(app, config):
    """Load fonts and the widget manager from the book if they were fetched, else from their usual addresses."""
    settings = assets.settings()
    if not settings:
        logger.info("Browser assets were not fetched: the pages load fonts and widgets from public addresses.")
    for name, value in settings.items():
        config[name] = value


def add_sheets_and_scripts(app):
    """Have every page load the style sheets and scripts that lie in ``book/_assets``."""
    folder = Path(app.srcdir, "book/_assets")
    for sheet in sorted(folder.glob("*.css")):
        app.add_css_file(sheet.name, priority=900)
    for script in sorted(folder.glob("*.js")):
        app.add_js_file(script.name, priority=900)


BAR = """</h1>
<div class="page-bar live-bar">
<button type="button" class="page-button code-switch" aria-pressed="false">Show code</button>
<button type="button" class="page-button live-start">Make the code live</button>
<span role="status"></span></div>"""


def offer_switches(app, pagename, templatename, context, doctree):
    """Begin a chapter that has code with its switches: what a script put there later would move all below it."""
    if context.get("ipynb_source"):
        context["body"] = context["body"].replace("</h1>", BAR, 1)


def offer_notebook(app, pagename, templatename, context, doctree):
    """End a chapter with a link to the notebook that the theme laid into ``_sources`` as it was executed."""
    notebook = context.get("ipynb_source")
    if notebook:
        address = escape(f"{context['pathto']('_sources', 1)}/{notebook}")
        context["body"] += (
            f'<p class="executed-notebook"><a class="reference download" href="{address}" download>'
            "Download this chapter as an executed notebook</a></p>"
        )


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", use_fetched_assets)
    app.connect("builder-inited", add_sheets_and_scripts)
    app.connect("html-page-context", offer_switches, priority=900)
    app.connect("html-page-context", offer_notebook, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
