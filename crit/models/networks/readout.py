"""What a few units tell of the variance of a whole layer."""

import numpy as np

from ...checks import finite, refuse_any, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...typing import ArrayLike, SeedLike


@documented
def observed_variance(K: ArrayLike, units: int, *, seed: SeedLike = None) -> np.ndarray:
    """Mean square of the pre-activations of a few units, layer by layer.

    Parameters
    ----------
    K : array of shape (layers,) or (replicas, layers)
        Variances, such as `variance_paths` returns, >= 0.
    units : int
        Units that are seen in each layer, n >= 1.
    {seed}

    Returns
    -------
    numpy.ndarray
        K X_n/n, of the shape of K, with independent chi-squared numbers X_n. A row has the same bits whatever the
        number of rows.

    Raises
    ------
    ValueError
        If K is no row, or rows, of numbers >= 0, `units` is no whole number >= 1, or the seed is none.

    Notes
    -----
    Exact for a read-out: n extra units of each layer, which the next layer does not see. For n of the N units that
    carry the signal it is exact in each layer, and between layers up to a correlation of order n/N.
    """
    K, units = finite("K", K, ("layers",), ("replicas", "layers")), whole("units", units)
    refuse_any("K", K < 0, "negative", "variances >= 0 are needed")
    key, rows = seed_bits(seed), np.atleast_2d(K)
    seen = np.empty_like(rows)
    for replica, row in enumerate(rows):
        seen[replica] = row * replica_generator(key, replica).chisquare(units, row.size) / units
    return seen.reshape(K.shape)
