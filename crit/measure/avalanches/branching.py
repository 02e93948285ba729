"""The branching ratio of an activity in time, which seeing only some of the units does not spoil.

Where each active unit excites m others on average, and a drive adds h, the activity obeys E[A(t + 1) | A(t)] = m A(t)
+ h, so that its regression on the activity k steps earlier has the slope m^k. Who sees a part of the units sees A with
noise of its own, and all slopes shrink by one factor b: the slope of one step is no longer m, but

    r_k = b m^k

falls by m in a step as before (Wilting & Priesemann, Nat. Commun. 9, 2325, 2018). Many steps together tell b and m.
"""

import math
from typing import NamedTuple

import numpy as np

from ...checks import finite, rows_are_series, whole
from ...numerics.jackknife import jackknife_error, student, sums_without
from ...numerics.least_squares import unit_of
from ...typing import ArrayLike
from ..estimate import Estimate, NotEnoughData

GROUPS = 24
"""The series are cut into so many pieces, or a few more, of which one at a time is left out."""

FIRST, TIMES, BLOCK = 16, 2.0, 40.0
"""Steps that are tried at first; memory times that they shall span; memory times that a piece shall last."""

CHANCE = 1e-3
"""Slopes that independent numbers have as often as this are none."""

GRID = np.append(1 - np.geomspace(1e-4, 0.98, 60), 1 + np.array([0, 2e-4, 2e-3, 0.02, 0.1]))
"""Ratios that the search starts from."""

MOST = 2000
"""Steps that are tried at most by default."""

ROUNDS = 30
"""Steps of Gauss and Newton."""


class BranchingRatio(NamedTuple):
    """A branching ratio with its standard error, and what it was read from.

    Attributes
    ----------
    estimate : Estimate
        m, the number of units that one active unit excites on average in a step; ``value`` and ``error`` are its parts.
    amplitude : Estimate
        b, by which all slopes are smaller than m^k: 1 where all is seen.
    slopes : numpy.ndarray
        r_k of k = 1, 2, … steps.
    n : int
        Steps used.
    """

    estimate: Estimate
    amplitude: Estimate
    slopes: np.ndarray
    n: int

    @property
    def value(self) -> float:
        """The branching ratio."""
        return self.estimate.value

    @property
    def error(self) -> float:
        """Its standard error."""
        return self.estimate.error

    @property
    def time(self) -> Estimate:
        """Memory time −1/ln m in steps; infinite for m >= 1."""
        if not 0 < self.value < 1:
            return Estimate(0.0 if self.value <= 0 else math.inf, math.inf)
        time = -1 / math.log(self.value)
        return Estimate(time, time**2 * self.error / self.value)

    def __str__(self):
        return f"m = {self.value:.5g} ± {self.error:.2g}, b = {self.amplitude} (n = {self.n}, {len(self.slopes)} steps)"


def branching_ratio(activity: ArrayLike, *, steps: int | None = None) -> BranchingRatio:
    """Branching ratio of an activity by regression over many steps.

    Parameters
    ----------
    activity : array of shape (samples,) or (series, samples)
        Number of active units, or any signal proportional to the activity, at equal times. Rows are series of their own
        with one mean, as trials are. A part of the units, the same at all times, is enough.
    steps : int, optional
        Slopes of 1 … ``steps`` steps are fitted, >= 2. By default two memory times −1/ln m, at least 16
        and at most 2000.

    Returns
    -------
    BranchingRatio

    Raises
    ------
    ValueError
        If `activity` is no table of finite numbers, or `steps` is no whole number >= 2.
    NotEnoughData
        If the activity does not vary, has no memory that chance would not explain (its ratio cannot be told from 0, or
        too few units are seen), or is shorter than some thousand memory times; it carries the
        estimate so far.

    Notes
    -----
    Least squares of r_k − b m^k, all k alike. Errors, and the bias of order 1/n that is taken off, are those of a
    jackknife over at least 24 pieces of the series, each 40 memory times long. A drive that changes in time
    adds a memory of its own: cut it out, or take trials.
    """
    rows_are_series("activity", activity)
    given = finite("activity", activity, ("samples",), ("series", "samples"))
    values = np.atleast_2d(given / unit_of(given))
    values -= values.mean()
    tried = FIRST if steps is None else whole("steps", steps, least=2)
    pieces = -(-GROUPS // len(values))
    longest = values.shape[1] // pieces - 1
    if longest < tried:
        raise NotEnoughData(f"a piece of the activity spans {max(longest, 0)} steps; {tried} are needed")
    found = _fitted(values, pieces, tried)
    _check_memory(found, values.size)
    longest = min(longest, MOST) if steps is None else tried
    while len(found.slopes) < min(TIMES * found.time.value, longest):
        wanted = TIMES * found.time.value
        found = _fitted(values, pieces, int(min(2 * len(found.slopes), math.ceil(min(wanted, longest)))))
    needed = BLOCK * GROUPS * found.time.value
    if values.size < needed:
        raise NotEnoughData(f"{values.size} samples; {needed:.6g}, {BLOCK * GROUPS:g} memory times, are needed", found)
    return found


def _fitted(activity, pieces, steps):
    """`BranchingRatio` from the slopes of so many steps."""
    if not activity.any():
        raise NotEnoughData("the activity does not vary")
    sums = sums_without(np.stack([_sums(activity, pieces, k) for k in range(1, steps + 1)], axis=-1))
    n, x, y, xx, xy = np.moveaxis(sums, 1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        slopes = (xy - x * y / n) / (xx - x * x / n)
    if not np.all(np.isfinite(slopes)):
        raise NotEnoughData("the activity of all pieces but one does not vary")
    m, b = _powers(slopes)
    estimates = [Estimate(_without_bias(each), _error(each)) for each in (m, b)]
    return BranchingRatio(*estimates, slopes[0], activity.size)


def _sums(activity, pieces, k):
    """Sums over pairs k steps apart, grouped by where the first lies: 1, x, y, x², xy; shape (groups, 5)."""
    x, y = activity[:, :-k], activity[:, k:]
    starts = np.linspace(0, activity.shape[1], pieces, endpoint=False).astype(int)
    parts = [np.add.reduceat(each, starts, axis=1).ravel() for each in (np.ones_like(x), x, y, x * x, x * y)]
    groups = np.unique(np.linspace(0, len(parts[0]), 2 * GROUPS, endpoint=False).astype(int))
    return np.add.reduceat(np.stack(parts, axis=1), groups, axis=0)


def _powers(slopes):
    """m and b of b m^k for each row of slopes, k = 1, 2, …: the best of a grid, then Gauss-Newton in m."""
    k = np.arange(1, slopes.shape[1] + 1)
    tried = GRID[:, None] ** k
    along = np.maximum(slopes @ tried.T, 0)
    m = GRID[np.argmax(along**2 / np.sum(tried**2, axis=1), axis=1)][:, None]
    for _ in range(ROUNDS):
        power, turn = m**k, k * m ** (k - 1)
        norm = np.sum(power**2, axis=1, keepdims=True)
        b = np.sum(slopes * power, axis=1, keepdims=True) / norm
        turn = b * (turn - power * np.sum(power * turn, axis=1, keepdims=True) / norm)
        step = np.sum((slopes - b * power) * turn, axis=1, keepdims=True) / np.sum(turn**2, axis=1, keepdims=True)
        m = np.clip(m + np.clip(step, -0.1, 0.1), 1e-3, 1.2)
    return m[:, 0], b[:, 0]


def _without_bias(each):
    """The estimate of all groups, less the bias of order 1/n that those without one group tell."""
    groups = len(each) - 1
    return float(groups * each[0] - (groups - 1) * each[1:].mean())


def _error(each):
    """Error of the jackknife. An activity that bursts makes few groups count, as many as half of them would."""
    groups = len(each) - 1
    return float(jackknife_error(each[1:])) * student(groups // 2) / student(groups)


def _check_memory(found, n):
    """`NotEnoughData` where independent numbers have slopes as large (Ljung & Box 1978)."""
    from scipy.special import chdtrc

    chance = chdtrc(len(found.slopes), n * float(np.sum(found.slopes**2)))
    if chance > CHANCE:
        raise NotEnoughData(f"no memory shows in {n} samples: p = {chance:.2g} without any", found)
