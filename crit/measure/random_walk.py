"""Mean step and variance of random walks whose steps remember each other for a while, such as ln ρ of two inputs."""

from typing import NamedTuple

from ..checks import finite, refuse, rows_are_series
from ..typing import ArrayLike, Window
from .arguments import checked_whole_window
from .estimate import Estimate, NotEnoughData

FEWEST = 20
"""Walks for an error bar."""


class WalkSteps(NamedTuple):
    """Mean and variance of a walk in one step, each an `Estimate`."""

    mean: Estimate
    variance: Estimate


def walk_steps(paths: ArrayLike, *, window: Window) -> WalkSteps:
    """Mean step of random walks, and by how much their variance grows in a step.

    The variance of a walk with memory is a constant, which its two ends know of, plus a part that grows with each step.
    The variance after the second half of the window less that after the first half leaves the constant out.

    Parameters
    ----------
    paths : array of shape (walks, steps + 1)
        Independent walks, at least 20.
    window : tuple of int
        (first, last) column used, an even number of steps apart. The memory must be shorter than half of that.

    Returns
    -------
    WalkSteps
        Errors from the scatter of the walks: they hold for correlated steps of any distribution.

    Raises
    ------
    ValueError
        If `paths` is no table of finite numbers, or the window is no pair of its columns, two or more and an even
        number of steps apart.
    NotEnoughData
        With fewer than 20 walks, or walks whose variance does not grow.
    """
    rows_are_series("paths", paths)
    paths = finite("paths", paths, ("walks", "steps"))
    first, last = _columns(window, paths.shape[1])
    if len(paths) < FEWEST:
        raise NotEnoughData(f"{len(paths)} walks; {FEWEST} are needed")
    steps, n = last - first, len(paths)
    half, full = (paths[:, first + length] - paths[:, first] for length in (steps // 2, steps))
    mean = Estimate(float(full.mean() / steps), float(full.std(ddof=1) / n**0.5 / steps))
    squares = (full - full.mean()) ** 2 - (half - half.mean()) ** 2
    growth, scatter = squares.sum() / (n - 1), squares.std(ddof=1) / n**0.5
    if growth <= 0:
        raise NotEnoughData("the variance of the walks does not grow over the second half of the window")
    return WalkSteps(mean, Estimate(float(2 * growth / steps), float(2 * scatter / steps)))


def _columns(window, columns):
    first, last = checked_whole_window(window, least=0)
    if last >= columns or last - first < 2 or (last - first) % 2:
        refuse("window", window, f"two of {columns} columns, an even number of steps apart, are needed")
    return first, last
