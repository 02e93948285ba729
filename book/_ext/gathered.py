"""Directives whose content is gathered from the whole book, and so is written last and anew in each build."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective


class Gathered(nodes.General, nodes.Element):
    """A place on a page that `fill` replaces when the page is written."""


def add(app, name, fill):
    """Add the directive `name`; ``fill(app, docname, *arguments)`` returns the nodes that stand in its place."""

    class Place(SphinxDirective):
        optional_arguments = 1

        def run(self):
            self.env.metadata[self.env.docname]["gathers"] = True
            return [Gathered(name=name, arguments=self.arguments)]

    def resolve(app, doctree, docname):
        for place in list(doctree.findall(Gathered)):
            if place["name"] == name:
                place.replace_self(fill(app, docname, *place["arguments"]))

    app.setup_extension("gathered")
    app.add_directive(name, Place)
    app.connect("doctree-resolved", resolve)


def pages(env):
    """Return the pages that hold such a directive."""
    return [docname for docname, metadata in env.metadata.items() if metadata.get("gathers")]


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


def setup(app):
    """Register the node."""
    app.add_node(Gathered)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
