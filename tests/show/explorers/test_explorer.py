"""Explorers: every frame is in the page, the controls find it, and in a live kernel they call draw."""

import html
import json
import re
from html.parser import HTMLParser

import pytest

from crit.show import draw_theory, explore, figure, legend
from crit.show.explorers import explorer as explorer_module
from crit.show.explorers.controls import make_controls

SIGMAS = [0.5, 1.0, 1.5]
NAMES = ["tanh", "erf"]


def draw(sigma_w=1.0, activation="tanh"):
    fig, ax = figure(f"A straight line of slope {sigma_w} for the activation {activation}.", size=(3.2, 2.0))
    draw_theory(ax, [0, 1], [0, sigma_w * len(activation)])
    return fig


class Page(HTMLParser):
    """Every element of a piece of HTML as (tag, attributes)."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def six():
    """Three numbers by two names, starting from the fourth frame."""
    return explore(draw, sigma_w=SIGMAS, activation=NAMES, start={"sigma_w": 1.0, "activation": "erf"})


@pytest.fixture
def static(monkeypatch):
    monkeypatch.setenv("CRIT_STATIC", "1")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv("CRIT_STATIC", raising=False)


@pytest.mark.slow
def test_frames_are_all_combinations_in_order(six):
    assert [p for p, _ in six.frames] == [{"sigma_w": s, "activation": a} for s in SIGMAS for a in NAMES]
    assert [svg for _, svg in six.frames] == [p.svg for p in six.pictures]
    assert len({svg for _, svg in six.frames}) == 6


def test_static_page_holds_every_frame_and_shows_one(six, static):
    bundle = six._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    images = Page(bundle["text/html"]).all("img")
    assert [image["alt"] for image in images] == [picture.alt for picture in six.pictures]
    assert [index for index, image in enumerate(images) if "hidden" not in image] == [3]
    assert [image.get("loading") for image in images] == ["lazy"] * 3 + [None] + ["lazy"] * 2
    assert bundle["text/plain"] == six.pictures[3].alt


def test_static_page_needs_nothing_from_elsewhere(six, static):
    page = Page(six._repr_mimebundle_()["text/html"])
    assert not page.all("script") and not page.all("link")
    addresses = [a[key] for _, a in page.elements for key in ("src", "href") if key in a]
    assert all(address.startswith("data:") for address in addresses)


def test_indices_of_controls_add_up_to_the_frame(six, static):
    page = Page(six._repr_mimebundle_()["text/html"])
    (slider,) = page.all("input", type="range")
    radios = page.all("input", type="radio")
    frames = [
        int(slider["data-stride"]) * position + int(radio["data-stride"]) * int(radio["value"])
        for position in range(int(slider["max"]) + 1)
        for radio in radios
    ]
    assert frames == list(range(6))


def test_controls_have_names_and_values(six, static):
    page = Page(six._repr_mimebundle_()["text/html"])
    (slider,) = page.all("input", type="range")
    assert page.all("label", **{"for": slider["id"]}) and page.all("output", **{"for": slider["id"]})
    assert slider["aria-valuetext"] == "1"
    assert json.loads(slider["data-labels"]) == ["0.5", "1", "1.5"]
    assert len({radio["name"] for radio in page.all("input", type="radio")}) == 1
    assert [("checked" in radio) for radio in page.all("input", type="radio")] == [False, True]


def test_many_strings_are_a_list(static):
    names = ["tanh", "erf", "sin", "relu", "gelu"]
    page = Page(explore(draw, activation=names, start={"activation": "sin"})._repr_mimebundle_()["text/html"])
    (choice,) = page.all("select")
    assert page.all("label", **{"for": choice["id"]})
    assert [("selected" in option) for option in page.all("option")] == [False, False, True, False, False]


def test_ids_do_not_meet(six, static):
    pages = [Page(six._repr_mimebundle_()["text/html"]) for _ in range(2)]
    ids = [a["id"] for page in pages for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids)) == 4
    groups = [{radio["name"] for radio in page.all("input", type="radio")} for page in pages]
    assert groups[0].isdisjoint(groups[1])


def test_texts_are_escaped(static):
    def draw_text(word):
        return figure(f'A figure whose alternative text holds {word} and "quotes".', size=(2, 2))[0]

    words = ["<script>", "a & b"]
    text = explore(draw_text, word=words, symbols={"word": "<i>_w"})._repr_mimebundle_()["text/html"]
    assert "<script" not in text and "<i>" not in text
    assert "&lt;i&gt;<sub>w</sub>" in text
    assert words[0] in Page(text).all("img")[0]["alt"]


def test_symbols_have_subscripts(six, static):
    text = six._repr_mimebundle_()["text/html"]
    assert re.search(r"<label for=[^>]*>σ<sub>w</sub></label>", text)


@pytest.mark.parametrize(
    "keywords, name",
    [
        ({}, "controls"),
        ({"sigma_w": []}, "sigma_w"),
        ({"sigma_w": 3}, "sigma_w"),
        ({"activation": "tanh"}, "activation"),
        ({"sigma_w": [1, "a"]}, "sigma_w"),
        ({"sigma_w": [1, 1.0]}, "sigma_w"),
        ({"sigma_w": [True, False]}, "sigma_w"),
        ({"sigma_w": [1, None]}, "sigma_w"),
        ({"sigma_w": range(25)}, "frames"),
        ({"sigma_w": range(5), "activation": list("abcde")}, "frames"),
        ({"sigma_w": SIGMAS, "start": {"sigma_w": 7}}, "start"),
        ({"sigma_w": SIGMAS, "start": {"sigma_b": 1}}, "start"),
        ({"sigma_w": SIGMAS, "symbols": {"sigma_b": "s"}}, "symbols"),
        ({"sigma_w": SIGMAS, "live": {"sigma_b": (0, 1, 0.1)}}, "live"),
        ({"sigma_w": SIGMAS, "live": {"sigma_w": (0, 1)}}, "live"),
        ({"sigma_w": SIGMAS, "live": {"sigma_w": (1, 2, 0.1)}}, "live"),
        ({"sigma_w": SIGMAS, "live": {"sigma_w": (0, 2, 0)}}, "sigma_w"),
        ({"activation": NAMES, "live": {"activation": (0, 1, 0.1)}}, "live"),
    ],
)
def test_bad_arguments_are_named_before_anything_is_drawn(keywords, name):
    def never(**_):
        pytest.fail("drawn")

    with pytest.raises(ValueError, match=f"^{name} = "):
        explore(never, **keywords)


def test_draw_must_be_a_function_that_returns_a_figure(static):
    with pytest.raises(ValueError, match="draw"):
        explore("draw", sigma_w=SIGMAS)
    with pytest.raises(ValueError, match="draw"):
        explore(lambda sigma_w: sigma_w, sigma_w=SIGMAS)._repr_mimebundle_()


def test_frames_that_take_too_much_are_refused(monkeypatch, static):
    monkeypatch.setattr(explorer_module, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="frames"):
        explore(draw, sigma_w=SIGMAS)._repr_mimebundle_()


def test_frames_are_of_one_size_where_one_legend_must_leave_its_axes():
    def draw_points(count):
        fig, ax = figure(f"So many points that a legend has room or none: {count}.", size=(3.2, 2.4))
        x = [k / 50 for k in range(51)]
        for y in x[:count]:
            ax.plot(x, [y] * len(x), "o", label="points" if y == 0 else None)
        ax.set(ylim=(0, 1))
        legend(ax)
        return fig

    heights = {picture.height for picture in explore(draw_points, count=[1, 51]).pictures}
    assert len(heights) == 1 and heights.pop() > 240 + 15
    assert draw_points(1).drawing().height == 240


def test_corners():
    explorer = explore(draw, sigma_w=SIGMAS, activation=NAMES, live={"sigma_w": (0.1, 3.0, 0.1)})
    assert explorer.corners() == [{"sigma_w": s, "activation": a} for s in (0.1, 3.0) for a in NAMES]
    for corner in explorer.corners():
        assert explorer.draw(**corner).alt
    assert len(explore(draw, sigma_w=[1.0]).corners()) == 1


def test_live_bundle_has_the_widget_and_a_still(live):
    bundle = explore(draw, sigma_w=SIGMAS)._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"} <= set(bundle)
    assert html.unescape(bundle["text/html"]).count(draw(0.5).alt) == 1


def test_a_moved_control_redraws():
    explorer = explore(draw, sigma_w=SIGMAS, activation=NAMES, start={"sigma_w": 1.0})
    sigma_w, activation, picture = explorer.live_view().children
    assert draw(1.0, "tanh").alt in picture.value
    sigma_w.value = 1.5
    assert draw(1.5, "tanh").alt in picture.value
    activation.value = "erf"
    assert draw(1.5, "erf").alt in picture.value


def test_a_live_range_goes_beyond_the_frames():
    explorer = explore(draw, sigma_w=SIGMAS, live={"sigma_w": (0.5, 3.0, 0.05)})
    slider, picture = explorer.live_view().children
    assert (slider.min, slider.max, slider.step, slider.value) == (0.5, 3.0, 0.05, 0.5)
    slider.value = 2.75
    assert draw(2.75).alt in picture.value


def test_whole_ranges_stay_whole():
    slider, _ = explore(draw, sigma_w=[1, 2], live={"sigma_w": (1, 9, 2)}).live_view().children
    slider.value = 5
    assert type(slider.value) is int


def test_a_live_refusal_is_shown():
    def picky(sigma_w):
        if sigma_w > 1:
            raise ValueError("sigma_w = 1.5: < 1 is needed")
        return draw(sigma_w)

    slider, picture = explore(picky, sigma_w=SIGMAS).live_view().children
    slider.value = 1.5
    assert 'role="alert"' in picture.value and "&lt; 1 is needed" in picture.value


def test_symbols_of_the_reader_win():
    (control,) = make_controls({"sigma_w": [1]}, {"sigma_w": "s"}, {})
    assert (control.symbol, control.labels) == ("s", ("1",))


def test_values_may_have_words(static):
    spoken = explore(
        draw, activation={"tanh": "hyperbolic tangent", "erf": "error function"}, start={"activation": "erf"}
    )
    page = spoken._repr_mimebundle_()["text/html"]
    assert "> hyperbolic tangent</label>" in page and "> tanh<" not in page
    assert spoken.combinations == [{"activation": "tanh"}, {"activation": "erf"}]
    (slider,) = make_controls({"sigma_w": {0.5: "half", 1: "one"}}, {}, {})
    assert (slider.is_slider, slider.labels) == (True, ("half", "one"))
    with pytest.raises(ValueError, match="sigma_w"):
        explore(draw, sigma_w={0.5: "half", 1: ""})
