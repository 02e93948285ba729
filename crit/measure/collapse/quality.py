"""Quality of a scaling collapse without any assumption about the curve (Houdayer & Hartmann 2004, appendix).

Every point is compared with the straight line through its neighbours among the points of the *other* systems. For the
right exponents they differ by what their errors allow, and the mean square S of the differences is about 1. Points that
no other system brackets do not count, so S says little where few of the points count.
"""

from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit
from .systems import octave


class Quality(NamedTuple):
    """Quality of a collapse.

    Attributes
    ----------
    value : float
        S, about 1 for a good collapse; nan if no point counts.
    terms : int
        Points that lie between points of another system.
    n : int
        All points.
    """

    value: float
    terms: int
    n: int


def quality_of(curves):
    """Quality of rescaled curves, and how many points count of each.

    Parameters
    ----------
    curves : list of tuple of arrays
        (x, y, error) of each system, rescaled.

    Returns
    -------
    Quality, array of int
    """
    x, y, error, edges = joined(curves)
    squared = squares(x / octave(x), y / octave(y), error / octave(y), edges)
    counts = np.isfinite(squared)
    terms = np.add.reduceat(counts, edges[:-1], dtype=int)
    count = int(terms.sum())
    return Quality(float(squared[counts].sum()) / count if count else float("nan"), count, len(x)), terms


def joined(curves):
    """Columns of several curves one behind the other, each curve in the order of its x, and where each begins."""
    sizes = [len(curve[0]) for curve in curves]
    x, *others = (np.concatenate(column) for column in zip(*curves))
    order = np.lexsort((x, np.repeat(np.arange(len(sizes)), sizes)))
    return *(column[order] for column in (x, *others)), np.cumsum([0, *sizes])


@njit(**KERNEL)
def squares(x, y, error, edges):
    """Squared difference of every point from the line through its neighbours in other systems, in units of its error.

    It is nan where no other system has points on both sides.
    """
    systems = len(edges) - 1
    out = np.full(len(x), np.nan)
    for system in range(systems):
        for i in range(edges[system], edges[system + 1]):
            k = kx = ky = kxx = kxy = 0.0
            for other in range(systems):
                start, end = edges[other], edges[other + 1]
                if other == system or end - start < 2 or not x[start] <= x[i] <= x[end - 1]:
                    continue
                above = max(start + np.searchsorted(x[start:end], x[i]), start + 1)
                for j in (above - 1, above):
                    w, u = 1 / error[j] ** 2, x[j] - x[i]
                    k, kx, ky, kxx, kxy = k + w, kx + w * u, ky + w * y[j], kxx + w * u * u, kxy + w * u * y[j]
            determinant = k * kxx - kx * kx
            if determinant > 0:
                line, variance = (kxx * ky - kx * kxy) / determinant, kxx / determinant
                out[i] = (y[i] - line) ** 2 / (error[i] ** 2 + variance)
    return out
