"""Tables: rows of texts, numbers and estimates, which a notebook and a page show alike."""

import numbers
from collections.abc import Iterable

from ..checks import real, refuse
from ..number_format import MINUS, concise, plain, value_and_error

NOTHING = "–"
"""What stands in a cell whose value is None."""


class Table:
    """A table that shows itself. `table` makes it.

    Attributes
    ----------
    head : tuple of str
        Headings of the columns.
    rows : tuple of tuple of str
        The cells, as they are printed.
    caption : str or None
        A sentence above the table.
    """

    def __init__(self, head, rows, caption=None):
        self.head, self.rows, self.caption = head, rows, caption

    def __str__(self):
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        pipes = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return pipes if self.caption is None else f"{self.caption}\n\n{pipes}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/markdown": str(self), "text/plain": str(self)}


def table(head: Iterable[str], rows: Iterable[Iterable], *, caption: str | None = None) -> Table:
    """Make a table.

    Parameters
    ----------
    head : sequence of str
        Headings of the columns; Markdown and formulas between dollars are typeset.
    rows : iterable of sequence
        One cell for each column: a text (typeset like a heading), a number (printed to six digits), an object with
        the attributes ``value`` and ``error`` (printed as 1.785(12)×10⁻³; as a number if the error is 0), or None.
    caption : str, optional
        A sentence that says what the table holds; it stands above it, on a page of the book with a number.

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If there is no column or no row, a heading is empty, a row has too many or too few cells, or a cell is none of
        these.

    Examples
    --------
    >>> print(table(["activation", "$h$"], [["tanh", -1.0], ["sin", None]]))
    | activation | $h$ |
    | --- | --- |
    | tanh | −1 |
    | sin | – |
    """
    headings = tuple(map(_heading, _sequence("head", head)))
    body = tuple(tuple(map(_cell, _sequence("rows", row))) for row in _sequence("rows", rows))
    for row in body:
        if len(row) != len(headings):
            refuse("rows", row, f"{len(headings)} cells are needed, one for each heading")
    return Table(headings, body, None if caption is None else _text("caption", caption))


def _sequence(name, values):
    if not isinstance(values, Iterable) or isinstance(values, str):
        refuse(name, values, "a sequence is needed")
    values = list(values)
    return values or refuse(name, values, "at least one is needed")


def _text(name, value):
    if not isinstance(value, str):
        refuse(name, value, "a text is needed")
    return " ".join(value.split())


def _heading(value):
    text = _text("head", value).replace("|", r"\|")
    return text or refuse("head", value, "a column without a name cannot be read aloud: name it")


def _cell(content):
    if content is None:
        return NOTHING
    value, error = value_and_error(content)
    if isinstance(value, str):
        return _text("rows", value).replace("|", r"\|")
    number = real("rows", value)
    if error:
        return concise(number, real("rows", error, above=0))
    return f"{value:d}".replace("-", MINUS) if isinstance(value, numbers.Integral) else plain(number)
