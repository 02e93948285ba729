"""The folded list of letters says of each letter of a chapter what it means there, its own first."""

import chapter_symbols
from lint_chapter import Chapter


def test_list_of_the_template(root):
    listed = dict(chapter_symbols.used(Chapter(root / "book/_template.md")))
    assert next(iter(listed)) == "y"
    assert listed["z_i"] == "standard normal number"
    assert listed["K"].startswith("variance of the pre-activations")
    assert "S" not in listed


def test_a_subject_decides(root, tmp_path):
    text = (root / "book/_template.md").read_text().replace("[units]", "[units, avalanches]") + "\n$S$\n"
    (tmp_path / "_template.md").write_text(text)
    assert dict(chapter_symbols.used(Chapter(tmp_path / "_template.md")))["S"].startswith("size of an avalanche")
