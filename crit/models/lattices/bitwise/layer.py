"""Single layers of directed percolation as words of 64 sites: the next layer, its edges, its active sites.

Two layers are kept, as cells[side, u, v]. On a line, v counts words; in a plane, u counts words of 64 sites along one
coordinate, and v single sites along the other, so that the innermost loops are long in either case. Words before the
first (u = 0 or v = 0) are empty, or on a ring copies of the last ones. All active sites of both layers lie in a box of
words, box[0] <= u <= box[1] and box[2] <= v <= box[3].

Site i of a layer has the parents i − 1 and i of the layer before it, so that it lies at x = 2i − t in layer t: a parent
is one step to the left or to the right. In a plane the same holds for both coordinates, and a site has four parents.
A site with n active parents is active with probability P_n, and given the layer before all sites are independent.
"""

from ....numerics.compile import BORROWING, INLINE, njit
from ....numerics.words64 import popcount, trailing_zeros
from .masks import ALL, MASKS, NONE, ONE, STRIDE, Q, positive


@njit(**BORROWING)
def step_line(cells, side, first, count, bench, used):
    """Next words of a line, where a site has a parent in its own place and one to the left; return the active sites."""
    first, at, bond = positive(first - 1), MASKS + positive(used), bench.size > MASKS + STRIDE
    active = 0
    for i in range(count):
        a = cells[side, 1, first + 1 + i]
        b = (a << ONE) | (cells[side, 1, first + i] >> Q(63))
        word = (a | b) & bench[at + i]
        if bond:
            word |= a & b & bench[at + STRIDE + i]
        cells[1 - side, 1, first + 1 + i] = word
        active += popcount(word)
    return active


@njit(**BORROWING)
def step_plane(cells, side, u, first, count, bench, used):
    """Next words of a plane; return the active sites.

    Four parents lie in two neighbouring rows: how many are active follows from whether any and both of each row are.
    """
    u, first, at = positive(u - 1), positive(first - 1), MASKS + positive(used)
    bond = bench.size > MASKS + STRIDE
    active = 0
    for i in range(count):
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
def close_ring(cells, size, plane, side):
    """Copy the last sites before the first, and empty what lies beyond the last; return the active sites lost there."""
    _, U, V = cells.shape
    beyond = Q(64 * ((U if plane else V) - 1) - size)
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
    for u in range(box[0], box[1] + 1):
        for v in range(box[2], box[3] + 1):
            cells[side, u, v] = NONE


@njit(**BORROWING)
def shrink(cells, side, box):
    """Empty the other layer, which is not needed any more, and drop the empty borders of the box."""
    wipe(cells, 1 - side, box)
    while box[0] < box[1] and empty(cells, side, box[0], box[0], box[2], box[3]):
        box[0] += 1
    while box[0] < box[1] and empty(cells, side, box[1], box[1], box[2], box[3]):
        box[1] -= 1
    while box[2] < box[3] and empty(cells, side, box[0], box[1], box[2], box[2]):
        box[2] += 1
    while box[2] < box[3] and empty(cells, side, box[0], box[1], box[3], box[3]):
        box[3] -= 1


@njit(**BORROWING)
def empty(cells, side, u0, u1, v0, v1):
    """Tell whether some words have no active site."""
    for u in range(u0, u1 + 1):
        for v in range(v0, v1 + 1):
            if cells[side, u, v] != NONE:
                return False
    return True


@njit(**BORROWING)
def spread_of(cells, box, size, plane, ring, layer):
    """Sum of the squared distances of all active sites from the seed."""
    total = 0.0
    for u in range(box[0], box[1] + 1):
        for v in range(box[2], box[3] + 1):
            word, across = cells[layer % 2, u, v], squared(v - 1, layer, size, ring) if plane else 0.0
            while word != NONE:
                along = 64 * ((u if plane else v) - 1) + trailing_zeros(word)
                total += across + squared(along, layer, size, ring)
                word &= word - ONE
    return total


@njit(**INLINE)
def squared(index, layer, size, ring):
    """Squared distance from the seed along one coordinate; on a ring, by the shorter way."""
    x = 2 * index - layer
    if ring:
        x = (x + size) % (2 * size) - size
    return float(x) * x
