"""What an executed chapter must not show: raw Python, formulas without a left-hand side, letters that nobody declared.

Bare lines of text are Python's: results are equations, estimates, tables and pictures. What visible cells print
may say something in words, but holds no name of a class and no number of more than seven digits.
"""

import re

from letters import letters
from lint_symbols import Declarations
from lint_words import RELATIONS

RAW = {
    r"\b[A-Z]\w+\(\w+=": "the repr of an object",
    r"\bnp\.\w+\(": "a number of numpy",
    r"\barray\(|\bMatrix\(|\bSymbol\(": "an array",
    r"\d\.\d{7,}|\d{8,}\.\d": "a number of more than seven digits",
    r"\bTrue\b|\bFalse\b|\bNone\b": "a value of Python",
    r"\*\*": "a power as Python writes it",
}
"""What no reader should see → what it is."""
INTEGRATION = re.compile(r"C_\d")
"""Constants of integration, as sympy calls them."""
DRAWN = "text/html", "image/png", "image/svg+xml", "text/markdown"
"""What a page shows instead of the plain text."""


def raw(notebook):
    """Yield a complaint for each visible output that is Python and no result."""
    for cell, output in _outputs(notebook):
        data = output.get("data", {})
        text = output.get("text", "") if output.output_type == "stream" else data.get("text/plain", "")
        if output.output_type == "error" or "text/latex" in data or set(DRAWN) & set(data):
            continue
        for pattern, what in RAW.items():
            if found := re.search(pattern, text):
                yield f"{_place(cell)} shows {what}: {found[0]!r}"
        if output.output_type != "stream":
            yield f"{_place(cell)} shows plain text: {text[:40]!r}"


def sides(notebook):
    """Yield a complaint for each formula of an output that does not say what it is of."""
    for cell, latex in _formulas(notebook):
        if not RELATIONS.search(latex) and not re.search(r"\\begin\{array\}|\d\(\d+\)|\\text\{–\}", latex):
            yield f"{_place(cell)} shows a formula without a left-hand side: {latex[:40]!r}"


def undeclared(notebook, chapter):
    """Yield a complaint for each letter of an output that the chapter does not declare."""
    declared, seen = Declarations(chapter), set()
    for cell, latex in _formulas(notebook):
        for letter in letters(latex):
            if declared.key(letter) is None and letter not in seen and not INTEGRATION.fullmatch(str(letter)):
                seen.add(letter)
                yield f"{_place(cell)} shows the letter ${letter}$, which is not declared"


def _outputs(notebook):
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and not {"remove-output", "remove-cell", "hide-output", "set-up"} & set(tags):
            yield from ((cell, output) for output in cell.outputs)


def _formulas(notebook):
    for cell, output in _outputs(notebook):
        if latex := output.get("data", {}).get("text/latex"):
            yield cell, latex.strip("$ \n").removeprefix(r"\displaystyle").strip()


def _place(cell):
    return f"the cell that ends {cell.source.strip().splitlines()[-1][:60]!r}"
