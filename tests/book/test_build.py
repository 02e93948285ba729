"""The build keeps its promises: no stale page, no unexamined claim, no error that goes unnoticed.

Everything here goes through ``book/build.py``, in a copy of the project with one small chapter.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "crit",
    "book/_ext",
    "book/_assets",
    "book/build.py",
    "book/references.bib",
    "book/back/ledger.md",
    "book/back/environment.md",
    "_config.yml",
    "CITATION.cff",
    "requirements.txt",
    "package.json",
    "package-lock.json",
)
TOC = "{format: jb-book, root: book/intro, chapters: [%s{file: book/back/ledger}, {file: book/back/environment}]}"
CHAPTER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A chapter

With the formula $x^2$.%s

```{code-cell} python
%s
```
"""
# A kernel that calls a kernel in another file: numba's own cache does not notice a change there.
LIBRARY = {
    "probe.py": "from numba import njit\nfrom .probed import number\n\n\n"
    "@njit(cache=True)\ndef shown():\n    return number()\n",
    "probed.py": "from numba import njit\n\n\n@njit(cache=True)\ndef number():\n    return 4711\n",
}
PROBE = 'import time\nfrom crit.probe import shown\nprint(f"shown {shown()} at {time.time_ns()} ns")'
EXPLORER = """:mystnb: {figure: {name: fig-twice, caption: 'Drawn twice.'}}

import sys
from crit.show import explore, figure
def draw(n):
    print("drawn at", n, file=sys.stderr)
    return figure(alt="A picture that is there to be drawn twice.")[0]
explore(draw, n=[1, 2])"""
CALLS = "See {numref}`tab-two`, {numref}`tab-three`, {numref}`tab-four`."
CLAIM = "from crit.show import claim\nclaim('{key}', {measured}, 0.1, 1.0, 'a test')"


class Book:
    """A copy of the project with one small chapter."""

    def __init__(self, folder):
        self.folder = folder
        ignore = shutil.ignore_patterns("__pycache__", "vendor")
        for name in COPIED:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target, ignore=ignore) if source.is_dir() else shutil.copy(source, target)
        for name, code in LIBRARY.items():
            (folder / "crit" / name).write_text(code)
        self.contain()

    def contain(self, *names):
        """Write the table of contents, with these chapters beside the first."""
        (self.folder / "_toc.yml").write_text(TOC % "".join(f"{{file: book/{name}}}, " for name in names))

    def write(self, *cells, name="intro", prose=""):
        """Write a chapter anew, with these code cells and a little more prose."""
        code = "\n```\n\n```{code-cell} python\n".join(cells)
        (self.folder / f"book/{name}.md").write_text(CHAPTER % (f" {prose}", code))

    def start(self):
        """Start a build without npm, with what lies in the folder ``bin``."""
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{Path(sys.executable).parent}"}
        command = [sys.executable, self.folder / "book/build.py"]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, env=environment, text=True, start_new_session=True, **streams)

    def edit(self, name, old, new):
        """Replace a text in a file."""
        path = self.folder / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def build(self):
        """Build; return the exit code and what was printed."""
        process = self.start()
        printed, _ = process.communicate(timeout=300)
        return process.returncode, printed

    def built(self):
        """Build, demand success and return what was printed."""
        code, text = self.build()
        assert code == 0, text
        return text

    def page(self, name="intro"):
        """Return the HTML of a page."""
        return (self.folder / f"_build/html/book/{name}.html").read_text()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return Book(tmp_path_factory.mktemp("book"))


def printed(book):
    """Return what the chapter printed, as its page shows it."""
    return re.search(r"shown \d+ at \d+ ns", book.page())[0]


def test_no_page_is_stale(book):
    book.write(PROBE)
    last = book.built().strip().splitlines()[-1]
    assert last.endswith((book.folder / "_build/html/index.html").as_uri())
    before = printed(book)
    assert "shown 4711 at" in before

    book.edit("book/_ext/gathered.py", "Return the pages", "Give the pages")
    book.built()
    assert printed(book) == before, "an unchanged library must not be run again"

    book.edit("crit/probed.py", "4711", "4712")
    book.built()
    assert "shown 4712 at" in printed(book)


def test_what_no_edit_reaches_is_not_run_again(book):
    book.write(PROBE)
    book.built()
    before = printed(book)
    (book.folder / "crit/out_of_reach.py").write_text("number = 1\n")
    book.edit("crit/__init__.py", "__version__", "from .out_of_reach import number\n\n__version__")
    assert "Executing notebook" not in book.built(), "the build executes, the renderer never does"
    assert printed(book) == before


def test_nothing_of_the_last_step_is_to_be_seen(book):
    book.write(PROBE, EXPLORER)
    book.built()
    record = json.loads((book.folder / "_build/executions.json").read_text())["book/intro"]
    assert record["explorers"] == 1
    assert record["stderr"] == "drawn at 1\ndrawn at 2\n" * 2, "once for the page, once at the corners"
    cells = json.loads((book.folder / "_build/jupyter_execute/book/intro.ipynb").read_text())["cells"]
    assert [cell["source"][-1] for cell in cells if cell["cell_type"] == "code"] == [
        PROBE.split("\n")[-1],
        "explore(draw, n=[1, 2])",
    ]


def test_a_crash_names_its_place_and_the_others_run_to_their_end(book):
    book.contain("second", "third")
    book.write(PROBE)
    book.write("1\n", "2\n", "raise RuntimeError('lost')", name="second")
    book.write(
        EXPLORER.replace("return", "return n < 3 and").replace("2])", "2], live={'n': (1, 3, 1)})"), name="third"
    )
    code, text = book.build()
    records = json.loads((book.folder / "_build/executions.json").read_text())
    book.contain()
    assert code != 0
    assert "book/second.md, line 20: CellExecutionError" in text
    assert "RuntimeError: lost" in text
    assert "book/third.md, at the corners of its explorers: CellExecutionError" in text
    assert set(records) == {"book/intro"}


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_the_kernels(book, tmp_path):
    book.write(f"import os, pathlib, time\npathlib.Path({str(tmp_path)!r}, str(os.getpid())).touch()\ntime.sleep(200)")
    process = book.start()
    while not (kernels := list(tmp_path.iterdir())):
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(kernels[0].name), 0)


def test_a_changed_style_sheet_arrives(book):
    book.write(PROBE)
    book.built()
    (book.folder / "book/_assets/probe.css").write_text(".probe { color: red }")
    book.built()
    assert (book.folder / "_build/html/_static/probe.css").exists()
    assert "_static/probe.css" in book.page()


def test_without_npm_the_pages_say_where_they_load_from(book):
    book.write(PROBE)
    assert "no npm" in book.built()
    assert 'href="https://cdn.jsdelivr.net/npm/katex' in book.page()
    assert r'<span class="math">\(x^2\)</span>' in book.page()


def test_a_formula_that_cannot_be_typeset_stops_the_build_at_its_place(book, leave_out):
    node = shutil.which("node")
    if node is None:
        leave_out("no node on this machine")
    (book.folder / "bin").mkdir()
    (book.folder / "bin/node").symlink_to(node)
    book.write(PROBE)
    book.edit("book/intro.md", "$x^2$.", "$x^2$ and $x_\\min$.\n\n| $D_1$ |\n|---|\n| 1 |\n")
    code, text = book.build()
    assert code != 0
    assert re.search(r"intro\.md:8: WARNING: .*Got function '\\min' with no arguments", text)
    assert '<math aria-label="D 1"' in book.page()


def test_the_executed_notebook_is_offered(book):
    book.write(PROBE)
    book.built()
    book.edit("_config.yml", "jupyterlab", "classic")  # renders again, with the execution from the cache
    book.built()
    assert 'href="../_sources/book/intro.ipynb" download' in book.page()
    notebook = json.loads((book.folder / "_build/html/_sources/book/intro.ipynb").read_text())
    assert "shown 47" in notebook["cells"][-1]["outputs"][0]["text"][0]


def test_ledger(book):
    cells = CLAIM.format(key="k/one", measured=1.04), CLAIM.format(key="k/two", measured=0.9)
    book.write(*cells, prose="All of {claims}`k` hold: {claim}`k/two`.")
    book.built()
    ledger = json.loads((book.folder / "_build/ledger.json").read_text())
    assert [claim["key"] for claim in ledger] == ["k/one", "k/two"]
    assert ledger[0].pop("seconds") >= 0
    assert ledger[0] == {
        "key": "k/one",
        "sentence": "k, one",
        "chapter": "book/intro",
        "measured": 1.04,
        "error": 0.1,
        "expected": 1.0,
        "expected_error": 0.0,
        "z": pytest.approx(0.4),
        "status": "confirmed",
        "source": "a test",
        "explanation": None,
    }
    assert "<b>2</b> claims.</p>" in book.page("back/ledger")
    assert '<tr id="claim-k/two"' in book.page("back/ledger")
    assert '<a href="../intro.html#claim-k/two">A chapter</a>' in book.page("back/ledger")
    shipped = book.folder / "_build/html/book/back/ledger.json"
    assert json.loads(shipped.read_text()) == json.loads((book.folder / "_build/ledger.json").read_text())
    assert shipped.with_suffix(".csv").read_text().count("\n") == 3
    assert 'id="claim-k/two"' in book.page() and 'href="back/ledger.html#claim-k/two"' in book.page()
    assert re.search(r'<a class="crit-chip[^>]* href="#claim-k/one"[^>]*>✓ 2 of 2, \|z\| ≤ 1.00</a>', book.page())
    assert re.search(r'<a class="crit-number[^>]* href="#claim-k/two"[^>]*>0.90\(10\)</a>', book.page())
    assert json.loads((book.folder / "_build/times.json").read_text())["book/intro"] > 0
    assert 'href="../intro.html">A chapter</a>' in book.page("back/environment")


def test_tables_are_numbered_apart_from_figures_and_called_by_number(book):
    made = "from crit.show import figure, table\ntable(['a'], [[1]]%s)"
    picture = "figure(alt='A picture that is there to be counted.')[0]"
    named = ":mystnb: {figure: {name: tab-two%s}}\n\n"
    captioned = named % ", caption: 'Second.'"
    cells = made % ", caption='First.'", captioned + picture, captioned.replace("two", "three") + made % ""
    book.write(*cells, (named.replace("two", "four") % "") + made % ", caption='Last.'", made % "", prose=CALLS)
    book.built()
    page = book.page()
    called = re.findall(r'href="#(tab-\w+)"><span class="std std-numref">([^<]+)<', page)
    assert called == [("tab-two", "Fig. 1"), ("tab-three", "Table 2"), ("tab-four", "Table 3")]
    figures = re.findall(r'<figure class="crit-table"[^>]*>\s*<figcaption>.*?</figcaption>.*?</figure>', page, re.S)
    assert [re.findall(r"Table \d|First|Second|Last", figure)[:2] for figure in figures] == [
        ["Table 1", "First"],
        ["Table 2", "Second"],
        ["Table 3", "Last"],
    ]
    assert page.count("<table") == 4, "a table without caption stays as it is"


@pytest.mark.parametrize(
    ("prose", "complaint"),
    [
        ("{claims}`k/on`", "has a key that begins with 'k/on'"),
        ("{claim}`k`", "has the key 'k'"),
    ],
)
def test_a_claim_that_is_called_must_be_made(book, prose, complaint):
    book.write(CLAIM.format(key="k/one", measured=1), prose=prose)
    code, text = book.build()
    assert code != 0
    assert re.search(rf"book/intro.md:\d: WARNING: no claim of the book {complaint}", text)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ([CLAIM.format(key="one", measured=2)], "came out unexpectedly"),
        ([CLAIM.format(key="one", measured=1), CLAIM.format(key="one", measured=1.1)], "more than once"),
        (["raise RuntimeError('lost')"], "CellExecutionError"),
    ],
)
def test_what_must_stop_the_build_stops_it_again_and_again(book, cells, complaint):
    book.write(*cells)
    for _ in range(2):
        code, text = book.build()
        assert code != 0
        assert complaint in text
