"""Every chapter runs from top to bottom in a fresh kernel, exercise solutions included, and says nothing on stderr.

The build has executed them, and drawn each explorer at the corners of its controls: here its records are read.
"""

import ast
from pathlib import Path

import nbformat
import pytest

import execution
import lint
import lint_outputs

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = execution.chapters(ROOT)
SHOWN = [file.relative_to(ROOT).with_suffix("").as_posix() for file in lint.chapters() if file.stem != "_template"]
PARTS = {file.stem for file in ROOT.iterdir() if file.is_dir() or file.suffix == ".py"} - {"crit"}


@pytest.fixture
def executed(site):
    """Return a function from a chapter to the record of its execution."""
    records = execution.Executions(site.parent).records
    return records.__getitem__


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_runs(chapter, executed):
    code = execution.Chapter(ROOT, chapter).code
    record = executed(chapter)
    assert record["seconds"] > 0
    assert record["stderr"] == ""
    assert record["explorers"] == sum(cell.count("crit.explore(") for cell in code)


@pytest.mark.parametrize("chapter", SHOWN)
def test_chapter_shows_results_and_no_raw_python(chapter, site):
    notebook = nbformat.read(site.parent / "jupyter_execute" / f"{chapter}.ipynb", as_version=4)
    page = lint.Chapter(ROOT / f"{chapter}.md")
    assert [*lint_outputs.raw(notebook), *lint_outputs.sides(notebook), *lint_outputs.undeclared(notebook, page)] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_imports_nothing_of_the_project_but_the_library_and_scripts_of_its_data(chapter):
    """Nothing else is looked at when it is decided whether the chapter must run again."""
    tree = ast.parse("\n".join(execution.Chapter(ROOT, chapter).code))
    beside = {file.stem for file in (ROOT / chapter).parent.glob("*.py")}
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module.partition(".")[0] for module in modules} & (PARTS | beside)


def test_every_page_is_in_the_table_of_contents():
    files = [path for path in (ROOT / "book").rglob("*.md") if not path.name.startswith("_")]  # the template is no page
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in files}
    assert pages == set(execution.contents(ROOT))
