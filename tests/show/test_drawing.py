"""Drawings: SVG that is small, has the colours of both kinds of page, can be read on a phone, and hides no data."""

import base64
import io
import re
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from crit.show import COLOURS, colour, draw_measured, draw_theory, figure, legend, shades
from crit.show.legends import covers_data
from crit.show.matplotlib_figure import STYLE
from crit.show.palette import DARK_COLOURS, in_the_dark
from crit.show.renditions import COLUMN, PHONE_COLUMN, POINTS_PER_PIXEL, smallest_size
from crit.show.svg import _short_path
from crit.show.texts import break_long_text

ALT = "Lines and points that a test looks at, whatever they may show."


def line_plot(**keywords):
    fig, ax = figure(ALT, xlabel=r"layer $l$", ylabel="$K$", **keywords)
    layer = np.linspace(0, 20, 200)
    draw_theory(ax, layer, np.exp(-layer / 10), "mean field", label="mean field")
    draw_measured(ax, layer[::20], np.exp(-layer[::20] / 10), 0.05, "ordered", label="network")
    legend(ax)
    return fig


def text_of(drawing):
    text = drawing.svg.decode()
    assert ElementTree.fromstring(text).get("width") == str(drawing.width)
    return text


def values(text, name):
    """What a custom property is on a light page and on a dark one."""
    return re.findall(rf"{name}:(#\w{{6}});", text)


def test_a_usual_plot_is_light_and_always_the_same():
    first, again = line_plot().drawing(), line_plot().drawing()
    assert first == again and len(first.svg) < 60_000
    assert (first.width, first.height, first.narrow) == (480, 340, None)


def test_colours_are_properties_with_a_value_for_each_kind_of_page():
    text = text_of(line_plot().drawing())
    for subject, property_ in [("mean field", "--mean-field"), ("ordered", "--ordered"), ("ink", "--ink")]:
        assert values(text, property_) == [COLOURS[subject], DARK_COLOURS[subject]]
        assert f"var({property_})" in text
    style, _, drawn = text.partition("</style>")
    assert not re.search(r"(fill|stroke): ?#", drawn)
    assert style.count("prefers-color-scheme:dark") == 1


def test_shades_and_other_colours_have_their_own_properties():
    fig, ax = figure(ALT)
    shade, other = shades("D2", 3)[0], "#abcdef"
    ax.plot([0, 1], [0, 1], color=shade)
    ax.plot([0, 1], [1, 0], color=other)
    text = text_of(fig.drawing())
    for code in (shade, other):
        assert values(text, f"--c{code[1:]}") == [code, in_the_dark(code)]


def test_there_is_no_ground_in_a_drawing():
    text = text_of(line_plot().drawing())
    assert not values(text, "--ground")


def test_images_stay_as_they_are():
    fig, ax = figure(ALT)
    heat = np.add.outer(np.arange(8), np.arange(8)) / 14
    ax.imshow(heat, cmap="gray", vmin=0, vmax=1, interpolation="none")
    (data,) = re.findall(r"data:image/png;base64,([^\"]*)", text_of(fig.drawing()))
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("L"))
    assert shown.min() == 0 and shown.max() == 255


def test_a_path_keeps_its_shape():
    assert _short_path("M 1.2345 2.5 \nL 3 4.001 \nL 5 6 \nz\n") == "M1.23 2.5 3 4 5 6z"
    assert _short_path("M 0 0 Q 1 1 2 2 Q 3 3 4 4 L 5 5 L 6 6") == "M0 0Q1 1 2 2 3 3 4 4L5 5 6 6"
    rough = _short_path("M 0 0 " + " ".join(f"L {k}.1234 0" for k in range(100)))
    assert "99.1 0" in rough and "99.12" not in rough


def test_many_points_stay_light():
    fig, ax = figure(ALT)
    x = np.random.default_rng(1).normal(size=(2, 2000))
    ax.plot(*x, "o", color=colour("D1"), ms=4)
    text = text_of(fig.drawing())
    assert len(text) < 60_000
    (dots,) = re.findall(r'<path d="((?:M[\d.]+ [\d.]+h0){2000})" style="([^"]*)"', text)
    assert "stroke: var(--D1)" in dots[1].replace(":var", ": var") and "stroke-linecap: round" in dots[1]
    assert "stroke-width: 5" in dots[1], "the diameter and the edge"


def test_a_drawing_of_too_many_points_is_refused():
    fig, ax = figure(ALT)
    ax.plot(*np.random.default_rng(1).normal(size=(2, 20_000)), "s")
    with pytest.raises(ValueError, match=r"figure = 'Lines and points.*fewer points"):
        fig.drawing()


def test_faint_points_add_up_where_they_overlap():
    fig, ax = figure(ALT)
    ax.plot(np.arange(30) % 7, np.arange(30) % 5, "o", alpha=0.5, color=colour("D1"))
    text = text_of(fig.drawing())
    (group,) = re.findall(r'<g style="([^"]*)">(?:<use [^>]*/>){30}</g>', text)
    assert "fill-opacity: 0.5" in group, "inherited by each, unlike opacity, which would be that of the whole group"


@pytest.mark.parametrize(
    ("size", "panels", "stacked"), [((4.8, 3), 1, 0), ((6, 4), 1, 1), ((4.8, 3), 2, 2), ((9, 3), 3, 3)]
)
def test_wide_figures_and_panels_have_a_narrow_rendition(size, panels, stacked):
    narrow = figure(ALT, size=size, panels=panels)[0].drawing().narrow
    assert (narrow is not None) == bool(stacked)
    if stacked:
        assert narrow.width == 340 and 230 * stacked <= narrow.height <= 320 * stacked


def panels(count):
    fig, axes = figure(ALT, panels=count, size=(3 * count, 3.2), xlabel="$x$", ylabel=["shared", *[None] * (count - 1)])
    for ax in axes:
        draw_theory(ax, [0, 1], [0, 1], label="a line")
        legend(ax, fontsize=7)
    for ax in axes[1:]:
        ax.tick_params(labelleft=False)
    return fig


def glyphs(drawing):
    """How many characters a drawing shows, and the sizes in points at which it shows them."""
    text = text_of(drawing)
    return text.count('href="#DejaVuSans'), [float(size) for size in re.findall(r"scale\(([\d.]+) -", text)]


def test_stacked_panels_have_the_labels_that_they_shared():
    drawing = panels(3).drawing()
    assert glyphs(drawing.narrow)[0] > glyphs(drawing)[0] + 2 * len("shared")


def test_a_figure_is_as_it_was_when_it_has_been_drawn():
    fig = panels(2)
    before = [(ax.get_subplotspec(), ax.get_ylabel()) for ax in fig.axes], tuple(fig.get_size_inches())
    small = [text.get_fontsize() for text in fig.findobj(Text)]
    fig.drawing()
    assert ([(ax.get_subplotspec(), ax.get_ylabel()) for ax in fig.axes], tuple(fig.get_size_inches())) == before
    assert [text.get_fontsize() for text in fig.findobj(Text)] == small
    assert fig.get_layout_engine() is not None and fig.patch.get_visible()


@pytest.mark.parametrize("make", [line_plot, lambda: panels(3), lambda: line_plot(size=(6.6, 4))])
def test_text_can_be_read_on_a_desktop_and_on_a_phone(make):
    drawing = make().drawing()
    for shown, column, least in ((drawing, COLUMN, 10), (drawing.narrow or drawing, PHONE_COLUMN, 11)):
        smallest = min(glyphs(shown)[1]) * 100
        assert smallest / POINTS_PER_PIXEL * min(1, column / shown.width) >= least


def test_the_smallest_size_depends_on_where_a_figure_is_shown():
    assert smallest_size(3.2) == pytest.approx(8.06, abs=0.01)
    assert smallest_size(4.8) > smallest_size(3.2)
    assert smallest_size(9) * 660 / 900 >= 10 * POINTS_PER_PIXEL


def laid_out(fig):
    fig.get_layout_engine().execute(fig)
    return fig.axes[0]


@pytest.mark.parametrize("corner", ["upper right", "lower left", "upper left", "lower right"])
def test_a_legend_leaves_a_corner_that_data_fills(corner):
    fig, ax = figure(ALT)
    vertical, side = corner.split()
    y = np.linspace(0.55, 1, 50) if vertical == "upper" else np.linspace(0, 0.45, 50)
    x = np.linspace(0.6, 1, 50) if side == "right" else np.linspace(0, 0.4, 50)
    ax.plot(*np.meshgrid(x, y), "o", color=colour("D1"))
    ax.plot([0], [0], color=colour("D2"), label="a label")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    made = legend(ax, loc=corner)
    laid_out(fig)
    assert covers_data(ax, made)
    fig.drawing()
    assert not covers_data(ax, made)
    assert fig.get_figheight() == pytest.approx(3.4), "there was room inside"


DATA = {
    "a line": lambda ax: ax.plot([0.5, 0.5], [0, 1]),
    "points": lambda ax: ax.plot([0.5], [0.5], "o", ls=""),
    "a scatter": lambda ax: ax.scatter([0.5, 0.1], [0.5, 0.1]),
    "an error bar": lambda ax: ax.errorbar([0.5], [0.05], yerr=[0.9]),
    "an area": lambda ax: ax.fill_between([0, 1], 0, 1, alpha=0.5),
    "an image": lambda ax: ax.imshow(np.eye(2), extent=(0, 1, 0, 1), aspect="auto"),
    "a mesh": lambda ax: ax.pcolormesh(np.linspace(0, 1, 3), np.linspace(0, 1, 3), np.eye(2)),
    "a word": lambda ax: ax.text(0.5, 0.5, "word"),
}


@pytest.mark.parametrize("kind", DATA)
def test_what_a_legend_may_not_cover(kind):
    fig, ax = figure(ALT)
    ax.plot([], [], label="a label")
    made = legend(ax, loc="center")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    laid_out(fig)
    assert not covers_data(ax, made)
    DATA[kind](ax)
    assert covers_data(ax, made)


def test_a_legend_without_any_room_goes_below_and_the_figure_grows():
    fig, ax = figure(ALT, xlabel="$x$")
    ax.plot(*np.random.default_rng(0).uniform(size=(2, 3000)), "o", label="everywhere")
    made = legend(ax)
    drawing = fig.drawing()
    assert drawing.height > 340 + 15
    assert made.get_window_extent().y1 <= ax.xaxis.get_tightbbox().y0 + 1


def test_a_legend_with_an_anchor_of_its_own_is_not_cut_when_it_makes_way():
    fig, ax = figure(ALT)
    ax.plot(*np.random.default_rng(0).uniform(size=(2, 3000)), "o", label="first label")
    for name in ("second", "third"):
        ax.plot([], [], label=name)
    made = legend(ax, loc="upper center", bbox_to_anchor=(0.9, 0.9), ncols=3)
    fig.drawing()
    laid_out(fig)
    box = made.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= fig.bbox.width and box.y1 < ax.bbox.y0


@pytest.mark.parametrize("place", ["below", "right"])
def test_a_legend_may_ask_to_stand_outside(place):
    fig, ax = figure(ALT)
    ax.plot([0, 1], [0, 1], label="a line")
    made = legend(ax, loc=place)
    fig.drawing()
    laid_out(fig)
    box = made.get_window_extent()
    assert box.y1 < ax.bbox.y0 if place == "below" else box.x0 > ax.bbox.x1


def test_long_words_are_broken_not_cut():
    label = "a label that is so long that it would be cut at both ends of the figure, $K_l / K_0$ and all"
    fig, ax = figure(ALT, xlabel=label)
    with ExitStack() as undo:
        laid_out(fig)
        assert break_long_text(fig, undo)
        assert "\n" in ax.get_xlabel() and "$K_l / K_0$" in ax.get_xlabel()
        assert ax.xaxis.label.get_window_extent().width <= fig.bbox.width
        assert not break_long_text(fig, undo)
    assert "\n" not in ax.get_xlabel()


def test_the_last_tick_is_not_cut_where_the_room_for_it_changes_the_ticks():
    fig, ax = figure(ALT, xlabel="weight scale", ylabel="bias scale", size=(4.8, 3.6))
    for name in (*4 * ["cos(x)"], "x/(1 + x²)"):
        ax.plot([0.9, 2], [0, 1], label=name)
    ax.set(xlim=(0.8, 2.4), ylim=(0, 1.05))
    legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3)
    locator = ax.xaxis.get_major_locator()
    text = text_of(fig.drawing())
    starts = [float(start) for start in re.findall(r"translate\(([\d.]+) [\d.]+\) scale\(0.12 ", text)]
    width = 19  # points of "2.4", the label furthest to the right
    assert max(starts) + width <= 345.6 - 2
    assert ax.xaxis.get_major_locator() is locator


def test_the_style_has_no_ground():
    assert STYLE["axes.facecolor"] == "none"
