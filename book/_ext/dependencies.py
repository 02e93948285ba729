"""Sphinx extension: the ``{dependencies}`` directive, a map of the chapters drawn from the links behind *You need*.

The chapters stand below each other as a list of links; an arc leads from each to those that need it. Who cannot see the
arcs is told in words.
"""

from html import escape

from docutils import nodes
from sphinx import addnodes

import gathered
import routes

LINE, LEFT = 34, 84
"""Height of a line and space for the arcs, in pixels."""


def chapters(env):
    """Return the numbered pages in order."""
    return [page for page in env.collect_relations() if env.toc_secnumbers.get(page, {}).get("")]


def needed(env, page):
    """Return the numbered pages that a page links to where it says what *you need*."""
    known, found = set(chapters(env)), []
    for paragraph in routes.tree(env, page).findall(nodes.paragraph):
        if paragraph.astext().startswith("You need"):
            for link in paragraph.findall(addnodes.pending_xref):
                target = _page(page, link["reftarget"])
                if target in known and target != page and target not in found:
                    found.append(target)
    return sorted(found, key=chapters(env).index)


def _page(page, target):
    parts = page.split("/")[:-1]
    for step in target.split("/"):
        parts = parts[:-1] if step == ".." else [*parts, step]
    return target.lstrip("/") if target.startswith("/") else "/".join(parts)


def picture(app, docname):
    """Return the list of chapters, arcs beside it."""
    order = chapters(app.env)
    middle = {page: LINE * (k + 0.5) for k, page in enumerate(order)}
    pairs = [(source, page) for page in order for source in needed(app.env, page)]
    dots = [f'<circle cx="{LEFT - 6}" cy="{y:.0f}" r="4"/>' for y in middle.values()]
    drawn = "".join([*(_arc(middle[source], middle[page]) for source, page in pairs), *dots])
    svg = f'<svg width="{LEFT}" height="{LINE * len(order)}" aria-hidden="true">{drawn}</svg>'
    lines = "".join(_line(app, docname, page) for page in order)
    return f'<nav class="dependencies" aria-label="Chapters and what they need">{svg}<ul>{lines}</ul></nav>'


def _arc(start, end):
    side = LEFT - 6
    x = side - 1.3 * min(side - 20, 14 + 0.3 * (end - start))
    return f'<path d="M{side},{start:.0f} C{x:.0f},{start:.0f} {x:.0f},{end:.0f} {side},{end:.0f}"/>'


def _line(app, docname, page):
    env, address = app.env, app.builder.get_relative_uri(docname, page)
    name, needs = routes.name_of(env, page), [routes.name_of(env, below) for below in needed(env, page)]
    told = f", needs {'; '.join(needs)}" if needs else ", needs no other chapter"
    hidden = f'<span class="visually-hidden">{escape(told)}</span>'
    return f'<li><a href="{escape(address)}">{escape(name)}{hidden}</a></li>'


def fill(app, docname):
    """Return the map."""
    return [nodes.raw("", picture(app, docname), format="html")]


def setup(app):
    """Connect to Sphinx."""
    gathered.add(app, "dependencies", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
