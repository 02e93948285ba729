"""Sphinx extension: cells with the tag ``set-up`` stand folded; with scripts, they wait for the switch *Show code*."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

TAG = "tag_set-up"
FOLDED = {"hide_mode": "all", "prompt_show": "Show set-up", "prompt_hide": "Hide set-up"}


class FoldSetUp(SphinxPostTransform):
    """Have MyST-NB fold the cells, with a word of their own."""

    default_priority = 190  # before MyST-NB folds cells
    formats = ("html",)

    def run(self, **keywords):
        """Mark the cells."""
        for cell in self.document.findall(nodes.container):
            if TAG in cell["classes"]:
                cell.attributes.update(FOLDED)


def setup(app):
    """Register the transform."""
    app.add_post_transform(FoldSetUp)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
