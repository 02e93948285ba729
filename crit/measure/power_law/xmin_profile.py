"""The exponent against the lower end: what a scan for xmin has looked at."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...checks import whole
from ...documented import documented
from ...typing import ArrayLike
from .. import plotting as sketch
from ..estimate import NotEnoughData
from .data import DATA, collect
from .fit import upper_end
from .likelihood import fit_from
from .xmin_and_xmax import distance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ALT = (
    "Fitted exponent against the lower end of the fit on a logarithmic axis: points with bars of one standard error,"
    " level where a power law holds."
)


class XminProfile(NamedTuple):
    """Fits of the same data from different lower ends: arrays of one entry each.

    ``alpha`` and its standard ``error`` for a given ``xmin``, the distance ``ks``, the number ``n`` of data.
    """

    xmin: np.ndarray
    alpha: np.ndarray
    error: np.ndarray
    ks: np.ndarray
    n: np.ndarray

    def __repr__(self):
        return f"XminProfile of {self.xmin.size} lower ends from {self.xmin[0]:.6g} to {self.xmin[-1]:.6g}"

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw α ± error against xmin: where the law holds it is level.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            By default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        ax = sketch.axes(ax, xlabel="lower end $x_{min}$", ylabel="exponent α", xscale="log")
        ax.errorbar(self.xmin, self.alpha, self.error, **sketch.MEASURED | dict(markersize=2.5), elinewidth=0.8)
        return ax

    def _repr_html_(self):
        return sketch.sheet(repr(self), self.plot, ALT)


@documented(**DATA)
def xmin_profile(
    x: ArrayLike,
    *,
    discrete: bool,
    xmax: float | None = None,
    counts: ArrayLike | None = None,
    grid: float | None = None,
    points: int = 200,
) -> XminProfile:
    """Fit the data from many lower ends on.

    Parameters
    ----------
    {x, discrete, xmax, counts, grid}
    points : int
        So many lower ends are tried, or all distinct values if there are fewer; evenly in the logarithm of the number
        of data that they leave, down to three different ones.

    Returns
    -------
    XminProfile

    Raises
    ------
    ValueError
        If x are empty, all alike, not finite, not positive, not whole (if `discrete`) or not on the grid, the counts
        are not as many whole numbers >= 0, `xmax` is not > 0 or leaves no data, `discrete` is no bool, or `points` is
        no whole number >= 2.
    NotEnoughData
        If there are fewer than three different values.

    Notes
    -----
    The errors are those for a given xmin. Neighbours share most of their data: the points scatter much less about a
    line than their errors say, and wander.
    """
    data, points = collect(x, discrete, counts, None, grid), whole("points", points, least=2)
    tail = data.tail(0.0, upper_end(xmax, data))
    last = tail.values.size - 3
    if last < 0:
        raise NotEnoughData(f"{tail.values.size} different values up to xmax; three are needed", None)
    left = np.geomspace(tail.below[-1] - tail.below[last], tail.below[-1], points)
    chosen = np.unique(np.append(np.searchsorted(tail.below[: last + 1], tail.below[-1] - left), 0).clip(0, last))
    fits = [_row(tail, int(i), data) for i in chosen]
    return XminProfile(*map(np.array, zip(*fits, strict=True)))


def _row(tail, i, data):
    law, error = fit_from(tail, i)
    n = int(tail.below[-1] - tail.below[i])
    return data.end(law.start), 1.0 + law.a, error, distance(tail, i, law, math.inf)[0], n
