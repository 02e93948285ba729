"""To a limit that no measurement reaches: a curve at x → 0, and a quantity at infinite size."""

import math

import numpy as np

from ...checks import finite, real, refuse, refuse_any
from ...numerics.least_squares import independent, least_squares
from ...typing import ArrayLike
from ..estimate import Estimate, NotEnoughData


def limit_at_zero(x: ArrayLike, y: ArrayLike, error: ArrayLike, *, powers: ArrayLike) -> Estimate:
    """Limit of y = y₀ + Σ_k b_k x^(p_k) at x → 0, by weighted least squares.

    Parameters
    ----------
    x, y, error : array of shape (n,)
        Positive x, or any if all powers are whole; values, and their standard errors, independent of each other.
    powers : sequence of float
        The exponents p_k > 0 of the corrections that theory names; their amplitudes are free.

    Returns
    -------
    Estimate
        y₀. The error is statistical only.

    Raises
    ------
    ValueError
        If the arrays differ in length, an error is not positive, an x is not (where a power is not whole), or the
        powers are not different positive numbers.
    NotEnoughData
        If there are no more points than parameters, or too few x differ.
    """
    x = finite("x", x, ("values",))
    y, error = finite("y", y, x.shape), finite("error", error, x.shape)
    powers = checked_powers(powers)
    refuse_any("error", error <= 0, "not positive", "positive numbers are needed")
    if any(p != int(p) for p in powers):
        refuse_any("x", x <= 0, "not positive", "positive numbers are needed")
    design = np.stack([x**0.0, *(x**p for p in powers)], axis=1)
    if len(x) <= design.shape[1] or not independent(design / error[:, None]):
        raise NotEnoughData(f"{len(set(x))} different x; more than {design.shape[1]} are needed")
    found = least_squares(design, y, 1 / error)
    return Estimate(float(found.values[0]), float(found.errors[0]))


def infinite_size(sizes: ArrayLike, values: ArrayLike, *, power: float = 1.0) -> np.ndarray:
    """Richardson's extrapolation of y = y∞ + a₁ N^−p + a₂ N^−2p + … from a few sizes N, free of as many terms less one.

    Parameters
    ----------
    sizes : array of shape (sizes,)
        At least two different positive sizes.
    values : array of shape (sizes, ...)
        What was found at each: the result is a weighted sum of them, so that runs, whole paths or means may come,
        each in its place.
    power : float
        p > 0.

    Returns
    -------
    numpy.ndarray
        Of the shape of ``values[0]``. The weights are larger than one and of both signs: noise that differs from size
        to size is amplified.

    Raises
    ------
    ValueError
        If there are fewer than two different positive sizes, not a value for each, or the power is not > 0.

    Examples
    --------
    >>> float(infinite_size([10, 40], [1 + 1 / 10, 1 + 1 / 40]))
    1.0
    """
    sizes = finite("sizes", sizes, ("sizes",))
    refuse_any("sizes", sizes <= 0, "not positive", "positive numbers are needed")
    if len(sizes) < 2 or len(set(sizes.tolist())) < len(sizes):
        refuse("sizes", sizes.tolist(), "at least two different ones are needed")
    values = finite("values", values)
    if values.shape[:1] != sizes.shape:
        refuse("values", values.tolist(), f"{len(sizes)} of them, one for each size, are needed")
    x = (sizes / sizes.max()) ** -real("power", power, above=0)
    weights = [math.prod(other / (other - each) for other in x if other != each) for each in x]
    return np.tensordot(weights, values, axes=1)


def checked_powers(powers, name="powers") -> tuple[float, ...]:
    """Tuple of different positive exponents, or an empty one."""
    given = list(powers) if np.iterable(powers) else [powers]
    powers = finite(name, given, ("powers",)).tolist() if given else []
    if any(p <= 0 for p in powers) or len(set(powers)) < len(powers):
        refuse(name, powers, "different positive numbers are needed")
    return tuple(powers)
