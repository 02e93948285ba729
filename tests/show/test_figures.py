"""Figures: an alternative text is demanded, the picture is small, crisp and always the same."""

import io
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crit.show import COLOURS, draw_measured, draw_theory, figure, legend
from crit.show.picture import Picture, check_alt

ALT = "A falling line and five points with error bars that lie on it."


class Elements(HTMLParser):
    """Collects (tag, attributes) of every element."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def line_plot(alt=ALT, **keywords):
    fig, ax = figure(alt, xlabel=r"layer $l$", ylabel=r"$K_l$", **keywords)
    layer = np.linspace(0, 20, 100)
    draw_theory(ax, layer, np.exp(-layer / 10), "mean field", label="mean field")
    draw_measured(ax, layer[::20], np.exp(-layer[::20] / 10), 0.05, "ordered", label="network")
    legend(ax)
    return fig


def colours_in(png):
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return {"#" + bytes(rgb).hex() for _, rgb in image.getcolors(image.width * image.height)}


@pytest.mark.parametrize("alt", ["", "short", "too few words_in_this", "a plot of the variance.png", None, 3])
def test_alt_must_be_a_sentence(alt):
    with pytest.raises(ValueError, match="alt"):
        figure(alt)


def test_alt_is_demanded():
    with pytest.raises(TypeError):
        figure()


@given(st.text(max_size=19))
def test_no_short_text_is_an_alt(alt):
    with pytest.raises(ValueError, match="alt"):
        check_alt(alt)


@pytest.mark.parametrize(
    "keywords, name",
    [
        ({"size": (0, 4)}, "size"),
        ({"size": (6, float("nan"))}, "size"),
        ({"size": 6}, "size"),
        ({"size": (6, 4, 2)}, "size"),
        ({"panels": 0}, "panels"),
        ({"panels": 1.5}, "panels"),
        ({"panels": 2, "xlabel": ["a", "b", "c"]}, "xlabel"),
    ],
)
def test_bad_layout_is_refused(keywords, name):
    with pytest.raises(ValueError, match=name):
        figure(ALT, **keywords)


def test_the_bundle_of_a_figure():
    bundle = line_plot()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/plain"] == ALT
    ((tag, attributes),) = Elements(bundle["text/html"]).found
    assert tag == "img"
    assert attributes["class"] == "crit-figure"
    assert attributes["alt"] == ALT
    assert (attributes["width"], attributes["height"]) == ("480", "340")
    assert attributes["src"].startswith("data:image/png;base64,")


def test_the_image_has_two_pixels_for_a_css_pixel_and_few_colours():
    png = line_plot()._repr_mimebundle_()["image/png"]
    assert Image.open(io.BytesIO(png)).size == (960, 680)
    assert len(colours_in(png)) <= 32
    assert len(png) < 20_000


def test_the_colours_of_lines_stay_exact():
    fig, ax = figure("Seven horizontal lines, one in the colour of each subject.")
    for height, subject in enumerate(COLOURS):
        draw_theory(ax, [0, 1], [height, height], subject)
    assert set(COLOURS.values()) <= colours_in(fig.picture().png)


@pytest.mark.slow
def test_the_same_code_makes_the_same_bytes():
    first, again = (line_plot()._repr_mimebundle_() for _ in range(2))
    assert first == again
    assert b"Software" not in first["image/png"] and b"tEXt" not in first["image/png"]


@given(st.text(min_size=20, max_size=60).map(lambda text: f'a "b" <c> & d {text} end'))
def test_alt_is_escaped(alt):
    ((_, attributes),) = Elements(Picture(b"", alt, 1, 1).html()).found
    assert attributes["alt"] == alt


@pytest.mark.slow
def test_a_caption_is_escaped_and_stands_below():
    html = line_plot(caption="<b> & more")._repr_mimebundle_()["text/html"]
    assert [tag for tag, _ in Elements(html).found] == ["figure", "img", "figcaption"]
    assert "&lt;b&gt; &amp; more</figcaption>" in html


def test_panels_with_labels_of_their_own():
    _, axes = figure(ALT, panels=2, xlabel=["x", "y"], ylabel="value", yscale=("linear", "log"))
    assert [ax.get_xlabel() for ax in axes] == ["x", "y"]
    assert [ax.get_ylabel() for ax in axes] == ["value", "value"]
    assert [ax.get_yscale() for ax in axes] == ["linear", "log"]


@pytest.mark.slow
def test_style_is_readable_and_stays_in_the_figure():
    import matplotlib

    before = dict(matplotlib.rcParams)
    fig = line_plot()
    fig.picture()
    assert dict(matplotlib.rcParams) == before
    ax = fig.axes[0]
    assert min(label.get_fontsize() for label in ax.get_xticklabels() + ax.get_legend().get_texts()) >= 10
    assert not ax.spines["top"].get_visible() and not ax.spines["right"].get_visible()


def test_import_loads_neither_matplotlib_nor_ipywidgets():
    heavy = {"matplotlib", "ipywidgets", "PIL"}
    code = f"import sys, crit.show; print({heavy} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"


def test_pyplot_keeps_nothing():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    line_plot()
    assert plt.get_fignums() == before
