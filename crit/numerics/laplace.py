"""Laplace transforms taken back to numbers."""

import numpy as np

TERMS = 24
"""Points on the contour. The relative error is below 1e-9; with half as many it is 1e-5, since the sum is cut short,
and with twice as many 1e-5 again, since e^(st) grows with them and its rounding errors are summed."""


def invert(transform, t):
    """Values at t of the function whose Laplace transform is given.

    Parameters
    ----------
    transform : callable
        F(s), for complex arrays; analytic except on the negative real axis.
    t : float or array
        Times > 0.

    Returns
    -------
    numpy.ndarray
        Of the shape of t.

    Notes
    -----
    The fixed contour of Talbot in the form of Abate & Valkó, Int. J. Numer. Meth. Eng. 60, 979 (2004). The contour
    may also be applied to a transform that grows, such as √s, and then yields the function away from t = 0.
    """
    t = np.asarray(t, dtype=float)
    angle = np.arange(1, TERMS) * np.pi / TERMS
    cotangent = 1 / np.tan(angle)
    direction = 1 + 1j * (angle + (angle * cotangent - 1) * cotangent)
    reach = 2 * TERMS / (5 * t)
    s = reach[..., None] * angle * (cotangent + 1j)
    bend = np.exp(t[..., None] * s) * transform(s) * direction
    tip = 0.5 * np.exp(reach * t) * transform(reach + 0j)
    return reach / TERMS * (tip + bend.sum(axis=-1)).real
