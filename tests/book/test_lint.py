"""Chapters keep to what the book promises, and each rule can fail, with the line that breaks it."""

import jupytext
import pytest
from nbclient import NotebookClient

import fingerprint
import lint

LONG = "\n".join(f"x{k} = {k}" for k in range(16))
MUCH = "\n".join(LONG.splitlines() * 9)
PROSE = "word " * 400


@pytest.mark.parametrize("rule", lint.RULES)
@pytest.mark.parametrize("file", lint.chapters(), ids=lambda file: file.stem)
def test_chapter_keeps_to(rule, file):
    assert list(lint.RULES[rule](lint.Chapter(file))) == []


@pytest.fixture
def chapter(root, tmp_path):
    """Return a function that writes the template with one passage replaced, or text or a cell added at its end."""

    def write(text="", code=None, options="", replace=("", "")):
        source = (root / "book/_template.md").read_text()
        assert replace[0] in source
        source = source.replace(*replace, 1) + f"\n{text}\n"
        if code:
            source += f"\n```{{code-cell}} python\n{options}\n{code}\n```\n"
        (tmp_path / "_template.md").write_text(source)
        return lint.Chapter(tmp_path / "_template.md")

    return write


def picture(name="fig-_template-b", caption="a b c d e f"):
    return f":mystnb: {{figure: {{name: {name}, caption: '{caption}'}}}}\n"


FOLDED = ":tags: [hide-input]\n"
SETTLED = "crit.claim('template/settled', 1, 1, 1, ''"
FAULTS = {
    "more code than prose": ("pace", dict(code=MUCH), "words of prose"),
    "more set-up than prose": ("pace", dict(code=MUCH, options=":tags: [set-up]\n"), "words of prose"),
    "too many sections": ("pace", dict(text=PROSE + "\n\n## And\n" * 9), "at most 8"),
    "too many words": ("pace", dict(text=PROSE * 7), "at most 2500"),
    "a long cell": ("size_of_cells", dict(code=LONG), "16 lines; at most 15"),
    "a long folded cell": ("size_of_cells", dict(code=LONG + "\n" + LONG, options=FOLDED), "32 lines; at most 25"),
    "a wide cell": ("size_of_cells", dict(code="x = 1" + " + 1" * 30), "at most 88"),
    "a wide folded cell": ("size_of_cells", dict(code="x = 1" + " + 1" * 40, options=FOLDED), "at most 120"),
    "a long function": ("size_of_cells", dict(code="def f(x):" + "\n    x += 1" * 8), "`f` has 9 lines"),
    "parts in another order": ("parts", dict(text="## What goes wrong"), "their order is"),
    "no short answer": ("opening", dict(replace=(":class: short-answer", "")), "*In short*"),
    "a long short answer": ("opening", dict(replace=(":class: short-answer", ":class: short-answer\nOh!")), "has 4"),
    "no explorer": ("opening", dict(replace=("crit.explore(", "explore(")), "an explorer does not stand before"),
    "no letters": ("opening", dict(replace=("```{symbols}\n```", "")), "letters of the chapter"),
    "an early box": (
        "opening",
        dict(replace=("```{admonition} In", "```{admonition} This chapter\n```\n\n```{admonition} In")),
        "comes too early",
    ),
    "nothing to do": ("so_what", dict(replace=("```python\n", "```text\n")), "no line of code"),
    "a file": ("doors", dict(code="from crit.measure.scaling.growth import growth_exponent"), "names a file"),
    "a private name": ("doors", dict(code="from crit.measure.scaling import njit"), "does not hand on `njit`"),
    "threads": ("doors", dict(code="from concurrent.futures import ThreadPoolExecutor"), "pool of threads"),
    "imports to be seen": ("set_up", dict(code="import numpy\nimport sympy\nx = 1"), "without the tag"),
    "folded imports": ("set_up", dict(code="import numpy", options=FOLDED), "without the tag"),
    "a key": ("keys", dict(code='crit.claim("Mean", 1, 1, 1, "")'), "'Mean'"),
    "a claim without words": ("sentences", dict(code=SETTLED + ")"), "has no sentence"),
    "a claim that nobody calls": (
        "chips",
        dict(code="crit.claim('template/other', 1)"),
        "calls the claim 'template/other'",
    ),
    "claims that nobody calls": ("chips", dict(code="crit.claim(f'other/{name}', 1)"), "calls the claim 'other/'"),
    "a picture without a name": ("figures", dict(code='crit.figure("")'), "has no name"),
    "a picture without a caption": (
        "figures",
        dict(code='crit.figure("")', options=picture(caption="")),
        "has no caption",
    ),
    "a picture that nobody calls": ("figures", dict(code='crit.figure("")', options=picture()), "no sentence calls"),
    "a wide picture": ("sizes", dict(code="crit.figure('', size=(6, 3))"), "6 inches wide"),
    "a colour": ("colours", dict(code="ax.plot(x, color='#a0b1c2')"), "'#a0b1c2'"),
    "a colour of matplotlib": ("colours", dict(code="ax.plot(x, color='C1')"), "'C1'"),
    "a picture above": ("pointers", dict(text="as the\nfigure above shows"), "figure above"),
    "a table below": ("pointers", dict(text="in the table below"), "table below"),
    "a numbered exercise": ("pointers", dict(text="see Exercise 3"), "Exercise 3"),
    "a counted chapter": ("pointers", dict(text="in the second chapter"), "second chapter"),
    "a formula of nothing": ("sides", dict(text="$$ \\frac12 - x $$"), "has no left-hand side"),
    "an undeclared letter": ("symbols", dict(text="and $\\zeta$"), r"$\zeta$ is not declared"),
    "one in a figure": (
        "symbols",
        dict(code='crit.figure("", xlabel=f"time $\\\\zeta_{k}$")'),
        r"$\zeta_0$ is not declared",
    ),
    "one in a caption": ("symbols", dict(code="1", options=picture(caption="of $\\zeta$")), r"$\zeta$ is not declared"),
    "one made by hand": ("symbols", dict(code='sp.Symbol("zeta")'), r"$\zeta$ is not declared"),
    "two senses": (
        "symbols",
        dict(text="$z$", replace=("subjects: [units]", "subjects: [units, tests]")),
        "$z$ has two senses here: standard normal number (units); measured",
    ),
    "a general letter as its own": (
        "symbols",
        dict(replace=("own: {y:", "own: {K: a, y:")),
        "$K$ has a meaning already",
    ),
    "a letter of a subject as its own": (
        "symbols",
        dict(replace=("own: {y:", "own: {x: a, y:")),
        "$x$ has a meaning already",
    ),
    "an unused letter": ("symbols", dict(replace=("own: {y:", "own: {w: a, y:")), "$w$ is never used"),
    "no letter": ("symbols", dict(replace=("own: {y:", "own: {'1': a, y:")), "$1$ is none"),
    "an unknown subject": ("symbols", dict(replace=("[units]", "[units, magic]")), "'magic' is none of"),
    "an unknown word in front": ("symbols", dict(replace=("{subjects:", "{also: 1, subjects:")), "{also: …}"),
    "symbols that jupytext loses": ("symbols", dict(replace=("notebook_metadata_filter: symbols, ", "")), "would lose"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_lint_sees(fault, chapter):
    rule, changed, complaint = FAULTS[fault]
    complaints = list(lint.RULES[rule](chapter(**changed)))
    if complaint is None:
        assert complaints == []
    else:
        assert complaint in "\n".join(text for _, text in complaints)


@pytest.mark.parametrize("part", ["This chapter", *lint.PARTS])
def test_lint_misses_a_part(part, root, tmp_path):
    text = (root / "book/_template.md").read_text()
    (tmp_path / "part.md").write_text(text.replace(f"## {part}", "").replace(f"}} {part}", "}"))
    assert part in "\n".join(text for _, text in lint.RULES["parts"](lint.Chapter(tmp_path / "part.md")))


@pytest.mark.parametrize(
    "rule, added, word",
    [
        ("pointers", dict(text="so\n\nsee Exercise 3"), "Exercise 3"),
        ("symbols", dict(text="so\n\nand $\\zeta$"), r"\zeta"),
        ("symbols", dict(code="x = 1\n\nsp.Symbol('zeta')"), "'zeta'"),
        ("colours", dict(code="x = 1\n\nax.plot(x, color='C1')"), "C1"),
        ("sides", dict(text="$$ \\frac12 - x $$"), r"\frac12"),
        ("size_of_cells", dict(code="a_long_cell = 0\n" + LONG), "a_long_cell"),
        ("sentences", dict(code="x = 1\n" + SETTLED + ")"), SETTLED),
    ],
)
def test_a_complaint_names_its_line(rule, added, word, chapter):
    written = chapter(**added)
    lines = [line for line, _ in lint.RULES[rule](written)]
    assert [word in written.source.splitlines()[line - 1] for line in lines] == [True]


def test_complaints_are_printed_with_file_and_line(root, tmp_path, capsys):
    file = tmp_path / "_template.md"
    file.write_text((root / "book/_template.md").read_text() + "\nsee Exercise 3\n")
    assert lint.main([file]) == 1
    last = len(file.read_text().splitlines())
    assert capsys.readouterr().out.startswith(f"{file}:{last}: pointers: 'Exercise 3'")


def test_functions_that_draw_may_be_long(chapter):
    assert not list(lint.RULES["size_of_cells"](chapter(code="def draw(x):" + "\n    x += 1" * 12)))


def test_two_senses_of_a_letter_that_is_not_used_do_no_harm(chapter):
    written = chapter(replace=("subjects: [units]", "subjects: [units, pairs, statics]"))
    assert not list(lint.RULES["symbols"](written))


def test_front_matter_survives_a_notebook(root):
    """Who opens a chapter in JupyterLab and saves it loses no letters."""
    notebook = jupytext.read(root / "book/_template.md")
    saved = jupytext.reads(jupytext.writes(notebook, fmt="ipynb"), fmt="ipynb")
    again = jupytext.reads(jupytext.writes(saved, fmt="md:myst"), fmt="md:myst")
    assert again.metadata["symbols"] == notebook.metadata["symbols"]


def test_template_runs(root, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(fingerprint.kernel_cache(root)))
    notebook = jupytext.read(root / "book/_template.md")
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": root / "book"}}).execute()
    claims = [output for cell in notebook.cells for output in cell.get("outputs", []) if "claim" in str(output)]
    assert "confirmed" in str(claims)
