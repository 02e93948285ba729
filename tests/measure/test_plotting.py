"""Pictures of results: a readable image in a page, and nothing left behind."""

import base64
import io
import re

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from crit.measure.plotting import MEASURED, axes, image, sheet


def draw(ax):
    """Three points."""
    axes(ax, xlabel="x", yscale="log").plot([1, 2, 3], [1, 10, 100], **MEASURED)


def test_image_is_a_small_picture_with_its_alt_text():
    found = re.fullmatch(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)" [^>]*>', image(draw, 'a "b" < c'))
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    shades = [pixel for _, pixel in picture.convert("RGB").getcolors()]
    assert picture.size == (480, 320) and max(shades) == (255, 255, 255) and len(shades) > 2
    assert found[2] == "a &quot;b&quot; &lt; c" and len(found[1]) < 20_000


def test_image_leaves_no_figure_open():
    before = plt.get_fignums()
    image(draw, "three points on a rising line")
    assert plt.get_fignums() == before


def test_sheet_escapes_its_words():
    page = sheet("1 < 2", draw, "three points")
    assert "1 &lt; 2" in page and page.count("<img") == 1 and "background:#fff" in page


def test_axes_are_the_given_ones_or_new():
    ax = axes(xlabel="x", ylabel="share", xscale="log")
    try:
        assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()) == ("x", "share", "log")
        assert axes(ax, xlabel="t") is ax and ax.get_xlabel() == "t"
    finally:
        plt.close(ax.figure)
    with pytest.raises(ValueError, match="ax = 3"):
        axes(3)
