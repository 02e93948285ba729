"""Every pair of colours stays apart for every reader, and all stand out from the page in light and dark."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from crit.show.palette import COLOURS, colour, shades

STYLE_SHEET = Path(__file__).parents[2] / "book" / "_assets" / "book.css"

WHITE = np.ones(3)
DARK_PAGE = np.full(3, 0x12 / 255)

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
# The matrix that CSS Filter Effects gives for hue-rotate(180deg).
HUE_ROTATION = np.array([[-0.574, 1.430, 0.144], [0.426, 0.430, 0.144], [0.426, 1.430, -0.856]])


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


def in_dark_mode(channels):
    """invert(1), hue-rotate(180deg), then blended with the page by screen."""
    turned = np.clip(HUE_ROTATION @ (1 - channels), 0, 1)
    return 1 - (1 - turned) * (1 - DARK_PAGE)


def seen(code, vision, mode):
    channels = rgb(code) if mode == "light" else in_dark_mode(rgb(code))
    return lab(np.clip(VISION[vision] @ linear(channels), 0, 1))


def hue(code, mode):
    _, a, b = seen(code, "full", mode)
    return np.degrees(np.arctan2(b, a))


def test_the_colour_arithmetic_on_known_values():
    assert contrast(WHITE, np.zeros(3)) == pytest.approx(21)
    assert lab(WHITE) == pytest.approx([100, 0, 0], abs=1e-3)
    assert in_dark_mode(WHITE) == pytest.approx(DARK_PAGE, abs=2e-3)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_each_pair_is_told_apart(vision, mode):
    for one, other in combinations(COLOURS.values(), 2):
        distance = np.linalg.norm(seen(one, vision, mode) - seen(other, vision, mode))
        assert distance > 20, (one, other)


@pytest.mark.parametrize("subject", COLOURS)
def test_stands_out_against_the_page(subject):
    channels = rgb(COLOURS[subject])
    assert contrast(channels, WHITE) >= 3
    assert contrast(in_dark_mode(channels), DARK_PAGE) >= 3


@pytest.mark.parametrize("subject", sorted(set(COLOURS) - {"ink"}))
def test_hue_survives_dark_mode(subject):
    turn = hue(COLOURS[subject], "light") - hue(COLOURS[subject], "dark")
    assert abs((turn + 180) % 360 - 180) < 30


@pytest.mark.parametrize("mode, backgrounds", [("light", ("#ffffff", "#f3f4f5")), ("dark", ("#121212", "#29313d"))])
@pytest.mark.parametrize("status", ["confirmed", "refuted", "open", "unexpected"])
def test_the_words_of_a_status_can_be_read(status, mode, backgrounds):
    light, dark = re.findall(rf"--crit-{status}: (#\w{{6}});", STYLE_SHEET.read_text())
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
