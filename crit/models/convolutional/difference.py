"""How two inputs respond side by side: the output of one, and its exact difference from the other's.

The difference is kept in a unit, a power of two that follows it down, so that it never underflows. In the limit of a
unit zero the same equations are those of an infinitesimal difference.
"""

from functools import lru_cache

import numpy as np
from numba import float64, int64, types, void

from ...checks import refuse
from ...numerics.compile import FORMULA, KERNEL, cfunc, njit
from ...theory.activations.evaluate import PROBES, evaluator
from ...theory.activations.lookup import activation as find_activation
from ...theory.activations.vectorised import vectorised

SMALL_STEP = 1e-5
"""Below this difference of two inputs, over the steepest slope, φ(h + step) − φ(h) is taken from φ' at the midpoint."""
MOST_DRAWS = 1000
"""How often a single site is drawn, at most, until an output differs."""
SHIFT = 100
"""Powers of two by which the unit of the difference changes at once."""
FIELD = types.Array(float64, 4, "C")
RESPONSE = void(FIELD, FIELD, int64, int64, float64)


def deterministic(activation, smooth=False):
    """The activation; refused if its outputs are random, so that equal inputs would part, or if jumps are forbidden."""
    unit = find_activation(activation)
    if unit.stochastic:
        refuse("activation", str(unit), "a deterministic unit is needed, so that equal inputs stay equal")
    if smooth and has_jumps(unit):
        refuse("activation", str(unit), "a function without jumps is needed: a jump has no derivative")
    return unit


@lru_cache(maxsize=64)
def has_jumps(unit):
    """Whether the formula jumps at one of its kinks."""
    kinks = np.array(unit.kinks)
    return bool(np.any(np.abs(unit(kinks + 1e-9) - unit(kinks - 1e-9)) > 1e-6))


@lru_cache(maxsize=64)
def layer_response(unit):
    """Compiled ``respond(outputs, pair, reach_y, reach, unit)`` of one activation, of one type for all of them.

    ``pair``, of shape (2, channels, rows, size), holds h and the step to the other input in a ``unit``;
    ``outputs``, with a rim of the given reach, receives φ(h) and (φ(h + unit·step) − φ(h))/unit. An activation with
    jumps is compared as it stands, since no slope foretells a jump.
    """
    phi, slope = vectorised(unit.expression), vectorised(unit.derivative)
    steepest = np.abs(evaluator(unit.derivative)(PROBES)).max()
    small = 0.0 if has_jumps(unit) else SMALL_STEP / max(1.0, steepest)

    @njit(**FORMULA)
    def row(outputs, changes, inputs, steps, unit):
        for x in range(inputs.size):
            h, step = inputs[x], steps[x]
            output, true = phi(h), unit * step
            change = slope(h + true / 2.0) * step if abs(true) < small else (phi(h + true) - output) / unit
            outputs[x], changes[x] = output, change

    @cfunc(RESPONSE, error_model="numpy")
    def respond(outputs, pair, reach_y, reach, unit):
        _, channels, rows, _ = pair.shape
        for c in range(channels):
            for y in range(rows):
                target = outputs[0, c, reach_y + y, reach:], outputs[1, c, reach_y + y, reach:]
                row(target[0], target[1], pair[0, c, y], pair[1, c, y], unit)

    return respond


@njit(**KERNEL)
def sum_channels(sums, outputs, grid, unit):
    """Add over channels, at every position: φ², the excess of the other input's φ² in the unit, and change²."""
    for c in range(outputs.shape[1]):
        for y in range(grid.rows):
            inner = grid.reach_y + y
            output, change = outputs[0, c, inner, grid.reach :], outputs[1, c, inner, grid.reach :]
            square, excess, difference = sums[0, y], sums[1, y], sums[2, y]
            for x in range(grid.size):
                square[x] += output[x] * output[x]
                excess[x] += change[x] * (2.0 * output[x] + unit * change[x])
                difference[x] += change[x] * change[x]


@njit(**KERNEL)
def change_of_unit(Q, smooth, any_way):
    """How many powers of two the unit of the difference is to shrink by, given its mean square in the unit."""
    if smooth and 0.0 < Q < 2.0 ** (-2 * SHIFT):
        return SHIFT
    return -SHIFT if any_way and Q > 2.0 ** (2 * SHIFT) else 0
