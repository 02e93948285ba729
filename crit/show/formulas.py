"""A formula in figures is parsed once: matplotlib does it anew in each figure, and the frames of an explorer are alike.

This module imports matplotlib; `crit.show` loads it only when a figure is drawn.
"""

from functools import lru_cache

from matplotlib.mathtext import MathTextParser

REMEMBERED = 2000
"""Formulas, each with its size: those of a chapter, the numbers at logarithmic axes included."""


PARSE = getattr(getattr(MathTextParser, "_parse_cached", None), "__wrapped__", None)
"""What a parser does with a formula that it has not met; None where matplotlib has no such thing."""


def remember_formulas():
    """Have all parsers of matplotlib share what they have parsed."""
    if PARSE is not None:
        once = lru_cache(REMEMBERED)(PARSE)
        parsers = {parser._output_type: parser for parser in map(MathTextParser, ("path", "agg"))}
        MathTextParser._parse_cached = lambda parser, *formula: once(parsers[parser._output_type], *formula)
