"""The executed notebooks, and the claims that stand in them."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import nbformat
from jupyter_cache import get_cache

from crit.show.claims import MIME_TYPE, Claim
from crit.show.claims_html import MARKS

STATUSES = tuple(MARKS)
COUNTS = 100_000
"""Up to this denominator a measured number may be a fraction of counts."""
TOLERANCE = 1e-8
"""No simulation has a relative error as small as this."""


def complete(folder, chapters, cache):
    """Put the outputs back in the notebooks of chapters, whose execution comes from the cache.

    MyST-NB writes those notebooks as they were before execution.

    Parameters
    ----------
    folder : path
        Where the notebooks are.
    chapters : iterable of str
        Names of chapters, such as ``book/intro``.
    cache : path
        Folder of the execution cache.
    """
    known = get_cache(cache)
    for chapter in chapters:
        file = Path(folder, f"{chapter}.ipynb")
        notebook = nbformat.read(file, as_version=4)
        nbformat.write(known.merge_match_into_notebook(notebook)[1], file)


def claims_in(notebook):
    """Return the claims among the outputs of a notebook (its JSON as a dict), in order.

    One output holds one claim or a list of them. Each is a dict with the fields of a `Claim`.
    """
    claims = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            content = output.get("data", {}).get(MIME_TYPE, [])
            claims += content if isinstance(content, list) else [content]
    return claims


def claims(folder, chapters):
    """Return the claims of all chapters as one list, each with its ``chapter``.

    Parameters
    ----------
    folder : path
        Where the executed notebooks are.
    chapters : iterable of str
        Names of chapters, such as ``book/intro``, in reading order.
    """
    found = []
    for chapter in chapters:
        notebook = json.loads(Path(folder, f"{chapter}.ipynb").read_text(encoding="utf-8"))
        found += [{"key": claim["key"], "chapter": chapter, **claim} for claim in claims_in(notebook)]
    return found


def claim(row):
    """Return the claim that a row of the ledger was made from."""
    return Claim(**{name: value for name, value in row.items() if name != "chapter"})


def repeats(rows):
    """Return {key: key of the claim before it that has the same numbers to the last bit}.

    Equal fractions of small counts, such as coverages, are no repeats: they come out equal by chance.
    """
    first, again = {}, {}
    for row in rows:
        numbers = row["measured"], row["error"], row["expected"]
        if float(Fraction(row["measured"]).limit_denominator(COUNTS)) != row["measured"]:
            earlier = first.setdefault(numbers, row["key"])
            again |= {row["key"]: earlier} if earlier != row["key"] else {}
    return again


def is_calculated(row):
    """Tell whether a claim compares two calculations: its error is a tolerance, and chance has no hand in its z."""
    return row["error"] <= TOLERANCE * abs(row["measured"])


def complaints(claims):
    """Yield (chapter, sentence) for each claim that must not be published as it is."""
    repeated = {key for key, times in Counter(claim["key"] for claim in claims).items() if times > 1}
    for claim in claims:
        key, status = claim["key"], claim["status"]
        if key in repeated:
            yield claim["chapter"], f"the claim {key!r} is made more than once in the book"
        if status not in STATUSES:
            yield claim["chapter"], f"the claim {key!r} has the status {status!r}; allowed: {', '.join(STATUSES)}"
        if status == "unexpected":
            yield (
                claim["chapter"],
                (
                    f"the claim {key!r} came out unexpectedly (z = {claim['z']}): look at it, then "
                    "mend it, or say in the chapter why it is refuted, preasymptotic or open"
                ),
            )
