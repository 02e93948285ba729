"""Mean of one quantity given another, from sums that were kept in place of the data."""

import numpy as np

from ...checks import finite, refuse_any, whole
from ...typing import ArrayLike
from .grouped_means import Means, trend_of


def mean_of_sums(
    x: ArrayLike, n: ArrayLike, total: ArrayLike, squares: ArrayLike, *, groups_per_octave: int = 4, fewest: int = 50
) -> Means:
    """Mean of y given x in groups of about equal ln x, from sums at each value of x: what `conditional_mean` says.

    Parameters
    ----------
    x : array of shape (values,)
        Values > 0.
    n, total, squares : array of shape (values,)
        How often each value came, and there the sums of y and of y².
    groups_per_octave : int
        Groups in a factor of two, from the smallest x on; >= 1.
    fewest : int
        Groups with fewer data, or fewer than two, are left out.

    Returns
    -------
    Means
        At the geometric mean of x in a group, to which values are moved along the overall power law.

    Raises
    ------
    ValueError
        If x are not positive, the other arrays are not as long or hold what is not finite, a number is negative, or
        `groups_per_octave` or `fewest` is no whole number.
    """
    x = finite("x", x, ("values",))
    refuse_any("x", x <= 0, "not positive", "positive values are needed")
    columns = {"n": n, "total": total, "squares": squares}
    n, total, squares = (finite(name, column, x.shape) for name, column in columns.items())
    refuse_any("n", n < 0, "negative", "numbers >= 0 are needed")
    octaves = np.log2(x) - np.log2(x).min() if x.size else x
    group = np.floor(whole("groups_per_octave", groups_per_octave) * octaves + 1e-9).astype(int)
    count = np.bincount(group, n)
    full = count >= max(whole("fewest", fewest, least=0), 2)
    middle = np.bincount(group, n * np.log(x)) / np.maximum(count, 1)
    mean = np.bincount(group, total) / np.maximum(count, 1)
    shift = np.exp(trend_of(middle[full], mean[full], count[full]) * (middle[group] - np.log(x)))
    mean = np.bincount(group, total * shift) / np.maximum(count, 1)
    spread = np.bincount(group, squares * shift**2) - count * mean**2
    error = np.sqrt(np.maximum(spread[full], 0) / (count[full] - 1) / count[full])
    return Means(np.exp(middle[full]), mean[full], error, count[full])
