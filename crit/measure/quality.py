"""Quality of a scaling collapse without any assumption about the curve (Houdayer & Hartmann 2004, appendix).

Every point is compared with the straight line through its neighbours among the points of the *other* systems. For the
right exponents they differ by what their errors allow, and the mean square S of the differences is about 1. Points that
no other system brackets do not count, so S says little where few of the points count.
"""

from typing import NamedTuple

import numpy as np

from ..kernels import njit


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
    x, y, error = (np.concatenate(column) for column in zip(*curves))
    edges = np.cumsum([0] + [len(curve[0]) for curve in curves])
    for start, end in zip(edges[:-1], edges[1:]):
        order = start + np.argsort(x[start:end], kind="stable")
        x[start:end], y[start:end], error[start:end] = x[order], y[order], error[order]
    total, terms = _compare(x, y, error, edges)
    count = int(terms.sum())
    return Quality(total / count if count else float("nan"), count, len(x)), terms


@njit(cache=True, nogil=True)
def _compare(x, y, error, edges):
    """Sum of the squared differences in units of their errors, and the number of points of each system that count."""
    systems = len(edges) - 1
    total, terms = 0.0, np.zeros(systems, np.int64)
    for system in range(systems):
        for i in range(edges[system], edges[system + 1]):
            k = kx = ky = kxx = kxy = 0.0
            for other in range(systems):
                start, end = edges[other], edges[other + 1]
                above = start + np.searchsorted(x[start:end], x[i])
                if other == system or end - start < 2 or x[i] < x[start] or x[i] > x[end - 1]:
                    continue
                above = max(above, start + 1)
                for j in (above - 1, above):
                    w, u = 1 / error[j] ** 2, x[j] - x[i]
                    k, kx, ky, kxx, kxy = k + w, kx + w * u, ky + w * y[j], kxx + w * u * u, kxy + w * u * y[j]
            determinant = k * kxx - kx * kx
            if determinant > 0:
                line, variance = (kxx * ky - kx * kxy) / determinant, kxx / determinant
                total += (y[i] - line) ** 2 / (error[i] ** 2 + variance)
                terms[system] += 1
    return total, terms
