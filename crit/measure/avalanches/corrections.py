"""How the power laws of avalanches bend at their two ends, class by class.

A signal is seen once a layer, so its walk takes whole steps, and it lives in a network of finite width, which cuts it
off. Theory says how both effects fade: as relative terms, whose amplitudes a fit may leave free.

===============  =================  ===========================  ==============================
signal           density of T       density of S                 mean size at T
===============  =================  ===========================  ==============================
free walk        1/T                S^−1/3;  S^1/3 √(2/N)        1/√T, 1/T;  √(T/N)
free, barrier    1/T                S^−2/3;  S^1/3 √(2/N)        1/T;  √(T/N)
trap, of quanta  ln T/T, 1/T; T²/N  1/S;  S/N                    ln T/T, 1/T;  T²/N
trap, smooth     1/T;  T²/N         1/S;  S/N                    1/T;  T²/N
===============  =================  ===========================  ==============================

What stands behind a semicolon comes from the width N. A free walk of whole steps meets its barrier a fraction of a step
late, as if it lay `BARRIER` steps behind the threshold (Spitzer): an area that is measured from there has no term
S^−1/3 and no 1/√T left ("free, barrier"). The area Σ (e^x − 1) instead of Σ x makes the terms of its width. Quanta
branch, and branching has ln T/T.

A fit without a class in mind reads the window. None of the corrections can then be ruled out, and what they shift the
exponent by is part of its error (`with_systematics`).
"""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from ...typing import Corrections as Terms
from ...typing import Measured
from ..estimate import Estimate, NotEnoughData

BARRIER = 0.5825971579390107
"""−ζ(1/2)/√(2π), mean overshoot of a normal walk in its steps."""


class Corrections(NamedTuple):
    """Functions f_k for `tail_exponent` and `power_slope`: of durations, of sizes, and of durations for the mean."""

    duration: list
    size: list
    mean_size: list


def inverse(T):
    """1/T."""
    return 1 / T


def logarithmic(T):
    """ln T/T."""
    return np.log(T) / T


def power(exponent, T):
    """T^exponent."""
    return T**exponent


def steps_in_area(N, S):
    """(S steps)^1/3 of a step √(2/N), for a size in steps."""
    return S ** (1 / 3) * (2 / N) ** 0.5


def root_of_depth(N, T):
    """√(T/N)."""
    return (T / N) ** 0.5


def crowding(N, T):
    """T²/N."""
    return T**2 / N


def share_of_width(N, S):
    """S/N."""
    return S / N


LOWER = {
    ("free", False): Corrections([inverse], [partial(power, -1 / 3)], [partial(power, -1 / 2), inverse]),
    ("free", True): Corrections([inverse], [partial(power, -2 / 3)], [inverse]),
    ("trap", False): Corrections([inverse], [inverse], [inverse]),
    ("trap", True): Corrections([logarithmic, inverse], [inverse], [logarithmic, inverse]),
    (None, False): Corrections([], [], []),
    (None, True): Corrections([], [], []),
}
"""By class, and by whether the size of a quantum (or of a step) is known."""

WIDTH = {
    "free": Corrections([], [steps_in_area], [root_of_depth]),
    "trap": Corrections([crowding], [share_of_width], [crowding]),
}


def corrections_of(process, *, quanta, widths):
    """Corrections of a class of avalanches.

    Parameters
    ----------
    process : {"free", "trap", None}
        Without a class there are none.
    quanta : bool
        Whether sizes are counted in quanta (trap) or measured from the effective barrier (free).
    widths : list of float or None
        N of each system, for the terms of the upper end.

    Returns
    -------
    Corrections
    """
    lower = LOWER[process, quanta]
    if process is None or widths is None:
        return lower
    upper = ([[partial(function, N) for N in widths] for function in functions] for functions in WIDTH[process])
    return Corrections(*(first + last for first, last in zip(lower, upper)))


def with_systematics(plain: Estimate, read: Callable[[Terms], Measured], what: str) -> Estimate:
    """An exponent with an error that covers the corrections of every class.

    Parameters
    ----------
    plain : Estimate
        As read from a window, with its statistical error.
    read : callable
        From corrections to the exponent that they lead to, with ``value`` and ``error``. Readings that the data do not
        allow are left out.
    what : {"duration", "size", "mean_size"}
        Which corrections: a field of `Corrections`.

    Returns
    -------
    Estimate
        The value as it was. Its error is √(statistical² + shift² + error²), with the shift and the statistical error of
        the reading for which they are largest.
    """
    worst = 0.0
    for corrections in {tuple(getattr(each, what)) for each in LOWER.values()}:
        try:
            other = read(corrections)
        except (NotEnoughData, ValueError):
            continue
        worst = max(worst, math.hypot(other.value - plain.value, other.error))
    return Estimate(plain.value, math.hypot(plain.error, worst))
