"""Sphinx extension: tables that cells show, numbered and captioned so that the text can call them.

A table has a caption from `crit.table` or, like a picture, from the metadata of its cell,
``mystnb: {figure: {name: tab-..., caption: ...}}``; the name there is what ``{numref}`` calls.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform


class TableFigure(nodes.figure):
    """A figure that holds a table, and is counted among the tables."""


class TableCaption(nodes.caption):
    """What stands above the table."""


class CaptionedTables(SphinxTransform):
    """Turn a captioned table among the outputs of a cell into a `TableFigure`, its caption above it."""

    default_priority = 410  # after FigureAroundOutput

    def apply(self, **keywords):
        """Find the tables by what a notebook would show: a table in Markdown, perhaps below a paragraph."""
        for shown in list(self.document.findall(_is_markdown)):
            if shown.children and isinstance(shown[-1], nodes.table):
                self._number(shown)

    def _number(self, shown):
        bundle, figure = shown.parent, _around(shown)
        caption = next(iter(figure.findall(nodes.caption)), None) if figure else None
        if isinstance(shown[0], nodes.paragraph):
            paragraph = shown.pop(0)
            caption = caption or paragraph
        if caption is not None:
            self._wrap(figure or bundle, TableCaption("", "", *caption.children))

    def _wrap(self, old, caption):
        inside = old.children if isinstance(old, nodes.figure) else [old]
        new = TableFigure("", caption, ids=old["ids"], names=old["names"], classes=["crit-table"])
        old.replace_self(new)
        new += [child for child in inside if not isinstance(child, nodes.caption)]
        if not new["ids"]:
            self.document.set_id(new)
        self.document.ids.update(dict.fromkeys(new["ids"], new))


def _is_markdown(node):
    return isinstance(node, nodes.container) and node.get("mime_type") == "text/markdown"


def _around(node):
    while node is not None and not isinstance(node, nodes.figure | nodes.section):
        node = node.parent
    return node if isinstance(node, nodes.figure) else None


def open_figure(writer, node):
    """Begin the figure: docutils would keep its caption open until the end."""
    writer.body.append(writer.starttag(node, "figure"))


def close_figure(writer, node):
    """End the figure."""
    writer.body.append("</figure>\n")


def open_caption(writer, node):
    """Begin the caption with its number."""
    writer.body.append(writer.starttag(node, "figcaption", "") + "<p>")
    writer.add_fignumber(node.parent)
    writer.body.append('<span class="caption-text">')


def close_caption(writer, node):
    """End the caption with its link."""
    writer.body.append("</span>")
    writer.add_permalink_ref(node.parent, "Link to this table")
    writer.body.append("</p></figcaption>\n")


def setup(app):
    """Register node and transform."""
    app.add_enumerable_node(TableFigure, "table", html=(open_figure, close_figure))
    app.add_node(TableCaption, html=(open_caption, close_caption))
    app.add_transform(CaptionedTables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
