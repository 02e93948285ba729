"""Chapters keep to the pace, doors, keys and figures that the book promises, and the rules can fail."""

import jupytext
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell

import fingerprint
import lint

LONG = "\n".join(f"x{k} = {k}" for k in range(16))
PROSE = "word " * 400


@pytest.mark.parametrize("rule", lint.RULES)
@pytest.mark.parametrize("file", lint.chapters(), ids=lambda file: file.stem)
def test_chapter_keeps_to(rule, file):
    assert list(lint.RULES[rule](lint.Chapter(file))) == []


@pytest.fixture
def chapter(root, tmp_path):
    """Return a function that writes the template with more text, code and metadata, and reads it as a chapter."""

    def write(text="", code=None, **metadata):
        notebook = jupytext.read(root / "book/_template.md")
        notebook.cells.append(new_markdown_cell(text))
        if code:
            notebook.cells.append(new_code_cell(code, metadata=metadata))
        jupytext.write(notebook, tmp_path / "_template.md")
        return lint.Chapter(tmp_path / "_template.md")

    return write


FOLDED = dict(tags=["hide-input"])
FAULTS = {
    "more code than prose": ("pace", dict(code="\n".join(LONG.splitlines() * 9)), "words of prose"),
    "too many sections": ("pace", dict(text=PROSE + "\n\n## And\n" * 9), "at most 8"),
    "too many words": ("pace", dict(text=PROSE * 7), "at most 2500"),
    "a long cell": ("size_of_cells", dict(code=LONG), "16 lines; at most 15"),
    "a long folded cell": ("size_of_cells", dict(code=LONG + "\n" + LONG, **FOLDED), "32 lines; at most 25"),
    "a wide cell": ("size_of_cells", dict(code="x = 1" + " + 1" * 30), "at most 88"),
    "a wide folded cell": ("size_of_cells", dict(code="x = 1" + " + 1" * 40, **FOLDED), "at most 120"),
    "a long function": ("size_of_cells", dict(code="def f(x):" + "\n    x += 1" * 8), "`f` has 9 lines"),
    "a file": ("doors", dict(code="from crit.measure.scaling.growth import growth_exponent"), "names a file"),
    "a private name": ("doors", dict(code="from crit.measure.scaling import njit"), "does not hand on `njit`"),
    "threads": ("doors", dict(code="from concurrent.futures import ThreadPoolExecutor"), "pool of threads"),
    "a key": ("keys", dict(code='crit.claim("Mean", 1, 1, 1, "")'), "'Mean'"),
    "a picture without a name": ("figures", dict(code='crit.figure("")'), "has no name"),
    "a picture without a caption": (
        "figures",
        dict(code='crit.figure("")', mystnb=dict(figure=dict(name="fig-_template-b"))),
        "has no caption",
    ),
    "a picture that nobody calls": (
        "figures",
        dict(code='crit.figure("")', mystnb=dict(figure=dict(name="fig-_template-b", caption="a b c d e f"))),
        "no sentence calls",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_lint_sees(fault, chapter):
    rule, added, complaint = FAULTS[fault]
    assert complaint in "\n".join(lint.RULES[rule](chapter(**added)))


@pytest.mark.parametrize("part", ["This chapter", *lint.PARTS])
def test_lint_misses_a_part(part, root, tmp_path):
    text = (root / "book/_template.md").read_text()
    (tmp_path / "part.md").write_text(text.replace(f"## {part}", "").replace(f"}} {part}", "}"))
    assert part in "\n".join(lint.parts(lint.Chapter(tmp_path / "part.md")))


def test_functions_that_draw_may_be_long(chapter):
    assert not list(lint.size_of_cells(chapter(code="def draw(x):" + "\n    x += 1" * 12)))


def test_template_runs(root, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(fingerprint.kernel_cache(root)))
    notebook = jupytext.read(root / "book/_template.md")
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": root / "book"}}).execute()
    claims = [output for cell in notebook.cells for output in cell.get("outputs", []) if "claim" in str(output)]
    assert "confirmed" in str(claims)
