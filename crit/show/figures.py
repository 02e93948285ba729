"""Make a figure in the style of the book."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..checks import real, refuse, whole
from .picture import check_alt

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from .matplotlib_figure import Figure


def figure(
    alt: str,
    *,
    xlabel: str | Sequence[str] | None = None,
    ylabel: str | Sequence[str] | None = None,
    xscale: str | Sequence[str] = "linear",
    yscale: str | Sequence[str] = "linear",
    size: tuple[float, float] = (4.8, 3.4),
    panels: int = 1,
    caption: str | None = None,
) -> "tuple[Figure, Axes | np.ndarray]":
    """Make a figure in the style of the book.

    Parameters
    ----------
    alt : str
        A sentence that says what is to be seen, for readers who cannot see it.
    xlabel, ylabel, xscale, yscale : str or sequence of str, optional
        Axis labels and matplotlib scales (``"linear"``, ``"log"``); a sequence has one for each panel.
    size : tuple of float
        Width and height in inches; an inch is 100 CSS pixels on a page. Up to 4.9 in, one panel is shown alike on
        a desktop and on a phone.
    panels : int
        How many axes, side by side; in a narrow window, one below the other.
    caption : str, optional
        A line of text below the figure.

    Returns
    -------
    fig : matplotlib.figure.Figure
        Shows itself in a notebook; ``fig.picture()`` is the PNG, ``fig.drawing()`` the SVG, with the alternative text.
    ax : matplotlib.axes.Axes or numpy.ndarray of Axes
        One axes, or an array of shape (panels,) if there are several.

    Raises
    ------
    ValueError
        If `alt` is no sentence, `size` is not two positive numbers, `panels` is no whole number of at least
        1, or a sequence has the wrong length.
    """
    check_alt(alt)
    size, panels = _two_lengths(size), whole("panels", panels)
    given = {"xlabel": xlabel, "ylabel": ylabel, "xscale": xscale, "yscale": yscale}
    settings = {name: _for_each_panel(name, value, panels) for name, value in given.items()}

    import matplotlib

    from .matplotlib_figure import STYLE, Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(alt, caption=caption, figsize=size)
        axes = fig.subplots(1, panels, squeeze=False)[0]
        for index, ax in enumerate(axes):
            ax.set(**{name: values[index] for name, values in settings.items() if values[index] is not None})
    return fig, (axes if panels > 1 else axes[0])


def _two_lengths(size):
    if not hasattr(size, "__len__") or len(size) != 2:
        refuse("size", size, "a width and a height in inches are needed")
    return tuple(real("size", length, above=0) for length in size)


def _for_each_panel(name, value, panels):
    single = value is None or isinstance(value, str)
    values = [value] * panels if single else list(value)
    if len(values) != panels:
        refuse(name, value, f"one for all panels or one for each of {panels} panels is needed")
    return values
