"""Where a convolutional network lives: a ring or a torus of positions, a window, a start, and layers to record."""

from typing import NamedTuple

import numpy as np

from ...checks import flag, real, refuse, whole
from ...numerics.compile import KERNEL, njit
from ..ensemble import recorded_layers

MOST_POSITIONS = 2**26
SMALLEST, LARGEST = 1e-50, 1e50


class Grid(NamedTuple):
    """Checked geometry of a pair of inputs; a line of positions is a grid of one row."""

    rows: int
    size: int
    kernel: int
    dimension: int
    seed: bool
    rho0: float
    at: np.ndarray

    @property
    def positions(self):
        """Number of positions."""
        return self.rows * self.size

    @property
    def window(self):
        """Positions in a window."""
        return self.kernel**self.dimension

    @property
    def reach(self):
        """Steps from the middle of a window to its edge."""
        return self.kernel // 2

    @property
    def reach_y(self):
        """The same across rows: none on a line."""
        return self.reach if self.dimension == 2 else 0


def grid_of(size, depth, *, kernel, dimension, start, at, wrap):
    """Check the arguments that all convolutional models share; they are described in `sign_automaton`.

    Raises
    ------
    ValueError
        On a bad argument.
    """
    size, depth = whole("size", size), whole("depth", depth)
    if whole("kernel", kernel) % 2 == 0:
        refuse("kernel", kernel, "an odd width is needed, so that a window has a middle")
    rows = size if whole("dimension", dimension, most=2) == 2 else 1
    if rows * size > MOST_POSITIONS:
        refuse("size", size, f"at most {MOST_POSITIONS} positions are simulated")
    rho0, seed, at = _distance(start), isinstance(start, str) and start == "seed", recorded_layers(at, depth)
    _check_boundary(wrap, seed, size, kernel // 2 * int(at[-1]))
    return Grid(rows, size, int(kernel), int(dimension), seed, rho0, at)


def weight_scales(sigma_w, sigma_b):
    """Checked standard deviations of weights and biases, whose squares and ratios are ordinary numbers."""
    return real("sigma_w", sigma_w, least=SMALLEST, most=LARGEST), real("sigma_b", sigma_b, least=0, most=LARGEST)


def _distance(start):
    if isinstance(start, str):
        if start not in ("independent", "seed"):
            refuse("start", start, '"independent", "seed" or a distance 0 < ρ <= 2 is needed')
        return 1.0
    if real("start", start, least=0, most=2) == 0:
        refuse("start", start, "the two inputs are identical and stay so: a distance 0 < ρ <= 2 is needed")
    return float(start)


def _check_boundary(wrap, seed, size, light):
    around = not seed if wrap is None else flag("wrap", wrap)
    # A ring that exceeds the light cone is as good as an unbounded lattice: no position has an ancestor twice.
    if not around and size < 2 * light + 1:
        refuse("size", size, f"at least {2 * light + 1} is needed for an answer without a boundary, or wrap=True")


@njit(**KERNEL)
def close(field, reach_y, reach):
    """Continue a field with a rim beyond its edges by what lies at the other side."""
    height, width = field.shape
    rows, size = height - 2 * reach_y, width - 2 * reach
    for y in range(reach_y, reach_y + rows):
        for x in range(reach):
            field[y, reach - 1 - x] = field[y, reach + (-1 - x) % size]
            field[y, reach + size + x] = field[y, reach + x % size]
    for y in range(reach_y):
        for x in range(width):
            field[reach_y - 1 - y, x] = field[reach_y + (-1 - y) % rows, x]
            field[reach_y + rows + y, x] = field[reach_y + y % rows, x]
