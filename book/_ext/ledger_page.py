"""The page of the ledger: the summary band, the filter, and a row for every claim, in HTML that needs no script."""

import csv
import io
import json
from collections import Counter
from html import escape
from math import sqrt
from statistics import fmean, stdev
from urllib.parse import quote

import executed
import ledger_plot
from crit.number_format import concise, plain
from crit.show.claims_html import COLUMNS, MARKS, row, status

SORTED = {
    "": "in the order of the book",
    "far": "largest |z| first",
    "near": "smallest |z| first",
    "key": "by key",
    "status": "by status",
}


def as_csv(rows):
    """Return the ledger as comma-separated values, a claim a line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["key"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def summary(rows, title):
    """Return the summary band: counts, spread of z over the book and by chapter.

    Parameters
    ----------
    rows : list of dict
        The ledger.
    title : callable
        From a chapter to its title.
    """
    again = executed.repeats(rows)
    counted = [one for one in rows if one["key"] not in again]
    counts = Counter(one["status"] for one in counted)
    items = "".join(
        f'<li><b>{counts[name]}</b> <a href="#{_state(status=name)}">{status(name)}</a></li>'
        for name in MARKS
        if counts[name]
    )
    chapters = dict.fromkeys(one["chapter"] for one in counted)
    cards = "".join(_card(name, title(name), [one for one in counted if one["chapter"] == name]) for name in chapters)
    left_out = f" Not counted: {len(again)} with the same numbers as another." if again else ""
    if calculated := sum(map(executed.is_calculated, counted)):
        left_out += f" Not in the picture: {calculated} that compare two calculations, without any chance."
    return (
        f'<section class="crit-band" aria-label="Summary"><div><p><b>{len(counted)}</b> claims.{left_out}</p>'
        f'<ul class="crit-counts">{items}</ul></div>{_spread(counted)}</section><ul class="crit-cards">{cards}</ul>'
    )


def moments(values):
    """Return mean and standard deviation of numbers, each printed with its standard error; dashes for a single one."""
    if len(values) < 2:
        return "–", "–"
    mean, spread, n = fmean(values), stdev(values), len(values)
    return concise(mean, spread / sqrt(n)), concise(spread, spread / sqrt(2 * n))


def _drawn(rows, *size):
    """The spread of z as a picture, the confirmed ones among them, their mean and standard deviation."""
    rows = [one for one in rows if not executed.is_calculated(one)]
    agreeing = [one["z"] for one in rows if one["status"] == "confirmed"]
    other = [one["z"] for one in rows if one["status"] != "confirmed" and one["z"] is not None]
    return ledger_plot.histogram(agreeing, other, *size), agreeing, *moments(agreeing)


def _spread(rows):
    picture, agreeing, mean, spread = _drawn(rows)
    inside = ledger_plot.normal(-3, 3)
    beyond = 100 * sum(abs(z) > 2 for z in agreeing) / max(len(agreeing), 1)
    expected = 100 * (1 - ledger_plot.normal(-2, 2) / inside)
    return (
        f"<figure>{picture}<figcaption>z of the confirmed claims (filled) and of the "
        f"others (hollow), against the normal curve. Confirmed: mean {mean}, standard deviation {spread}, "
        f"{plain(beyond, 2)} % beyond two; honest errors give 0, 0.99 and {plain(expected, 2)} %.</figcaption></figure>"
    )


def _card(chapter, title, rows):
    picture, _, mean, spread = _drawn(rows, (150, 44))
    return (
        f'<li><a href="#{_state(chapter=chapter)}">{escape(title)}</a>'
        f"{picture}<small>{len(rows)} claims, mean {mean}, sd {spread}</small></li>"
    )


def _state(**fields):
    return "&amp;".join(f"{name}={quote(value, safe='/')}" for name, value in fields.items())


def table(rows, place):
    """Return filter, download buttons and the table.

    Parameters
    ----------
    rows : list of dict
        The ledger.
    place : callable
        From a row to the HTML link that leads to it in its chapter.
    """
    again = executed.repeats(rows)
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in COLUMNS)
    body = "".join(_line(one, rows, again, place) for one in rows if one["key"] not in again)
    return (
        f'{_form(rows, place)}{_downloads(rows)}<table class="crit-claims crit-ledger" role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _line(one, rows, again, place):
    about = [f"in {place(one)}"]
    if one["explanation"]:
        about.append(escape(one["explanation"]))
    for other in rows:
        if again.get(other["key"]) == one["key"]:
            key = escape(other["key"])
            about.append(f'The same numbers stand as <span id="claim-{key}">{key}</span> in {place(other)}.')
    z = "" if one["z"] is None else f' data-z="{abs(one["z"]):.4g}"'
    return row(executed.claim(one), about=about, attributes=f' data-chapter="{one["chapter"]}"{z}')


def _downloads(rows):
    address = "data:application/json," + quote(json.dumps(rows, separators=(",", ":")), safe="/:,[]{}()=+;*!@")
    return (
        '<p class="crit-downloads">'
        f'<a download="ledger.json" href="{address}">Save as JSON</a> '
        '<a download="ledger.csv" href="ledger.csv">Save as CSV</a></p>'
    )


def _form(rows, place):
    chapters = {one["chapter"]: place(one) for one in rows}
    return (
        '<form class="crit-filter" aria-label="Filter and sort" hidden>'
        + _select("chapter", "Chapter", {"": "all", **{name: _text(link) for name, link in chapters.items()}})
        + _select("status", "Status", {"": "all", **{name: status(name) for name in MARKS if _has(rows, name)}})
        + _select("kind", "Kind", {"": "all", **dict.fromkeys(kinds(rows))})
        + '<label>|z| at least <input name="z" type="number" min="0" step="0.5" inputmode="decimal"></label>'
        '<label>Words <input name="words" type="search"></label>'
        + _select("sort", "Order", SORTED)
        + '<button type="reset">Show all</button> <output role="status"></output></form>'
    )


def _has(rows, name):
    return any(one["status"] == name for one in rows)


def _text(link):
    return link.partition(">")[2].rpartition("<")[0]


def kinds(rows):
    """Return the first words of the keys, and the first two where several claims share them, in order."""
    firsts = {}
    for one in rows:
        words = one["key"].split("/")
        firsts.setdefault(words[0], Counter())["/".join(words[:2])] += 1
    return [kind for first, pairs in firsts.items() for kind in [first, *(two for two in pairs if pairs[two] > 1)]]


def _select(name, label, options):
    inside = "".join(f'<option value="{escape(one)}">{text or escape(one)}</option>' for one, text in options.items())
    return f'<label>{label} <select name="{name}">{inside}</select></label>'
