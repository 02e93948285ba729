"""What is drawn in a figure, by the book's conventions.

What was measured is points with error bars, theory is a line, a fit is a dashed line over its window only.
"""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..checks import refuse
from ..typing import ArrayLike, Measured, Window
from .palette import colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import ErrorbarContainer
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D


def draw_measured(
    ax: "Axes", x: ArrayLike, y: ArrayLike, yerr: ArrayLike, color: str = "ink", label: str | None = None, **keywords
) -> "ErrorbarContainer":
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

    Raises
    ------
    ValueError
        If the lengths differ or matplotlib does not know a keyword's value.
    """
    style: dict[str, Any] = {"fmt": "o", "markersize": 5.5, "elinewidth": 1.4, "zorder": 3} | keywords
    return ax.errorbar(x, y, yerr=yerr, color=colour(color), label=label, **style)


def draw_estimates(
    ax: "Axes", x: ArrayLike, estimates: Sequence[Measured], color: str = "ink", label: str | None = None, **keywords
) -> "ErrorbarContainer":
    """Draw estimates with their errors: points with error bars.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x : array_like, shape (n,)
    estimates : sequence of objects with the attributes ``value`` and ``error``
    color : str
        A key of `crit.show.palette.COLOURS`, or any matplotlib colour.
    label : str, optional
        Text for the legend.
    **keywords
        What `matplotlib.axes.Axes.errorbar` takes.

    Returns
    -------
    matplotlib.container.ErrorbarContainer

    Raises
    ------
    ValueError
        From Matplotlib, where there are not as many estimates as x, or there is no such colour.
    """
    values, errors = [each.value for each in estimates], [each.error for each in estimates]
    return draw_measured(ax, x, values, errors, color, label, **keywords)


def draw_power(
    ax: "Axes", x: ArrayLike, y: ArrayLike, exponent: float, color: str = "ink", label: str | None = None, **keywords
) -> "Line2D":
    """Draw the power law through the middle one of several points: a line of known slope, of free height.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array_like, shape (n,)
        Positive, x increasing. The line spans all of x.
    exponent : float
        The slope on logarithmic axes.
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
        From Matplotlib, where there is no such colour.
    """
    x, y = np.asarray(x, dtype=float), np.asanyarray(y)
    middle = len(x) // 2
    return draw_theory(ax, x, y[middle] * (x / x[middle]) ** float(exponent), color, label, **keywords)


def draw_theory(
    ax: "Axes", x: ArrayLike, y: ArrayLike, color: str = "ink", label: str | None = None, **keywords
) -> "Line2D":
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

    Raises
    ------
    ValueError
        If the lengths differ or matplotlib does not know a keyword's value.
    """
    style = {"linewidth": 2} | keywords
    return ax.plot(x, y, color=colour(color), label=label, **style)[0]


def draw_fit(
    ax: "Axes",
    x: ArrayLike,
    y: ArrayLike,
    window: Window | None = None,
    color: str = "ink",
    label: str | None = None,
    **keywords,
) -> "Line2D":
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
    inside = [(a, b) for a, b in zip(cast("Iterable", x), cast("Iterable", y), strict=True) if low <= a <= high]
    if not inside:
        refuse("window", window, "a range that holds at least one x is needed")
    style: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 2, "zorder": 4} | keywords
    return ax.plot(*zip(*inside, strict=True), color=colour(color), label=label, **style)[0]


def legend(ax: "Axes", **keywords) -> "Legend":
    """Add a legend in the style of the book.

    Where a figure is drawn for a page, a legend that covers data goes to a free corner of its axes, and if there is
    none, below them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    **keywords
        What `matplotlib.axes.Axes.legend` takes. `loc` may also be "below" or "right": outside the axes.

    Returns
    -------
    matplotlib.legend.Legend

    Raises
    ------
    ValueError
        If matplotlib does not know a keyword's value.

    Examples
    --------
    >>> legend(ax, loc="below", ncols=2)    # doctest: +SKIP
    """
    import matplotlib

    from .legends import OUTSIDE
    from .matplotlib_figure import STYLE

    place = keywords.get("loc")
    if place in OUTSIDE:
        del keywords["loc"]
    with matplotlib.rc_context(STYLE):
        made = ax.legend(**keywords)
    made.set_gid(place if place in OUTSIDE else None)
    return made
