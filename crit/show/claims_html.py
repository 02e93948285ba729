"""What a claim looks like: a sentence, a line of a page, a row of a table.

Its status is a mark and a word, never a colour alone.
"""

import html

from .number_format import concise, plain

MARKS = {"confirmed": "✓", "refuted": "✗", "open": "?", "unexpected": "!"}

_COLUMNS = ("claim", "measured", "expected", "z", "status", "source")


def sentence(claim):
    """Return the claim as plain text."""
    key, measured, expected, z, status, source = _texts(claim)
    return f"{key}: measured {measured}, expected {expected}, z = {z}, {status} ({source})"


def line(claim):
    """Return the claim as one line of HTML."""
    key, measured, expected, z, status, source = map(html.escape, _texts(claim))
    return (
        f'<div class="crit-claim"><span class="crit-status crit-{claim.status}">{status}</span> '
        f"<code>{key}</code> <span>measured <b>{measured}</b>,</span> <span>expected {expected}</span> "
        f"<span>(z = {z}),</span> <span>{source}</span>{_remark(claim)}</div>"
    )


def table(claims):
    """Return claims as an HTML table that scrolls in its own box."""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    body = "".join(map(_row, claims))
    return (
        '<div class="crit-scroll" role="group" aria-label="Table of claims" tabindex="0">'
        f'<table class="crit-claims"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(claim):
    key, measured, expected, z, status, source = map(html.escape, _texts(claim))
    return (
        f'<tr><th scope="row"><code>{key}</code></th><td>{measured}</td><td>{expected}</td><td>{z}</td>'
        f'<td><span class="crit-status crit-{claim.status}">{status}</span></td>'
        f"<td>{source}{_remark(claim)}</td></tr>"
    )


def _texts(claim):
    return (
        claim.key,
        concise(claim.measured, claim.error),
        _expectation(claim),
        "–" if claim.z is None else plain(round(claim.z, 2), 4),
        f"{MARKS[claim.status]} {claim.status}",
        claim.source,
    )


def _expectation(claim):
    if claim.expected is None:
        return "–"
    return concise(claim.expected, claim.expected_error) if claim.expected_error else plain(claim.expected)


def _remark(claim):
    return f'<p class="crit-remark">{html.escape(claim.explanation)}</p>' if claim.explanation else ""
