"""Formulas are parsed once for all figures, and look as they did."""

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

from crit.show import figure, formulas

FORMULA = r"$\sigma_w^2 = 2.718$"


def test_another_parser_knows_the_formula():
    formulas.remember_formulas()
    first, second = (MathTextParser("path").parse(FORMULA, 72, FontProperties(size=size)) for size in (12, 12))
    assert first is second
    assert MathTextParser("path").parse(FORMULA, 72, FontProperties(size=13)).width > first.width
    assert MathTextParser("agg").parse(FORMULA, 72, FontProperties(size=12)) is not first


def test_a_formula_is_drawn_as_where_nothing_is_remembered(monkeypatch):
    def drawn():
        return figure("A picture of empty axes with a formula.", xlabel=FORMULA, xscale="log")[0].drawing().svg

    remembering = drawn()
    monkeypatch.setattr(MathTextParser, "_parse_cached", formulas.PARSE)
    assert drawn() == remembering


def test_a_matplotlib_of_another_make_is_left_alone(monkeypatch):
    monkeypatch.setattr(formulas, "PARSE", None)
    monkeypatch.delattr(MathTextParser, "_parse_cached")
    formulas.remember_formulas()
    assert not hasattr(MathTextParser, "_parse_cached")
