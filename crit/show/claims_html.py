"""What claims look like: a line of text, a chip, and a fold of rows.

A status is a mark and a word, and z a place on a strip and a number, never a colour alone.
"""

import html
import math
from collections import Counter

from ..number_format import MINUS, concise, plain

MARKS = {"confirmed": "✓", "refuted": "✗", "preasymptotic": "→", "open": "?", "unexpected": "!"}
WORDS = {"preasymptotic": "not yet in the limit"}
"""Statuses that are shown in other words than they are written in."""

COLUMNS = ("claim", "measured", "expected", "z", "status")
_EDGE, _UNIT = 3.4, 10
"""Where the strip of z ends, and how many of its pixels are one standard error."""


def line(claim):
    """Return the claim as plain text."""
    measured, expected, z = numbers(claim)
    return f"{claim.key}: measured {measured}, expected {expected}, z = {z}, {status(claim.status)} ({claim.source})"


def numbers(claim):
    """Return measured, expected and z as texts; what is not known is a dash."""
    expected = "–" if claim.expected is None else plain(claim.expected)
    if claim.expected_error:
        expected = concise(claim.expected, claim.expected_error)
    return concise(claim.measured, claim.error), expected, "–" if claim.z is None else _rounded(claim.z)


def _rounded(z):
    places = 2 if abs(z) < 10 else 1
    return f"{round(z, places) + 0.0:.{places}f}".replace("-", MINUS)  # minus zero becomes zero


def status(name):
    """Return mark and word of a status."""
    return f"{MARKS[name]} {WORDS.get(name, name)}"


def chip(claims):
    """Return what came of claims in a few words: ``✓ 14 of 14, |z| ≤ 1.97``; ``✓ confirmed, z = 0.31`` of one."""
    if len(claims) == 1:
        (claim,) = claims
        return status(claim.status) + ("" if claim.z is None else f", z = {_rounded(claim.z)}")
    counted = Counter(claim.status for claim in claims)
    return " · ".join(_count(name, counted[name], claims) for name in MARKS if counted[name])


def _count(name, number, claims):
    if name != "confirmed":
        return f"{MARKS[name]} {number} of {len(claims)} {WORDS.get(name, name)}"
    largest = max(abs(claim.z) for claim in claims if claim.status == name)
    return f"{MARKS[name]} {number} of {len(claims)}, |z| ≤ {math.ceil(100 * largest) / 100:.2f}"  # rounded up: true


def strip(values):
    """Return a strip from −3 to 3 with a dot for each z; what lies beyond is an arrow at its end."""
    ends = "".join(f"M{_UNIT * z} -4V4" for z in (-3, 0, 3))
    return (
        '<svg class="crit-strip" viewBox="-38 -6 76 12" width="76" height="12" aria-hidden="true">'
        f'<path d="M-30 0H30{ends}" stroke="currentColor" fill="none" opacity=".5"/>'
        f'<g fill="currentColor" fill-opacity=".75">{"".join(map(_dot, values))}</g></svg>'
    )


def _dot(z):
    if abs(z) > _EDGE:
        side = math.copysign(1, z)
        return f'<path d="M{side * 30:g} -4L{side * 37:g} 0L{side * 30:g} 4z"/>'
    return f'<circle cx="{_UNIT * z:.3g}" r="3"/>'


def fold(claims):
    """Return claims as rows that a chip opens, in HTML that needs no script."""
    reasons = list(dict.fromkeys(claim.explanation for claim in claims if claim.explanation))
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in COLUMNS)
    body = "".join(row(claim, _note(claim, reasons)) for claim in claims)
    notes = "".join(f"<li>{html.escape(reason)}</li>" for reason in reasons)
    notes = notes and f'<ol class="crit-notes">{notes}</ol>'
    return (
        f'<details class="crit-fold"><summary><span class="crit-chip">{chip(claims)}</span> '
        f"{strip([claim.z for claim in claims if claim.z is not None])}</summary>"
        f'<table class="crit-claims" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>{notes}</details>'
    )


def _note(claim, reasons):
    return f"<sup>{reasons.index(claim.explanation) + 1}</sup>" if claim.explanation else ""


def row(claim, note="", about=(), attributes=""):
    """Return a row of a table of claims, which is a target: ``#claim-`` and the key.

    Parameters
    ----------
    claim : Claim
    note : str
        HTML behind the status.
    about : sequence of str
        Further lines of HTML below the sentence.
    attributes : str
        Further attributes of the row.
    """
    measured, expected, z = map(html.escape, numbers(claim))
    key = html.escape(claim.key)
    cells = {
        "measured": measured,
        "expected": expected,
        "z": z if claim.z is None else f"{strip([claim.z])} <span>{z}</span>",
        "status": f'<span class="crit-status">{status(claim.status)}</span>{note}',
    }
    lines = [f'{html.escape(claim.source)} · <a href="#claim-{key}">{key}</a>', *about]
    return (
        f'<tr id="claim-{key}" class="crit-{claim.status}" role="row"{attributes}><th scope="row" role="rowheader">'
        f"{html.escape(claim.sentence)}{''.join(f'<small>{line}</small>' for line in lines)}</th>"
        + "".join(f'<td role="cell" data-label="{name}">{content}</td>' for name, content in cells.items())
        + "</tr>"
    )
