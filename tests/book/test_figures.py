"""Numbered figures: a picture and an explorer each get a number, a caption and a place to point to, outside their output."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

import figures
from crit.show.palette import COLOURS, DARK_COLOURS

ROOT = Path(__file__).resolve().parents[2]
HEAD = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# A page
"""
PAGE = (
    HEAD
    + """
{numref}`fig-picture` shows a line, {numref}`fig-explorer` some of them, {numref}`fig-panels` a heat map.

```{code-cell} python
---
mystnb:
  figure: {name: fig-picture, caption: A line of slope $s$.}
tags: [hide-input]
---
import crit

def draw(slope=1):
    fig, ax = crit.figure(f"A straight line with the slope {slope}, which the control sets.", xlabel="$x$")
    ax.plot([0, 1], [0, slope], color=crit.show.colour("D2"), lw=30)
    ax.set(ylim=(0, 8))
    return fig

draw()
```

```{code-cell} python
---
mystnb:
  figure: {name: fig-explorer, caption: Lines with slopes.}
---
crit.explore(draw, slope=[1, 2, 4, 8])
```

```{code-cell} python
---
mystnb:
  figure: {name: fig-panels, caption: A heat map and a line.}
---
fig, axes = crit.figure("Two panels: a heat map of four fields, and a line.", panels=2, size=(8, 3.2), ylabel="$y$")
axes[0].imshow([[0, 1], [1, 0]], cmap="gray", aspect="auto")
axes[0].grid(False)
axes[1].plot([0, 1], [0, 1], label="a line")
crit.show.legend(axes[1], fontsize=6)
fig
```
"""
)
SETTINGS = """
only_build_toc_files: true
execute: {execute_notebooks: force, run_in_temp: false}
sphinx:
  local_extensions: {figures: FOLDER}
  config: {nb_render_markdown_format: myst, html_static_path: [_static], html_css_files: [figures.css]}
"""


def build(folder, text):
    """Build a book of one page, with every warning an error; return what the build says."""
    shutil.copy(ROOT / "book/_ext/figures.py", folder)
    shutil.copytree(ROOT / "book/_assets", folder / "_static", ignore=shutil.ignore_patterns("vendor"))
    (folder / "page.md").write_text(text)
    (folder / "_toc.yml").write_text("{format: jb-book, root: page}")
    (folder / "_config.yml").write_text(SETTINGS.replace("FOLDER", "."))
    command = "from jupyter_book.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "build", folder, "-W", "--keep-going"],
        env={**os.environ, "CRIT_STATIC": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the site with `PAGE`."""
    folder = tmp_path_factory.mktemp("figures")
    result = build(folder, PAGE)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "_build/html"


@pytest.fixture(scope="module")
def page(built):
    """The HTML of `PAGE`."""
    return (built / "page.html").read_text()


@pytest.fixture
def seen(drive, built):
    """What ``figures.mjs`` saw on the page when it went there once, and the folder with the pictures that it took."""
    out, report = built.parent / "pictures", built.parent / "seen.json"
    if not report.exists():
        out.mkdir()
        report.write_text(json.dumps(drive("figures.mjs", built, "page", out)))
    return json.loads(report.read_text()), out


def colours(out, name):
    """How many pixels of each colour there are in a picture of the page."""
    image = Image.open(out / f"{name}.png").convert("RGB")
    return {"#" + bytes(rgb).hex(): count for count, rgb in image.getcolors(image.width * image.height)}


def figure(page, name):
    """Return the element of one figure."""
    return re.search(rf'<figure [^>]*id="{name}">.*?</figure>', page, re.DOTALL)[0]


def test_the_text_points_to_the_numbers(page):
    for number, name in enumerate(["fig-picture", "fig-explorer", "fig-panels"], start=1):
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
    for name, slopes in [("fig-picture", [1]), ("fig-explorer", [1, 2, 4, 8])]:
        images = re.findall(r"<img [^>]*>", figure(page, name))
        assert len(images) == len(slopes)
        for slope, image in zip(slopes, images, strict=True):
            assert 'class="crit-figure"' in image and 'width="480"' in image
            assert f'alt="A straight line with the slope {slope}, which' in image
    assert 'type="range"' in figure(page, "fig-explorer")


@pytest.mark.slow
def test_a_picture_without_caption_fails_with_its_place(tmp_path):
    cell = "```{code-cell} python\nimport crit\n\ncrit.figure('A figure that has no number and no caption.')[0]\n```\n"
    result = build(tmp_path, HEAD + "\n" + cell)
    assert result.returncode != 0
    assert re.search(r"page\.md:\d+: WARNING: a picture without number and caption", result.stdout + result.stderr)


def test_pictures_are_files_of_the_site_without_repeats(built, page):
    assert "data:image" not in page
    addresses = re.findall(r'<img class="crit-figure"[^>]* src="([^"]+)"', page)
    assert len(addresses) == 6 and len(set(addresses)) == 5, "slope 1 is drawn twice"
    files = {built / address for address in [*addresses, *re.findall(r'srcset="([^"]+)"', page)]}
    assert len(files) == 6, "two panels have a narrow rendition"
    assert all(file.read_text().startswith("<svg") for file in files)
    assert set((built / "_images").glob("drawing-*.svg")) == files


def test_only_the_first_picture_is_fetched_at_once(page):
    images = re.findall(r'<img class="crit-figure"[^>]*>', page)
    assert ['loading="lazy"' in image for image in images] == [False, *5 * [True]]


def test_the_notebook_keeps_its_pictures(built):
    assert (built.parent / "jupyter_execute/page.ipynb").read_text().count("data:image/svg+xml;base64,") == 7


def test_pictures_that_no_page_shows_are_dropped(tmp_path):
    (tmp_path / "page.html").write_text(f'<img src="drawing-{16 * "a"}.svg">')
    for letter in "ab":
        (tmp_path / f"drawing-{16 * letter}.svg").write_text("<svg/>")
    (tmp_path / "other.svg").write_text("<svg/>")
    site = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html", imagedir="."))
    figures.drop_pictures_of_old(site, None)
    assert {file.name for file in tmp_path.glob("*.svg")} == {f"drawing-{16 * 'a'}.svg", "other.svg"}


def test_ink_and_lines_follow_the_theme_and_not_the_system(seen):
    _, out = seen
    for theme, subjects, ground in [("light", COLOURS, "#ffffff"), ("dark", DARK_COLOURS, "#121212")]:
        found = colours(out, f"{theme}-0")
        assert max(found, key=found.get) == ground, "the page shows through"
        assert found[subjects["D2"]] > 1000 and found[subjects["ink"]] > 100


def test_a_heat_map_means_the_same_in_both_themes(seen):
    _, out = seen
    light, dark = (Image.open(out / f"{theme}-2.png").convert("RGB") for theme in ("light", "dark"))
    size = 10
    fields = [(light.width * x // 100, light.height * y // 100) for x in (15, 35) for y in (25, 65)]
    for x, y in fields:
        box = (x, y, x + size, y + size)
        assert light.crop(box).tobytes() == dark.crop(box).tobytes()
    assert {light.getpixel(field) for field in fields} == {(0, 0, 0), (255, 255, 255)}


def glyph_sizes(file):
    """Sizes of all characters of a drawing in its own CSS pixels, and its width."""
    text = file.read_text()
    points = [100 * float(scale) for scale in re.findall(r"scale\(([\d.]+) -", text)]
    return [size / 0.72 for size in points], int(re.search(r'width="(\d+)"', text)[1])


@pytest.mark.parametrize(("window", "least"), [("wide", 10), ("phone", 11)])
def test_every_word_can_be_read(built, seen, window, least):
    for picture in seen[0][window]:
        sizes, width = glyph_sizes(built / "_images" / picture["file"])
        assert min(sizes) * picture["width"] / width >= least


def test_panels_stand_under_one_another_on_a_phone(seen):
    wide, phone = (seen[0][window][2] for window in ("wide", "phone"))
    assert wide["file"] != phone["file"]
    assert [seen[0][window][0]["file"] for window in ("wide", "phone")] == 2 * [seen[0]["file"][0]["file"]]


def test_an_explorer_fetches_what_is_shown_and_its_neighbours_once_it_is_touched(seen):
    untouched, focused, moved, last, reset = seen[0]["explorer"]["steps"]
    assert (untouched["fetched"], focused["fetched"], moved["fetched"], last["fetched"]) == (1, 2, 3, 4)
    shown = [step["shown"].index(True) for step in (untouched, focused, moved, last, reset)]
    assert shown == [0, 0, 1, 3, 0] and all(sum(step["shown"]) == 1 for step in (untouched, moved, last, reset))


def test_a_link_leads_to_a_picture_as_it_was_left(seen):
    explorer = seen[0]["explorer"]
    assert explorer["link"].endswith("#fig-explorer:3")
    assert explorer["restored"] == explorer["steps"][3]["shown"] == [False, False, False, True]


def test_an_explorer_says_what_it_shows(seen):
    _, focused, moved, last, reset = seen[0]["explorer"]["steps"]
    assert focused["said"] == "", "nothing has changed"
    for step, slope in ((moved, 2), (last, 8), (reset, 1)):
        assert step["said"].startswith(f"A straight line with the slope {slope}")


def test_one_frame_is_printed_and_no_control(seen):
    assert seen[0]["explorer"]["printed"] == ["IMG"]
