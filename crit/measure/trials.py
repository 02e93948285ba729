"""Trials of an estimator on samples whose truth is known: its bias, root mean square error and coverage."""

from typing import Any, NamedTuple

import numpy as np

from ..checks import Told, numbers, refuse, refuse_any
from ..typing import ArrayLike
from .estimate import Estimate

WIDTH = 1.959964
"""Half the width of a nominal 95 % interval, in standard errors."""

NOMINAL = 0.95
"""Share of intervals estimate ± `WIDTH` errors that hold the truth where the errors are honest."""


class Trials(NamedTuple):
    """What became of many trials, in sums that can be pooled: numbers, or arrays of one shape.

    Attributes
    ----------
    trials, refused : int or array
        Estimates that were made, and samples that the estimator refused.
    below, above : int or array
        Trials whose truth lies below the interval estimate ± 1.96 errors, and above it.
    deviation, square, variance : float or array
        Sums over the trials: of estimate − truth, of its square, of the squared quoted error.
    """

    trials: np.ndarray
    refused: np.ndarray
    below: np.ndarray
    above: np.ndarray
    deviation: np.ndarray
    square: np.ndarray
    variance: np.ndarray

    def pooled(self, axis: int | tuple[int, ...] | None = None) -> "Trials":
        """All trials along some axes taken together, by default all there are."""
        return Trials(*(np.sum(field, axis=axis) for field in self))

    def part(self, *chosen: Any) -> "Trials":
        """Some entries of the arrays, chosen as those of an array are."""
        return Trials(*(field[chosen] for field in self))

    @property
    def coverage(self) -> Estimate:
        """Share of intervals that hold the truth; its error is that of a share of 95 % of so many trials."""
        return Estimate(
            1 - _per(self.trials, self.below + self.above), np.sqrt(_per(self.trials, NOMINAL * (1 - NOMINAL)))
        )

    @property
    def bias(self) -> Estimate:
        """Mean deviation in quoted errors, and its standard error if these are right."""
        return Estimate(_per(self.trials, self.deviation) / self._quoted, np.sqrt(_per(self.trials, 1.0)))

    @property
    def rmse(self) -> Estimate:
        """Root mean square deviation in quoted errors, and its standard error for normal deviations."""
        ratio = np.sqrt(_per(self.trials, self.square)) / self._quoted
        return Estimate(ratio, ratio * np.sqrt(_per(self.trials, 0.5)))

    @property
    def _quoted(self):
        return np.sqrt(_per(self.trials, self.variance))


def trials(deviation: ArrayLike, error: ArrayLike) -> Trials:
    """Sum up trials of an estimator.

    Parameters
    ----------
    deviation : array of shape (trials,) or (trials, …)
        Estimate − truth; nan where the estimator refused the sample.
    error : array of the same shape
        The standard error that it quoted, > 0; nan where it refused.

    Returns
    -------
    Trials
        Of the shape that is left without the first axis.

    Raises
    ------
    ValueError
        If there is no trial, the shapes differ, or a quoted error is not > 0.
    """
    deviation, error = numbers("deviation", deviation)[0], numbers("error", error)[0]
    if deviation.ndim == 0 or deviation.size == 0:
        refuse("deviation", Told(f"an array of shape {deviation.shape}"), "one entry a trial is needed")
    if error.shape != deviation.shape:
        refuse("error", Told(f"an array of shape {error.shape}"), f"that of deviation, {deviation.shape}, is needed")
    refuse_any("error", error <= 0, "not positive", "standard errors > 0 are needed, nan for a refused sample")
    z = deviation / error
    made = np.isfinite(z)
    counts = (np.sum(cases, axis=0) for cases in (made, ~made, z > WIDTH, z < -WIDTH))
    sums = (np.sum(np.where(made, terms, 0.0), axis=0) for terms in (deviation, deviation**2, error**2))
    return Trials(*counts, *sums)


def _per(trials, total):
    """The mean of a sum, nan where there was no trial."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.asarray(trials) > 0, np.divide(total, trials), np.nan)[()]
