"""Means over settled layers: what a signal is on average once it has forgotten where it started."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ..checks import Told, finite, real, refuse, refuse_any
from ..numerics.jackknife import student
from ..typing import ArrayLike
from .estimate import NotEnoughData

BLOCKS, BLOCK = 8, 5.0
"""A single network is cut into so many blocks of layers, each at least so many relaxation times long. Shorter ones
would depend on each other too much, and fewer of them would not tell the error."""


class SettledMean(NamedTuple):
    """A mean, its standard error, and the number of independent groups that the error was read from.

    1.96 errors hold the truth in 95 % of cases, for the error contains the factor of Student's t for so many groups.
    """

    value: float
    error: float
    groups: int


def settled_mean(paths: ArrayLike, rate: float, *, settling: float = 7.0) -> SettledMean:
    """Mean over networks and over all layers after the signal has settled.

    Parameters
    ----------
    paths : array of shape (replicas, depth + 1)
        One network a row, layer by layer from the start on, as simulators return them, or any function of such an
        array: a square root, a difference of two runs.
    rate : float
        Relaxation rate, > 0: a small deviation falls by exp(−rate) in a layer.
    settling : float
        Relaxation times that are left out at the start, >= 0. After 7 of them a thousandth of the first deviation is
        left.

    Returns
    -------
    SettledMean
        With two networks or more the error is read from the scatter of their means. A single network is cut into
        eight blocks of layers, and the error allows for what is left of correlations that decay as exp(−rate l).

    Raises
    ------
    ValueError
        If `paths` is no table of finite numbers, the rate is not > 0, or `settling` is not >= 0.
    NotEnoughData
        If no layer is left, or a single network is shorter than its eight blocks need; the mean so far, if there is
        one, comes along with the error nan.

    Examples
    --------
    >>> import numpy as np
    >>> settled_mean(1 + np.exp(-np.arange(30.0)) * [[1], [-1]], rate=1.0).value
    1.0
    """
    return _settled("paths", paths, real("rate", rate, above=0), real("settling", settling, least=0))


def _settled(name, paths, rate, settling):
    paths = finite(name, paths, ("replicas", "layers"))
    left_out = settling / rate
    if left_out >= paths.shape[1]:
        raise NotEnoughData(f"{paths.shape[1] - 1} layers; more than {left_out:.4g} are needed to settle")
    settled = paths[:, int(left_out) :]
    return _of_one(settled[0], rate) if len(settled) == 1 else _of_groups(settled.mean(axis=1), 1 / len(settled))


def settled_means(runs: Iterable[ArrayLike], rates: ArrayLike, *, settling: float = 7.0) -> list[SettledMean]:
    """Settled means of several ensembles, each of its own length and with its own relaxation rate.

    Parameters
    ----------
    runs : iterable of array of shape (replicas, depth + 1)
        The ensembles, each like the paths of `settled_mean`.
    rates : sequence of float
        One for each of the runs.
    settling : float
        Relaxation times that are left out at the start of each, >= 0.

    Returns
    -------
    list of SettledMean

    Raises
    ------
    ValueError
        If one of the runs is no table of finite numbers, a rate is not > 0, `settling` is not >= 0, or there are not as
        many rates as runs.
    NotEnoughData
        If one of the runs is too short.
    """
    rates = finite("rates", rates, ("runs",))
    refuse_any("rates", rates <= 0, "not positive", "positive rates are needed")
    runs = list(runs) if np.iterable(runs) else []
    if len(runs) != len(rates):
        refuse("runs", Told(f"{len(runs)} of them"), f"{len(rates)}, one for each rate, are needed")
    settling = real("settling", settling, least=0)
    return [_settled("runs", paths, rate, settling) for paths, rate in zip(runs, rates)]


def _of_one(path, rate):
    length = len(path) // BLOCKS
    if length * rate < BLOCK:
        estimate = SettledMean(float(path.mean()), float("nan"), 0)
        needed = math.ceil(BLOCKS * BLOCK / rate)
        raise NotEnoughData(f"{len(path)} settled layers of one network; {needed} are needed for an error", estimate)
    path = path[: BLOCKS * length]
    block, whole = (_variance_of_mean(times * length * rate) for times in (1, BLOCKS))
    return _of_groups(path.reshape(BLOCKS, -1).mean(axis=1), whole / (block - whole) * (1 - 1 / BLOCKS))


def _of_groups(means, share):
    """Mean of groups, of whose variance such a share is that of the mean of all."""
    groups = len(means)
    return SettledMean(float(means.mean()), student(groups) * math.sqrt(share * means.var(ddof=1)), groups)


def _variance_of_mean(time):
    """Variance of the mean of a signal over a time, in units of its correlation time and of its own variance."""
    return 2 / time * (1 + math.expm1(-time) / time)
