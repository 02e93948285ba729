"""Formulas on pages: what stands in one piece with them."""

import pytest

import formulas

FORMULA = '<span class="math"><span class="katex"><span class="katex-html">{}</span></span></span>'
SHORT = FORMULA.format('<span class="base"><span class="mord">t</span></span>')
LONG = FORMULA.format('<span class="base"><span class="mord">t</span></span><span class="base">=</span>')
CHIP = '<a class="crit-chip reference internal" href="#claim-a" title="Claims a">✓ 6 of 6</a>'


def held(text):
    context = {"body": text}
    formulas.hold_marks(None, "page", "page.html", context, None)
    return context["body"]


@pytest.mark.parametrize("piece", [SHORT, CHIP])
@pytest.mark.parametrize("mark", [".", ",", ").", "?"])
def test_a_short_piece_is_held_with_its_mark(piece, mark):
    assert (
        held(f"<p>{LONG} and {piece}{mark} Then</p>")
        == f'<p>{LONG} and <span class="held">{piece}{mark}</span> Then</p>'
    )


@pytest.mark.parametrize("piece", [SHORT, CHIP])
def test_brackets_are_held_on_both_sides(piece):
    assert held(f"<p>so ({piece}), and") == f'<p>so <span class="held">({piece}),</span> and'


@pytest.mark.parametrize("text", [f"{SHORT} and", f"{LONG}.", f"{CHIP} and", f"{SHORT} and <b>x</b>. {SHORT}"])
def test_all_else_is_left_alone(text):
    assert held(text) == text
