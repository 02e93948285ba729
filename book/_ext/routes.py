"""Sphinx extension: paths through the book, and its exercises by level, with numbers and times told by the book itself.

    ```{route}
    book/dynamics/signal: at which scale of the weights a signal lives
    book/dynamics/signal#so-what: what follows from it
    ```

Each line is a page, or a section, and why it is on the way. The role ``{section}`` makes a link with the number and
the title that a section has now. A page or section that is gone stops the build.
"""

import functools

from docutils import nodes
from sphinx_exercise.nodes import exercise_subtitle

import derived
import gathered

WORDS_A_MINUTE, SECONDS_A_FORMULA, SECONDS_A_LINE, SECONDS_A_FIGURE = 180, 6, 3, 25
"""How a chapter is read: words of prose, formulas, visible lines of code, figures."""

FOLDED = ("dropdown", "solution", "set-up", "tag_hide", "tag_remove", "tag_set-up")
"""Classes of what is folded or left out, by how they begin."""

LEVELS = "Does the idea stand?", "With the notebook", "A small study"
"""What the three exercises of a chapter ask for."""


def minutes(tree):
    """Return how long a page, or a section of it, takes to read, in minutes, to the next five."""
    code = [block for block in tree.findall(nodes.literal_block) if not _is_folded(block)]
    prose = sum(len(text.astext().split()) for text in tree.findall(nodes.paragraph) if not _is_folded(text))
    formulas = sum(not _is_folded(node) for kind in (nodes.math, nodes.math_block) for node in tree.findall(kind))
    lines = sum(block.astext().count("\n") + 1 for block in code)
    pictures = len(list(tree.findall(nodes.figure)))
    seconds = SECONDS_A_FORMULA * formulas + SECONDS_A_LINE * lines + SECONDS_A_FIGURE * pictures
    return max(5, 5 * round((prose / WORDS_A_MINUTE + seconds / 60) / 5))


def _is_folded(node):
    while node := node.parent:
        if any(name.startswith(FOLDED) for name in getattr(node, "attributes", {}).get("classes", ())):
            return True
    return False


@functools.cache
def tree(env, page):
    """Return the tree of a page, to be looked at only: many ask for it, and to fetch it takes a tenth of a second."""
    return env.get_doctree(page)


def part(env, page, section):
    """Return the tree of a page, or of a section of it."""
    whole = tree(env, page)
    return next((node for node in whole.findall(nodes.section) if section in node["ids"]), whole) if section else whole


def name_of(env, page, section=""):
    """Return number and title of a page or of a section, such as ``3 Where the signal settles``."""
    title = part(env, page, section).next_node(nodes.title).astext()
    number = env.toc_secnumbers.get(page, {}).get(f"#{section}" if section else "")
    return f"{'.'.join(map(str, number))} {title}" if number else title


def route(app, docname, *lines):
    """Return a numbered list of links, each with its time and its reason, and the time in all."""
    stops = [(*place(app.env, line.partition(":")[0]), line.partition(":")[2].strip()) for line in lines]
    stops = [stop for stop in stops if stop[0] in app.env.found_docs]
    items = nodes.enumerated_list("", *(_item(app, docname, *stop) for stop in stops), classes=["route"])
    whole = sum(minutes(part(app.env, page, section)) for page, section, _ in stops)
    return [items, nodes.paragraph(text=f"Together about {duration(whole)}.")]


def place(env, text):
    """Return page and section of ``page#section``; a page that exists may be missing in a shorter table of contents."""
    page, _, section = text.strip().partition("#")
    if not derived.is_page(env, page):
        raise LookupError(f"{page}: there is no such page")
    if section and page in env.found_docs and section not in derived.sections(env, page):
        raise LookupError(f"{text}: the page has no such section")
    return page, section


def section(app, docname, text):
    """Return a link to a section, with the number and the title that it has now."""
    page, anchor = place(app.env, text)
    if page not in app.env.found_docs:
        return [nodes.Text(text)]
    return [gathered.link(app, docname, page, name_of(app.env, page, anchor), anchor)]


def _item(app, docname, page, section, reason):
    link = gathered.link(app, docname, page, name_of(app.env, page, section), section)
    time = duration(minutes(part(app.env, page, section)))
    return nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f" ({time}): {reason}.")))


def duration(spent):
    """Return minutes in words."""
    hours = f"{spent / 60:.1f}".removesuffix(".0")
    return f"{spent} min" if spent < 60 else f"{hours} hour{'s' * (hours != '1')}"


def exercises(app, docname):
    """Return a table of all exercises, a column for each level."""
    found = {}
    for label, entry in getattr(app.env, "sphinx_exercise_registry", {}).items():
        if entry.get("type", "").startswith("exercise"):
            found.setdefault(entry["docname"], []).append(label)
    rows = []
    for page in app.env.collect_relations():
        if page in found:
            links = [_exercise(app, docname, page, label) for label in found[page]]
            rows.append([[gathered.link(app, docname, page, name_of(app.env, page))], *_by_level(links)])
    return [gathered.table("Exercises by level", ("Chapter", *LEVELS), rows)]


def _by_level(links):
    """The first exercise, the last one, and between them all others."""
    between = [part for link in links[1:-1] for part in (nodes.Text(", "), link)][1:]
    return [links[:1], between, links[1:][-1:]]


def _exercise(app, docname, page, label):
    numbers = app.env.toc_fignumbers.get(page, {}).get("exercise", {})
    number = ".".join(map(str, numbers.get(label, ()))) or "?"
    node = app.env.sphinx_exercise_registry[label]["node"]
    title = node.next_node(exercise_subtitle)
    return gathered.link(app, docname, page, f"{number} {title.astext() if title else ''}".strip(), label)


def setup(app):
    """Connect to Sphinx."""
    gathered.add(app, "route", route)
    gathered.add(app, "exercises", exercises)
    gathered.add_role(app, "section", section)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
