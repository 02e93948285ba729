"""The build keeps its promises: no stale page, no unexamined claim, no error that goes unnoticed.

Everything here goes through ``book/build.py``, in a copy of the project with one small chapter.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    "requirements.txt",
    "package.json",
    "package-lock.json",
)
TOC = "{format: jb-book, root: book/intro, chapters: [{file: book/back/ledger}, {file: book/back/environment}]}"
CHAPTER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A chapter

With the formula $x^2$.

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
CLAIM = "from crit.show import claim\nclaim('{key}', {measured}, 0.1, 1.0, 'a test', seconds=0.5)"


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
        (folder / "_toc.yml").write_text(TOC)

    def write(self, *cells):
        """Write the chapter anew, with these code cells."""
        (self.folder / "book/intro.md").write_text(CHAPTER % "\n```\n\n```{code-cell} python\n".join(cells))

    def edit(self, name, old, new):
        """Replace a text in a file."""
        path = self.folder / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def build(self):
        """Build without npm; return the finished process."""
        environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
        return subprocess.run(
            [sys.executable, self.folder / "book/build.py"],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )

    def built(self):
        """Build, demand success and return what was printed."""
        result = self.build()
        assert result.returncode == 0, result.stdout
        return result.stdout

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
    assert 'src="https://cdn.jsdelivr.net/npm/mathjax' in book.page()


def test_the_executed_notebook_is_offered(book):
    book.write(PROBE)
    book.built()
    book.edit("_config.yml", "jupyterlab", "classic")  # renders again, with the execution from the cache
    book.built()
    assert 'href="../_sources/book/intro.ipynb" download' in book.page()
    notebook = json.loads((book.folder / "_build/html/_sources/book/intro.ipynb").read_text())
    assert "shown 47" in notebook["cells"][-1]["outputs"][0]["text"][0]


def test_ledger(book):
    book.write(CLAIM.format(key="one", measured=1.04), CLAIM.format(key="two", measured=0.9))
    book.built()
    ledger = json.loads((book.folder / "_build/ledger.json").read_text())
    assert [claim["key"] for claim in ledger] == ["one", "two"]
    assert ledger[0] == {
        "key": "one",
        "chapter": "book/intro",
        "measured": 1.04,
        "error": 0.1,
        "expected": 1.0,
        "z": pytest.approx(0.4),
        "status": "confirmed",
        "source": "a test",
        "seconds": 0.5,
    }
    assert "2 claims: 2 confirmed." in book.page("back/ledger")
    assert 'href="../intro.html">two</a>' in book.page("back/ledger")
    assert json.loads((book.folder / "_build/times.json").read_text())["book/intro"] > 0
    assert 'href="../intro.html">book/intro</a>' in book.page("back/environment")


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
        result = book.build()
        assert result.returncode != 0
        assert complaint in result.stdout
