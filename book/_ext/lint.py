"""What a chapter must keep to, checked without running it:

    python book/_ext/lint.py [chapters …]

Pace (prose to code, cells, sections), doors (imports from rooms and wings alone), keys of claims, numbered figures.
"""

import ast
import importlib
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[2]

WORDS_A_LINE = 8
"""Prose that a line of code needs beside it; the best lecture series have ten."""
VISIBLE, FOLDED = (15, 88), (25, 120)
"""Most lines and columns of a cell: what fits a page beside its text, and what fits a screen."""
SECTIONS, WORDS = 8, 2500
"""Most sections and words of a chapter, an hour's reading; what is longer is two chapters."""
DEF_LINES = 8
"""Most lines of a function in a chapter: what is longer belongs in the package, with a test."""
TABLES = ("notation",)
"""Pages with a kernel that are no chapters."""
PARTS = "What goes wrong", "Exercises", "Sources"
"""Sections that every chapter has."""

WORD = re.compile(r"[^\W\d_][\w’'-]+")
NO_PROSE = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|^(`{3,}|:)[^\n]*$|`[^`\n]*`", re.S | re.M)


@dataclass
class Cell:
    """A cell of code: its lines without empty ones and options, its syntax tree, its metadata."""

    source: str
    metadata: dict

    @cached_property
    def lines(self):
        """Lines that are not empty."""
        return [line for line in self.source.splitlines() if line.strip()]

    @cached_property
    def tree(self):
        """Syntax tree; magic commands count as `pass`."""
        return ast.parse(re.sub(r"^\s*[%!].*$", "pass", self.source, flags=re.M))

    @property
    def is_folded(self):
        """Whether the page hides the code."""
        return any(tag.startswith(("hide-", "remove-")) for tag in self.metadata.get("tags", ()))

    @property
    def is_left_out(self):
        """Whether the page leaves the code out."""
        return any(tag in ("remove-input", "remove-cell") for tag in self.metadata.get("tags", ()))

    @property
    def figure(self):
        """Name and caption of the picture, if the cell has one."""
        return self.metadata.get("mystnb", {}).get("figure", {})

    def calls(self, inside_functions=True):
        """Return the dotted names of all functions that the cell calls."""
        body = self.tree.body if inside_functions else [n for n in self.tree.body if not isinstance(n, ast.FunctionDef)]
        return [ast.unparse(n.func) for part in body for n in ast.walk(part) if isinstance(n, ast.Call)]


class Chapter:
    """A chapter as it was written: cells of code, and prose."""

    def __init__(self, file):
        """Read a file in MyST Markdown."""
        self.file, notebook = Path(file), jupytext.read(file)
        self.is_executable = "kernelspec" in notebook.metadata
        self.cells = [Cell(cell.source, cell.metadata) for cell in notebook.cells if cell.cell_type == "code"]
        self.text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")

    @property
    def words(self):
        """Number of words of prose, without formulas, names of code and directives."""
        return len(WORD.findall(NO_PROSE.sub(" ", self.text)))

    @property
    def code_lines(self):
        """Number of lines of code."""
        return sum(len(cell.lines) for cell in self.cells)

    @property
    def sections(self):
        """Headings of the second level."""
        return re.findall(r"^## (.+)$", self.text, re.M)


def pace(chapter):
    """Prose to code, number of sections, length."""
    if chapter.words < WORDS_A_LINE * chapter.code_lines:
        yield f"{chapter.words / chapter.code_lines:.1f} words of prose a line of code; {WORDS_A_LINE} are needed"
    if len(chapter.sections) > SECTIONS:
        yield f"{len(chapter.sections)} sections; at most {SECTIONS} are allowed"
    if chapter.words > WORDS:
        yield f"{chapter.words} words; at most {WORDS} are allowed"


def size_of_cells(chapter):
    """Lines and columns of each cell, lines of each function."""
    for cell in chapter.cells:
        longest, widest = FOLDED if cell.is_folded else VISIBLE
        place, columns = f"the cell that begins {cell.lines[0]!r}", max(map(len, cell.lines))
        if len(cell.lines) > longest:
            yield f"{place} has {len(cell.lines)} lines; at most {longest} are allowed"
        if columns > widest:
            yield f"{place} has {columns} columns; at most {widest} are allowed"
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("draw"):
                lines = node.end_lineno - node.lineno + 1
                if lines > DEF_LINES:
                    yield f"`{node.name}` has {lines} lines; at most {DEF_LINES} are allowed: it belongs in the package"


def parts(chapter):
    """What every chapter has: what one learns and needs, what goes wrong, exercises, sources."""
    if "{admonition} This chapter" not in chapter.text:
        yield "the box *This chapter* is missing"
    for part in PARTS:
        if part not in chapter.sections:
            yield f"the section {part!r} is missing"


def doors(chapter):
    """Imports from `crit`, its rooms and wings, of names that they hand on."""
    for cell in chapter.cells:
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "crit":
                yield from _behind_a_door(node)
        if "ThreadPoolExecutor" in cell.source:
            yield "a pool of threads; the package shares one by itself"


def _behind_a_door(node):
    module = importlib.import_module(node.module)
    if node.module == "crit.theory.symbols":  # a file that is a door by itself
        return
    if not hasattr(module, "__path__"):
        yield f"`from {node.module} import …` names a file; import from `{node.module.rpartition('.')[0]}`"
        return
    for alias in node.names:
        if alias.name not in getattr(module, "__all__", ()) and not _is_module(f"{node.module}.{alias.name}"):
            yield f"`{node.module}` does not hand on `{alias.name}`"


def _is_module(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def keys(chapter):
    """Keys of claims: lower-case words first, which say what the claim is about."""
    for cell in chapter.cells:
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("crit.claim", "crit.claims_against"):
                key = ast.unparse(node.args[0]) if node.args else ""
                if key.startswith(("'", "f'")) and not re.match(r"f?'[a-z-]+(/|'$)", key):
                    yield f"the key {key} does not begin with the chapter's subject"


def figures(chapter):
    """A name and a caption for every picture, and a sentence that calls it."""
    for cell in chapter.cells:
        shows = {"crit.figure", "crit.explore"} & set(cell.calls(inside_functions=False))
        name, caption = cell.figure.get("name", ""), cell.figure.get("caption", "")
        if shows and not name.startswith(f"fig-{chapter.file.stem}-"):
            yield f"the picture of the cell that begins {cell.lines[0]!r} has no name `fig-{chapter.file.stem}-…`"
        if shows and len(caption.split()) < 5:
            yield f"the picture {name!r} has no caption"
        if name and f"{{numref}}`{name}`" not in chapter.text:
            yield f"no sentence calls the picture {name!r}"


RULES = {rule.__name__: rule for rule in (pace, size_of_cells, parts, doors, keys, figures)}


def chapters():
    """Return the files of all chapters: the pages with a kernel in a folder of `book`, and the template."""
    files = sorted([*(ROOT / "book").glob("[a-z]*/*.md"), ROOT / "book/_template.md"])
    return [file for file in files if "kernelspec" in file.read_text()[:400] and file.stem not in TABLES]


def main(files):
    """Print all complaints; return how many there are."""
    count = 0
    for file in map(Path, files or chapters()):
        for name, rule in RULES.items():
            for complaint in rule(Chapter(file)):
                print(f"{file.name}: {name}: {complaint}")
                count += 1
    return count


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(bool(main(sys.argv[1:])))
