"""Results as a page shows them: letters above their values, or an equation for each."""

import math
from collections.abc import Mapping

import sympy as sp

from .printing import latex


def row(values: Mapping) -> str:
    r"""Letters in one line and their values below them.

    Parameters
    ----------
    values : dict of str to float, sympy.Expr, str or None
        LaTeX of a letter → its value; a text is words, None a value that does not exist.

    Returns
    -------
    str
        LaTeX with dollars.

    Examples
    --------
    >>> row({r"\sigma_w": 1.25, "K": None})
    '$$\\begin{array}{cc}\\sigma_w & K \\\\ \\hline 1.25 & \\text{–}\\end{array}$$'
    """
    columns, head, cells = "c" * len(values), " & ".join(values), " & ".join(map(_cell, values.values()))
    return rf"$$\begin{{array}}{{{columns}}}{head} \\ \hline {cells}\end{{array}}$$"


def equations(formulas: Mapping) -> str:
    """An equation for each letter, in lines of their own.

    Parameters
    ----------
    formulas : dict of str to sympy.Expr or float
        LaTeX of the left-hand side → the right-hand side.

    Returns
    -------
    str
        LaTeX with dollars.
    """
    lines = (f"{left} &= {_cell(right)}" for left, right in formulas.items())
    return r"$$\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}$$"


def typeset(values: Mapping) -> str:
    """Values as `row` if all of them are numbers or words, as `equations` if one is a formula.

    Parameters
    ----------
    values : dict of str to float, sympy.Expr, str or None

    Returns
    -------
    str
        LaTeX with dollars.
    """
    return equations(values) if any(getattr(value, "free_symbols", ()) for value in values.values()) else row(values)


def _cell(value):
    if value is None or isinstance(value, str):
        return rf"\text{{{value or '–'}}}"
    if isinstance(value, bool):
        return rf"\text{{{'yes' if value else 'no'}}}"
    if isinstance(value, sp.Basic):
        return latex(value)
    if not math.isfinite(value):
        return {math.inf: r"\infty", -math.inf: r"-\infty"}.get(value, r"\text{–}")
    return latex(sp.Float(value))
