"""What a chapter must keep to, checked without running it:

    python book/_ext/lint.py [chapters …]

Pace and parts (`lint_pace`), code (`lint_code`), sentences and formulas (`lint_words`), letters (`lint_symbols`). What
can only be known of an executed chapter stands in `lint_outputs`.
"""

import sys
from pathlib import Path

from lint_chapter import Cell, Chapter
from lint_code import chips, colours, doors, figures, keys, sentences, set_up, sizes
from lint_pace import PARTS, opening, pace, parts, size_of_cells, so_what
from lint_symbols import symbols
from lint_words import pointers, sides

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["PARTS", "RULES", "TABLES", "Cell", "Chapter", "chapters", "main"]

TABLES = ("notation", "glossary", "questions")
"""Pages with a kernel that are no chapters."""
_RULES = (
    *(pace, size_of_cells, parts, opening, so_what),
    *(doors, set_up, keys, sentences, chips, figures, sizes, colours),
    *(pointers, sides, symbols),
)
RULES = {rule.__name__: rule for rule in _RULES}
"""Name → function from a chapter to its complaints, each a line of the file and a sentence."""


def chapters():
    """Return the files of all chapters: the pages with a kernel in a folder of `book`, and the template."""
    files = sorted([*(ROOT / "book").glob("[a-z]*/*.md"), ROOT / "book/_template.md"])
    return [file for file in files if "kernelspec" in file.read_text()[:400] and file.stem not in TABLES]


def main(files):
    """Print all complaints, each with its file and line; return how many there are."""
    count = 0
    for file in map(Path, files or chapters()):
        for name, rule in RULES.items():
            for line, complaint in rule(Chapter(file)):
                print(f"{file}:{line}: {name}: {complaint}")
                count += 1
    return count


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(bool(main(sys.argv[1:])))
