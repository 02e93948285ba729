"""The notation page has a table for each part, and a row for each letter."""

import re

import pytest

from crit.theory import symbols
from crit.theory.notation import notation_table


def test_the_page_shows_every_part(root):
    page = (root / "book/back/notation.md").read_text()
    assert re.findall(r'^crit\.table\(\*notation_table\("(.+)"\)\)$', page, re.MULTILINE) == list(symbols.NOTATION)


@pytest.mark.parametrize("part", symbols.NOTATION)
def test_a_table_has_a_row_for_each_entry(part):
    head, rows = notation_table(part)
    assert len(rows) == len(symbols.NOTATION[part])
    assert {len(row) for row in rows} == {len(head)}


def test_letters_and_names_are_typeset():
    assert notation_table("Signals")[1][0][::3] == ["$K$", "`K`"]


@pytest.mark.parametrize("part", ["Magic", None, []])
def test_a_part_that_is_none(part):
    with pytest.raises(ValueError, match="^part = "):
        notation_table(part)
