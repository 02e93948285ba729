"""Sphinx extension: numbered figures around what a cell shows.

A cell with the metadata ``mystnb: {figure: {name: ..., caption: ...}}`` shows a picture or an explorer. MyST-NB lays
the figure with its number and caption into the output of the cell; here it is turned inside out, so that a reader
who runs the cell on the page replaces the picture and keeps the caption, and the number to which the text points.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform


class FigureAroundOutput(SphinxTransform):
    """Turn ``output > figure > (picture, caption)`` into ``figure > (output > picture, caption)``."""

    default_priority = 400

    def apply(self, **keywords):
        """Move captions."""
        for output in list(self.document.findall(_is_output)):
            if len(output) == 1 and isinstance(output[0], nodes.figure):
                _turn_inside_out(output, output[0])


def _is_output(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def _turn_inside_out(output, figure):
    picture = [child for child in figure if not isinstance(child, (nodes.caption, nodes.legend))]
    output.parent.replace(output, figure)
    output.children = []
    output += picture
    figure.children = [child for child in figure if child not in picture]
    figure.insert(0, output)


def setup(app):
    """Register the transform."""
    app.add_transform(FigureAroundOutput)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
