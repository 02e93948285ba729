"""Replicas of directed percolation, run on a line or in a plane, from every site or from one.

No random number depends on the state: the masks of a small box are made for many layers ahead, to keep vector units
busy. A large box is worked on piece by piece, one block of masks each.
"""

from typing import NamedTuple

import numpy as np

from ....numerics.compile import BORROWING, INLINE, njit
from .layer import close_ring, shrink, spread_of, step_line, step_plane, wipe
from .masks import (
    ALL,
    BLOCK,
    ONE,
    STARTS,
    fill_masks,
    positive,
    stream_key,
    stream_start,
)

ROW = 2**28
"""Distance between the counters of neighbouring u: no row has so many words."""

AHEAD = 32
"""Layers to make masks for at once, at most: in so many, activity gets no further than to the next word."""

FIRST_AHEAD = 8
"""The same at the start of a replica, which most likely dies soon."""


class Lattice(NamedTuple):
    """Two layers of words, the box of words that holds all active sites, and the shape of a layer.

    Layer t is cells[t % 2, u, v], with active sites only for box[0] <= u <= box[1] and box[2] <= v <= box[3]. There are
    ``size`` sites along each edge, edges meet on a ``ring``, and a layer is a ``plane`` or a line.
    """

    cells: np.ndarray
    box: np.ndarray
    size: int
    plane: bool
    ring: bool


class Record(NamedTuple):
    """What is kept of each replica.

    ``columns`` tells for each layer the column of ``number`` and ``spread`` that it goes to, or −1. The ``totals`` are
    the active sites in all layers before the last, such layers with any, and the active sites of the last.
    """

    columns: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    totals: np.ndarray


def empty_lattice(size, plane, ring):
    """Return a lattice without an active site."""
    words = (size - 1) // 64 + 2
    cells = np.zeros((2, words, size + 1) if plane else (2, 2, words), np.uint64)
    return Lattice(cells, np.ones(4, np.int64), size, plane, ring)


def empty_record(replicas, depth, layers, full):
    """Return a record of ``replicas`` up to layer ``depth``, with room for some layers; a full start has no spread."""
    columns = np.full(depth + 1, -1)
    columns[np.asarray(layers, int)] = np.arange(len(layers))
    number = np.zeros((replicas, len(layers)), np.int64)
    spread = np.full(number.shape, np.nan if full else 0.0)
    return Record(columns, number, spread, np.zeros((replicas, 3), np.int64))


@njit(**BORROWING)
def run(lattice, record, bench, law, full, key, first):
    """Follow replicas ``first`` … to the last layer of the record, or to their end."""
    box, depth, zero = lattice.box, record.columns.size - 1, np.int64(0)
    for replica in range(record.totals.shape[0]):
        replica_key, active = stream_key(key, first + replica), begin(lattice, full)
        layer, ahead, used = zero, zero, zero
        while True:
            observe(lattice, layer, active, record, replica, full)
            if active == 0 or layer == depth:
                break
            if ahead == 0:
                ahead, used = look_ahead(lattice, layer, depth), zero
            active = next_layer(lattice, layer, ahead, used, bench, law, replica_key)
            used += (box[1] - box[0] + 1) * (box[3] - box[2] + 1)
            layer, ahead = layer + 1, ahead - 1


@njit(**BORROWING)
def begin(lattice, full):
    """Forget the replica before; activate every site, or the first alone."""
    cells, box = lattice.cells, lattice.box
    wipe(cells, 0, box)
    wipe(cells, 1, box)
    box[0] = box[1] = box[2] = box[3] = 1
    if lattice.ring:
        box[1], box[3] = cells.shape[1] - 1, cells.shape[2] - 1
    cells[0, 1, 1] = ONE
    active = np.int64(1)
    if full:
        cells[0] = ALL
        active = lattice.size * (lattice.size if lattice.plane else 1)
    if lattice.ring:
        close_ring(cells, lattice.size, lattice.plane, np.int64(0))
    return active


@njit(**BORROWING)
def look_ahead(lattice, layer, depth):
    """Layers to make masks for, as many as fit one block; the box becomes what activity can reach in them."""
    cells, box, _, plane, ring = lattice
    ahead = min(AHEAD, depth - layer)
    if not ring:
        shrink(cells, layer % 2, box)
        ahead = min(ahead, FIRST_AHEAD + layer)
        packed = 1 if plane else 3
        box[packed] = min(box[packed] + 1, cells.shape[1 if plane else 2] - 1)
    growth = 1 if plane and not ring else 0
    height, width = box[1] - box[0] + 1, box[3] - box[2] + 1
    while ahead > 1 and height * (width + growth * ahead) * ahead > BLOCK:
        ahead -= 1
    box[3] = min(box[3] + growth * ahead, cells.shape[2] - 1)
    return ahead


@njit(**INLINE)
def next_layer(lattice, layer, ahead, used, bench, law, key):
    """Replace a layer by the next, block by block; return its active sites.

    If no mask is ``used`` yet, masks are made: for all layers ahead if the box is one block, or else for one layer.
    """
    cells, box, size, plane, ring = lattice
    rows, width = box[1] - box[0] + 1, min(BLOCK, box[3] - box[2] + 1)
    height = rows if rows * width <= BLOCK else BLOCK // width
    active, u0 = np.int64(0), box[0]
    while u0 <= box[1]:
        u1, v0 = min(u0 + height - 1, box[1]), box[2]
        while v0 <= box[3]:
            count = min(width, box[3] + 1 - v0)
            if used == 0:
                make_masks(bench, law, key, layer, ahead, u0, u1, v0, count)
            active += step(cells, plane, layer % 2, u0, u1, v0, count, bench, used)
            v0 += count
        u0 = u1 + 1
    return active - close_ring(cells, size, plane, 1 - layer % 2) if ring else active


@njit(**BORROWING)
def make_masks(bench, law, key, layer, layers, u0, u1, first, count):
    """Masks for the words (u, ``first``) … of some layers."""
    made = np.int64(0)
    for l in range(layer, layer + layers):
        layer_key = stream_key(key, l)
        for u in range(u0, u1 + 1):
            at = STARTS + positive(made)
            for i in range(count):
                bench[at + i] = stream_start(layer_key, u * ROW + first + i)
            made += count
    fill_masks(bench, made, law)


@njit(**INLINE)
def step(cells, plane, side, u0, u1, first, count, bench, used):
    """Words (u, ``first``) … of the next layer, whose masks come after those ``used``; return the active sites."""
    active = np.int64(0)
    for u in range(u0, u1 + 1):
        if plane:
            active += step_plane(cells, side, u, first, count, bench, used)
        else:
            active += step_line(cells, side, first, count, bench, used)
        used += count
    return active


@njit(**BORROWING)
def observe(lattice, layer, active, record, replica, full):
    """Note what is wanted of a layer."""
    cells, box, size, plane, ring = lattice
    columns, number, spread, totals = record
    if columns[layer] >= 0:
        number[replica, columns[layer]] = active
        if not full:
            spread[replica, columns[layer]] = spread_of(cells, box, size, plane, ring, layer)
    if layer < columns.size - 1:
        totals[replica, 0] += active
        totals[replica, 1] += active > 0
    totals[replica, 2] = active
