"""The controls of an explorer: named lists of values, with the symbols and words that a reader sees."""

import numbers
from collections.abc import Mapping
from typing import NamedTuple

from ...checks import refuse
from ...number_format import plain

SYMBOLS = {
    "sigma_w": "σ_w",
    "sigma_b": "σ_b",
    "rho": "ρ",
    "chi_1": "χ_1",
    "kappa": "κ",
    "alpha": "α",
    "tau": "τ",
    "gamma": "γ",
    "D1": "D_1",
    "D2": "D_2",
    "width": "width N",
    "layer": "layer l",
}
"""Parameter → what stands beside its control; ``_`` starts a subscript. Others go by their names."""


class Control(NamedTuple):
    """One parameter that a reader can move.

    Attributes
    ----------
    name : str
        The parameter of the draw function.
    symbol : str
        What the reader sees for it.
    values : tuple
        All numbers (a slider) or all strings (a choice).
    start : int
        Index of the value shown first.
    labels : tuple of str
        The values as a reader sees them.
    """

    name: str
    symbol: str
    values: tuple
    start: int
    labels: tuple

    @property
    def is_slider(self):
        """Whether the values are numbers."""
        return not isinstance(self.values[0], str)


def make_controls(values, symbols, start):
    """Check the arguments of `explore` and turn them into controls.

    Parameters
    ----------
    values : dict
        Parameter → sequence of values, all numbers or all strings, or a dict from such values to words for them.
    symbols : dict
        Parameter → symbol, added to `SYMBOLS`.
    start : dict
        Parameter → value shown first; by default the first one.

    Returns
    -------
    tuple of Control

    Raises
    ------
    ValueError
        If there is no control, one has no values, mixed or equal ones, or `symbols` or `start` do not fit.
    """
    if not values:
        refuse("controls", values, "at least one name=values is needed")
    for argument, named in (("symbols", symbols), ("start", start)):
        if not set(named) <= set(values):
            refuse(argument, named, f"its keys must be among the controls {', '.join(values)}")
    known = SYMBOLS | symbols
    return tuple(_control(name, known.get(name, name), values[name], start) for name in values)


def _control(name, symbol, values, start):
    words = values if isinstance(values, Mapping) else {}
    values = _checked(name, values)
    labels = tuple(words.get(value, value if isinstance(value, str) else plain(value)) for value in values)
    if not all(isinstance(label, str) and label.strip() for label in labels):
        refuse(name, words, "a text for each value is needed")
    first = start.get(name, values[0])
    if first not in values:
        refuse("start", start, f"its {name} must be one of {list(values)}")
    return Control(name, symbol, values, values.index(first), labels)


def _checked(name, values):
    allowed = "different values are needed, all numbers or all strings"
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        refuse(name, values, allowed)
    values = tuple(values)
    numeric = all(isinstance(value, numbers.Real) and not isinstance(value, bool) for value in values)
    alike = numeric or all(isinstance(value, str) for value in values)
    if not values or not alike or len(set(values)) < len(values):
        refuse(name, values, allowed)
    return values
