"""What an executed chapter shows is no raw Python, has left-hand sides and declared letters; the rules can fail."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import lint_outputs
from lint_chapter import Chapter


def shown(*outputs, **metadata):
    return new_notebook(cells=[new_code_cell("x = 1\nx", outputs=list(outputs), metadata=metadata)])


def result(**data):
    return new_output("execute_result", {name.replace("_", "/"): text for name, text in data.items()})


RAW = {
    "Couplings(r=0, h=0)": "the repr of an object: 'Couplings(r='",
    "np.float64(1.5)": "a number of numpy",
    "array([1, 2])": "an array",
    "1.2626646046632837": "more than seven digits",
    "True": "a value of Python",
    "-p**6": "a power",
    "(1, 2)": "plain text: '(1, 2)'",
}


@pytest.mark.parametrize("text", RAW)
def test_raw_results(text):
    complaints = list(lint_outputs.raw(shown(result(text_plain=text))))
    assert RAW[text] in "\n".join(complaints)
    assert "the cell that ends 'x'" in complaints[0]


@pytest.mark.parametrize("text, bad", [("α = 1.48 ± 0.03\n", False), ("largest 1.26266460\n", True), ("True\n", True)])
def test_printed_words(text, bad):
    printed = new_output("stream", name="stdout", text=text)
    assert bool(list(lint_outputs.raw(shown(printed)))) == bad


@pytest.mark.parametrize("other", ["text_html", "image_png", "text_latex", "text_markdown"])
def test_what_is_drawn_is_not_read(other):
    assert not list(lint_outputs.raw(shown(result(text_plain="Table(x=1)", **{other: "…"}))))


@pytest.mark.parametrize("tag", ["remove-output", "remove-cell", "set-up"])
def test_what_is_left_out_is_not_read(tag):
    assert not list(lint_outputs.raw(shown(result(text_plain="True"), tags=[tag])))


@pytest.mark.parametrize(
    "latex, bad",
    [
        (r"$\displaystyle K = 1$", False),
        (r"$\displaystyle \frac{1}{2} - x$", True),
        (r"$\displaystyle \text{True}$", True),
        (r"$\displaystyle 1.500(20)$", False),
        (r"$$\begin{array}{c}K \\ \hline 1\end{array}$$", False),
    ],
)
def test_sides(latex, bad):
    assert bool(list(lint_outputs.sides(shown(result(text_latex=latex, text_plain=""))))) == bad


def test_undeclared_letters(root):
    chapter = Chapter(root / "book/_template.md")
    notebook = shown(result(text_latex=r"$K = \zeta + \zeta$"))
    (complaint,) = lint_outputs.undeclared(notebook, chapter)
    assert r"the letter $\zeta$, which is not declared" in complaint
    assert not list(lint_outputs.undeclared(shown(result(text_latex=r"$K = N$")), chapter))
