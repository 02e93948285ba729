"""Every pair of colours stays apart for every reader, and all stand out from light pages and from dark ones."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from crit.show.palette import COLOURS, DARK_COLOURS, GRID, HUES, INK, colour, hues, in_the_dark, shades

STYLE_SHEETS = Path(__file__).parents[2] / "book" / "_assets"

WHITE = np.ones(3)
DARK_PAGE = np.full(3, 0x12 / 255)
GROUND = {"light": WHITE, "dark": DARK_PAGE}

TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
VISION = {
    "full": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


def rgb(code):
    return np.array(list(bytes.fromhex(code.removeprefix("#")))) / 255


def linear(channels):
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light):
    ratio = TO_XYZ @ light / (TO_XYZ @ WHITE)
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a, b):
    dim, bright = sorted(TO_XYZ[1] @ linear(c) for c in (a, b))
    return (bright + 0.05) / (dim + 0.05)


def on_page(code, mode):
    return code if mode == "light" else in_the_dark(code)


def seen(code, vision, mode):
    return lab(np.clip(VISION[vision] @ linear(rgb(on_page(code, mode))), 0, 1))


def hue(code, mode):
    _, a, b = seen(code, "full", mode)
    return np.degrees(np.arctan2(b, a))


def test_the_colour_arithmetic_on_known_values():
    assert contrast(WHITE, np.zeros(3)) == pytest.approx(21)
    assert lab(WHITE) == pytest.approx([100, 0, 0], abs=1e-3)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("family", [list(COLOURS.values()), list(HUES)], ids=["subjects", "hues"])
def test_each_pair_is_told_apart(vision, mode, family):
    for one, other in combinations(family, 2):
        distance = np.linalg.norm(seen(one, vision, mode) - seen(other, vision, mode))
        assert distance > 20, (one, other)


@pytest.mark.parametrize("mode", GROUND)
@pytest.mark.parametrize("code", [*COLOURS.values(), *HUES])
def test_stands_out_against_the_page(code, mode):
    assert contrast(rgb(on_page(code, mode)), GROUND[mode]) >= 3


@pytest.mark.parametrize("mode", GROUND)
@pytest.mark.parametrize("subject", sorted(set(COLOURS) - {"ink"}))
def test_every_shade_stands_out_and_all_keep_their_order(subject, mode):
    ramp = [rgb(on_page(code, mode)) for code in shades(subject, 6)]
    ratios = [contrast(channels, GROUND[mode]) for channels in ramp]
    assert min(ratios) >= 3
    assert ratios == sorted(ratios, reverse=True), "from ink, which stands out most, to the colour"


@pytest.mark.parametrize("mode", GROUND)
def test_words_can_be_read(mode):
    assert contrast(rgb(on_page(INK, mode)), GROUND[mode]) >= 4.5


@pytest.mark.parametrize("subject", sorted(set(COLOURS) - {"ink"}))
def test_hue_is_the_same_on_a_dark_page(subject):
    turn = hue(COLOURS[subject], "light") - hue(COLOURS[subject], "dark")
    assert abs((turn + 180) % 360 - 180) < 30


def test_the_dark_page_has_a_colour_for_each_subject():
    assert set(DARK_COLOURS) == set(COLOURS)
    for subject, code in COLOURS.items():
        assert in_the_dark(code) == DARK_COLOURS[subject]


def test_a_shade_is_the_same_blend_on_a_dark_page():
    for subject in sorted(set(COLOURS) - {"ink"}):
        ink, code = rgb(DARK_COLOURS["ink"]), rgb(DARK_COLOURS[subject])
        for k, shade in enumerate(shades(subject, 4)[:-1], start=1):
            assert rgb(in_the_dark(shade)) == pytest.approx(ink + k / 4 * (code - ink), abs=0.02)


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_other_colours_change_sides(grey):
    code = f"#{grey:02x}{grey:02x}{grey:02x}"
    light, dark = contrast(rgb(code), WHITE), contrast(rgb(in_the_dark(code)), DARK_PAGE)
    assert grey == 255 or light > 1.2 or dark < 1.6
    assert light < 4.5 or dark > 3


def test_the_grid_stays_faint():
    assert contrast(rgb(GRID), WHITE) < 2 and contrast(rgb(in_the_dark(GRID)), DARK_PAGE) < 2


@pytest.mark.parametrize("code", ["red", "#fff", None, "#12345g"])
def test_the_dark_refuses_what_is_no_code(code):
    with pytest.raises(ValueError, match="code"):
        in_the_dark(code)


def test_hues_belong_to_no_subject():
    assert hues(6) == list(HUES) and not set(HUES) & set(COLOURS.values())
    for count in (0, 7, 2.5, True):
        with pytest.raises(ValueError, match="count"):
            hues(count)


@pytest.mark.parametrize("mode, backgrounds", [("light", ("#ffffff", "#f3f4f5")), ("dark", ("#121212", "#29313d"))])
@pytest.mark.parametrize("status", ["confirmed", "refuted", "open", "unexpected"])
def test_the_words_of_a_status_can_be_read(status, mode, backgrounds):
    sheets = "".join(sheet.read_text() for sheet in STYLE_SHEETS.glob("*.css"))
    light, dark = re.findall(rf"--crit-{status}: (#\w{{6}});", sheets)
    for background in backgrounds:
        assert contrast(rgb(light if mode == "light" else dark), rgb(background)) >= 4.5


def test_subjects_and_other_colours():
    assert colour("ordered") == COLOURS["ordered"]
    assert colour("#123456") == "#123456"


def test_shades_go_from_ink_to_the_colour():
    ramp = shades("chaotic", 4)
    assert ramp[-1] == COLOURS["chaotic"]
    brightness = [rgb(code).sum() for code in ramp]
    assert brightness == sorted(brightness)
    assert len(set(ramp)) == 4


@pytest.mark.parametrize("count", [0, -1, 1.5, True])
def test_shades_refuse(count):
    with pytest.raises(ValueError, match="count"):
        shades("D1", count)
