"""The tables of the notation page."""

from ..checks import refuse
from .symbols import NOTATION

HEAD = ["letter", "meaning", "subject", "symbol", "in the library"]


def notation_table(part: str) -> tuple[list[str], list[list[str]]]:
    """Return what the notation page says in one of its parts.

    Parameters
    ----------
    part : str
        A heading of the page, such as "The network".

    Returns
    -------
    head, rows : list
        Headings and rows of a table, in Markdown.

    Raises
    ------
    ValueError
        If the page has no such part.
    """
    if not isinstance(part, str) or part not in NOTATION:
        refuse("part", part, f"one of {', '.join(NOTATION)} is needed")
    return HEAD, list(map(_row, NOTATION[part]))


def _row(entry):
    letters = ", ".join(f"${letter}$" for letter in entry.letter.split(","))
    symbol = f"`{entry.name}`" if entry.name else ""
    return [letters, entry.meaning, entry.subject or "everywhere", symbol, entry.library]
