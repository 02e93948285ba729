"""Sphinx extension: the ``{ledger}`` directive, the roles that call claims, and ``_build/ledger.json``.

A claim that came out unexpectedly, a key used twice, or a role that calls a claim which nobody makes is a warning,
and so stops the build.
"""

import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

import executed
import gathered
import ledger_page
from crit.number_format import concise
from crit.show.claims_html import chip

logger = logging.getLogger(__name__)


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
    for page in [Path(app.outdir, name) for name in gathered.pages(env, "ledger")]:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.with_suffix(".json").write_text(json.dumps(found) + "\n")
        page.with_suffix(".csv").write_text(ledger_page.as_csv(found))
    (build / "ledger.json").write_text(json.dumps(found, indent=1) + "\n")
    (build / "times.json").write_text(json.dumps(seconds(env), indent=1) + "\n")
    for chapter, sentence in executed.complaints(found):
        logger.warning(sentence, location=chapter)
    return gathered.pages(env) if gathered.anew(app) else []


def fill(app, docname, part="rows"):
    """Return the summary band or the table of all claims."""
    rows = app.env.claims
    if not rows:
        return [nodes.paragraph(text="No claims yet.")]

    def place(row):
        uri = app.builder.get_relative_uri(docname, row["chapter"])
        return f'<a href="{uri}#claim-{row["key"]}">{escape(title(row["chapter"]))}</a>'

    def title(chapter):
        return app.env.titles[chapter].astext()

    html = ledger_page.summary(rows, title) if part == "summary" else ledger_page.table(rows, place)
    return [nodes.raw("", html, format="html")]


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
