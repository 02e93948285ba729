"""Directives and roles whose content is gathered from the whole book: written last, and anew if a page was read."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)
FILLS = {}
"""Name of a directive or role → what fills its places."""


class Gathered(nodes.General, nodes.Inline, nodes.Element):
    """A place on a page that `fill` replaces when the page is written."""


def add(app, name, fill):
    """Add the directive `name`; ``fill(app, docname, *arguments, *lines)`` returns the nodes that stand in its place.

    A `LookupError` of `fill` becomes a warning with the place of the directive.
    """

    class Place(SphinxDirective):
        optional_arguments = 1
        has_content = True

        def run(self):
            place = _place(self.env, name, [*self.arguments, *filter(str.strip, self.content)])
            self.set_source_info(place)
            return [place]

    app.setup_extension("gathered")
    app.add_directive(name, Place)
    FILLS[name] = fill


def add_role(app, name, fill):
    """Add the role `name`; ``fill(app, docname, text)`` returns the nodes that stand in its place.

    A `LookupError` of `fill` becomes a warning with the place of the role.
    """

    class Place(SphinxRole):
        def run(self):
            place = _place(self.env, name, [self.text])
            self.set_source_info(place)
            return [place], []

    app.setup_extension("gathered")
    app.add_role(name, Place())
    FILLS[name] = fill


def _place(env, name, arguments):
    env.metadata[env.docname].setdefault("gathers", set()).add(name)
    return Gathered(name=name, arguments=arguments)


def resolve(app, doctree, docname):
    """Fill the places of a page."""
    for place in list(doctree.findall(Gathered)):
        place.replace_self(_filled(app, docname, place, FILLS[place["name"]]))


def _filled(app, docname, place, fill):
    try:
        return fill(app, docname, *place["arguments"])
    except LookupError as problem:
        logger.warning(problem.args[0], location=place)
        return [nodes.literal(text=" ".join(place["arguments"]))]


def pages(env, name=None):
    """Return the pages that hold such a directive or role: one of this name, or any."""
    found = {docname: metadata.get("gathers", set()) for docname, metadata in env.metadata.items()}
    return [docname for docname, names in found.items() if (name in names if name else names)]


def table(caption, head, rows):
    """Return a table; a cell is a string or a list of inline nodes, and the first of each row is its heading."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1, stub=int(i == 0)) for i in range(len(head))]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", nodes.title(text=caption), group, ids=[nodes.make_id(caption)])


def _row(cells):
    return nodes.row("", *(nodes.entry("", addnodes.compact_paragraph("", "", *_inline(cell))) for cell in cells))


def _inline(cell):
    return [nodes.Text(cell)] if isinstance(cell, str) else cell


def link(app, docname, target, text, anchor=""):
    """Return a reference from the page `docname` to the page `target`."""
    uri = app.builder.get_relative_uri(docname, target) + (anchor and f"#{anchor}")
    return nodes.reference("", text, refuri=uri, internal=True)


def note_reading(app, env, docnames):
    """Remember whether this build reads a page."""
    app.reads_pages = bool(docnames)


def anew(app):
    """Tell whether this build has read a page: without that nothing that is gathered can have changed."""
    return app.reads_pages


def setup(app):
    """Register the node."""
    app.add_node(Gathered)
    app.connect("env-before-read-docs", note_reading)
    app.connect("doctree-resolved", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
