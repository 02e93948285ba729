"""Sphinx extension: what a page says of itself to those who link to it, find it or cite it."""

import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from docutils import nodes
from sphinx.util.nodes import clean_astext

import chromium
import gathered
import ledger

LENGTH = 300
DRAWING = re.compile(r'<img(?![^>]*\bhidden\b)[^>]*\bsrc="([^"]*drawing-[^"]*\.svg)"')
PHOTOGRAPH = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,630"]
FRAME = """<!doctype html><body style="margin: 0; height: 100vh; display: grid; place-items: center; background: #fff">
<img src="{}" style="width: 1120px; max-height: 590px">"""
SECONDS = re.compile(r"How long the page takes to run\b.*?(?=\s*</p>)", re.DOTALL)
COMMIT = re.compile(r'(<span class="commit">)[^<]*')

CITE = """<details class="cite-page"><summary>Cite this page</summary>
<div class="highlight notranslate"><pre>{authors}: {title}.
In: {book}, <span class="commit"></span>.
{url}</pre></div>
<div class="highlight notranslate"><pre>@misc{{crit:{key},
  author = {{{{{authors}}}}},
  title = {{{title}}},
  howpublished = {{In: {book}. \\url{{{url}}}}},
  year = {{{year}}},
  note = {{<span class="commit"></span>}}
}}</pre></div></details>"""

LOST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page not found – {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>:root {{ color-scheme: light dark; font: 1.1rem/1.6 sans-serif }}
body {{ max-width: 34rem; margin: 15vh auto; padding: 1rem }}</style></head>
<body><main><h1>This page does not exist</h1>
<p>It may have moved. <a href="{home}">The front page of the book</a> has its contents and its search.</p>
</main></body></html>
"""


def description(doctree):
    """Return what a page is about: the answer that it begins with, else its first paragraph."""
    answers = [box for box in doctree.findall(nodes.Admonition) if "short-answer" in box.get("classes", ())]
    paragraphs = list((answers[0] if answers else doctree).findall(nodes.paragraph))
    text = " ".join(clean_astext(paragraphs[0]).split()) if paragraphs else ""
    return text if len(text) <= LENGTH else text[: LENGTH - 1].rsplit(" ", 1)[0] + "…"


def describe(app, pagename, templatename, context, doctree):
    """Give a page its description, and the tags that a link to it is shown with."""
    if doctree is None:
        return
    text, base = escape(description(doctree)), app.config.html_baseurl
    about = {"title": escape(_title(app, pagename)), "description": text, "type": "article", "url": context["pageurl"]}
    about |= {"site_name": escape(app.config.html_title), "image": f"{base}social-card.png"}
    tags = [f'<meta name="description" content="{text}">', '<meta name="twitter:card" content="summary_large_image">']
    tags += [f'<meta property="og:{name}" content="{value}">' for name, value in about.items()]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def offer_citation(app, pagename, templatename, context, doctree):
    """End a page with how to cite it, and say in its box how long it takes to run."""
    if doctree is None:
        return
    body, seconds = context["body"], ledger.seconds(app.env).get(pagename)
    if seconds:
        body = SECONDS.sub(f"The page runs in {seconds:.0f} s on two cores.", body)
    about = citation(app.srcdir)
    words = {"title": _title(app, pagename), "book": about["title"], "url": context["pageurl"]}
    words |= {"authors": about["authors"][0]["name"], "year": app.config.copyright}
    words = {name: escape(str(word)) for name, word in words.items()}
    context["body"] = body + CITE.format(key=pagename.removeprefix("book/"), **words)


def citation(root):
    """Return what ``CITATION.cff`` says, as a dict."""
    return yaml.safe_load(Path(root, "CITATION.cff").read_text(encoding="utf-8"))


def _title(app, pagename):
    return clean_astext(app.env.titles[pagename])


def finish(app, exception):
    """Lay beside the pages what belongs to the site as a whole, and note in all pages what they were built from."""
    if exception or app.builder.format != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    places = "".join(f"<url><loc>{escape(base + name)}.html</loc></url>" for name in sorted(app.env.found_docs))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    (out / "sitemap.xml").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{sitemap}\n', encoding="utf-8")
    (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")
    (out / "404.html").write_text(LOST.format(title=escape(app.config.html_title), home=base), encoding="utf-8")
    note = commit(app.srcdir)
    for page in out.rglob("*.html"):
        before = page.read_text(encoding="utf-8")
        after = COMMIT.sub(rf"\g<1>{note}", before)
        if after != before:
            page.write_text(after, encoding="utf-8")
    if gathered.anew(app):
        draw_card(out / f"{app.config.root_doc}.html")


def draw_card(page):
    """Photograph the first drawing of a page as the picture that a link is shown with, where there is a Chromium.

    Returns
    -------
    path or None
        The card; None if the page has no drawing or there is no browser.
    """
    card, browser = page.parents[1] / "social-card.png", chromium.find()
    drawing = DRAWING.search(page.read_text(encoding="utf-8"))
    if drawing is None or browser is None:
        return None
    if not card.exists() or card.stat().st_mtime < page.stat().st_mtime:
        with TemporaryDirectory() as folder:
            frame = Path(folder, "card.html")
            frame.write_text(FRAME.format((page.parent / drawing[1]).resolve().as_uri()))
            command = [browser, *PHOTOGRAPH, f"--screenshot={card}", frame.as_uri()]
            subprocess.run(command, check=True, capture_output=True, timeout=60)
    return card


def commit(root):
    """Return the words that name version and commit of the working tree; the version alone where there is no git."""
    version = f"version {citation(root)['version']}"
    if not Path(root, ".git").exists() or shutil.which("git") is None:
        return version
    command = ["git", "-C", str(root), "log", "-1", "--format=, commit %h of %cs"]
    return escape(version + subprocess.run(command, capture_output=True, text=True).stdout.strip())


def setup(app):
    """Connect to Sphinx."""
    app.setup_extension("gathered")
    app.connect("html-page-context", describe)
    app.connect("html-page-context", offer_citation, priority=950)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
