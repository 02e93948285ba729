"""Single layers of directed percolation as words of 64 sites: the next layer, its edges, its active sites.

Two layers are kept, as cells[side, u, v]. On a line, v counts words; in a plane, u counts words of 64 sites along one
coordinate, and v single sites along the other, so that the innermost loops are long in either case. Words before the
first (u = 0 or v = 0) are empty, or on a ring copies of the last ones. All active sites of both layers lie in a `Box`.

Site i of a layer has the parents i − 1 and i of the layer before it, so that it lies at x = 2i − t in layer t: a parent
is one step to the left or to the right. In a plane the same holds for both coordinates, and a site has four parents.
A site with n active parents is active with probability P_n, and given the layer before all sites are independent.
"""

from typing import NamedTuple

import numpy as np

from ....numerics.compile import BORROWING, INLINE, njit
from ....numerics.words64 import popcount, trailing_zeros
from .masks import ALL, MASKS, NONE, ONE, STRIDE, Q, positive


class Lattice(NamedTuple):
    """Two layers of words, the shape of a layer, and what is open.

    Layer t is cells[t % 2, u, v]. There are ``size`` sites along each edge, edges meet on a ``ring``, and a layer is a
    ``plane`` or a line. Where a ``bond`` is open rather than a site, it matters how many parents are active.
    """

    cells: np.ndarray
    size: int
    plane: bool
    ring: bool
    bond: bool


class Box(NamedTuple):
    """Words u0 <= u <= u1 and v0 <= v <= v1, outside which no site is active."""

    u0: int
    u1: int
    v0: int
    v1: int


class Row(NamedTuple):
    """Words (u, first) … of a layer, ``count`` of them; their masks come after those ``used``."""

    u: int
    first: int
    count: int  # type: ignore[assignment]  # in place of the method of a tuple
    used: int


@njit(**BORROWING)
def step_line(cells, side, row, bench, bond):
    """Next words of a line, where a site has a parent in its own place and one to the left; return the active sites."""
    first, at = positive(row.first - 1), MASKS + positive(row.used)
    active = 0
    for i in range(row.count):
        a = cells[side, 1, first + 1 + i]
        b = (a << ONE) | (cells[side, 1, first + i] >> Q(63))
        word = (a | b) & bench[at + i]
        if bond:
            word |= a & b & bench[at + STRIDE + i]
        cells[1 - side, 1, first + 1 + i] = word
        active += popcount(word)
    return active


@njit(**BORROWING)
def step_plane(cells, side, row, bench, bond):
    """Next words of a plane; return the active sites.

    Four parents lie in two neighbouring rows: how many are active follows from whether any and both of each row are.
    """
    u, first, at = positive(row.u - 1), positive(row.first - 1), MASKS + positive(row.used)
    active = 0
    for i in range(row.count):
        a, c = cells[side, u + 1, first + 1 + i], cells[side, u + 1, first + i]
        b = (a << ONE) | (cells[side, u, first + 1 + i] >> Q(63))
        d = (c << ONE) | (cells[side, u, first + i] >> Q(63))
        any1, both1, any2, both2 = a | b, a & b, c | d, c & d
        word = (any1 | any2) & bench[at + i]
        if bond:
            word |= (both1 | both2 | (any1 & any2)) & bench[at + STRIDE + i]
            word |= ((both1 & any2) | (any1 & both2)) & bench[at + 2 * STRIDE + i]
            word |= both1 & both2 & bench[at + 3 * STRIDE + i]
        cells[1 - side, u + 1, first + 1 + i] = word
        active += popcount(word)
    return active


@njit(**BORROWING)
def close_ring(lattice, side):
    """Copy the last sites before the first, and empty what lies beyond the last; return the active sites lost there."""
    cells, plane = lattice.cells, lattice.plane
    _, U, V = cells.shape
    beyond = Q(64 * ((U if plane else V) - 1) - lattice.size)
    if not plane:
        excess = popcount(cells[side, 1, V - 1] & ~(ALL >> beyond))
        cells[side, 1, V - 1] &= ALL >> beyond
        cells[side, 1, 0] = cells[side, 1, V - 1] << beyond
        return excess
    excess = 0
    for v in range(1, V):
        excess += popcount(cells[side, U - 1, v] & ~(ALL >> beyond))
        cells[side, U - 1, v] &= ALL >> beyond
        cells[side, 0, v] = cells[side, U - 1, v] << beyond
    for u in range(U):
        cells[side, u, 0] = cells[side, u, V - 1]
    return excess


@njit(**BORROWING)
def wipe(cells, side, box):
    """Empty the box."""
    for u in range(box.u0, box.u1 + 1):
        for v in range(box.v0, box.v1 + 1):
            cells[side, u, v] = NONE


@njit(**BORROWING)
def shrink(cells, side, box):
    """Empty the other layer, which is not needed any more; return the box without its empty borders."""
    wipe(cells, 1 - side, box)
    u0, u1, v0, v1 = box
    while u0 < u1 and empty(cells, side, Box(u0, u0, v0, v1)):
        u0 += 1
    while u0 < u1 and empty(cells, side, Box(u1, u1, v0, v1)):
        u1 -= 1
    while v0 < v1 and empty(cells, side, Box(u0, u1, v0, v0)):
        v0 += 1
    while v0 < v1 and empty(cells, side, Box(u0, u1, v1, v1)):
        v1 -= 1
    return Box(u0, u1, v0, v1)


@njit(**BORROWING)
def empty(cells, side, box):
    """Tell whether the words of a box have no active site."""
    for u in range(box.u0, box.u1 + 1):
        for v in range(box.v0, box.v1 + 1):
            if cells[side, u, v] != NONE:
                return False
    return True


@njit(**BORROWING)
def spread_of(lattice, box, layer):
    """Sum of the squared distances of all active sites from the first one."""
    total = 0.0
    for u in range(box.u0, box.u1 + 1):
        for v in range(box.v0, box.v1 + 1):
            word, across = lattice.cells[layer % 2, u, v], squared(v - 1, layer, lattice) if lattice.plane else 0.0
            while word != NONE:
                along = 64 * ((u if lattice.plane else v) - 1) + trailing_zeros(word)
                total += across + squared(along, layer, lattice)
                word &= word - ONE
    return total


@njit(**INLINE)
def squared(index, layer, lattice):
    """Squared distance from the first site along one coordinate; on a ring, by the shorter way."""
    x = 2 * index - layer
    if lattice.ring:
        x = (x + lattice.size) % (2 * lattice.size) - lattice.size
    return float(x) * x
