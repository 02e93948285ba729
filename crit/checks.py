"""Argument checks shared by every public function: name the argument, what came, what is allowed."""

import math
import operator


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
    if isinstance(value, (bool, str, bytes)) or not math.isfinite(number):
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
