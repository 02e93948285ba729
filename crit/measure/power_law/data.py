"""The data of a fit: numbers, how often each occurs, the grid they were rounded to, and their shares."""

import math
from typing import NamedTuple

import numpy as np

from ...checks import Told, flag, numbers, real, refuse, refuse_any, sample
from ...numerics.compile import KERNEL, njit
from .likelihood import binned_tail, tail_of_sorted

OFF_GRID = 0.01
"""Distance from a multiple of the grid, in grids, that is still a matter of decimals."""

POINTS = 250
"""About as many values are kept, evenly in the logarithm of their rank, so that none of the largest is lost."""


DATA = {
    "x": """
        x : array of shape (n,)
            Finite numbers > 0; whole numbers if ``discrete``. At least two of them must differ. Lists, frames of one
            column, generators and masked arrays are taken too; what is masked is left out.""",
    "discrete": """
        discrete : bool
            True for a law on the whole numbers (exact likelihood, Hurwitz zeta function), False for a density.""",
    "counts": """
        counts : array of shape (n,), optional
            How often each x occurs, whole numbers >= 0: the same fit as that of the x repeated so often.""",
    "xmax": """
        xmax : float, optional
            Upper end. Data above it are left out, and the likelihood is normalised between both ends; by default there
            is none.""",
    "grid": """
        grid : float, optional
            The data are multiples of it, to a hundredth of it: times in steps of 0.1, sales in lots of 500. If
            ``discrete``, the law is one on these multiples. If not, it is a density, and the data were rounded to the
            nearest multiple of it; the likelihood is that of the cells x ± grid/2, and the law begins at
            xmin − grid/2.""",
}
"""Parameters that fits to data share, for `documented`."""

FITTED = {
    "x": """
        x : array of shape (n,)
            The data that were fitted.""",
    "fit": """
        fit : PowerLaw
            What `fit_power_law` returned for them.""",
    "counts": """
        counts : array of shape (n,), optional
            How often each x occurs, as it was told to the fit.""",
}
"""Parameters that tests of a fit share, for `documented`."""


class Ccdf(NamedTuple):
    """``share`` of the data that are at least ``values``; ``size``, how many data there are."""

    values: np.ndarray
    share: np.ndarray
    size: float

    def __repr__(self):
        return f"Ccdf of {self.size:.6g} numbers from {self.values[0]:.6g} to {self.values[-1]:.6g}"

    def __eq__(self, other):
        return isinstance(other, Ccdf) and all(map(np.array_equal, self, other))

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((self.size, self.values.tobytes(), self.share.tobytes()))


def ccdf_of(values, counts=None):
    """The `Ccdf` of numbers in rising order, each as often as ``counts`` says or once."""
    below = np.arange(values.size + 1.0) if counts is None else np.append(0.0, np.cumsum(counts))
    least = 1.0 if counts is None else float(counts.min())
    return Ccdf(*_thinned(values, below, least), float(below[-1]))


@njit(**KERNEL)
def _thinned(values, below, least):
    """Values of the ranks in a geometric row from the largest down, and the shares of the data from them on."""
    kept, share, k = np.empty(POINTS + 3), np.empty(POINTS + 3), POINTS + 3
    total, ratio, rank, i = below[-1], (below[-1] / least) ** (1.0 / POINTS), least, values.size - 1
    while i >= 0:
        i = np.searchsorted(values, values[i])
        k -= 1
        kept[k], share[k] = values[i], 1.0 - below[i] / total
        rank = rank * ratio
        i = min(i - 1, max(0, np.searchsorted(below[1:], total - rank, side="right")))
    return kept[k:].copy(), share[k:].copy()


class Data(NamedTuple):
    """Numbers > 0 in units of the grid, or as they came without one."""

    values: np.ndarray
    """In rising order."""
    counts: np.ndarray | None
    """How often each value occurs; of weights, scaled so that they add up to as many data as they are worth."""
    weighted: bool
    grid: float | None
    discrete: bool

    @property
    def rounded(self):
        """Whether the law is a density of which only the cells of a grid are known."""
        return self.grid is not None and not self.discrete

    @property
    def lowest(self):
        """Smallest of the data, as it came."""
        return float(self.values[0]) * (self.grid or 1.0)

    @property
    def highest(self):
        """Largest of the data, as it came."""
        return float(self.values[-1]) * (self.grid or 1.0)

    def between(self, low, high):
        """Whether some of the data lie from low to high."""
        low, high = (end / (self.grid or 1.0) for end in (low, high))
        off = 0.0 if self.grid is None else OFF_GRID
        return bool(np.any((self.values >= low - off) & (self.values <= high + off)))

    def units(self, end):
        """An end of the law in the units of the values."""
        return end if self.grid is None or end in (0.0, math.inf) else float(np.rint(end / self.grid))

    def end(self, start):
        """The start of a law as an end in the units of the data."""
        return float(start) if self.grid is None else float(start + (0.5 if self.rounded else 0.0)) * self.grid

    def tail(self, xmin, xmax, within=(0.0, math.inf)):
        """The data from xmin, or from the smallest if that is 0, to xmax as a tail for the kernels."""
        off = 0.0 if self.grid is None else OFF_GRID
        within = within[0] / (self.grid or 1.0) - off, within[1] / (self.grid or 1.0) + off
        start, end = self.units(xmin), self.units(xmax)
        if not self.rounded:
            one = 0.0 if self.weighted else 1.0
            end = past(end, self.discrete)
            return tail_of_sorted(self.values, start, end, self.discrete, self.counts, within=within, one=one)
        points = tail_of_sorted(self.values, start, past(end, True), True, self.counts)
        low, high = points.values - 0.5, points.values + 0.5
        return binned_tail(low, high, np.diff(points.below), end + 0.5, (within[0] - 0.5, within[1] - 0.5))

    def up_to(self, xmax):
        """The share of the data up to xmax that are at least each value; of rounded ones, above its lower edge."""
        kept = slice(int(np.searchsorted(self.values, self.units(xmax), side="right")))
        ccdf = ccdf_of(self.values[kept], None if self.counts is None else self.counts[kept])
        return ccdf._replace(values=(ccdf.values - (0.5 if self.rounded else 0.0)) * (self.grid or 1.0))

    def ties(self, tail, i):
        """How many of the data from the value i of a tail on repeat another, where a density does not let them."""
        if self.discrete or self.rounded:
            return 0
        if self.weighted:
            used = self.values[(self.values >= tail.values[i]) & (self.values < tail.end)]
            return round((tail.below[-1] - tail.below[i]) * (1.0 - np.unique(used).size / used.size))
        return int(tail.below[-1] - tail.below[i]) - int(np.count_nonzero(np.diff(tail.below[i:])))


def past(xmax, discrete):
    """First point that a law up to xmax leaves out."""
    return np.floor(xmax) + 1.0 if discrete else np.nextafter(xmax, np.inf)


def collect(x, discrete, counts=None, weights=None, grid=None):
    """Return the arguments of a fit as `Data`, or raise ``ValueError``."""
    discrete = flag("discrete", discrete)
    x, counts = _with_counts(x, counts, weights)
    refuse_any("x", ~(x > 0.0), "not above zero", "numbers > 0 are needed for a power law")
    if grid is not None:
        x, grid = _on_grid(x, real("grid", grid, above=0)), float(grid)
    elif discrete:
        refuse_any("x", x != np.floor(x), "not whole", "whole numbers are needed if discrete")
    order = None if counts is None else np.argsort(x, kind="stable")
    x, counts = (np.sort(x), None) if counts is None else (x[order], counts[order])
    if x[0] == x[-1]:
        refuse("x", Told(f"{x.size} times {x[0] * (grid or 1.0):g}"), "at least two different numbers are needed")
    return Data(x, counts, weights is not None, grid, discrete)


def _with_counts(x, counts, weights):
    if counts is None and weights is None:
        return sample("x", x), None
    if counts is not None and weights is not None:
        refuse("weights", weights, "counts or weights can be given, not both")
    name, how_often = ("counts", counts) if weights is None else ("weights", weights)
    (x, hidden), (how_often, missing) = numbers("x", x), numbers(name, how_often)
    if x.squeeze().ndim > 1 or x.size != how_often.size:
        refuse(name, Told(f"array of shape {how_often.shape}"), f"one for each of {x.size} x is needed")
    used = ~(np.zeros(x.size, bool) if hidden is None else hidden.ravel())
    used &= ~(np.zeros(x.size, bool) if missing is None else missing.ravel())
    how_often = sample(name, how_often.ravel()[used])
    refuse_any(name, how_often < 0.0, "negative", "numbers >= 0 are needed")
    if weights is None:
        refuse_any(name, how_often != np.floor(how_often), "not whole", "whole numbers are needed, unless as weights")
    x, how_often = sample("x", x.ravel()[used])[how_often > 0.0], how_often[how_often > 0.0]
    if not x.size:
        refuse(name, Told("nothing but zeros"), "some numbers > 0 are needed")
    if weights is not None:
        how_often = how_often / how_often.max()
        how_often *= how_often.sum() / (how_often**2).sum()
    return x, how_often


def _on_grid(x, grid):
    multiples = np.rint(x / grid)
    off = ~(np.abs(x / grid - multiples) <= OFF_GRID)
    refuse_any("x", off, f"not a multiple of {grid:g}", "data rounded to the grid are needed")
    refuse_any("x", multiples < 1.0, "not above zero", "numbers > 0 are needed")
    return multiples
