"""Replicas of directed percolation, run on a line or in a plane, from every site or from one.

No random number depends on the state: the masks of a small box are made for many layers ahead, to keep vector units
busy. A large box is worked on piece by piece, one block of masks each.
"""

from typing import NamedTuple

import numpy as np

from ....numerics.compile import BORROWING, INLINE, njit
from .layer import Box, Lattice, Row, close_ring, shrink, spread_of, step_line, step_plane, wipe
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


class Block(NamedTuple):
    """Words u0 <= u <= u1 from ``first`` on, ``count`` of each u, whose masks fit one block together."""

    u0: int
    u1: int
    first: int
    count: int  # type: ignore[assignment]  # in place of the method of a tuple


class Progress(NamedTuple):
    """How far a replica is: its layer, the layers that masks are made for, and the masks of the block that are used."""

    layer: int
    ahead: int
    used: int


class Record(NamedTuple):
    """What is kept of each replica.

    ``columns`` tells for each layer the column of ``number`` and ``spread`` that it goes to, or −1. The ``totals`` are
    the active sites in all layers before the last, such layers with any, and the active sites of the last.
    """

    columns: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    totals: np.ndarray


def empty_lattice(size, *, plane, ring, bond):
    """Return a lattice without an active site."""
    words = (size - 1) // 64 + 2
    cells = np.zeros((2, words, size + 1) if plane else (2, 2, words), np.uint64)
    return Lattice(cells, size, plane, ring, bond)


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
    box, depth, zero = Box(1, 1, 1, 1), record.columns.size - 1, np.int64(0)
    for replica in range(record.totals.shape[0]):
        replica_key = stream_key(key, first + replica)
        box, active = begin(lattice, box, full)
        layer, ahead, used = zero, zero, zero
        while True:
            observe(lattice, box, layer, active, record, replica, full)
            if active == 0 or layer == depth:
                break
            if ahead == 0:
                box, ahead = look_ahead(lattice, box, layer, depth)
                used = zero
            active = next_layer(lattice, box, Progress(layer, ahead, used), bench, law, replica_key)
            used += (box.u1 - box.u0 + 1) * (box.v1 - box.v0 + 1)
            layer, ahead = layer + 1, ahead - 1


@njit(**BORROWING)
def begin(lattice, box, full):
    """Forget the replica before, which lay in the box; activate every site, or the first alone.

    Return the box of the active sites and their number.
    """
    cells = lattice.cells
    wipe(cells, 0, box)
    wipe(cells, 1, box)
    box = Box(1, cells.shape[1] - 1, 1, cells.shape[2] - 1) if lattice.ring else Box(1, 1, 1, 1)
    cells[0, 1, 1] = ONE
    active = np.int64(1)
    if full:
        cells[0] = ALL
        active = lattice.size * (lattice.size if lattice.plane else 1)
    if lattice.ring:
        close_ring(lattice, np.int64(0))
    return box, active


@njit(**BORROWING)
def look_ahead(lattice, box, layer, depth):
    """The box that activity can reach in as many layers as masks of one block can be made for, and these layers."""
    _, U, V = lattice.cells.shape
    ahead = min(AHEAD, depth - layer)
    if not lattice.ring:
        u0, u1, v0, v1 = shrink(lattice.cells, layer % 2, box)
        ahead = min(ahead, FIRST_AHEAD + layer)
        # In so many layers no site gets further than to the next word along the axis that words lie on.
        box = Box(u0, min(u1 + 1, U - 1), v0, v1) if lattice.plane else Box(u0, u1, v0, min(v1 + 1, V - 1))
    growth = 1 if lattice.plane and not lattice.ring else 0
    height, width = box.u1 - box.u0 + 1, box.v1 - box.v0 + 1
    while ahead > 1 and height * (width + growth * ahead) * ahead > BLOCK:
        ahead -= 1
    return Box(box.u0, box.u1, box.v0, min(box.v1 + growth * ahead, V - 1)), ahead


@njit(**INLINE)
def next_layer(lattice, box, progress, bench, law, key):
    """Replace a layer by the next, block by block; return its active sites.

    If no mask is used yet, masks are made: for all layers ahead if the box is one block, or else for one layer.
    """
    rows, width = box.u1 - box.u0 + 1, min(BLOCK, box.v1 - box.v0 + 1)
    height = rows if rows * width <= BLOCK else BLOCK // width
    active, u0, side = np.int64(0), box.u0, progress.layer % 2
    while u0 <= box.u1:
        u1, v0 = min(u0 + height - 1, box.u1), box.v0
        while v0 <= box.v1:
            block = Block(u0, u1, v0, min(width, box.v1 + 1 - v0))
            if progress.used == 0:
                make_masks(bench, law, key, progress, block)
            active += step(lattice, side, block, bench, progress.used)
            v0 += block.count
        u0 = u1 + 1
    return active - close_ring(lattice, 1 - side) if lattice.ring else active


@njit(**BORROWING)
def make_masks(bench, law, key, progress, block):
    """Masks for a block, in all layers ahead."""
    made = np.int64(0)
    for l in range(progress.layer, progress.layer + progress.ahead):
        words_key = stream_key(key, l)
        for u in range(block.u0, block.u1 + 1):
            at = STARTS + positive(made)
            for i in range(block.count):
                bench[at + i] = stream_start(words_key, u * ROW + block.first + i)
            made += block.count
    fill_masks(bench, made, law)


@njit(**INLINE)
def step(lattice, side, block, bench, used):
    """The next layer of a block, whose masks come after those ``used``; return the active sites."""
    active = np.int64(0)
    for u in range(block.u0, block.u1 + 1):
        row = Row(u, block.first, block.count, used)
        if lattice.plane:
            active += step_plane(lattice.cells, side, row, bench, lattice.bond)
        else:
            active += step_line(lattice.cells, side, row, bench, lattice.bond)
        used += block.count
    return active


@njit(**BORROWING)
def observe(lattice, box, layer, active, record, replica, full):
    """Note what is wanted of a layer."""
    column, totals = record.columns[layer], record.totals
    if column >= 0:
        record.number[replica, column] = active
        if not full:
            record.spread[replica, column] = spread_of(lattice, box, layer)
    if layer < record.columns.size - 1:
        totals[replica, 0] += active
        totals[replica, 1] += active > 0
    totals[replica, 2] = active
