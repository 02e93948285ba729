"""Sphinx extension: the ``{ledger}`` directive, the roles that call claims, and ``_build/ledger.json``.

A claim that came out unexpectedly, a key used twice, or a role that calls a claim which nobody makes is a warning,
and so stops the build.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

import executed
import gathered
from crit.show.claims_html import MARKS, chip
from crit.show.number_format import concise, plain

logger = logging.getLogger(__name__)
HEAD = ("Claim", "Measured", "Expected", "z", "Status", "Source", "Seconds")


def chapters(env):
    """Return the executed chapters in the order of the table of contents."""
    ran = getattr(env, "nb_metadata", {})
    return [docname for docname in env.collect_relations() if ran.get(docname, {}).get("exec_data")]


def seconds(env):
    """Return {chapter: seconds it took to run from a fresh kernel}."""
    return {docname: env.nb_metadata[docname]["exec_data"]["runtime"] for docname in chapters(env)}


def publish(app, env):
    """Complete the notebooks, write the two JSON files, complain about claims, have gathering pages written again."""
    build, config = Path(app.outdir).parent, env.mystnb_config
    executed.complete(config.output_folder, chapters(env), config.execution_cache_path)
    found = env.claims = executed.claims(config.output_folder, chapters(env))
    (build / "ledger.json").write_text(json.dumps(found, indent=1) + "\n")
    (build / "times.json").write_text(json.dumps(seconds(env), indent=1) + "\n")
    for chapter, sentence in executed.complaints(found):
        logger.warning(sentence, location=chapter)
    return gathered.pages(env)


def fill(app, docname):
    """Return the summary line and the table of claims."""
    found = app.env.claims
    counts = ", ".join(f"{number} {status}" for status, number in executed.count(found).items())
    summary = nodes.paragraph(text=f"{len(found)} claims: {counts}." if found else "No claims yet.")
    rows = [_row(app, docname, claim) for claim in found]
    return [summary, gathered.table("Every claim of the book", HEAD, rows)] if rows else [summary]


def _row(app, docname, claim):
    link = gathered.link(app, docname, claim["chapter"], claim["key"], f"claim-{claim['key']}")
    link["ids"] = [f"claim-{claim['key']}"]
    status = nodes.inline(
        text=f"{MARKS[claim['status']]} {claim['status']}", classes=["crit-status", f"crit-{claim['status']}"]
    )
    expected, z = claim["expected"], claim["z"]
    return (
        [link],
        concise(claim["measured"], claim["error"]),
        "–" if expected is None else plain(expected),
        "–" if z is None else plain(round(z, 2), 4),
        [status],
        claim["source"],
        f"{claim['seconds']:.2f}",
    )


def fill_chip(app, docname, prefix):
    """Return the chip of all claims whose keys begin with the words of `prefix`; it leads to the first of them."""
    rows = [row for row in app.env.claims if f"{row['key']}/".startswith(f"{prefix}/")]
    if not rows:
        raise LookupError(f"no claim of the book has a key that begins with {prefix!r}")
    return [_link(app, docname, rows[0], chip([executed.claim(row) for row in rows]), "crit-chip", prefix)]


def fill_number(app, docname, key):
    """Return what a claim measured, with its error; it leads to the row."""
    rows = [row for row in app.env.claims if row["key"] == key]
    if not rows:
        raise LookupError(f"no claim of the book has the key {key!r}")
    return [_link(app, docname, rows[0], concise(rows[0]["measured"], rows[0]["error"]), "crit-number", key)]


def _link(app, docname, row, text, kind, prefix):
    link = gathered.link(app, docname, row["chapter"], text, f"claim-{row['key']}")
    link["classes"].append(kind)
    link["reftitle"] = f"Claims {prefix}" if kind == "crit-chip" else row["sentence"]
    return link


def lead_to_the_ledger(app, doctree, docname):
    """Have the key of each claim on a page lead to its line of the ledger."""
    ledgers = gathered.pages(app.env, "ledger")
    if ledgers and docname not in ledgers:
        uri = app.builder.get_relative_uri(docname, ledgers[0])
        for shown in [raw for raw in doctree.findall(nodes.raw) if 'class="crit-fold"' in raw.astext()]:
            text = shown.astext().replace('href="#claim-', f'href="{uri}#claim-')
            shown.replace_self(nodes.raw("", text, **shown.attributes))


def setup(app):
    """Connect to Sphinx."""
    gathered.add(app, "ledger", fill)
    gathered.add_role(app, "claims", fill_chip)
    gathered.add_role(app, "claim", fill_number)
    app.connect("doctree-resolved", lead_to_the_ledger)
    app.connect("env-updated", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
