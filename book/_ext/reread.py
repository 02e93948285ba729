"""The written pages of the book, read again when all are there: cards and the search are gathered from them."""

import functools
import itertools
import json
import re
from pathlib import Path

from bs4 import BeautifulSoup

CODE = re.compile(
    r'<div class="(?:highlight-|doctest)[^>]*><div class="highlight"><pre>.*?</pre>\s*</div>\s*</div>', re.S
)
NEXT = "\n<!--next block-->\n"
SPAN = re.compile(r'<span\b([^>]*\bclass="katex-html")?[^>]*>|</span>')


def pages(app):
    """Return {name: tree of the main part} of the pages of the book."""
    files = {page: Path(app.builder.get_outfilename(page)) for page in app.env.found_docs}
    return {page: _main(file, file.stat().st_mtime_ns) for page, file in files.items() if file.exists()}


@functools.cache
def _main(file, _time):
    html = file.read_text(encoding="utf-8")
    start, end = html.find("<article"), html.rfind("</article>")
    main = BeautifulSoup(without_drawings(html[start:end]), "html.parser")
    for part in main.select(".headerlink, script, style, .viewcode-link"):
        part.decompose()
    return main


def pieces(html):
    """Cut a page at the visible half of its formulas, which would take most of the time to read: rest, half, rest, …"""
    cuts, depth = [0], 0
    for tag in SPAN.finditer(html):
        if depth:
            depth += -1 if tag[0].startswith("</") else 1
            if not depth:
                cuts.append(tag.end())
        elif tag[1]:
            cuts.append(tag.start())
            depth = 1
    return [html[start:end] for start, end in itertools.pairwise([*cuts, len(html)])]


def without_drawings(html):
    """Return a page without the visible half of its formulas."""
    return "".join(pieces(html)[::2])


def in_code(change, html):
    """Change the blocks of code of a page, as if they were all that it has."""
    blocks = CODE.findall(html)
    changed = iter(change(NEXT.join(blocks)).split(NEXT))
    return CODE.sub(lambda _: next(changed), html) if blocks else html


def formula(node):
    """Return the TeX of a node that is a formula, None of any other."""
    kinds = node.get("class", ())
    if "katex" in kinds:
        return node.find("annotation").get_text().strip()
    if "math" in kinds and not node.select(".katex"):  # not typeset when the book was built
        return re.sub(r"^\\[(\[]|\\[)\]]$", "", node.get_text().strip())
    return None


def formulas(node):
    """Return the TeX of all formulas below a node."""
    return [tex for place in node.select(".katex, .math") if (tex := formula(place)) is not None]


def write(app, name, variable, content):
    """Write a script into ``_static`` that sets one variable: unlike JSON it can be loaded from a file."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    Path(app.outdir, "_static", name).write_text(f"window.{variable} = {text};\n", encoding="utf-8")
