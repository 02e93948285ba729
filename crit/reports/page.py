"""A report: sentences, warnings, tables and pictures that show themselves in a notebook, or lie in one file."""

import math
from collections.abc import Mapping
from html import escape
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from ..checks import file_path
from ..number_format import concise
from ..show.tables import Table
from ..typing import Measured

if TYPE_CHECKING:
    from ..show.matplotlib_figure import Figure

BOOK = "https://github.com/critical-networks/crit/blob/main/book/"

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1c1c28;"
    "background:#fff}table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;padding-bottom:.3rem}"
    "td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #ccc}.warning{border-left:4px solid"
    " #b3530c;padding-left:.8rem}figure{margin:1.5rem 0}figcaption{font-size:.9em}"
)


class Report(NamedTuple):
    """What a network or a recording looks like from the theory of critical phenomena. It shows itself in a notebook.

    Attributes
    ----------
    title : str
    sentences : tuple of str
        The answer in plain words.
    warnings : tuple of str
        What is wrong, or not to be trusted.
    numbers : dict
        Name of a quantity → estimate or number.
    tables : tuple of Table
    figures : tuple of Figure
    chapters : dict
        Page of the book → what it explains.
    """

    title: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    numbers: Mapping[str, Measured]
    tables: tuple[Table, ...]
    figures: "tuple[Figure, ...]"
    chapters: dict[str, str]

    def __str__(self):
        lines = [self.title, "", *self.sentences, *(f"Warning: {text}" for text in self.warnings)]
        return "\n".join([*lines, *(f"\n{table}" for table in self.tables)])

    def html(self) -> str:
        """The report as HTML, pictures included: what a notebook shows."""
        parts = [f"<h2>{escape(self.title)}</h2>", f"<p>{escape(' '.join(self.sentences))}</p>"]
        parts += [f'<p class="warning"><strong>Warning.</strong> {escape(text)}</p>' for text in self.warnings]
        parts += [*map(_table, self.tables), *map(_figure, self.figures)]
        links = (f'<a href="{BOOK}{page}.md">{escape(words)}</a>' for page, words in self.chapters.items())
        return "\n".join([*parts, f"<p>To read on: {', '.join(links)}.</p>"])

    def save(self, path: str | PathLike) -> None:
        """Write the report to one file that needs no other and no network.

        Parameters
        ----------
        path : str or Path
            Such as ``"report.html"``; a file that is there is replaced.

        Raises
        ------
        ValueError
            If it is no path.
        """
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>'
        view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
        body = f"{head}{view}<style>{STYLE}</style></head><body>{self.html()}</body></html>\n"
        file_path("path", path).write_text(body, encoding="utf-8")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": f'<div class="crit-report">{self.html()}</div>', "text/plain": str(self)}


def said(estimate) -> str:
    """An estimate as it stands in a sentence."""
    return concise(estimate.value, estimate.error) if math.isfinite(estimate.error) else f"{estimate.value:.4g}"


def _table(table):
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _figure(figure):
    return f"<figure>{figure.picture().html()}<figcaption>{escape(figure.caption or '')}</figcaption></figure>"
