"""Python functions as activations: what is asked of one before it is believed."""

import numpy as np
from numba.core.errors import NumbaError

from ..checks import refuse
from ..kernels import njit
from .expressions import PROBES


def check_function(name, function):
    """Refuse a function that does not answer element by element, with finite real numbers, always the same.

    Parameters
    ----------
    name : str
        How it is called in messages.
    function : callable
        Takes an array and returns one.
    """
    try:
        values = function(PROBES)
        again, turned, square = function(PROBES), function(PROBES[::-1]), function(PROBES[:4].reshape(2, 2))
        single = np.shape(function(0.5))
    except Exception as reason:
        refuse("activation", name, f"it fails for an array of numbers ({type(reason).__name__}: {reason})")
    if np.shape(values) != PROBES.shape or square.shape != (2, 2) or single != ():
        refuse("activation", name, "it must return an array of the shape of its argument")
    if not np.all(np.isfinite(values)):
        refuse("activation", name, "it must be real and finite on the real line")
    if not (np.array_equal(values, again) and np.allclose(values[::-1], turned, rtol=1e-12)):
        refuse("activation", name, "it must answer element by element, and always the same")
    if np.ptp(values) == 0:
        refuse("activation", name, "it must depend on its argument")


def power(function, exponent, name):
    """A function to a power, with a name for messages in place of a formula."""

    def values(h):
        return function(h) ** exponent

    values.formula = f"{name}(x)**{exponent}"
    return values


def compiled_function(function, name):
    """A Python function of a number, compiled by numba; ValueError if it uses what numba does not know."""
    fast = njit(error_model="numpy")(function)
    try:
        fast(0.5)
    except (NumbaError, TypeError) as reason:
        first = str(reason).strip().splitlines()[0]
        refuse("activation", name, f"simulations of pairs compile it, and numba cannot ({first}); a formula is needed")
    return fast


def difference_quotient(function):
    """Slope of a compiled function, by central differences over two steps (Richardson)."""

    @njit(error_model="numpy")
    def slope(h):
        step = 1e-3 * max(1.0, abs(h))
        wide, near = (function(h + step) - function(h - step)) / (2 * step), 0.0
        near = (function(h + step / 2) - function(h - step / 2)) / step
        return (4 * near - wide) / 3

    return slope
