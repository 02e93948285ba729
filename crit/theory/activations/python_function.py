"""Python functions as activations: evaluated as they stand, after they have been tried out."""

from collections.abc import Callable
from functools import cached_property
from typing import NoReturn

import numpy as np
from numba.core.errors import NumbaError

from ...checks import refuse
from ...numerics.compile import FORMULA, njit
from .activation import Activation
from .evaluate import PROBES


class CallableActivation(Activation):
    """A Python function of an array as an activation: evaluated as it stands, without a formula.

    Parameters
    ----------
    function : callable
        Takes an array and returns one of the same shape, element by element, always the same for the same input.

    Raises
    ------
    ValueError
        If it does not. Later, from whatever needs a formula or its derivatives (`expression`).
    """

    function: Callable

    def __init__(self, function):
        name = getattr(function, "__name__", type(function).__name__)
        for field_name, value in (("name", name), ("function", function), ("stochastic", False)):
            object.__setattr__(self, field_name, value)
        check_function(name, self)

    def __call__(self, h):
        """Value φ(h) for an array h of any shape."""
        h = np.asarray(h, dtype=float)
        with np.errstate(all="ignore"):
            return np.asarray(self.function(h), dtype=float)[()]

    @property
    def expression(self) -> NoReturn:
        """Refused: there is no formula."""
        refuse("activation", self.name, "a formula is needed here, and a Python function has none")

    kinks, is_smooth, slopes = (), True, None

    @cached_property
    def second(self) -> Callable:
        """φ² as a function of an array."""
        return power(self, 2, self.name)

    @cached_property
    def fourth(self) -> Callable:
        """φ⁴ as a function of an array."""
        return power(self, 4, self.name)

    @cached_property
    def scalar(self) -> Callable:
        """The function compiled by numba; ValueError if numba cannot."""
        return compiled_function(self.function, self.name)

    @cached_property
    def scalar_derivative(self) -> Callable:
        """Its slope from central differences, good to about nine digits; compiled as `scalar`."""
        return difference_quotient(self.scalar)

    def __eq__(self, other):
        return isinstance(other, CallableActivation) and self.function == other.function

    def __hash__(self):
        return hash(self.function)

    def __reduce__(self):
        return CallableActivation, (self.function,)


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
    fast = njit(**FORMULA)(function)
    try:
        fast(0.5)
    except (NumbaError, TypeError) as reason:
        first = str(reason).strip().splitlines()[0]
        refuse("activation", name, f"simulations of pairs compile it, and numba cannot ({first}); a formula is needed")
    return fast


def difference_quotient(function):
    """Slope of a compiled function, by central differences over two steps (Richardson)."""

    @njit(**FORMULA)
    def slope(h):
        step = 1e-3 * max(1.0, abs(h))
        wide, near = (function(h + step) - function(h - step)) / (2 * step), 0.0
        near = (function(h + step / 2) - function(h - step / 2)) / step
        return (4 * near - wide) / 3

    return slope
