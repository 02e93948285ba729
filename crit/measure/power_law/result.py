"""A fitted power law: its numbers, its formulas, and how it is shown."""

import itertools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...numerics.power_law import Law, chances_above, moments
from ...typing import ArrayLike
from .. import minimum_data
from .. import plotting as sketch
from ..estimate import Estimate
from .data import OFF_GRID, Ccdf

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROUNDING = 1e-9
"""Relative distance from a possible number that is rounding."""

LOWEST = 0.3
"""Expected number of data below which a line is not drawn."""

ALT = "Share of the data above each value on logarithmic axes: points for the data and a dashed line for the fit."


TIES = "{} of the {:.6g} repeat another value, which numbers from a density do not: {}."
STEP = "they are multiples of {0:.6g}, so try grid={0:.6g}"
ROUNDED = "if they are rounded, say to what by grid=, or fit their counts between the values that can be told apart"
FEW = "So few data do not tell a power law from other laws."
UNTESTED = "Whether a power law fits at all, or another law as well, is not said by this."


class PowerLaw(NamedTuple):
    """A fitted power law, p(x) = C x^−α between two ends.

    ``alpha`` and its standard error; the window from ``xmin`` to ``xmax``; ``ks``, the distance between data and
    law; ``n``, the number of data in the window; whether the law is ``discrete`` and whether xmin was ``scanned``
    for; a line of text on the ``method``; ``data``, the share of the data above each value; ``ties``, how many of
    the n data repeat another one though the law is continuous; the ``grid`` of the data, or None; the range
    ``within`` which xmin was scanned for; ``xmax_error``, the standard error of an upper end that was estimated, 0
    if it was given.
    """

    alpha: float
    error: float
    xmin: float
    xmax: float
    ks: float
    n: int
    discrete: bool
    scanned: bool
    method: str
    data: Ccdf
    ties: int = 0
    grid: float | None = None
    within: tuple = (0.0, math.inf)
    xmax_error: float = 0.0

    def __str__(self):
        text = f"α = {self.alpha:.6g} ± {self.error:.2g} (n = {self.n:.6g}, x from {self.xmin:.6g} to {self.xmax:.6g})"
        return text + (f"; {self.ties} of the {self.n:.6g} are ties" if self.ties else "")

    @property
    def estimate(self) -> Estimate:
        """α with its standard error, as an `Estimate`."""
        return Estimate(self.alpha, self.error)

    @property
    def law(self) -> Law:
        """The law in units of the grid, as the kernels know it."""
        unit, half = self.grid or 1.0, 0.0 if self.grid is None or self.discrete else 0.5
        start, end = self.xmin / unit, self.xmax / unit
        if self.grid is not None:
            start, end = float(np.rint(start)) - half, float(np.rint(end)) + half
        if self.discrete and end < math.inf:
            end += 1.0
        a = self.alpha - 1.0
        return Law(a, start, end, moments(a, start, end, self.discrete)[0], self.discrete)

    @property
    def constant(self) -> float:
        """C of p(x) = C x^−α, a density in x or, if the law is discrete, a chance; infinite beyond what floats hold."""
        law, unit = self.law, self.grid or 1.0
        power = law.a + 1.0 if self.discrete else law.a
        with np.errstate(over="ignore"):
            return float(np.exp(law.a * math.log(law.start) + power * math.log(unit) - math.log(law.mass)))

    def pdf(self, x: ArrayLike) -> np.ndarray:
        """Density at x of numbers in the window, or, if the law is discrete, the chance of the number x.

        Parameters
        ----------
        x : float or array

        Returns
        -------
        numpy.ndarray
            Of the shape of x; 0 outside the window, and between the numbers of a discrete law.
        """
        law, x = self.law, np.asarray(x, dtype=float) / (self.grid or 1.0)
        possible = (x >= law.start) & (x <= (law.end - 1.0 if self.discrete else law.end)) & (x < math.inf)
        x = np.where(possible, x, law.start)
        if self.discrete:
            possible &= np.abs(x - np.rint(x)) <= ROUNDING * x
        scale = law.start * law.mass * (1.0 if self.discrete else self.grid or 1.0)
        return np.where(possible, (x / law.start) ** -self.alpha / scale, 0.0)

    def ccdf(self, x: ArrayLike) -> np.ndarray:
        """Chance that a number in the window is at least x.

        Parameters
        ----------
        x : float or array

        Returns
        -------
        numpy.ndarray
            Of the shape of x: 1 up to xmin, 0 above xmax.
        """
        law, x = self.law, np.asarray(x, dtype=float) / (self.grid or 1.0)
        if self.discrete:
            x = np.ceil(x - ROUNDING * np.abs(x))
        return np.reshape(chances_above(law, np.maximum(x, law.start).ravel()), x.shape)

    @property
    def share(self) -> float:
        """Share of the data that lie in the window."""
        return self.n / self.data.size

    @property
    def sentence(self) -> str:
        """The fit in words, with what it leaves open."""
        end = f"to {self.xmax:.6g}" if self.xmax < math.inf else "on"
        how = "lie closest to a power law, with exponent" if self.scanned else "give, taken for a power law, exponent"
        words = [
            f"Of {self.data.size:.6g} numbers the {self.n:.6g} from {self.xmin:.6g} {end} ({100 * self.share:.3g} %)"
            f" {how} {plus_minus(self.alpha, self.error)}."
        ]
        if self.xmax_error:
            words.append(f"The upper end is {plus_minus(self.xmax, self.xmax_error)}.")
        if self.ties:
            step = common_step(self.data.values)
            words.append(TIES.format(self.ties, self.n, STEP.format(step) if step else ROUNDED))
        if self.n < minimum_data.PER_PARAMETER:
            words.append(FEW)
        return " ".join([*words, UNTESTED])

    def plot(self, ax: "Axes | None" = None, alternatives: Iterable = ()) -> "Axes":
        """Draw the share of the data that are at least x, and the law over its window.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            By default those of a new figure.
        alternatives : sequence
            Other laws of the same data, as from `fit_alternative`: anything with ``ccdf(x)``, ``xmin``, ``xmax`` and
            ``n``; the legend says its ``alternative``.

        Returns
        -------
        matplotlib.axes.Axes
        """
        ax = sketch.axes(ax, xlabel="x", ylabel="share of data ≥ x", xscale="log", yscale="log")
        ax.plot(self.data.values, self.data.share, **sketch.MEASURED, label="data")
        self._draw(ax, self, self.law.start * (self.grid or 1.0), f"α = {plus_minus(self.alpha, self.error)}")
        for other, color in zip(alternatives, itertools.cycle(sketch.OTHERS)):
            name = getattr(other, "alternative", type(other).__name__).replace("_", " ")
            self._draw(ax, other, other.xmin, name, color=color)
        ax.legend(frameon=False)
        return ax

    def _draw(self, ax, law, start, label, **style):
        """A law over its own window, on the scale of the data."""
        x = np.geomspace(start, min(law.xmax, self.data.values[-1]), 200)
        share = law.n / self.data.size * np.asarray(law.ccdf(x))
        seen = share > LOWEST / self.data.size
        ax.plot(x[seen], share[seen], **sketch.FITTED | style, label=label)

    def _repr_html_(self):
        return sketch.sheet(self.sentence, self.plot, ALT)


def common_step(values):
    """The smallest difference of numbers in rising order if all are multiples of it, or None."""
    if values.size < 2:
        return None
    step = float(values[-1] / np.rint(values[-1] / np.min(np.diff(values))))
    return step if np.all(np.abs(values / step - np.rint(values / step)) <= OFF_GRID) else None


def plus_minus(value, error):
    """Return "value ± error" with two digits of the error."""
    if not 0.0 < error < math.inf:
        return f"{value:.6g} ± {error:g}"
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:.{digits}f} ± {error:.{digits}f}" if digits < 12 else f"{value:.6g} ± {error:.2g}"
