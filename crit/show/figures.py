"""Make a figure, and draw in it by the book's conventions.

What was measured is points with error bars, theory is a line, a fit is a dashed line over its window only.
"""

import math

from ..checks import real, refuse, whole
from .palette import colour
from .picture import check_alt


def figure(
    alt,
    *,
    xlabel=None,
    ylabel=None,
    xscale="linear",
    yscale="linear",
    size=(6.4, 4.0),
    panels=1,
    caption=None,
):
    """Make a figure in the style of the book.

    Parameters
    ----------
    alt : str
        A sentence that says what is to be seen, for readers who cannot see it.
    xlabel, ylabel, xscale, yscale : str or sequence of str, optional
        Axis labels and matplotlib scales (``"linear"``, ``"log"``); a sequence has one for each panel.
    size : tuple of float
        Width and height in inches; an inch is 100 CSS pixels on a page.
    panels : int
        How many axes, side by side.
    caption : str, optional
        A line of text below the figure.

    Returns
    -------
    fig : matplotlib.figure.Figure
        Shows itself in a notebook; ``fig.picture()`` is the PNG with its alternative text.
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
    settings = {"xlabel": xlabel, "ylabel": ylabel, "xscale": xscale, "yscale": yscale}
    settings = {name: _for_each_panel(name, value, panels) for name, value in settings.items()}

    import matplotlib

    from .matplotlib_figure import STYLE, Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(alt, caption=caption, figsize=size)
        axes = fig.subplots(1, panels, squeeze=False)[0]
        for index, ax in enumerate(axes):
            ax.set(**{name: values[index] for name, values in settings.items() if values[index] is not None})
    return fig, (axes if panels > 1 else axes[0])


def draw_measured(ax, x, y, yerr, color="ink", label=None, **keywords):
    """Draw what was measured: points with error bars.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array_like, shape (n,)
    yerr : float or array_like of shape (n,) or (2, n)
        Standard errors of `y`, or the lengths below and above.
    color : str
        A key of `crit.show.palette.COLOURS`, or any matplotlib colour.
    label : str, optional
        Text for the legend.
    **keywords
        What `matplotlib.axes.Axes.errorbar` takes.

    Returns
    -------
    matplotlib.container.ErrorbarContainer
    """
    style = {"fmt": "o", "markersize": 5.5, "elinewidth": 1.4, "zorder": 3} | keywords
    return ax.errorbar(x, y, yerr=yerr, color=colour(color), label=label, **style)


def draw_theory(ax, x, y, color="ink", label=None, **keywords):
    """Draw a theory: a line.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array_like, shape (n,)
    color : str
        A key of `crit.show.palette.COLOURS`, or any matplotlib colour.
    label : str, optional
        Text for the legend.
    **keywords
        What `matplotlib.axes.Axes.plot` takes.

    Returns
    -------
    matplotlib.lines.Line2D
    """
    style = {"linewidth": 2} | keywords
    return ax.plot(x, y, color=colour(color), label=label, **style)[0]


def draw_fit(ax, x, y, window=None, color="ink", label=None, **keywords):
    """Draw a fit: a dashed line over its window only.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array_like, shape (n,)
        The fitted curve.
    window : tuple of float, optional
        First and last x that the fit has used; what lies outside is not drawn. By default all of `x`.
    color : str
        A key of `crit.show.palette.COLOURS`, or any matplotlib colour.
    label : str, optional
        Text for the legend.
    **keywords
        What `matplotlib.axes.Axes.plot` takes.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ValueError
        If no x lies in `window`.
    """
    low, high = (-math.inf, math.inf) if window is None else window
    inside = [(a, b) for a, b in zip(x, y, strict=True) if low <= a <= high]
    if not inside:
        refuse("window", window, "a range that holds at least one x is needed")
    style = {"linestyle": (0, (4, 2)), "linewidth": 2, "zorder": 4} | keywords
    return ax.plot(*zip(*inside, strict=True), color=colour(color), label=label, **style)[0]


def legend(ax, **keywords):
    """Add a legend in the style of the book.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    **keywords
        What `matplotlib.axes.Axes.legend` takes.

    Returns
    -------
    matplotlib.legend.Legend
    """
    import matplotlib

    from .matplotlib_figure import STYLE

    with matplotlib.rc_context(STYLE):
        return ax.legend(**keywords)


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
