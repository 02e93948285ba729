"""Errors from few groups: the jackknife knows its own error only roughly, so 1.96 of them hold less than 95 %."""

import math

import numpy as np

NORMAL = 1.959964
"""Half the width of a 95 % interval of a normal number."""


def jackknife_covariance(left_out):
    """Covariance of several estimates from the same groups; its diagonal holds the squares of `jackknife_error`.

    Parameters
    ----------
    left_out : array of shape (groups, estimates)
        All of them without one group at a time.

    Returns
    -------
    numpy.ndarray
        Shape (estimates, estimates).
    """
    groups = len(left_out)
    return student(groups) ** 2 * (groups - 1) * np.cov(np.transpose(left_out), ddof=0)


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
    """Standard error of an estimate from the estimates without one group at a time, for intervals of 1.96 errors."""
    groups = len(left_out)
    return student(groups) * math.sqrt((groups - 1) * np.var(left_out))
