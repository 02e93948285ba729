"""A chapter as it was written: its cells of code, its prose and its formulas, each with its line."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jupytext

WORD = re.compile(r"[^\W\d_][\w’'-]+")
NO_PROSE = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|^(`{3,}|:)[^\n]*$|`[^`\n]*`", re.S | re.M)
NO_TEXT = re.compile(r"\A---$.*?^---$|^(`{3,})\{code-cell\}.*?^\1$|(?<!\})`[^`\n]*`|<!--.*?-->", re.S | re.M)
"""Front matter, cells, code between backticks, comments."""
HEAD = re.compile(r"^`{3,}\{code-cell\}.*\n(?::[\w-]+:.*\n|---\n(?:.*\n)*?---\n|\n)*", re.M)
"""What stands before the code of a cell."""
FORMULA = re.compile(r"\$\$(?P<displayed>.+?)\$\$|(?<![\\$])\$(?P<inline>(?:[^$\n]|\n(?!\n))+)\$", re.S)


@dataclass
class Cell:
    """A cell of code: its lines without empty ones, its syntax tree, its metadata, the line it begins at."""

    source: str
    metadata: dict
    line: int = 0

    @cached_property
    def lines(self):
        """Lines that are not empty."""
        return [line for line in self.source.splitlines() if line.strip()]

    @cached_property
    def tree(self):
        """Syntax tree; magic commands count as `pass`."""
        return ast.parse(re.sub(r"^\s*[%!].*$", "pass", self.source, flags=re.M))

    @property
    def tags(self):
        """Words that say how the page shows the cell."""
        return self.metadata.get("tags", ())

    @property
    def is_set_up(self):
        """Whether the cell is left to those who turn on the code of the page."""
        return "set-up" in self.tags

    @property
    def is_folded(self):
        """Whether the page hides the code."""
        return self.is_set_up or any(tag.startswith(("hide-", "remove-")) for tag in self.tags)

    @property
    def is_left_out(self):
        """Whether the page leaves the code out."""
        return any(tag in ("remove-input", "remove-cell") for tag in self.tags)

    @property
    def figure(self):
        """Name and caption of the picture, if the cell has one."""
        return self.metadata.get("mystnb", {}).get("figure", {})

    @property
    def nodes(self):
        """All nodes of the syntax tree."""
        return list(ast.walk(self.tree))

    def calls(self, inside_functions=True):
        """Return the dotted names of all functions that the cell calls."""
        body = self.tree.body if inside_functions else [n for n in self.tree.body if not isinstance(n, ast.FunctionDef)]
        return [ast.unparse(n.func) for part in body for n in ast.walk(part) if isinstance(n, ast.Call)]

    def line_of(self, node):
        """Return the line of the page that a node of the syntax tree stands in."""
        return self.line + node.lineno - 1


class Chapter:
    """A chapter as it was written: cells of code, and prose."""

    def __init__(self, file):
        """Read a file in MyST Markdown."""
        self.file = Path(file)
        self.source = self.file.read_text(encoding="utf-8")
        notebook = jupytext.reads(self.source, fmt="md:myst")
        self.metadata, self.is_executable = notebook.metadata, "kernelspec" in notebook.metadata
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.cells = [Cell(cell.source, cell.metadata, line) for cell, line in zip(code, self._lines_of_cells())]
        self.text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")

    def _lines_of_cells(self):
        return [self.line_at(head.end()) for head in HEAD.finditer(self.source)]

    def line_at(self, place):
        """Return the number of the line that a character of the source stands in."""
        return self.source.count("\n", 0, place) + 1

    @cached_property
    def prose(self):
        """The source with blanks for all that is code, so that places and lines stay."""
        return NO_TEXT.sub(lambda part: re.sub(r"[^\n]", " ", part[0]), self.source)

    @property
    def words(self):
        """Number of words of prose, without formulas, names of code and directives."""
        return len(WORD.findall(NO_PROSE.sub(" ", self.text)))

    @property
    def code_lines(self):
        """Number of lines of code, folded cells and set-up too."""
        return sum(len(cell.lines) for cell in self.cells)

    @property
    def sections(self):
        """Headings of the second level."""
        return re.findall(r"^## (.+)$", self.text, re.M)

    @property
    def formulas(self):
        """Line and match of each formula of the prose; the groups are `displayed` and `inline`."""
        return [(self.line_at(match.start()), match) for match in FORMULA.finditer(self.prose)]
