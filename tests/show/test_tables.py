"""Tables: what each kind of cell prints, and what the page gets."""

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest

from crit.show import table
from crit.theory.known_exponents import Known


class Estimate(NamedTuple):
    """Whatever has a value and an error will do: the rooms do not know each other."""

    value: float
    error: float


HEAD = ["what", "$x$"]


def cells(*values):
    """Return how values are printed in a table of one column."""
    return [row for (row,) in table(["x"], [[value] for value in values]).rows]


def test_what_a_cell_prints():
    values = [None, "a  b\nc", 3, -123456789, np.int64(-4), 0.5, np.float32(0.25), Fraction(1, 3), -0.0]
    assert cells(*values) == ["–", "a b c", "3", "−123456789", "−4", "0.5", "0.25", "0.333333", "0"]


def test_an_estimate_is_printed_with_its_error_and_an_exact_value_without():
    assert cells(Estimate(1.7851e-3, 1.23e-5), Known(1.5, 0.0, "exact")) == ["1.785(12)×10⁻³", "1.5"]


def test_what_the_page_gets():
    shown = table(["what", r"$|x|$"], [["a|b", 1]], caption="A $|x|$ of one.")
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/markdown", "text/plain"}
    assert bundle["text/markdown"] == str(shown)
    assert str(shown).splitlines() == ["A $|x|$ of one.", "", r"| what | $\|x\|$ |", "| --- | --- |", r"| a\|b | 1 |"]


def test_rows_may_come_from_a_generator():
    assert table(HEAD, (["a", n] for n in range(3))).rows == (("a", "0"), ("a", "1"), ("a", "2"))


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (([], [[]]), "head"),
        (("what", [["a"]]), "head"),
        ((["what", 3], [["a", 1]]), "head"),
        ((["what", " "], [["a", 1]]), "head"),
        ((HEAD, []), "rows"),
        ((HEAD, 3), "rows"),
        ((HEAD, [["a"]]), "rows"),
        ((HEAD, [["a", 1, 2]]), "rows"),
        ((HEAD, ["ab"]), "rows"),
        ((HEAD, [["a", math.nan]]), "rows"),
        ((HEAD, [["a", math.inf]]), "rows"),
        ((HEAD, [["a", True]]), "rows"),
        ((HEAD, [["a", [1]]]), "rows"),
        ((HEAD, [["a", Estimate(1.0, -0.1)]]), "rows"),
        ((HEAD, [["a", Estimate(1.0, math.nan)]]), "rows"),
    ],
)
def test_what_is_no_table_is_refused(arguments, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        table(*arguments)


@pytest.mark.parametrize("caption", [3, ["a"]])
def test_a_caption_is_a_text(caption):
    with pytest.raises(ValueError, match="^caption = "):
        table(HEAD, [["a", 1]], caption=caption)
