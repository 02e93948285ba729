"""Chapters and reference are linked both ways: code leads to the name, the name to the chapters that use it."""

import ast
import functools
import itertools
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import api
import execution
import lint

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {address for package in api.packages() for address in api.names(package)}


def used(chapter):
    """Return the public names that the code of a chapter takes from `crit` itself, where the page shows it."""
    shown = [cell for cell in lint.Chapter(ROOT / f"{chapter}.md").cells if not cell.is_left_out]
    nodes = [node for cell in shown for node in ast.walk(parsed(cell.source))]
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)} & PUBLIC


def parsed(cell):
    """Return the syntax tree of a cell; of one with magic commands, nothing."""
    try:
        return ast.parse(cell)
    except SyntaxError:
        return ast.Module([], [])


@functools.cache
def page(file):
    """Return a page as a tree."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def users(site, address):
    """Return the pages that the reference names below a public name, relative to the reference."""
    pages = [site / "book/back/api.html", *(site / "book/back/api").glob("*.html")]
    entry = next(found for file in pages if (found := page(file).find("dt", id=address)))
    after = itertools.takewhile(lambda part: part.name == "p", entry.find_parent("dl").find_next_siblings())
    return [link["href"] for line in after if "used-in" in line.get("class", ()) for link in line.find_all("a")]


CHAPTERS = [name for name in execution.chapters(ROOT) if used(name) and Path(name).name not in lint.TABLES]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_code_and_reference_lead_to_each_other(chapter, site):
    links = page(site / f"{chapter}.html").find_all("a", class_="sphinx-codeautolink-a")
    linked = {link["href"].partition("#")[2] for link in links}
    assert used(chapter) <= linked
    lost = [name for name in used(chapter) if not any(f"{Path(chapter).name}.html" in way for way in users(site, name))]
    assert lost == []


def test_every_public_name_is_in_the_reference_once(site):
    pages = [site / "book/back/api.html", *(site / "book/back/api").glob("*.html")]
    found = [entry["id"] for file in pages for entry in page(file).find_all("dt", class_="sig-object", id=True)]
    assert sorted(PUBLIC) == sorted(set(found) & PUBLIC)
    assert len(found) == len(set(found))


def test_addresses_are_the_shortest():
    assert "crit.collapse" in PUBLIC and "crit.measure.collapse.collapse" not in PUBLIC
    assert api.aliases()["crit.measure.collapse.fit.collapse"] == "crit.collapse"
    assert "crit.measure.scaling.power_slope" in PUBLIC
