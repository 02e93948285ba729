"""Claims: the arithmetic of z, who may call what refuted or open, and what reaches the ledger."""

import dataclasses
import json
import math
import re
import time
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crit.show import Claim, claim, claims, claims_against
from crit.show.claims import MIME_TYPE
from crit.show.claims_html import chip, strip
from crit.theory.known_exponents import Known


class Estimate(NamedTuple):
    """Whatever has a value and an error will do: the rooms do not know each other."""

    value: float
    error: float


NUMBERS = st.floats(-1e6, 1e6)
ERRORS = st.floats(1e-6, 1e6)


def made(measured=1.0, error=0.1, expected=1.1, source="a table", key="a/b", **keywords):
    return claim(key, measured, error, expected, source, **keywords)


def text_of(html):
    parser, words = HTMLParser(), []
    parser.handle_data = words.append
    parser.feed(html)
    return " ".join(words)


@given(NUMBERS, ERRORS, NUMBERS, st.floats(0, 1e6))
def test_z_and_status(measured, error, expected, expected_error):
    one = made(measured, error, expected, expected_error=expected_error)
    assert one.z == pytest.approx((measured - expected) / math.sqrt(error**2 + expected_error**2))
    assert one.status == ("confirmed" if abs(one.z) < 3 else "unexpected")


JUDGED = st.sampled_from(["refuted", "preasymptotic", "open"])


@given(NUMBERS, ERRORS, NUMBERS, JUDGED)
def test_only_a_disagreement_is_judged(measured, error, expected, status):
    z = (measured - expected) / error
    judge = {"status": status, "explanation": "the control says so"}
    if abs(z) < 3:
        with pytest.raises(ValueError, match=rf"^status = '{status}' with z = .*: .* leave status out$"):
            made(measured, error, expected, **judge)
    else:
        assert made(measured, error, expected, **judge).status == status


def test_what_nobody_expects_is_open():
    one = made(expected=None, status="open", explanation="nobody knows")
    assert (one.status, one.z) == ("open", None)


def test_numbers_that_agree_may_be_explained():
    one = made(explanation="a second measurement with four times the data")
    assert (one.status, one.explanation) == ("confirmed", "a second measurement with four times the data")


def test_the_limit_is_three():
    assert made(2.75, 1.0, 0.0).status == "confirmed"
    assert made(3.0, 1.0, 0.0).status == "unexpected"
    assert made(-3.0, 1.0, 0.0).status == "unexpected"


@pytest.mark.parametrize(
    "keywords, name",
    [
        ({"error": 0.0}, "error"),
        ({"error": -1.0}, "error"),
        ({"error": math.inf}, "error"),
        ({"error": math.nan}, "error"),
        ({"error": None}, "error"),
        ({"measured": math.nan}, "measured"),
        ({"expected": math.inf}, "expected"),
        ({"expected": None}, "expected"),
        ({"expected": None, "status": "refuted", "explanation": "why"}, "expected"),
        ({"expected": None, "status": "preasymptotic", "explanation": "why"}, "expected"),
        ({"measured": 3.0, "status": "preasymptotic"}, "explanation"),
        ({"explanation": " "}, "explanation"),
        ({"sentence": ""}, "sentence"),
        ({"sentence": 3}, "sentence"),
        ({"sentence": "the mean of $K$"}, "sentence"),
        ({"sentence": r"the mean of \\rho"}, "sentence"),
        ({"expected_error": -0.1}, "expected_error"),
        ({"status": "confirmed"}, "status"),
        ({"status": "open"}, "explanation"),
        ({"status": "refuted", "explanation": "  "}, "explanation"),
        ({"source": ""}, "source"),
        ({"source": None}, "source"),
        ({"source": None, "expected": Known(1.0, 0.1, "")}, "source"),
        ({"measured": Estimate(1.0, 0.1)}, "error"),
        ({"measured": Estimate(1.0, -0.1), "error": None}, "error"),
        ({"measured": "1"}, "measured"),
        ({"expected": Known(1.0, 0.1, "a table"), "expected_error": 0.1}, "expected_error"),
        ({"key": ""}, "key"),
        ({"key": "two words"}, "key"),
        ({"key": "a//b"}, "key"),
        ({"key": "/a"}, "key"),
        ({"key": 3}, "key"),
    ],
)
def test_bad_arguments_are_named(keywords, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        made(**keywords)


def test_a_claim_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        made().measured = 2.0


def test_what_the_ledger_gets():
    one = made(1.785e-3, 1.2e-5, 1.789e-3, key="couplings/tanh/D2", expected_error=1e-6, sentence="noise of  tanh")
    kept = json.loads(json.dumps(one._repr_mimebundle_()[MIME_TYPE]))
    assert kept == {
        "key": "couplings/tanh/D2",
        "sentence": "noise of tanh",
        "measured": 1.785e-3,
        "error": 1.2e-5,
        "expected": 1.789e-3,
        "expected_error": 1e-6,
        "z": (1.785e-3 - 1.789e-3) / math.hypot(1.2e-5, 1e-6),
        "status": "confirmed",
        "source": "a table",
        "explanation": None,
        "seconds": one.seconds,
    }
    assert Claim(**kept) == one


def test_without_a_sentence_the_key_is_read_aloud():
    assert made(key="walk/two-thirds/tau").sentence == "walk, two thirds, tau"


def test_numpy_numbers_become_plain_ones():
    import numpy as np

    kept = made(np.float64(1), np.float32(0.5), np.int64(1))._repr_mimebundle_()[MIME_TYPE]
    assert json.loads(json.dumps(kept)) == kept


def test_what_the_reader_gets():
    judged = {"status": "refuted", "explanation": "1 < 2", "sentence": "a number > none"}
    one = made(1.785e-3, 1.2e-5, 1.9e-3, "<Ghost & Co>", **judged)
    bundle = one._repr_mimebundle_()
    assert "<Ghost" not in bundle["text/html"] and "1 &lt; 2" in bundle["text/html"]
    shown = text_of(bundle["text/html"])
    for part in ("✗ refuted", "1.785(12)×10⁻³", "1.9×10⁻³", "−9.58", "<Ghost & Co>", "1 < 2", "a number > none"):
        assert part in shown
    assert bundle["text/plain"] == str(one)
    assert 'id="claim-a/b"' in bundle["text/html"] and 'href="#claim-a/b"' in bundle["text/html"]


def with_z(*several):
    """Return claims with these z; what lies beyond three is refuted."""
    judge = {"status": "refuted", "explanation": "the control says so"}
    return claims(made(z, 1.0, 0.0, key=f"k/{i}", **(judge if abs(z) >= 3 else {})) for i, z in enumerate(several))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((1.0, -1.961), "✓ 2 of 2, |z| ≤ 1.97"),
        ((2.0, 0.1), "✓ 2 of 2, |z| ≤ 2.00"),
        ((-0.314,), "✓ confirmed, z = −0.31"),
        ((-0.001,), "✓ confirmed, z = 0.00"),
        ((4.0, 0.5, -7.0), "✓ 1 of 3, |z| ≤ 0.50 · ✗ 2 of 3 refuted"),
        ((-42.0,), "✗ refuted, z = −42.0"),
    ],
)
def test_what_the_chip_says(values, text):
    assert chip(with_z(*values)) == text


@given(st.lists(st.floats(-2.99, 2.99), min_size=2, max_size=5))
def test_the_chip_promises_no_less_than_there_is(values):
    assert float(chip(with_z(*values)).split("≤ ")[1]) >= max(map(abs, values))


def test_other_statuses_have_words_of_their_own():
    late = made(2.0, status="preasymptotic", explanation="the window ends too early")
    assert chip([late]) == "→ not yet in the limit, z = 9.00"
    assert chip([made(expected=None, status="open", explanation="nobody knows")]) == "? open"


def test_a_strip_has_a_mark_for_each_z_and_arrows_where_it_ends():
    drawn = strip([0.5, -2.9, 3.4, 3.5, -1e9])
    assert re.findall(r'circle cx="([^"]+)"', drawn) == ["5", "-29", "34"]
    assert re.findall(r'd="M(-?30) -4L', drawn) == ["30", "-30"]


def test_an_explanation_is_said_once():
    page = with_z(4.0, 0.5, -7.0)._repr_mimebundle_()["text/html"]
    assert page.count("the control says so") == 1
    assert page.count("<sup>1</sup>") == 2


def test_seconds_count_from_the_last_claim(monkeypatch):
    made()
    now = time.perf_counter()
    monkeypatch.setattr("time.perf_counter", lambda: now + 100)
    assert made().seconds == pytest.approx(100, abs=1)
    assert made().seconds == 0
    monkeypatch.undo()
    made()


@given(NUMBERS, ERRORS, NUMBERS, ERRORS)
def test_an_estimate_carries_its_error(measured, error, expected, expected_error):
    by_hand = made(measured, error, expected, "a table", expected_error=expected_error)
    known = Known(expected, expected_error, "a table")
    for one in (made(Estimate(measured, error), None, known, None), made(measured, error, known)):
        assert dataclasses.replace(one, seconds=0) == dataclasses.replace(by_hand, seconds=0)


def test_a_source_that_is_given_comes_first():
    assert made(expected=Known(1.0, 0.0, "a table"), source="a citation").source == "a citation"


MEASURED = {"beta": Estimate(1.0, 0.1), "z": Estimate(2.0, 0.1)}
EXPECTED = {"z": 1.0, "beta": Known(1.0, 0.05, "a table"), "theta": 3.0}


def test_claims_against_a_table():
    beta, z = claims_against(
        "walk", MEASURED, EXPECTED, z=dict(source="a citation", status="refuted", explanation="why")
    )
    assert (beta.key, beta.expected_error, beta.source, beta.status) == ("walk/beta", 0.05, "a table", "confirmed")
    assert (z.key, z.expected, z.source, z.status, z.explanation) == ("walk/z", 1.0, "a citation", "refuted", "why")


def test_sentences_of_several():
    measured = {"tau/long": Estimate(1.0, 0.1), "tau/short": Estimate(2.0, 0.1)}
    expected = dict.fromkeys(measured, 1.5)
    judge = {name: {"status": "open", "explanation": "why"} for name in measured}

    def sentences(sentence, **more):
        return [one.sentence for one in claims_against("w", measured, expected, "s", sentence=sentence, **judge | more)]

    assert sentences("{0} of {1} walks") == ["tau of long walks", "tau of short walks"]
    assert sentences({"tau/long": "first", "tau/short": "second"}) == ["first", "second"]
    assert sentences(None)[0] == "w, tau, long"
    assert sentences("{0}", **{"tau/long": judge["tau/long"] | {"sentence": "my own"}}) == ["my own", "tau"]
    for wrong in ("{2}", "{name}", "{", {"tau/long": "first"}, 3):
        with pytest.raises(ValueError, match="^sentence = "):
            sentences(wrong)


def test_one_source_for_all():
    assert {one.source for one in claims_against("walk", MEASURED, EXPECTED, "a paper")} == {"a paper"}


@pytest.mark.parametrize(
    ("arguments", "judgements", "name"),
    [
        ((MEASURED, EXPECTED), {}, "source"),
        (({}, EXPECTED, "s"), {}, "measured"),
        (([1.0], EXPECTED, "s"), {}, "measured"),
        ((MEASURED, {"beta": 1.0}, "s"), {}, "expected"),
        ((MEASURED, 1.0, "s"), {}, "expected"),
        ((MEASURED, EXPECTED, "s"), {"theta": {"status": "open"}}, "judgements"),
        ((MEASURED, EXPECTED, "s"), {"beta": {"status": "open"}}, "explanation"),
        (({"beta": 1.0}, EXPECTED, "s"), {}, "error"),
        (({"two words": Estimate(1.0, 1.0)}, {"two words": 1.0}, "s"), {}, "key"),
    ],
)
def test_what_cannot_be_held_against_is_refused(arguments, judgements, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        claims_against("walk", *arguments, **judgements)


def test_a_table_carries_all_its_claims():
    table = claims(made(key=f"a/{name}") for name in "xyz")
    bundle = table._repr_mimebundle_()
    assert bundle[MIME_TYPE] == [one.as_dict() for one in table]
    assert bundle["text/html"].count("<tr ") == 4
    assert bundle["text/plain"].count("\n") == 2
    assert all(isinstance(one, Claim) for one in table)


@pytest.mark.parametrize("several", [[], [1], [made(), made()]])
def test_a_table_needs_claims_with_different_keys(several):
    with pytest.raises(ValueError, match="several"):
        claims(several)
