"""Sphinx extension: the search finds sections, by their words, titles and index entries (``search.js``).

Each section of a written page is one record, formulas in it as text (χ₁, σ_w); so is each term of the glossary and each
name of the package. Index entries, the synonyms that chapters put under headings, lead to the section they stand in.
"""

import re

from bs4 import NavigableString

import gathered
import reread

LEFT_OUT = {"section", "pre", "svg", "script", "style", "nav", "h1", "h2", "h3", "h4"}
CLASSES_LEFT_OUT = {"cell_input", "toctree-wrapper", "glossary", "py", "katex-display", "used-in", "derived-in"}
SUB, SUPER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu
nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega"""
GREEK = {name: chr(ord("α") + k) for k, name in enumerate(NAMES.split())}
GREEK |= {name.title(): letter.upper() for name, letter in GREEK.items()}
GREEK |= {"infty": "∞", "sim": "~", "approx": "≈", "le": "≤", "ge": "≥"}


def readable(tex):
    """Return TeX as a line of text."""
    text = re.sub(r"\\[,;:!]", "", tex)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK.get(found[1].removeprefix("var"), " "), text)
    text = re.sub(r"_\{?(\d)\}?", lambda found: found[1].translate(SUB), text)
    text = re.sub(r"\^\{?(\d)\}?", lambda found: found[1].translate(SUPER), text)
    return re.sub(r"[{}\\$&]|\s+", " ", text).strip()


def words(node):
    """Yield the text of a section without its sections, code and headings."""
    for child in node.children:
        if isinstance(child, NavigableString):
            yield str(child)
        elif child.name not in LEFT_OUT and not CLASSES_LEFT_OUT & set(child.get("class", ())):
            typeset = reread.formula(child)
            yield from words(child) if typeset is None else [readable(typeset)]


def records(page, name, tags):
    """Yield the sections of a page, its terms and its names: page, anchor, titles, index entries, text."""
    head = page.find("h1")
    for section in page.select("section[id]"):
        title = section.find(["h1", "h2", "h3", "h4"], recursive=False)
        if title:
            own = [title] if title is head else [head, title]
            text = re.sub(r"\s+", " ", "".join(words(section))).strip()
            yield [name, section["id"], [_title(part) for part in own], tags.get(section["id"], []), text]
    for term in page.select("dl.glossary dt[id]"):
        told = "".join(words(term.find_next("dd"))).strip()
        yield [name, term["id"], [_title(head), term.get_text().strip()], [], told]
    for entry in page.select("dt.sig-object[id]"):
        told = entry.find_next("dd").find("p", recursive=False)
        yield [name, entry["id"], [entry["id"]], [], "".join(words(told)).strip() if told else ""]


def _title(heading):
    return re.sub(r"\s+", " ", "".join(words(heading))).strip()


def index_entries(env, page, name):
    """Return {anchor of a section: index entries that chapters put in it}; those of the reference are names anyhow."""
    found = {}
    written = [entry for entry in env.get_domain("index").entries.get(name, ()) if entry[2].startswith("index-")]
    for _, words_, target, *_ in written:
        section = page.find(id=target).find_parent("section")
        found.setdefault(section["id"], []).extend(word.strip() for word in words_.split(";"))
    return found


def gather(app, exception):
    """Write ``sections.js``."""
    if exception or app.builder.format != "html" or not gathered.anew(app):
        return
    found = []
    for name, page in reread.pages(app).items():
        found += records(page, name, index_entries(app.env, page, name))
    reread.write(app, "sections.js", "critSections", found)


def load_on_search_page(app, pagename, templatename, context, doctree):
    """Have the search page load the records."""
    if pagename == "search":
        app.add_js_file("sections.js", priority=890)


def setup(app):
    """Connect to Sphinx."""
    app.setup_extension("gathered")
    app.connect("build-finished", gather, priority=910)
    app.connect("html-page-context", load_on_search_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
