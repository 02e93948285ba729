"""Typical values: geometric means over groups of replicas, which few large values do not dominate."""

import numpy as np

from ..checks import Told, finite, refuse, refuse_any, whole
from ..typing import ArrayLike


def geometric_means(values: ArrayLike, group: int) -> np.ndarray:
    """Geometric means over groups of replicas.

    Parameters
    ----------
    values : array of shape (replicas, …)
        Positive.
    group : int
        So many replicas, one behind the other, make a group; their number must be a multiple of it.

    Returns
    -------
    numpy.ndarray
        Shape (replicas // group, …).

    Raises
    ------
    ValueError
        If a value is not positive, or the number of replicas is no multiple of the group.
    """
    values = finite("values", values)
    refuse_any("values", values <= 0, "not positive", "positive values are needed")
    replicas, group = values.shape[0] if values.ndim else 0, whole("group", group)
    if replicas == 0 or replicas % group:
        refuse("values", Told(f"{replicas} replicas"), f"a multiple of {group} is needed")
    return np.exp(np.log(values).reshape(-1, group, *values.shape[1:]).mean(axis=1))
