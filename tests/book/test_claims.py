"""The ledger as a page: what is counted, drawn, filtered and saved, and where its links lead."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from statistics import fmean, stdev
from urllib.parse import unquote

import pytest

import executed
import ledger_page
import ledger_plot
from crit.show import claim, claims

ROOT = Path(__file__).resolve().parents[2]
WHY = "A second look says so."


def made(key, z, chapter="book/a", **more):
    """Return a row of the ledger."""
    judgement = {"status": "refuted", "explanation": WHY} if abs(z) >= 3 else {}
    one = claim(key, z * 0.1234567891 + 1, 0.1234567891, 1.0, "a source", sentence=f"sentence {key}", **judgement)
    return {"key": key, "chapter": chapter, **one.as_dict(), **more}


ROWS = [
    made("a/one", 0.5),
    made("a/two/x", -2.5),
    made("a/two/y", 1.9),
    made("a/three", 0.5),
    made("b/one", 4.0, "book/b"),
    made("b/two", -7.0, "book/b"),
]


def place(row):
    """Return a link to the row in its chapter."""
    return f'<a href="{row["chapter"]}.html#claim-{row["key"]}">On {row["chapter"]}</a>'


def test_the_same_numbers_under_two_keys_are_one_claim():
    assert executed.repeats(ROWS) == {"a/three": "a/one"}


def test_equal_counts_are_no_repeat():
    coverage = {"measured": 2203 / 2400, "error": 0.0056, "expected": 0.95}
    assert executed.repeats([made("a", 1.0, **coverage), made("b", 1.0, **coverage)]) == {}


def test_the_band_counts_and_measures_the_spread():
    band = ledger_page.summary(ROWS, str.upper)
    assert "<b>5</b> claims. Not counted: 1 with" in band
    counts = re.findall(r'<li><b>(\d+)</b> <a href="#status=(\w+)">([^<]*)</a></li>', band)
    assert counts == [("3", "confirmed", "✓ confirmed"), ("2", "refuted", "✗ refuted")]
    values = [0.5, -2.5, 1.9]
    mean, spread = ledger_page.moments(values)
    assert float(mean.split("(")[0].replace("−", "-")) == pytest.approx(fmean(values), abs=0.1)
    assert float(spread.split("(")[0]) == pytest.approx(stdev(values), abs=0.1)
    assert f"mean {mean}, standard deviation {spread}, 33 % beyond two; honest errors give 0, 0.99 and 4.3 %" in band
    assert '<a href="#chapter=book/a">BOOK/A</a>' in band


def test_two_calculations_that_agree_are_counted_and_not_drawn():
    tight = {"measured": 1.2633105870348122, "error": 1e-10, "expected": 1.2633105870348, "z": 1e-4}
    band = ledger_page.summary([*ROWS, made("c", 0.0) | tight], str)
    assert "<b>6</b> claims." in band and "1 that compare two calculations" in band
    assert "Histogram of z of 3 confirmed claims" in band


def test_bars_hold_every_number_and_the_curve_as_many():
    values = [-9.0, -4.0, -0.1, 0.0, 0.49, 3.99, 4.0, 70.0]
    assert ledger_plot.bars(values) == {-4: 2, -0.5: 1, 0: 2, 3.5: 3}
    lefts = [i / 2 for i in range(-8, 8)]
    assert sum(ledger_plot.normal(left, left + ledger_plot.BIN) for left in lefts) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("size", [(340, 170), (150, 44)])
def test_the_histogram_draws_heights_in_proportion(size):
    drawn = ledger_plot.histogram([0.1] * 4 + [1.1] * 2, [5.0], size)
    heights = [float(a) - float(b) for a, b in re.findall(r'd="M[\d.]+ ([\d.]+)V([\d.]+)H', drawn)]
    assert [height / max(heights) for height in heights] == pytest.approx([1, 0.5, 0.25], abs=0.02)
    assert drawn.count('class="crit-bar-other"') == 1
    assert drawn.count("<text") == (7 if size[0] > 200 else 0)


def test_every_claim_has_one_place_and_what_is_saved_is_the_ledger():
    page = ledger_page.table(ROWS, place)
    assert re.findall(r' id="claim-([^"]+)"', page) == [
        "a/one", "a/three", "a/two/x", "a/two/y", "b/one", "b/two",
    ]  # fmt: skip
    assert page.count(WHY) == 2
    address = unescape(re.search(r'href="data:application/json,([^"]*)"', page)[1])
    assert json.loads(unquote(address)) == ROWS
    table = list(csv.DictReader(io.StringIO(ledger_page.as_csv(ROWS))))
    assert [float(line["z"]) for line in table] == [row["z"] for row in ROWS]


def test_kinds_are_first_words_of_keys():
    assert ledger_page.kinds(ROWS) == ["a", "a/two", "b"]


def test_rows_without_expectation_have_no_z():
    row = made("a/one", 0.5) | {"expected": None, "z": None, "status": "open", "explanation": WHY}
    assert 'data-label="z">–</td>' in ledger_page.table([row], place)
    assert '<b>1</b> <a href="#status=open">? open</a>' in ledger_page.summary([row], str)


@pytest.fixture
def page(tmp_path):
    """Write a page of 500 rows, a fold and a chip as a file; return it."""
    many = [*ROWS, *(made(f"c/{i}", 1 + i / 1000, "book/c") for i in range(494))]
    folds = "".join(
        claims(several)._repr_mimebundle_()["text/html"]
        for several in (
            [claim("d/one", 1.2, 0.1, 1.0, "a source"), claim("d/two", 1.2, 0.1, 1.0, "a source")],
            [claim("d/three", 1.2, 0.1, 1.0, "a source")],
            [claim("dd/one", 1.2, 0.1, 1.0, "a source")],
        )
    )
    assets = ROOT / "book/_assets"
    sheets = "".join(f"<style>{(assets / name).read_text()}</style>" for name in ("claims.css", "ledger.css"))
    (tmp_path / "ledger.csv").write_text(ledger_page.as_csv(many))
    file = tmp_path / "page.html"
    file.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf8"><meta name="viewport" content="width=device-width">'
        f"<title>Ledger</title>{sheets}<script>{(assets / 'ledger.js').read_text()}</script>"
        f'<a id="call" class="crit-chip" title="Claims d" href="#claim-d/one">✓ 3 of 3</a><main class="bd-content">{ledger_page.summary(many, str)}'
        f"{ledger_page.table(many, place)}{folds}</main></html>"
    )
    return file, many


@pytest.mark.slow
def test_a_reader_filters_sorts_links_and_saves(page, drive):
    file, many = page
    seen = drive("ledger.mjs", file)
    keys = [row["key"] for row in many if row["key"] != "a/three"]
    assert "errors" not in seen
    assert (seen["all"], seen["said"]) == (keys, "499 of 499 claims")
    assert seen["chapter"] == {"keys": ["b/one", "b/two"], "hash": "#chapter=book/b"}
    assert seen["status"] == {"keys": ["b/one", "b/two"], "hash": "#status=refuted"}
    assert seen["kind"] == {"keys": ["a/two/x", "a/two/y"], "hash": "#kind=a/two"}
    assert seen["sort"]["keys"][:4] == ["b/two", "b/one", "a/two/x", "a/two/y"]
    assert seen["reset"] == {"keys": keys, "hash": ""}
    assert seen["both"] == {"keys": ["a/two/x", "a/two/y", "b/two"], "hash": "#z=1.8&words=SENTENCE+two"}
    assert seen["recalled"] == ["b/two", "b/one"]
    assert seen["named"] == {"keys": 499, "visible": True}
    assert seen["json"] == {"name": "ledger.json", "text": json.dumps(many, separators=(",", ":"))}
    assert seen["csv"] == {"name": "ledger.csv", "text": ledger_page.as_csv(many)}
    assert (seen["folded"], seen["opened"]) == (0, 3), "a chip opens the folds of all that it counts, and no other"
    assert seen["plain"] == {"rows": 499, "form": False}
    assert seen["milliseconds"] < 200
    for width in ("320", "360"):
        assert (seen[width]["overflow"], seen[width]["cut"]) == (0, 0)
        assert "measured" in seen[width]["labels"], "a phone shows cards"
