r"""Words, pictures and numbers of a chapter agree: what a text states is what the ledger holds.

A text is a caption, the alternative text of a picture, the words drawn in it, or the cell of a table. It states a
number where it says *slope 3/2* or $\alpha=0.80$. That number must be measured or expected in a claim of the chapter,
or be a published one. In prose no result is typed at all: see `typed_results`.
"""

import base64
import html
import re
from fractions import Fraction
from math import isclose

from crit.number_format import concise
from crit.show.claims_html import MARKS, WORDS
from crit.theory.known_exponents import TABLE

SYMBOLS = {
    "α": "alpha", "τ": "tau", "γ": "gamma", "δ": "delta", "β": "beta", "θ": "theta", "ν": "nu", "z": "z",
}  # fmt: skip
"""Letter of an exponent → the word of a key, or the name of a known exponent, that it stands for."""

STATUSES = {WORDS.get(name, name): name for name in MARKS}
CLASSES = {re.sub(r" \d\+1$", "", system) for system in TABLE}

_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SPELLED = re.compile(rf"\b({'|'.join(_COUNTS)})[ -]({'|'.join(_FRACTIONS)})\b")
_NUMBER = r"[-−]?\d+(?:\.\d+)?(?:/\d+)?"
_END = r"(?![\w^(/]|\.\d|\s?[-−+×]\s?[\w\\])"
"""What must not follow a number that is stated: the rest of a longer number or of a formula."""
_LETTER = re.compile(rf"(?<![\w/])([{''.join(SYMBOLS)}]|{'|'.join(SYMBOLS.values())})\s*[=≈]\s*({_NUMBER}){_END}")
_SLOPE = re.compile(rf"\b(?:slopes?|exponents?)(?: of| is| are|,|:)? (?:(?:{_NUMBER}){_END}(?:,? and |,? )?)+")
_DRAWN = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_RESULT = re.compile(r"[-−]?\d+\.\d+(?:\(\d+\)| ?(?:±|\\pm) ?\d+(?:\.\d+)?)")
_CODE = re.compile(r"^(`{3,}|:{3,}).*?^\1|`[^`\n]*`", re.S | re.M)
_KINDS = "text/html", "text/markdown"


def texts(notebook):
    """Return (kind, text) of all that a chapter says beside its prose.

    Parameters
    ----------
    notebook : dict
        An executed notebook.
    """
    for cell in notebook["cells"]:
        figure = cell["metadata"].get("mystnb", {}).get("figure", {})
        if "caption" in figure:
            yield "caption", figure["caption"]
    for output in _outputs(notebook):
        yield from _shown({kind: "".join(data) for kind, data in output["data"].items() if kind in _KINDS})


def _shown(data):
    page = data.get("text/html", "")
    for alt in dict.fromkeys(re.findall(r'\balt="([^"]*)"', page)):
        yield "alternative text", html.unescape(alt)
    for file in dict.fromkeys(_DRAWN.findall(page)):
        words = re.search(r"<desc>(.*?)</desc>", base64.b64decode(file).decode(), re.S)
        yield from (("picture", html.unescape(word)) for word in (words[1] if words else "").splitlines())
    yield from (("table", cell) for line in _lines(data.get("text/markdown", "")) for cell in line)


def _lines(table):
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def plain(text):
    r"""Return a text with its formulas in Unicode and its fractions in digits.

    >>> plain(r"$\alpha=\tfrac32$, and two thirds")
    'α=3/2, and 2/3'
    """
    for letter, name in SYMBOLS.items():
        text = text.replace(f"\\{name}", letter)
    text = re.sub(r"\\[td]?frac\s*\{?(\d+)\}?\s*\{?(\d+)\}?", r"\1/\2", text)
    text = _SPELLED.sub(lambda found: f"{_COUNTS[found[1]]}/{_FRACTIONS[found[2]]}", text)
    return re.sub(r"\\approx|\\simeq", "≈", text).replace("$", "").replace("{", "").replace("}", "")


def statements(text):
    """Return (name of the exponent or None, number as it is written) of all that a text states."""
    words = plain(text)
    found = [(SYMBOLS.get(letter, letter), number) for letter, number in _LETTER.findall(words)]
    return found + [(None, number) for several in _SLOPE.findall(words) for number in re.findall(_NUMBER, several)]


def holds(number, value):
    """Tell whether a number as it is written stands for a value: a fraction exactly, digits as far as they go."""
    number = number.replace("−", "-")
    if "/" in number or "." not in number:
        return isclose(abs(Fraction(number)), abs(value), rel_tol=1e-9)
    unit = 10.0 ** -len(number.partition(".")[2])
    return abs(abs(float(number)) - abs(value)) <= 0.5001 * unit


def candidates(name, rows):
    """Return the numbers that an exponent of this name has in claims and publications; of any exponent for None."""
    for row in rows:
        if name is None or name in re.split(r"[/_-]", row["key"]):
            yield from (row[of] for of in ("measured", "expected") if row[of] is not None)
    for published in TABLE.values():
        for exponent, number in published.items():
            if name is None or exponent.split("_")[0] == name:
                yield number.value


def unfounded(notebook, rows):
    """Return a sentence for each statement of a chapter that no claim and no publication bears out.

    Parameters
    ----------
    notebook : dict
    rows : list of dict
        The claims of the chapter.
    """
    return [
        f"{kind} {text!r}: no claim of the chapter and no publication has {name or 'a slope'} = {number}"
        for kind, text in dict.fromkeys(texts(notebook))
        for name, number in statements(text)
        if not any(holds(number, value) for value in candidates(name, rows))
    ]


def contradictions(notebook, rows):
    """Return a sentence for each verdict in a table that the ledger does not share.

    A line of a table is about the claims whose measured numbers it shows. It may call them by their status, or by the
    name of a universality class with which none of them disagrees.
    """
    shown = {}
    for row in rows:
        shown.setdefault(concise(row["measured"], row["error"]), []).append(row)
    tables = [output["data"]["text/markdown"] for output in _outputs(notebook) if "text/markdown" in output["data"]]
    for line in (line for table in tables for line in _lines("".join(table))):
        about = [row for cell in line for row in shown.get(cell, ())]
        for verdict in line:
            for row in filter(lambda row, said=verdict: _denies(row, said), about):
                yield f"a table says {verdict!r} of {row['key']}, which is {row['status']} (against {row['source']})"


def _outputs(notebook):
    return [output for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output]


def _denies(row, verdict):
    if verdict in CLASSES:
        return row["source"].startswith(verdict) and row["status"] != "confirmed"
    return verdict in STATUSES and row["status"] != STATUSES[verdict]


def typed_results(text):
    r"""Return the numbers with errors in Markdown, outside of code: results are called by a role, never typed.

    >>> typed_results(r"The exponent is 0.926(31), not `1.0(1)` or $1.5\pm0.1$.")
    ['0.926(31)', '1.5\\pm0.1']
    """
    return _RESULT.findall(_CODE.sub("", text))


def recomputed(row):
    """Return z of a row of the ledger, from its other numbers."""
    if row["expected"] is None:
        return None
    return (row["measured"] - row["expected"]) / (row["error"] ** 2 + row["expected_error"] ** 2) ** 0.5
