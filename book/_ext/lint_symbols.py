"""One letter, one meaning: every letter of a chapter is declared once, everywhere, by a subject, or as its own."""

import ast
from functools import cache
from importlib import import_module
from typing import NamedTuple

import sympy as sp

from letters import Letter, letters
from lint_chapter import FORMULA

MAKERS = "sp.Symbol", "sp.Function"
"""Calls by which a cell makes a letter that stands on the page."""
HINT = "declare it in crit.theory.symbols, or in the chapter's front matter: symbols: {own: {letter: meaning}}"


@cache
def entries():
    """Return the entries of the notation; the package is found when a rule runs, not before."""
    return [entry for part in import_module("crit.theory.symbols").NOTATION.values() for entry in part]


def subjects():
    """Return the names of all subjects."""
    return sorted({entry.subject for entry in entries() if entry.subject})


class Meaning(NamedTuple):
    """What a letter stands for, who says so (everywhere, a subject, or the chapter), and how it was written there."""

    text: str
    source: str
    latex: str


class Declarations:
    """What the letters of a chapter mean: what holds everywhere, what its subjects and what its front matter say."""

    def __init__(self, chapter):
        """Gather the meanings of all letters, as the front matter of a chapter chooses them."""
        front, self.meanings, self.own = chapter.metadata.get("symbols", {}), {}, {}
        for entry in entries():
            if not entry.subject or entry.subject in front.get("subjects", []):
                for latex in entry.letter.split(","):
                    self._add(latex, Meaning(entry.meaning, entry.subject or "everywhere", latex))
        for latex, text in front.get("own", {}).items():
            self.own[latex] = self._add(latex, Meaning(text, "the chapter", latex))

    def _add(self, latex, meaning):
        found = letters(rf"{{{latex}}}")
        if len(found) != 1 or "'" in latex:  # one made of several, such as δK, or a derivative: its parts are declared
            return None
        (letter,) = found
        key = str(letter.pattern) if letter.counters else str(letter)
        self.meanings.setdefault(key, []).append(meaning)
        return key

    def key(self, letter):
        """Return the key under which a letter is declared, with its index or without, or None."""
        plain = letter._replace(star="")
        for form in (letter, letter.pattern, letter.bare, plain, plain.pattern, plain.bare):
            if str(form) in self.meanings:
                return str(form)
        return None


def symbols(chapter):
    """Letters of formulas, figures and made symbols: each declared once; own ones used, and no general ones again."""
    yield from _front_matter(chapter, chapter.metadata.get("symbols", {}))
    declared, used = Declarations(chapter), {}
    for line, latex in formulas(chapter):
        for letter in letters(latex):
            used.setdefault(declared.key(letter) or letter, line)
    for letter, line in used.items():
        if isinstance(letter, Letter):
            yield line, f"the letter ${letter}$ is not declared: {HINT}"
        elif len({meaning.source for meaning in declared.meanings[letter]} - {"the chapter"}) > 1:
            senses = "; ".join(f"{text} ({source})" for text, source, _ in declared.meanings[letter])
            yield line, f"the letter ${letter}$ has two senses here: {senses}"
    yield from _own(declared, used)


def _front_matter(chapter, front):
    if front and "symbols" not in str(chapter.metadata.get("jupytext", {}).get("notebook_metadata_filter", "")):
        yield 1, "jupytext would lose the symbols: its front matter needs `notebook_metadata_filter: symbols`"
    for subject in front.get("subjects", []):
        if subject not in subjects():
            yield 1, f"the subject {subject!r} is none of {', '.join(subjects())}"
    for key in set(front) - {"subjects", "own"}:
        yield 1, f"`symbols: {{{key}: …}}` in the front matter; subjects and own are allowed"


def _own(declared, used):
    for latex, key in declared.own.items():
        others = [meaning for meaning in declared.meanings.get(key, []) if meaning.source != "the chapter"]
        if key is None:
            yield 1, f"the own letter ${latex}$ is none, or several"
        elif others:
            yield 1, f"the own letter ${latex}$ has a meaning already: {others[0].text} ({others[0].source})"
        elif key not in used:
            yield 1, f"the own letter ${latex}$ is never used"


def formulas(chapter):
    """Yield line and LaTeX of all formulas: of the prose, of texts and captions in cells, of symbols made there."""
    for line, match in chapter.formulas:
        yield line, match["displayed"] or match["inline"]
    for cell in chapter.cells:
        yield from ((cell.line, latex) for latex in _in_text(cell.figure.get("caption", "")))
        for node in cell.nodes:
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield from ((cell.line_of(node), latex) for latex in _in_text(_text(node)))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS:
                yield from ((cell.line_of(node), latex) for latex in _made(node))


def _in_text(text):
    return [match["displayed"] or match["inline"] for match in FORMULA.finditer(text)]


def _text(node):
    """Return a string of the code; what is filled into an f-string counts as a number."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "0" for part in node.values)
    return node.value if isinstance(node.value, str) else ""


def _made(call):
    """Return the LaTeX of the symbol that a call makes, as the page shows it."""
    name = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
    return [import_module("crit.theory.printing").latex(sp.Symbol(name))] if name else []
