"""What keeps a fit away from the edges of floating-point numbers: units, and columns that can be told apart."""

import math

import numpy as np

ORDINARY = 32
"""Data up to 2 to this power are used as they are."""

COLLINEAR = 1e-12
"""Share of a column that may lie outside the span of the others, if it is to count as none."""


def unit_of(values):
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
