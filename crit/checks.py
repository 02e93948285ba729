"""Argument checks shared by every public function: name the argument, what came, what is allowed."""

import math
import operator

import numpy as np


def refuse(name, value, allowed):
    """Raise the one kind of error that a bad argument gets.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    value : object
        What came.
    allowed : str
        What would have been accepted, as the end of a sentence.

    Raises
    ------
    ValueError
        Always.
    """
    shown = repr(value)
    raise ValueError(f"{name} = {shown if len(shown) <= 80 else shown[:77] + '...'}: {allowed}")


def real(name, value, *, above=None, least=None, below=None, most=None):
    """Return ``value`` as a finite float inside the given bounds, or raise ``ValueError``."""
    bounds = [
        (above, operator.gt, ">"),
        (least, operator.ge, ">="),
        (below, operator.lt, "<"),
        (most, operator.le, "<="),
    ]
    wanted = " and ".join(f"{sign} {bound:g}" for bound, _, sign in bounds if bound is not None)
    allowed = f"a finite number{' ' + wanted if wanted else ''} is needed"
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        refuse(name, value, allowed)
    if isinstance(value, (bool, np.bool_, str, bytes)) or not math.isfinite(number):
        refuse(name, value, allowed)
    if not all(inside(number, bound) for bound, inside, _ in bounds if bound is not None):
        refuse(name, value, allowed)
    return number


def whole(name, value, *, least=1, most=2**31 - 1):
    """Return ``value`` as an int from ``least`` to ``most``, or raise ``ValueError``."""
    allowed = f"a whole number from {least} to {most} is needed"
    try:
        number = operator.index(value)
    except TypeError:
        refuse(name, value, allowed)
    if isinstance(value, bool) or not least <= number <= most:
        refuse(name, value, allowed)
    return number


def flag(name, value):
    """Return ``value`` as a bool, or raise ``ValueError``."""
    if not isinstance(value, bool | np.bool_):
        refuse(name, value, "True or False is needed")
    return bool(value)


def finite(name, values, *shapes):
    """Return ``values`` as an array of finite floats, or raise ``ValueError``.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    values : array_like
        Integers or floats; no bools, no strings.
    *shapes : tuple of int or str
        Shapes allowed for an array that is not empty: a length, or the name of an axis of any length. By default all.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        On anything else.
    """
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        refuse(name, values, "an array of numbers is needed")
    if array.dtype.kind not in "fiu":
        refuse(name, values, "an array of numbers is needed")
    if shapes and not (array.size and any(_fits(array.shape, shape) for shape in shapes)):
        wanted = " or ".join(str(tuple(shape)).replace("'", "") for shape in shapes)
        refuse(name, f"array of shape {array.shape}", f"a filled array of shape {wanted} is needed")
    if not np.all(np.isfinite(array)):
        refuse(name, "array with nan or infinity", "finite values are needed")
    return np.asarray(array, dtype=float)


def _fits(shape, wanted):
    return len(shape) == len(wanted) and all(isinstance(w, str) or n == w for n, w in zip(shape, wanted))


def generator(seed):
    """Return the NumPy generator of a seed, or raise ``ValueError``."""
    allowed = "a whole number >= 0, a SeedSequence, a Generator or None is needed"
    if seed is not None and not isinstance(seed, int | np.integer | np.random.SeedSequence | np.random.Generator):
        refuse("seed", seed, allowed)
    if isinstance(seed, bool) or (isinstance(seed, int | np.integer) and seed < 0):
        refuse("seed", seed, allowed)
    return np.random.default_rng(seed)
