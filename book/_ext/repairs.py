"""Sphinx extension: repairs of the written pages, where the theme fails offline or fails a reader."""

import re
from pathlib import Path

REPAIRS = [
    # A preloaded font is fetched with CORS, which file:// refuses; the style sheet loads it without.
    (re.compile(r'<link rel="preload" as="font"[^>]*>\n?'), ""),
    # sphinx-thebe declares a constant twice, which is an error, and names a CDN; live.js does its work here.
    (re.compile(r"<script>const THEBE_JS_URL.*?</script>\n?"), ""),
    (re.compile(r"<script[^>]*sphinx-thebe\.js[^>]*></script>\n?"), ""),
    (re.compile(r"<link[^>]*sphinx-thebe\.css[^>]*>\n?"), ""),
    # The icons are letters of a font that the style sheet loads; the script that draws them once more weighs 1.5 MB.
    (re.compile(r"<script[^>]*fontawesome/[^>]*></script>\n?"), ""),
    # The theme declares its window a second time.
    (re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1" ?/>\n?'), ""),
    # An id stands once on a page.
    (re.compile(r'(<section) id="(?:exercise|solution)-content"'), r"\1"),
    # What is offered for download is saved.
    (re.compile(r'(<a href="[^"]*") target="_blank"(\s+class="btn btn-sm btn-download-)'), r"\1 download\2"),
    # The logo and the search field lie outside every landmark.
    (
        re.compile(r'<div class="bd-sidebar-primary bd-sidebar">'),
        '<div class="bd-sidebar-primary bd-sidebar" role="navigation" aria-label="Book">',
    ),
    # These two names do not contain the words that are to be seen, so nobody can say them to a voice control.
    (re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'), r"\1"),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # The switch that folds pages below a page in the table of contents has a picture and no name.
    (
        re.compile(r'<summary>(<span class="toctree-toggle")'),
        r'<summary aria-label="Pages below">\1',
    ),
    # A list must hold list items, and doc-biblioentry is deprecated.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
]
"""Pairs of a pattern and its replacement; none of the patterns matches in a page that has been repaired."""


def repair(html):
    """Return the page `html` with every repair made."""
    for pattern, replacement in REPAIRS:
        html = pattern.sub(replacement, html)
    return html


def repair_pages(app, exception):
    """Repair all pages in the output folder, also those that this build left alone."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        before = page.read_text(encoding="utf8")
        after = repair(before)
        if after != before:
            page.write_text(after, encoding="utf8")


def name_default_mode(app, config):
    """Follow the reader's system in light and dark; without a default the theme logs an error."""
    config.html_context.setdefault("default_mode", "auto")


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", name_default_mode)
    app.connect("build-finished", repair_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
