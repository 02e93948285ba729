"""Images in few colours: a plot needs no more, and its file shrinks to a third.

This module imports NumPy and Pillow; `crit.show` loads it only when a figure is drawn.
"""

import io

import numpy as np
from PIL import Image

COLOURS = 32
EXACT = 12
"""So many of the commonest colours are kept as they are: the colours of lines and marks have a meaning."""

_PLACES = np.array([256**2, 256, 1])


def small_png(image, colours=COLOURS, exact=EXACT):
    """Return a PNG of the image in few colours.

    Parameters
    ----------
    image : PIL.Image.Image
    colours : int
        Size of the palette, at most 256.
    exact : int
        How many of the commonest colours stay exact; the others go to the nearest of the palette.

    Returns
    -------
    bytes
        The same for the same image.
    """
    image = image.convert("RGB")
    present = _by_frequency(image)
    palette = np.vstack([present[:exact], _spread(image, max(colours - len(present[:exact]), 1))])
    buffer = io.BytesIO()
    _recoloured(image, present, palette).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def _by_frequency(image):
    counted = image.getcolors(image.width * image.height)
    return np.array([colour for _, colour in sorted(counted, reverse=True)])


def _spread(image, count):
    # Median cut would spend the palette on shades of white and grey.
    reduced = image.quantize(count, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    return np.reshape(reduced.getpalette()[: 3 * count], (-1, 3))


def _recoloured(image, present, palette):
    nearest = ((present[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)
    index_of = np.zeros(256**3, dtype=np.uint8)
    index_of[present @ _PLACES] = nearest
    reduced = Image.fromarray(index_of[np.asarray(image) @ _PLACES])
    reduced.putpalette(palette.astype(np.uint8).tobytes())
    return reduced
