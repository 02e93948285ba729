"""Space–time pictures of directed percolation: every site of every layer, for the eye rather than for statistics."""

import numpy as np

from ...checks import flag, real, refuse, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...typing import SeedLike
from .percolation import PERCOLATION, check_start


@documented(**PERCOLATION)
def space_time(
    p: float, size: int, depth: int, *, bond: bool = True, start: str = "full", seed: SeedLike = None
) -> np.ndarray:
    """Which sites of the tilted square lattice are active, drawn upright: the middle of a layer stays in its column.

    Parameters
    ----------
    {p}
    size : int
        Sites in a layer, a ring, >= 2; for a single site > ``depth``, so that its light cone does not close round it.
    depth : int
        Number of layers after the first, >= 1.
    {bond}
    start : {"full", "site"}
        All sites active, or the middle one ("seed" says the same).
    seed : int, SeedSequence or Generator, optional
        One seed gives every site the same random number at all p, so that the sites active at p stay active at any
        larger p.

    Returns
    -------
    numpy.ndarray
        bool, shape (depth + 1, size), the first layer at the top.

    Raises
    ------
    ValueError
        If p is not from 0 to 1, the size is no whole number >= 2 or does not hold the light cone of a single site, the
        depth is none >= 1, `bond` or `start` is none of the values above, or the seed is none.
    """
    p = real("p", p, least=0, most=1)
    size, depth, bond = whole("size", size, least=2), whole("depth", depth), flag("bond", bond)
    full = check_start(start)
    if not full and size <= depth:
        refuse("size", size, f"the light cone of a site needs depth + 1 = {depth + 1} sites")
    rows = np.zeros((depth + 1, size), bool)
    rows[0] = full
    rows[0, size // 2] = True
    uniform = replica_generator(seed_bits(seed), 0).random((depth, size))
    opened = np.array([0.0, p, 1 - (1 - p) ** 2 if bond else p])
    for layer, draws in enumerate(uniform):
        # Parents lie half a step to either side: of odd layers to the left, of even layers to the right.
        other = np.roll(rows[layer], 1 if layer % 2 else -1)
        rows[layer + 1] = draws < opened[rows[layer].astype(int) + other]
    return rows
