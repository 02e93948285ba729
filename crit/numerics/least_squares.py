"""Linear least squares, and what keeps it away from the edges of floating-point numbers: units, columns that differ."""

import math
from typing import NamedTuple

import numpy as np

ORDINARY = 32
"""Data up to 2 to this power are used as they are: so large, the fourth power of a number is still far from the largest
float, and dividing by powers of two changes no digit."""

COLLINEAR = 1e-12
"""Share of a column that may lie outside the span of the others, if it is to count as none: some thousand roundings."""


class Solution(NamedTuple):
    """Coefficients of the columns of a design, from one or several targets.

    Attributes
    ----------
    values : array of shape (columns,) or (columns, targets)
    inverse : array of shape (columns, points)
        What weighted targets are multiplied with to give the values.
    residual : array of the shape of the target
        Target less design times values, times weight.
    """

    values: np.ndarray
    inverse: np.ndarray
    residual: np.ndarray

    @property
    def covariance(self):
        """Covariance of the values, where the weights were inverse standard errors."""
        return self.inverse @ self.inverse.T

    @property
    def errors(self):
        """Standard errors of the values, where the weights were inverse standard errors."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def chi2(self):
        """Sum of squares of the weighted residuals."""
        return float(np.sum(self.residual**2))

    def errors_of_spread(self, spread):
        """Standard errors where the weighted targets spread as told; White's, where that is the residuals."""
        return np.sqrt(self.inverse**2 @ spread**2)


def least_squares(design, target, weight=1.0):
    """Minimise Σ weight² (target − design · values)².

    Parameters
    ----------
    design : array of shape (points, columns)
        No column is zero; where two are alike the values are those of least norm.
    target : array of shape (points,) or (points, targets)
    weight : array of shape (points,), optional
        Inverse standard errors of the target.

    Returns
    -------
    Solution
    """
    weight = np.broadcast_to(weight, len(design))
    weighted, target = design * weight[:, None], (np.asarray(target).T * weight).T
    unit = np.max(np.abs(weighted), axis=0)
    inverse = np.linalg.pinv(weighted / unit) / unit[:, None]
    values = inverse @ target
    return Solution(values, inverse, target - weighted @ values)


def unit_of(values) -> float:
    """Unit in which no square of the values overflows or vanishes: a power of two, so that no digit changes.

    Parameters
    ----------
    values : numpy.ndarray
        Finite numbers.

    Returns
    -------
    float
        1 if the largest value is between 2^−32 and 2^32 in size, or if there is none but zero.
    """
    largest = max(float(np.max(values, initial=0.0)), -float(np.min(values, initial=0.0)))
    exponent = math.frexp(largest)[1]
    return 1.0 if largest == 0 or abs(exponent) <= ORDINARY else math.ldexp(1.0, exponent - 1)


def independent(design):
    """Tell whether least squares can tell the columns of a design apart.

    Parameters
    ----------
    design : array of shape (points, columns)

    Returns
    -------
    bool
    """
    rows, columns = design.shape
    largest = np.max(np.abs(design), axis=0, initial=0.0)
    if rows < columns or not np.all((largest > 0) & np.isfinite(largest)):
        return False
    scaled = design / largest
    triangle = np.linalg.qr(scaled / np.linalg.norm(scaled, axis=0), mode="r")
    return bool(np.all(np.abs(np.diag(triangle)) > COLLINEAR))
