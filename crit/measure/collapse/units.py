"""Units taken out before any square is formed: a square of 1e160 overflows, a square of 1e-180 is zero.

Every unit is a power of two, so that dividing by it and multiplying by it again loses no bit. Numbers of ordinary size
keep their unit.
"""

from typing import NamedTuple

import numpy as np

from ...numerics.least_squares import unit_of


class Units(NamedTuple):
    """Units of s, x and y."""

    scale: float
    x: float
    y: float


def octave(values):
    """Largest power of two that is at most the largest magnitude among the values; 1 if all are zero."""
    largest = np.max(np.abs(values))
    return float(np.ldexp(1.0, np.frexp(largest)[1] - 1)) if largest > 0 else 1.0


def units_of(systems):
    """Units in which s, x and y of all systems are of ordinary size."""
    return Units(*(unit_of(np.concatenate(parts)) for parts in zip(*(([k.scale], k.x, k.y) for k in systems))))


def measured_in(units, system):
    """A system in other units."""
    in_y = {name: _over(getattr(system, name), units.y) for name in ("y", "error", "runs", "factor")}
    return system._replace(scale=system.scale / units.scale, x=system.x / units.x, **in_y)


def _over(values, unit):
    return None if values is None else values / unit
