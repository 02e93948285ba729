"""The directive ``{symbols}``: a folded list of the letters that a chapter uses, with what they mean there."""

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from crit.theory import symbols as defined
from letters import letters
from lint_chapter import Chapter
from lint_symbols import Declarations, formulas

TITLE = "Letters of this chapter"


def used(chapter):
    """Return (LaTeX, meaning) of each letter that a chapter uses: its own first, then in the order of the notation."""
    declared = Declarations(chapter)
    seen = {declared.key(letter) for _, latex in formulas(chapter) for letter in letters(latex)}
    order = sorted(declared.meanings, key=lambda key: key not in declared.own.values())
    return [(declared.meanings[key][0].latex, declared.meanings[key][0].text) for key in order if key in seen]


class Symbols(SphinxDirective):
    """List the letters of the page that it stands on."""

    has_content = False

    def run(self):
        """Return a folded admonition with a line for each letter."""
        self.env.note_dependency(defined.__file__)
        lines = [f"- ${letter}$: {meaning}" for letter, meaning in used(Chapter(self.env.doc2path(self.env.docname)))]
        text = [f"```{{admonition}} {TITLE}", ":class: dropdown letters", *lines, "```"]
        node = nodes.Element()
        self.state.nested_parse(StringList(text, self.env.docname), self.content_offset, node)
        return node.children


def setup(app):
    """Add the directive."""
    app.add_directive("symbols", Symbols)
    return {"version": "1", "parallel_read_safe": True}
