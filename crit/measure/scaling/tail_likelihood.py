"""Maximum likelihood of densities exp(Σ θ_k s_k(x)) on a window, one window and one constant for each system.

Such a family has a concave log-likelihood, which Newton's method climbs without a search.
"""

import numpy as np

from ...numerics.least_squares import unit_of
from ..estimate import NotEnoughData

EXACT = 2048
"""Up to here whole numbers are summed one by one, beyond in cells."""

CELLS = 1500
"""Cells of equal width in ln x."""

STEPS = 100
"""Of Newton's method, at most: some ten are the rule."""


def cells(low, high, discrete):
    """Values that stand for all x between low and high, and how much of x each stands for.

    Parameters
    ----------
    low, high : float
        0 < low < high.
    discrete : bool
        Whether x are whole numbers.

    Returns
    -------
    tuple of numpy.ndarray
        Empty if no whole number lies between.
    """
    if not discrete:
        edges, unit = np.geomspace(low, high, CELLS + 1), unit_of(np.array([low, high]))
        return np.sqrt(edges[1:] / unit * (edges[:-1] / unit)) * unit, np.diff(edges)
    first, last = int(np.ceil(low)), int(np.floor(high))
    singles = np.arange(first, min(last, EXACT) + 1)
    beyond = np.rint(np.geomspace(max(first, EXACT), last + 1, CELLS)) if last > EXACT else [last + 1]
    edges = np.unique(np.concatenate([singles, beyond]))
    return (edges[1:] + edges[:-1] - 1) / 2, np.diff(edges)


def maximum_likelihood(data, grids):
    """Parameters of a shared exponential family and their standard errors (inverse Fisher information).

    Parameters
    ----------
    data : list of (statistics, counts)
        Of each system: s_k at the values that were seen, shape (parameters, values), and how often each was.
    grids : list of (statistics, log_weight)
        The same at all values that there can be, with the logarithm of what each stands for.

    Returns
    -------
    tuple of numpy.ndarray

    Raises
    ------
    NotEnoughData
        If the likelihood has no maximum, as where only one value was seen.
    """
    counts = np.array([count.sum() for _, count in data])
    observed = sum(statistics @ count for statistics, count in data)
    parameters = np.zeros(len(observed))
    parameters[0] = 1
    for _ in range(STEPS):
        expected, information = _expectation(parameters, grids, counts)
        try:
            step = np.linalg.solve(information, observed - expected)
        except np.linalg.LinAlgError:
            break
        longest = np.max(np.abs(step) / (1 + np.abs(parameters)))
        parameters = parameters + step / max(1, longest)
        if longest < 1e-9:
            return parameters, np.sqrt(np.diag(np.linalg.inv(information)))
    raise NotEnoughData(f"the values in the window do not fix {len(observed)} numbers: the likelihood has no maximum")


def _expectation(parameters, grids, counts):
    """Expected sum of the statistics and its covariance over all systems."""
    expected, information = 0, 0
    for (statistics, log_weight), count in zip(grids, counts):
        log_p = parameters @ statistics + log_weight
        p = np.exp(log_p - log_p.max())
        p /= p.sum()
        mean = statistics @ p
        centred = statistics - mean[:, None]
        expected = expected + count * mean
        information = information + count * (centred * p) @ centred.T
    return expected, information
