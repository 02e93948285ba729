"""Every chapter runs from top to bottom in a fresh kernel, exercise solutions included, and says nothing on stderr."""

import os
import time
from pathlib import Path

import jupytext
import pytest
import yaml
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

import fingerprint

ROOT = Path(__file__).resolve().parents[2]
SECONDS_A_CELL = 300


def chapters(toc):
    """Return the files named in a table of contents, in order."""
    below = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [toc["root"], *below]


def executable(chapter):
    """Tell whether a chapter is a notebook; a page without a kernel is plain text."""
    return "kernelspec" in jupytext.read(ROOT / f"{chapter}.md").metadata


CHAPTERS = chapters(yaml.safe_load((ROOT / "_toc.yml").read_text()))


def errors_printed(notebook):
    """Return what the cells of an executed notebook wrote to stderr."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.text for output in outputs if output.get("name") == "stderr")


CORNERS = """
from crit.show import Explorer
explorers = [shown for shown in Out.values() if isinstance(shown, Explorer)]
for explorer in explorers:
    for corner in explorer.corners():
        explorer.draw(**corner).picture()
print(len(explorers))
"""


@pytest.mark.parametrize("chapter", list(filter(executable, CHAPTERS)))
def test_chapter_runs(chapter, note_seconds):
    """And every draw function works at the corners of its controls, the live ranges included."""
    notebook = jupytext.read(ROOT / f"{chapter}.md")
    written = sum(cell.source.count("crit.explore(") for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells.append(new_code_cell(CORNERS))
    environment = {
        **os.environ,
        "CRIT_STATIC": "1",
        "PYTHONPATH": str(ROOT),
        "NUMBA_CACHE_DIR": str(fingerprint.kernel_cache(ROOT)),
    }
    resources = {"metadata": {"path": ROOT / Path(chapter).parent}}
    client = NotebookClient(notebook, timeout=SECONDS_A_CELL, resources=resources)
    times = [time.monotonic()]
    client.on_cell_start = lambda cell, cell_index: times.append(time.monotonic())
    client.execute(env=environment)
    note_seconds(chapter, times[-1] - times[0])
    assert errors_printed(notebook) == ""
    assert int(notebook.cells[-1].outputs[0].text) == written


def test_every_page_is_in_the_table_of_contents():
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").rglob("*.md")}
    assert pages == set(CHAPTERS)
