"""Numbered figures: a picture and an explorer each get a number, a caption and a place to point to, outside their output."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import figures

ROOT = Path(__file__).resolve().parents[2]
PAGE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A page

{numref}`fig-picture` shows a line, {numref}`fig-explorer` two of them.

```{code-cell} python
---
mystnb:
  figure: {name: fig-picture, caption: A line of slope $s$.}
tags: [hide-input]
---
import crit

def draw(slope=1):
    fig, ax = crit.figure(f"A straight line with the slope {slope}, which the control sets.")
    ax.plot([0, 1], [0, slope])
    return fig

draw()
```

```{code-cell} python
---
mystnb:
  figure: {name: fig-explorer, caption: Lines with slopes.}
---
crit.explore(draw, slope=[1, 2])
```

```{code-cell} python
draw()
```
"""
SETTINGS = """
only_build_toc_files: true
execute: {execute_notebooks: force, run_in_temp: false}
sphinx:
  local_extensions: {figures: FOLDER}
  config: {nb_render_markdown_format: myst}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the site with `PAGE`, built with every warning an error."""
    folder = tmp_path_factory.mktemp("figures")
    shutil.copy(ROOT / "book/_ext/figures.py", folder)
    (folder / "page.md").write_text(PAGE)
    (folder / "_toc.yml").write_text("{format: jb-book, root: page}")
    (folder / "_config.yml").write_text(SETTINGS.replace("FOLDER", "."))
    command = "from jupyter_book.cli.main import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", command, "build", folder, "-W", "--keep-going"],
        env={**os.environ, "CRIT_STATIC": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "_build/html"


@pytest.fixture(scope="module")
def page(built):
    """The HTML of `PAGE`."""
    return (built / "page.html").read_text()


def figure(page, name):
    """Return the element of one figure."""
    return re.search(rf'<figure [^>]*id="{name}">.*?</figure>', page, re.DOTALL)[0]


def test_the_text_points_to_the_numbers(page):
    for number, name in enumerate(["fig-picture", "fig-explorer"], start=1):
        assert re.search(rf'href="#{name}"><span class="std std-numref">Fig. {number}</span>', page)


@pytest.mark.parametrize(
    ("number", "name", "caption"), [(1, "fig-picture", "A line of slope"), (2, "fig-explorer", "Lines")]
)
def test_a_caption_has_its_number_and_stands_outside_the_output(page, number, name, caption):
    output, below = figure(page, name).split("<figcaption>")
    assert f"Fig. {number} " in below and f'<span class="caption-text">{caption}' in below
    assert output.count("cell_output") == 1
    assert output.count("<div") == output.count("</div>")


def test_pictures_keep_their_text_size_and_class(page):
    for name, frames in [("fig-picture", 1), ("fig-explorer", 2)]:
        images = re.findall(r"<img [^>]*>", figure(page, name))
        assert len(images) == frames
        for slope, image in enumerate(images, start=1):
            assert 'class="crit-figure"' in image and 'width="480"' in image
            assert f'alt="A straight line with the slope {slope}, which' in image
    assert 'type="range"' in figure(page, "fig-explorer")


def test_without_metadata_there_is_no_figure(page):
    assert page.count("<figure") == 2 and page.count('<img class="crit-figure"') == 4


def test_pictures_are_files_of_the_site_without_repeats(built, page):
    assert "data:image" not in page
    addresses = re.findall(r'<img class="crit-figure"[^>]* src="([^"]+)"', page)
    assert len(addresses) == 4 and len(set(addresses)) == 2, "slope 1 is drawn three times"
    files = {built / address for address in addresses}
    assert all(file.read_text().startswith("<svg") for file in files)
    assert set((built / "_images").glob("drawing-*.svg")) == files


def test_only_the_first_picture_is_fetched_at_once(page):
    images = re.findall(r'<img class="crit-figure"[^>]*>', page)
    assert ['loading="lazy"' in image for image in images] == [False, True, True, True]


def test_the_notebook_keeps_its_pictures(built):
    assert (built.parent / "jupyter_execute/page.ipynb").read_text().count("data:image/svg+xml;base64,") == 4


def test_pictures_that_no_page_shows_are_dropped(tmp_path):
    (tmp_path / "page.html").write_text(f'<img src="drawing-{16 * "a"}.svg">')
    for letter in "ab":
        (tmp_path / f"drawing-{16 * letter}.svg").write_text("<svg/>")
    (tmp_path / "other.svg").write_text("<svg/>")
    site = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html", imagedir="."))
    figures.drop_pictures_of_old(site, None)
    assert {file.name for file in tmp_path.glob("*.svg")} == {f"drawing-{16 * 'a'}.svg", "other.svg"}
