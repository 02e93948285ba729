"""Rules on sentences and formulas: references that cannot go wrong, and formulas that say what they are of."""

import re

ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
POINTERS = {
    r"\b(figure|picture|plot|table|explorer|equation)s?\s+(above|below)\b": "{numref}, {eq} or {ref}",
    r"\b(above|below|following)\s+(figure|picture|plot|table|explorer|equation)\b": "{numref}, {eq} or {ref}",
    r"\b(Exercise|Figure|Table|Equation|Section|Chapter)\s+\d": "{ref}, {numref} or {eq}",
    rf"\b({ORDINAL})\s+(chapter|part)\b": "{doc} or {ref}",
}
"""Words that point at a place → the role that points there and cannot go wrong."""
RELATIONS = re.compile(
    r"[=<>]|\\(approx|sim|simeq|propto|le|ge|leq|geq|ne|neq|to|in|ll|gg|equiv|mapsto|stackrel|overset|cong|asymp)(?![A-Za-z])"
)
"""What a formula has between its two sides."""


def pointers(chapter):
    """No figure, table, exercise or chapter is pointed at in words, which nobody corrects when it moves."""
    for words, role in POINTERS.items():
        for match in re.finditer(words, chapter.prose):
            yield chapter.line_at(match.start()), f"{' '.join(match[0].split())!r}: say it by {role}"


def sides(chapter):
    """Every displayed formula says what it is of: it has a left-hand side."""
    for line, match in chapter.formulas:
        if match["displayed"] and not RELATIONS.search(match["displayed"]):
            yield line, f"the displayed formula {match['displayed'].strip()[:40]!r} has no left-hand side"
