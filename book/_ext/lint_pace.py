"""Rules on the shape of a chapter: prose to code, size of its cells, and the parts that it has, in their order."""

import ast
import re

WORDS_A_LINE = 8
"""Prose that a line of code needs beside it; the best lecture series have ten."""
VISIBLE, FOLDED = (15, 88), (25, 120)
"""Most lines and columns of a cell: what fits a page beside its text, and what fits a screen."""
SECTIONS, WORDS = 8, 2500
"""Most sections and words of a chapter, an hour's reading; what is longer is two chapters."""
DEF_LINES = 8
"""Most lines of a function in a chapter: what is longer belongs in the package, with a test."""
PARTS = "What goes wrong", "So what", "Exercises", "Sources"
"""Sections that every chapter has, in this order."""
SHORT_ANSWER = re.compile(r"^(`{3,})\{admonition\} In short\n:class: short-answer\n(.*?)^\1$", re.S | re.M)
SENTENCE = re.compile(r"[.!?][”’\"')*]*(?=\s|$)")
SENTENCES = 3
"""Of the short answer: the question, the answer, how sure we are."""


def pace(chapter):
    """Prose to code, number of sections, length. All cells count: who unfolds one wants to have read what it does."""
    lines, words = chapter.code_lines, chapter.words
    if words < WORDS_A_LINE * lines:
        yield 1, f"{words / lines:.1f} words of prose a line of code; {WORDS_A_LINE} are needed"
    if len(chapter.sections) > SECTIONS:
        yield 1, f"{len(chapter.sections)} sections; at most {SECTIONS} are allowed"
    if words > WORDS:
        yield 1, f"{words} words; at most {WORDS} are allowed"


def size_of_cells(chapter):
    """Lines and columns of each cell, lines of each function."""
    for cell in chapter.cells:
        longest, widest = FOLDED if cell.is_folded else VISIBLE
        columns = max(map(len, cell.lines))
        if len(cell.lines) > longest:
            yield cell.line, f"a cell of {len(cell.lines)} lines; at most {longest} are allowed"
        if columns > widest:
            yield cell.line, f"a cell of {columns} columns; at most {widest} are allowed"
        for node in cell.nodes:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("draw"):
                lines = node.end_lineno - node.lineno + 1
                if lines > DEF_LINES:
                    belongs = f"at most {DEF_LINES} are allowed: it belongs in the package"
                    yield cell.line_of(node), f"`{node.name}` has {lines} lines; {belongs}"


def parts(chapter):
    """What every chapter has: a box on what one learns and needs, and its last sections, in their order."""
    if "{admonition} This chapter" not in chapter.text:
        yield 1, "the box *This chapter* is missing"
    for part in PARTS:
        if part not in chapter.sections:
            yield 1, f"the section {part!r} is missing"
    found = [part for part in chapter.sections if part in PARTS]
    if found != [part for part in PARTS if part in found]:
        yield 1, f"the sections end as {', '.join(found)}; their order is {', '.join(PARTS)}"


def opening(chapter):
    """A short answer of three sentences, a picture to move, the box *This chapter*, letters: then the first section."""
    answer = SHORT_ANSWER.search(chapter.source)
    if answer is None:
        yield 1, "the box *In short* (```{admonition} In short, :class: short-answer) is missing"
    elif (count := len(SENTENCE.findall(answer[2].strip()))) != SENTENCES:
        yield chapter.line_at(answer.start()), f"the short answer has {count} sentences; {SENTENCES} are needed"
    explorers = [cell.line for cell in chapter.cells if "crit.explore" in cell.calls(inside_functions=False)]
    places = {
        "the short answer": answer and chapter.line_at(answer.start()),
        "an explorer": min(explorers, default=None),
        "the box *This chapter*": _line_of(chapter, "{admonition} This chapter"),
        "the letters of the chapter, ```{symbols}": _line_of(chapter, "```{symbols}"),
    }
    last, section = 1, _line_of(chapter, "\n## ") or len(chapter.source)
    for name, line in places.items():
        if line is None or line > section:
            yield section, f"{name} does not stand before the first section"
        elif line < last:
            yield line, f"{name} comes too early; the order is {', '.join(places)}"
        last = line or last


def so_what(chapter):
    """The section *So what* has a line of code that somebody who trains networks can use."""
    section = re.search(r"^## So what$(.*?)(?=^## |\Z)", chapter.source, re.S | re.M)
    if section and not re.search(r"^`{3,}(python|\{code-cell\})", section[1], re.M):
        yield chapter.line_at(section.start()), "the section 'So what' has no line of code"


def _line_of(chapter, text):
    place = chapter.source.find(text)
    return None if place < 0 else chapter.line_at(place + text.startswith("\n"))
