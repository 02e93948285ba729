"""Sphinx extension: what the cards show that open beside a link or over a formula (``cards.js``).

Gathered from the written pages: entries of the glossary, names of the package with signature and first sentence, cited
works, captions of figures, numbered formulas, and the rows of the notation page.
"""

import copy
from pathlib import Path

import yaml

import gathered
import reread

BACK = "book/back"


def html(*parts):
    """Return elements as HTML without links, ids and the formulas' second form, which only sighted readers need."""
    return "".join(_bare(copy.copy(part)) for part in parts if part)


def _bare(part):
    for formula in part.select(".katex"):
        if drawn := formula.find("math"):
            formula.replace_with(drawn.extract())
    for link in part.select("a"):
        link.unwrap()
    for node in [part, *part.find_all(True)]:
        node.attrs = {name: value for name, value in node.attrs.items() if name in ("class", "display", "mathvariant")}
    return str(part)


def glossary(page):
    """Return {anchor: card} of the terms."""
    return {term["id"]: html(_definition(term)) for term in page.select("dl.glossary dt[id]")}


def _definition(term):
    return term.find_next("dd").find("p")


def names(page):
    """Return {anchor: card} of the entries of the reference: signature and first sentence."""
    return {entry["id"]: _signature(entry) for entry in page.select("dt.sig-object[id]")}


def _signature(entry):
    words = "".join(entry.get_text().split("[source]")[0].split("\n")).strip()
    paragraph = entry.find_next("dd").find("p", recursive=False)
    return f"<code>{words.replace('<', '&lt;')}</code>" + html(paragraph)


def works(page):
    """Return {anchor: card} of the cited works."""
    return {work["id"]: html(work.find("p")) for work in page.select("div.citation[id]")}


def numbered(page):
    """Return {anchor: card} of figures, by their captions, and of numbered formulas."""
    figures = page.select("figure[id]:has(.caption-number)")
    captions = {figure["id"]: html(figure.select_one("figcaption p")) for figure in figures}
    equations = {place["id"]: html(place) for place in page.select("div.math[id^=equation-]")}
    return captions | equations


READERS = {f"{BACK}/glossary": glossary, f"{BACK}/references": works}
"""Which links to a page get which cards; API pages get names, all others figures and formulas."""


def links(pages):
    """Return {page#anchor: card}."""
    found = {}
    for name, page in pages.items():
        read = READERS.get(name) or (names if name.startswith(f"{BACK}/api") else numbered)
        found |= {f"{name}.html#{anchor}": card for anchor, card in read(page).items()}
    return found


def letters(page):
    """Return the rows of the notation page: [TeX of the letters, letters, meaning, subject]."""
    rows = [row.find_all("td") for row in page.select("table tbody tr")] if page else []
    return [
        [reread.formulas(letter), html(letter), html(meaning), cells[2].get_text().strip()]
        for cells in rows
        if len(cells) == 5
        for letter, meaning in [cells[:2]]
    ]


def spoken_of(file):
    """Return what a chapter says of its letters: ``subjects`` and its ``own`` ones."""
    text = Path(file).read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}
    return front.get("symbols", {})


def gather(app, exception):
    """Write ``cards-data.js``."""
    if exception or app.builder.format != "html" or not gathered.anew(app):
        return
    pages = reread.pages(app)
    symbols = {f"{page}.html": spoken_of(app.env.doc2path(page)) for page in pages}
    content = {"links": links(pages), "letters": letters(pages.get(f"{BACK}/notation")), "pages": symbols}
    reread.write(app, "cards-data.js", "critCards", content)


def setup(app):
    """Connect to Sphinx."""
    app.setup_extension("gathered")
    app.connect("build-finished", gather, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
