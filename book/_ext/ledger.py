"""Sphinx extension: the ``{ledger}`` directive, a table of every claim of the book, and ``_build/ledger.json``.

A claim that came out unexpectedly, or a key used twice, is a warning, and so stops the build.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

import executed
import gathered
from crit.show.claims_html import MARKS
from crit.show.number_format import concise, plain

logger = logging.getLogger(__name__)
HEAD = ("Claim", "Measured", "Expected", "z", "Status", "Source", "Seconds")


def chapters(env):
    """Return the executed chapters in the order of the table of contents."""
    ran = getattr(env, "nb_metadata", {})
    return [docname for docname in env.collect_relations() if ran.get(docname, {}).get("exec_data")]


def claims(app):
    """Return all claims of the book."""
    return executed.claims(app.env.mystnb_config.output_folder, chapters(app.env))


def seconds(env):
    """Return {chapter: seconds it took to run from a fresh kernel}."""
    return {docname: env.nb_metadata[docname]["exec_data"]["runtime"] for docname in chapters(env)}


def publish(app, env):
    """Complete the notebooks, write the two JSON files, complain about claims, have gathering pages written again."""
    build, config = Path(app.outdir).parent, env.mystnb_config
    executed.complete(config.output_folder, chapters(env), config.execution_cache_path)
    found = claims(app)
    (build / "ledger.json").write_text(json.dumps(found, indent=1) + "\n")
    (build / "times.json").write_text(json.dumps(seconds(env), indent=1) + "\n")
    for chapter, sentence in executed.complaints(found):
        logger.warning(sentence, location=chapter)
    return gathered.pages(env)


def fill(app, docname):
    """Return the summary line and the table of claims."""
    found = claims(app)
    counts = ", ".join(f"{number} {status}" for status, number in executed.count(found).items())
    summary = nodes.paragraph(text=f"{len(found)} claims: {counts}." if found else "No claims yet.")
    rows = [_row(app, docname, claim) for claim in found]
    return [summary, gathered.table("Every claim of the book", HEAD, rows)] if rows else [summary]


def _row(app, docname, claim):
    link = gathered.link(app, docname, claim["chapter"], claim["key"])
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


def setup(app):
    """Connect to Sphinx."""
    gathered.add(app, "ledger", fill)
    app.connect("env-updated", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
