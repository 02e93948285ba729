"""The limit of estimates that approach it as a polynomial."""

import numpy as np

from ...checks import finite, refuse, refuse_any, whole
from ...numerics.conditioning import independent
from ..estimate import Estimate, NotEnoughData


def extrapolate(x, values, errors, *, degree=1):
    """Value at x = 0 of a polynomial through independent estimates, by weighted least squares.

    Parameters
    ----------
    x : array of shape (n,)
        What goes to zero in the limit: 1/√T, 1/N, the distance to a level.
    values, errors : array of shape (n,)
        Estimates and their standard errors, > 0.
    degree : int
        Of the polynomial, 1 to 4.

    Returns
    -------
    Estimate
        Its error follows from the errors of the estimates alone, whatever their scatter about the polynomial.

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        If there are fewer estimates at different x than coefficients.

    Examples
    --------
    >>> print(extrapolate([0.1, 0.2, 0.3], [1.21, 1.39, 1.60], [0.02, 0.02, 0.02]))
    1.01 ± 0.031
    """
    x, degree = finite("x", x, ("n",)), whole("degree", degree, most=4)
    values, errors = finite("values", values, x.shape), finite("errors", errors, x.shape)
    refuse_any("errors", errors <= 0, "not positive", "positive errors are needed")
    if not x.size:
        refuse("x", x, "at least one number is needed")
    scale = np.abs(x).max() or 1.0
    design = np.vander(x / scale, degree + 1) / errors[:, None]
    if len(np.unique(x)) <= degree or not independent(design):
        raise NotEnoughData(f"{len(np.unique(x))} different x came; {degree + 1} are needed")
    solution = np.linalg.lstsq(design, values / errors, rcond=None)[0]
    covariance = np.linalg.inv(design.T @ design)
    return Estimate(float(solution[-1]), float(covariance[-1, -1] ** 0.5))
