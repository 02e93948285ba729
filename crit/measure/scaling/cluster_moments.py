"""How long and how wide clusters are that start from a single site and die: means weighted with their sites.

Below the threshold of directed percolation ⟨t⟩ ~ ε^(−ν_∥) and ⟨x²⟩ ~ ε^(−2ν_⊥).
"""

from typing import NamedTuple

import numpy as np

from ...checks import finite, rows_are_series
from ...typing import ArrayLike
from .. import minimum_data
from ..arguments import checked_times
from ..estimate import Estimate, NotEnoughData


class ClusterMoments(NamedTuple):
    """Mean time ⟨t⟩ and mean squared distance ⟨x²⟩ of all sites of all clusters from where their cluster began."""

    time: Estimate
    squared_distance: Estimate


def cluster_moments(number: ArrayLike, spread: ArrayLike, *, times: ArrayLike) -> ClusterMoments:
    """Mean time and mean squared distance over all sites of all clusters.

    Parameters
    ----------
    number, spread : array of shape (runs, times)
        Active sites of each run, and the sum of their squared distances from the first one; at least 8 runs.
    times : array of shape (times,)
        When the columns were recorded, increasing, from the start to the death of (nearly) all clusters. Between them
        both are taken as straight lines.

    Returns
    -------
    ClusterMoments
        Errors are those of a ratio of means, to first order.

    Raises
    ------
    ValueError
        If the two are no tables of one shape, or the times do not increase or are not one for each column.
    NotEnoughData
        With fewer than 8 runs, or none that has an active site.
    """
    rows_are_series("number", number)
    number = finite("number", number, ("runs", "times"))
    spread, times = finite("spread", spread, number.shape), checked_times(times, number.shape[1])
    sites = np.trapezoid(number, times)
    if len(sites) < minimum_data.RUNS:
        raise NotEnoughData(f"{len(sites)} runs; {minimum_data.RUNS} are needed")
    if not sites.mean() > 0:
        raise NotEnoughData("no run has an active site between two of the times")
    sums = np.trapezoid(number * times, times), np.trapezoid(spread, times)
    return ClusterMoments(*(_ratio_of_means(each, sites) for each in sums))


def _ratio_of_means(values, weights):
    mean = values.mean() / weights.mean()
    scatter = np.std(values - mean * weights, ddof=1) / abs(weights.mean())
    return Estimate(float(mean), float(scatter / len(values) ** 0.5))
