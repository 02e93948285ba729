"""Icons: the style sheet has the letters that the pages show, and no others."""

import base64
import io
import re
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont

import icons

PAGE = '<link href="{}_static/vendor/fontawesome/6.5.2/css/all.min.css?digest=d" rel="stylesheet"/><i class="fas fa-{}"></i>'


def letters(sheet):
    """Code points of all fonts in a style sheet."""
    fonts = re.findall(r"base64,([^)]+)\)", sheet)
    return {letter for font in fonts for letter in TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap() or ()}


def test_a_sheet_has_its_icons_and_no_others():
    sheet = icons.sheet({"fa-moon", "fa-nonsense"}, {0xF09B})
    assert re.findall(r"\.fa-[\w-]+:before", sheet) == [".fa-moon:before"]
    assert letters(sheet) == {0xF186, 0xF09B}
    assert re.findall(r"url\((?!data:)", sheet) == []


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_static/styles").mkdir(parents=True)
    (tmp_path / "_static/styles/theme.css").write_text('a:after{content:"\\f107"} b:after{content:"\uf0eb"}')
    (tmp_path / "book").mkdir()
    (tmp_path / "page.html").write_text(PAGE.format("", "sun"))
    return tmp_path


def write(site):
    """Finish a build; return the style sheet."""
    icons.write(SimpleNamespace(outdir=site, builder=SimpleNamespace(format="html")), None)
    return (site / icons.SHEET).read_text()


def test_pages_load_what_they_show(site):
    assert letters(write(site)) == {0xF185, 0xF107, 0xF0EB}
    assert 'href="_static/icons.css"' in (site / "page.html").read_text()
    before = (site / icons.SHEET).stat().st_mtime_ns
    write(site)
    assert (site / icons.SHEET).stat().st_mtime_ns == before, "nothing is written anew"

    (site / "book/another.html").write_text(PAGE.format("../", "moon"))
    assert letters(write(site)) == {0xF185, 0xF107, 0xF0EB, 0xF186}
    assert 'href="../_static/icons.css"' in (site / "book/another.html").read_text()
