"""Standard deviation of a sample, with the error that the sample itself shows."""

import math

from ..checks import finite
from ..typing import ArrayLike
from .estimate import Estimate, NotEnoughData


def spread(values: ArrayLike) -> Estimate:
    """Standard deviation of independent numbers, with its standard error.

    Parameters
    ----------
    values : array of shape (n,)
        At least two.

    Returns
    -------
    Estimate
        The error is read from the scatter of the squared deviations, so that it holds for tails of any weight as
        long as fourth moments exist; of normal numbers it is the textbook's s/√(2n).

    Raises
    ------
    ValueError
        If it is no filled array of finite numbers.
    NotEnoughData
        With a single number, or if all are alike.
    """
    values = finite("values", values, ("values",))
    squares = (values - values.mean()) ** 2
    if not squares.any():
        raise NotEnoughData(f"{len(values)} values, none unlike the others, have no standard deviation")
    n, variance = len(values), float(squares.sum() / (len(values) - 1))
    return Estimate(math.sqrt(variance), float(squares.std(ddof=1)) / (2 * math.sqrt(variance * n)))
