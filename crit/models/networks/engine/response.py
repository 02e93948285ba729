"""An activation as numbers: what the compiled chain needs to know of E[output² | a], and no code.

The chain asks for g(y) = E[output² | a² = y] at millions of random y. Two forms serve every activation:

- a rational function y P(y)/Q(y) in float32, where g is even and saturates and one of fixed degree fits it to 2e-6;
- else a table of g with 128 knots to the octave of y, one row for each sign of a, and a zero behind both. The
  kernel rounds y to a knot at random so that the mean is the linear interpolation: a lookup without bias for linear g.

Below and above the range of the form, g continues as a power of y.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ....theory.activations.evaluate import evaluator

DEGREE = 4
FIT_ERROR = 2e-6
KNOT_BITS = 7
OCTAVES = (-46, 40)
LARGEST_Z2 = 45.0


class Response(NamedTuple):
    """Numbers that determine E[output² | a] for the compiled chain."""

    rational: bool
    numerator: tuple
    denominator: tuple
    clamp: np.float32
    table: np.ndarray
    K_floor: float
    floor_power: float
    K_top: float
    top_power: float


@lru_cache(maxsize=256)
def response(activation):
    """Numbers that stand for an activation in the compiled chain.

    Parameters
    ----------
    activation : crit.theory.activations.lookup.Activation

    Returns
    -------
    Response
    """
    second = evaluator(activation.second)
    return (activation.is_even and _rational(second)) or _tabulated(second)


def _tabulated(second):
    bottom, top = OCTAVES
    knots = 2.0 ** np.arange(bottom, top)[:, None] * (1 + np.arange(2**KNOT_BITS) / 2**KNOT_BITS)
    knots = np.append(knots.ravel(), 2.0**top)
    table = np.stack([second(np.sqrt(knots)), second(-np.sqrt(knots))])
    resolved = _resolved(second, knots, table)
    return Response(
        rational=False,
        numerator=(np.float32(0),) * DEGREE,
        denominator=(np.float32(0),) * (DEGREE + 1),
        clamp=np.float32(0),
        table=np.append(np.minimum(table, np.finfo(np.float32).max), 0).astype(np.float32),
        K_floor=2.0 ** (bottom + 16),
        floor_power=_power(second, 2.0 ** (bottom + 16)),
        K_top=resolved / LARGEST_Z2,
        top_power=_power(second, resolved / 2),
    )


def _resolved(second, knots, table):
    # An oscillating formula outruns any grid: find how far linear interpolation holds to 2 %.
    middle = (knots[1:] + knots[:-1]) / 2
    exact = np.stack([second(np.sqrt(middle)), second(-np.sqrt(middle))])
    with np.errstate(all="ignore"):
        error = np.abs((table[:, 1:] + table[:, :-1]) / 2 - exact)
        bad = ~(error <= 0.02 * np.maximum.accumulate(np.abs(exact), axis=1)).all(axis=0)
    bad &= middle > 16.0
    return float(knots[np.argmax(bad)]) if bad.any() else float(knots[-1])


def _power(second, y):
    """Exponent of y in the growth of g about y, to the nearest quarter (0 where g vanishes)."""
    octave = y * (1 + np.arange(1000) / 1000)
    sums = [sum(second(sign * np.sqrt(scale * octave)).sum() for sign in (1, -1)) for scale in (0.5, 1.0)]
    if not all(0 < total < math.inf for total in sums):
        return 0.0
    return round(4 * math.log2(sums[1] / sums[0])) / 4


def _rational(second):
    clamp = _saturation(second)
    if clamp is None or _power(second, 2.0**-60) != 1:
        return None
    y = np.unique(np.concatenate([clamp * 2.0 ** -np.linspace(0, 40, 800), np.linspace(0, clamp, 800)[1:]]))
    fit = _fit(y, second(np.sqrt(y)) / y)
    if fit is None:
        return None
    return Response(True, *map(tuple, fit), np.float32(clamp), np.zeros(1, np.float32), 2.0**-90, 1.0, 2.0**90, 0.0)


def _saturation(second):
    """Smallest power of √2 beyond which g is constant to float32 precision, or None."""
    y = 2.0 ** np.arange(-2, 32, 0.5)
    g = second(np.sqrt(y))
    settled = np.abs(g / g[-1] - 1) < 3e-8 if g[-1] > 0 else np.zeros(len(y), bool)
    return float(y[np.argmax(settled)]) if settled[:-4].any() else None


def _fit(y, f):
    """Least-squares P/Q ≈ f, reweighted towards the minimax fit; None if `FIT_ERROR` is out of reach in float32."""
    t = y / y[-1]
    powers = t[:, None] ** np.arange(DEGREE + 1)
    weight = emphasis = np.ones_like(y)
    for _ in range(30):
        columns = np.hstack([powers[:, :-1], -f[:, None] * powers[:, 1:]]) * (weight * emphasis / f)[:, None]
        size = np.linalg.norm(columns, axis=0)
        solution = np.linalg.lstsq(columns / size, weight * emphasis, rcond=None)[0] / size
        numerator, denominator = solution[:DEGREE], np.append(1.0, solution[DEGREE:])
        below = powers @ denominator
        if below.min() <= 0:
            return None
        error = np.abs(powers[:, :-1] @ numerator / below / f - 1)
        weight, emphasis = 1 / below, emphasis * np.sqrt(error + 1e-3 * error.max())
        emphasis = emphasis / emphasis.max()
    scale = y[-1] ** np.arange(DEGREE + 1.0)
    rounded = (numerator / scale[:-1]).astype(np.float32), (denominator / scale).astype(np.float32)
    values = np.polyval(rounded[0][::-1].astype(float), y) / np.polyval(rounded[1][::-1].astype(float), y)
    return rounded if np.max(np.abs(values / f - 1)) < FIT_ERROR else None
