"""Mean of one quantity given another, from sums that were kept in place of the data."""

import numpy as np

from ...checks import finite, refuse_any, whole
from .grouped_means import Means


def mean_of_sums(x, n, total, squares, *, groups_per_octave=8, fewest=50):
    """Mean of y given x in groups of about equal ln x, as `conditional_mean` gives it, from sums at each value of x.

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
        At the geometric mean of x in a group; unlike those of `conditional_mean`, values are not moved there, so keep
        groups narrow: half a per cent is what an eighth of an octave costs a mean that grows as x².

    Raises
    ------
    ValueError
        On a bad argument.
    """
    x = finite("x", x, ("values",))
    refuse_any("x", x <= 0, "not positive", "positive values are needed")
    columns = {"n": n, "total": total, "squares": squares}
    n, total, squares = (finite(name, column, x.shape) for name, column in columns.items())
    refuse_any("n", n < 0, "negative", "numbers >= 0 are needed")
    octaves = np.log2(x) - np.log2(x).min() if x.size else x
    group = np.floor(whole("groups_per_octave", groups_per_octave) * octaves + 1e-9).astype(int)
    n, log_x, total, squares = (np.bincount(group, w) for w in (n, n * np.log(x), total, squares))
    full = n >= max(whole("fewest", fewest, least=0), 2)
    n, log_x, total, squares = n[full], log_x[full], total[full], squares[full]
    mean = total / n
    spread = np.maximum(squares / n - mean**2, 0)
    return Means(np.exp(log_x / n), mean, np.sqrt(spread / (n - 1)), n)
