"""Words, pictures and numbers of every chapter agree, and a disagreement would be found."""

import json
import re
from pathlib import Path

import pytest

import agreement
import execution
from crit.show import claim, figure, table

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = execution.chapters(ROOT)
EXCUSED = {"book/dynamics/design": {"sigma_w = ": "an order to the designer, not a result"}}
"""Chapter → {pattern of complaints that are none: why}."""


@pytest.fixture
def ledger(site):
    """Return the ledger as the site ships it."""
    return json.loads((site / "book/back/ledger.json").read_text())


@pytest.fixture
def executed(site):
    """Return a function from a chapter to its executed notebook."""
    return lambda chapter: json.loads((site.parent / f"jupyter_execute/{chapter}.ipynb").read_text())


def test_every_z_follows_from_its_row(ledger):
    assert len(ledger) > 400
    for row in ledger:
        z, again = row["z"], agreement.recomputed(row)
        assert z == (again if again is None else pytest.approx(again, rel=1e-12)), row["key"]
        agrees = z is not None and abs(z) < 3
        assert agrees == (row["status"] == "confirmed"), row["key"]
        assert row["status"] == "confirmed" or row["explanation"], row["key"]


@pytest.fixture
def complaints(ledger, executed):
    """Return a function from a chapter to all that disagrees in it."""

    def complain(chapter):
        rows, notebook = [row for row in ledger if row["chapter"] == chapter], executed(chapter)
        return [*agreement.unfounded(notebook, rows), *agreement.contradictions(notebook, rows)]

    return complain


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_pictures_and_tables_state_what_is_claimed(chapter, complaints):
    excused = EXCUSED.get(chapter, ())
    assert [one for one in complaints(chapter) if not any(re.search(pattern, one) for pattern in excused)] == []


@pytest.mark.parametrize("chapter", EXCUSED)
def test_every_excuse_is_needed(chapter, complaints):
    assert all(any(re.search(pattern, one) for one in complaints(chapter)) for pattern in EXCUSED[chapter])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_result_is_typed_in_prose(chapter):
    assert agreement.typed_results((ROOT / f"{chapter}.md").read_text(encoding="utf-8")) == []


def test_links_between_rows_and_chapters_arrive(site, ledger):
    """From each row to its line of the ledger, and back."""
    places = {"book/back/ledger": "the ledger"} | {row["chapter"]: "a chapter" for row in ledger}
    pages = {name: (site / f"{name}.html").read_text(encoding="utf-8") for name in places}
    for row in ledger:
        anchor = f' id="claim-{row["key"]}"'
        assert anchor in pages["book/back/ledger"], row["key"]
        assert pages[row["chapter"]].count(anchor) == 1, row["key"]
        assert f'{row["chapter"].rpartition("/")[2]}.html#claim-{row["key"]}"' in pages["book/back/ledger"]
        assert f'ledger.html#claim-{row["key"]}"' in pages[row["chapter"]]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (r"lines are $\alpha=2-\hat h$", []),
        (r"$\alpha=\tfrac32$ and $\delta \approx 0.159$", [("alpha", "3/2"), ("delta", "0.159")]),
        ("read alpha = 1.83 and gamma = 1.90 between", [("alpha", "1.83"), ("gamma", "1.90")]),
        ("Lines have the slopes 4/3 and 3/2 (left)", [(None, "4/3"), (None, "3/2")]),
        ("the slope two thirds of KPZ", [(None, "2/3")]),
        ("networks, exponent 0.99", [(None, "0.99")]),
        ("slope −0.35", [(None, "−0.35")]),
        ("tests of slopes 1x", []),
        (r"$p = 0.3$, $\theta_c = 2$", []),
    ],
)
def test_what_a_text_states(text, stated):
    assert agreement.statements(text) == stated


@pytest.mark.parametrize(
    ("number", "value", "does"),
    [
        ("3/2", 1.5, True),
        ("3/2", 1.5001, False),
        ("2", 2.0, True),
        ("2", 2.04, False),
        ("0.80", 0.8049, True),
        ("0.80", 0.8051, False),
        ("−0.35", 0.35, True),
    ],
)
def test_what_a_number_stands_for(number, value, does):
    assert agreement.holds(number, value) == does


def chapter_with(*shown, caption="A caption."):
    """Return a notebook that shows these things."""
    outputs = [{"data": one._repr_mimebundle_()} for one in shown]
    return {"cells": [{"metadata": {"mystnb": {"figure": {"caption": caption}}}, "outputs": outputs}]}


WALK = claim("k/walk/alpha", 1.52, 0.02, 1.5, "first passage").as_dict()
LATE = claim("k/late/delta", 0.284, 0.023, 0.159464, "directed percolation 1+1, Jensen 1999",
             status="preasymptotic", explanation="The window ends too early.").as_dict()  # fmt: skip


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a picture as a page gets it, with a label and an alternative text."""
    monkeypatch.setenv("CRIT_STATIC", "1")

    def draw(label, alt="A line, as straight as can be, between two points."):
        fig, ax = figure(alt, xlabel="$x$", ylabel="$y$")
        ax.plot([1, 2], [1, 2], label=label)
        ax.legend()
        return fig

    return draw


@pytest.mark.parametrize("label", [r"$\alpha=3/2$", "slope 1.52", "exponent 3/2 & more", r"$\delta = 0.159$", "slope"])
def test_what_is_drawn_is_read_and_may_be_claimed(drawn, label):
    assert agreement.unfounded(chapter_with(drawn(label)), [WALK, LATE]) == []


@pytest.mark.parametrize(
    ("label", "missing"),
    [
        (r"$\alpha=4/3$", "alpha = 4/3"),
        ("slope 1.53", "a slope = 1.53"),
        (r"$\tau=5/3$", "tau = 5/3"),
        (r"$\delta = 0.16$ or $\gamma=1.49$", "gamma = 1.49"),
    ],
)
def test_what_is_drawn_and_not_claimed_is_found(drawn, label, missing):
    (complaint,) = agreement.unfounded(chapter_with(drawn(label)), [WALK])
    assert complaint == f"picture {label!r}: no claim of the chapter and no publication has {missing}"


def test_alternative_texts_captions_and_cells_are_read(drawn):
    wrong = "Durations on a line of slope 5/3 and nothing else."
    notebook = chapter_with(drawn("x", wrong), table(["a", "b"], [["c", "slope 7/3"]]), caption="Slope: exponent 9/5.")
    kinds = [complaint.split(" ")[0] for complaint in agreement.unfounded(notebook, [WALK])]
    assert kinds == ["caption", "alternative", "table"]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("directed percolation", True),
        ("confirmed", True),
        ("not yet in the limit", False),
        ("bounded KPZ", False),
        ("between", False),
    ],
)
def test_a_verdict_that_the_ledger_does_not_share_is_found(verdict, said):
    notebook = chapter_with(table(["network", "δ", "class"], [["gain 8", "0.284(23)", verdict]]))
    assert bool(list(agreement.contradictions(notebook, [LATE, WALK]))) == said


def test_typed_results_are_found_outside_of_code():
    text = "The exponent is 0.926(31), $1.5\\pm0.1$ or 2.0 ± 0.3.\n\n```{code-cell}\n1.0(1)\n```\n\nNot `1.0(2)`, nor f(2)."
    assert agreement.typed_results(text) == ["0.926(31)", "1.5\\pm0.1", "2.0 ± 0.3"]
