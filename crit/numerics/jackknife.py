"""The jackknife: errors from what an estimate becomes where one group of the data is left out at a time.

Groups are few, so the jackknife knows its own error only roughly, and 1.96 of them would hold the truth in less than
95 % of cases. Its errors are therefore widened to what Student's t says.
"""

import math

import numpy as np

NORMAL = 1.959964
"""Half the width of a 95 % interval of a normal number."""


def student(groups):
    """Factor by which an error from the spread of so many groups grows, so that 1.96 of it hold the truth in 95 %.

    The ratio of the quantiles of Student's t with groups − 1 degrees of freedom and of a normal number.

    Parameters
    ----------
    groups : int
        At least 2.

    Returns
    -------
    float
    """
    from scipy.special import stdtrit

    return float(stdtrit(groups - 1, 0.975)) / NORMAL


def jackknife_error(left_out):
    """Standard error of an estimate from the estimates without one group at a time, for intervals of 1.96 errors.

    Parameters
    ----------
    left_out : array of shape (groups,) or (groups, estimates)

    Returns
    -------
    float or array of shape (estimates,)
    """
    groups = len(left_out)
    variance = np.var(left_out, axis=0)
    if variance.ndim:
        return student(groups) * np.sqrt((groups - 1) * variance)
    return student(groups) * math.sqrt((groups - 1) * variance)


def sums_without(parts):
    """Sum of all parts, and behind it the sums without each of them.

    Parameters
    ----------
    parts : array of shape (groups, ...)

    Returns
    -------
    array of shape (groups + 1, ...)
    """
    total = parts.sum(axis=0)
    return np.concatenate([total[None], total - parts])


def means_without(values, groups):
    """Mean over all rows, and behind it the means without each group of rows.

    Parameters
    ----------
    values : array of shape (rows, ...)
    groups : int
        The rows are left out in at most so many groups.

    Returns
    -------
    array of shape (groups + 1, ...)
    """
    parts = np.array_split(values, min(groups, len(values)))
    sizes = sums_without(np.array([len(part) for part in parts]))
    means = sums_without(np.array([part.sum(axis=0) for part in parts]))
    return (means.T / sizes).T
