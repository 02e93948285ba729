"""Images in few colours: the commonest stay as they are, the others go to the nearest that is kept."""

import io

import numpy as np
import pytest
from PIL import Image

from crit.show.png import small_png


def smooth_image(seed):
    """Waves in three channels, with five broad stripes of one colour each."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0, 1, 120), np.linspace(0, 1, 80))
    phases = rng.uniform(0, 7, (3, 1, 1))
    image = np.moveaxis(127 + 120 * np.sin(5 * x + 3 * y + phases), 0, -1).astype(np.uint8)
    stripes = rng.integers(0, 256, (5, 3), dtype=np.uint8)
    for k, stripe in enumerate(stripes):
        image[:, 20 * k + 4 : 20 * k + 14] = stripe
    return image, stripes


def drawn(image, **settings):
    return np.asarray(Image.open(io.BytesIO(small_png(Image.fromarray(image), **settings))).convert("RGB"))


@pytest.mark.parametrize("seed", range(5))
def test_the_commonest_colours_stay_exact(seed):
    image, stripes = smooth_image(seed)
    shown = drawn(image, colours=16, exact=5)
    for stripe in stripes:
        where = np.all(image == stripe, axis=2)
        assert where.any() and np.all(shown[where] == stripe)


@pytest.mark.parametrize("colours", [8, 32, 256])
def test_every_pixel_gets_the_nearest_colour_kept(colours):
    image, _ = smooth_image(0)
    shown = drawn(image, colours=colours, exact=5).astype(int)
    kept = np.unique(shown.reshape(-1, 3), axis=0)
    assert len(kept) <= colours
    off = image[:, :, None].astype(int) - kept
    assert np.array_equal(np.sum((image - shown) ** 2, axis=2), np.min(np.sum(off**2, axis=3), axis=2))


def test_an_image_of_few_colours_is_unchanged():
    image = np.zeros((9, 9, 3), np.uint8)
    image[3:5], image[:, 7] = (200, 30, 40), (1, 2, 3)
    assert np.array_equal(drawn(image), image)


def test_same_image_same_bytes():
    image, _ = smooth_image(1)
    assert small_png(Image.fromarray(image)) == small_png(Image.fromarray(image.copy()))
