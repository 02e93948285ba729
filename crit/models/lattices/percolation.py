"""Directed percolation: activity that spreads from layer to layer through open bonds or open sites.

The thresholds of both lattices are in `crit.theory.known_exponents`.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import flag, real, refuse, whole
from ...documented import documented
from ...numerics.streams import seed_bits
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..avalanches import SimulatedAvalanches
from ..ensemble import recorded_layers, run_ensemble
from .bitwise.masks import bench, thresholds
from .bitwise.run import empty_lattice, empty_record, run

STARTS = "full", "site", "seed"
MOST_SITES = 2**32
"""Largest lattice, in sites of a layer."""


class Spreading(NamedTuple):
    """Density and number of active sites, and the sum of their squared distances from the first, layer by layer."""

    density: np.ndarray
    number: np.ndarray
    spread: np.ndarray


PERCOLATION = {
    "p": """
        p : float
            Chance that a bond (or a site) is open, in [0, 1].""",
    "dimension": """
        dimension : {1, 2}
            Dimensions of a layer: 1 for the tilted square lattice, on which every site has two parents, 2 for the
            body-centred cubic one, on which it has four.""",
    "bond": """
        bond : bool
            Open bonds: a site is active if an open bond leads to it from an active parent. Otherwise open sites: it is
            active if it is open and a parent is active.""",
}
"""Parameters that all of directed percolation shares, for `documented`."""


@documented(**PERCOLATION)
def directed_percolation(
    p: float,
    size: int,
    depth: int,
    *,
    dimension: int = 1,
    bond: bool = True,
    start: str = "full",
    wrap: bool | None = None,
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> Spreading:
    """Activity of directed percolation, layer by layer.

    Parameters
    ----------
    {p}
    size : int
        Sites along each edge of a layer, >= 2.
    depth : int
        Number of layers after the first, >= 1.
    {dimension, bond}
    start : {"full", "site"}
        All sites active, or a single one ("seed" says the same).
    wrap : bool, optional
        True for a ring of whatever size. False for an answer without boundaries, whose light cone must fit:
        size > depth; a full start then runs on a ring that no light cone closes round, where the mean density is that
        of the unbounded lattice. By default True for a full start and False for a single site.
    {at, replicas, seed, executor, progress}

    Returns
    -------
    Spreading
        ``density`` (float64), ``number`` (int64) and ``spread`` (float64), each of shape (replicas, layers recorded).
        A site is one step, in every coordinate, to the left or right of its parents; ``spread`` is the sum over active
        sites of their squared distance from the first in such steps (on a ring: by the shorter way), nan for a full
        start.

    Raises
    ------
    ValueError
        Before any work, if p is not from 0 to 1, the size is no whole number >= 2 or one beyond 2^32 sites in a layer,
        the depth or the replicas are no whole number >= 1, `dimension`, `bond`, `start` or `wrap` is none of the values
        above, the light cone does not fit where that is asked for, `at` does not increase from 0 to the depth, the seed
        is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    One seed couples all p: the sites active at p stay active at any larger p.
    """
    p, dimension = real("p", p, least=0, most=1), _dimension(dimension)
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    full = check_start(start)
    wrap = full if wrap is None else flag("wrap", wrap)
    size = whole("size", size, least=2, most=_most_sites(dimension))
    if not wrap and size <= depth:
        refuse("size", size, f"the light cone needs depth + 1 = {depth + 1} sites; wrap=True allows a ring")
    layout, law = Layout(size, dimension, wrap or full, flag("bond", bond), full), _law(p, dimension, bond)
    simulate = partial(_record, layout, law, depth, recorded_layers(at, depth), seed_bits(seed))
    number, spread = run_ensemble(simulate, replicas, executor=executor, progress=progress)
    return Spreading(number / float(size) ** dimension, number, spread)


@documented(**PERCOLATION)
def percolation_avalanches(
    p: float,
    *,
    longest: int,
    dimension: int = 1,
    bond: bool = True,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SimulatedAvalanches:
    """Sizes and durations of the avalanches that start from a single active site, on an unbounded lattice.

    Parameters
    ----------
    {p}
    longest : int
        An avalanche is followed for so many layers at most, >= 1.
    {dimension, bond}
    replicas : int
        Number of avalanches, >= 1.
    {seed, executor, progress}

    Returns
    -------
    SimulatedAvalanches
        ``size`` (active sites, the first one included, int64), ``duration`` (layers with any, int64) and ``complete``
        (bool), each of shape (replicas,). What outlives ``longest`` layers is not complete, and its size and
        duration are those of the first ``longest`` layers.

    Raises
    ------
    ValueError
        Before any work, if p is not from 0 to 1, `longest` or the replicas are no whole number >= 1, `longest` needs a
        lattice that is too large, `dimension` or `bond` is none of the values above, the seed is none, the executor
        takes no calls, or `progress` is no bool.
    """
    p, dimension = real("p", p, least=0, most=1), _dimension(dimension)
    longest, replicas = whole("longest", longest, most=_most_sites(dimension) - 1), whole("replicas", replicas)
    layout, law = Layout(longest + 1, dimension, False, flag("bond", bond), False), _law(p, dimension, bond)
    simulate = partial(_follow, layout, law, longest, seed_bits(seed))
    return SimulatedAvalanches(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


class Layout(NamedTuple):
    """Sites along an edge, dimensions, whether edges meet, whether bonds are open, and whether all sites start."""

    size: int
    dimension: int
    ring: bool
    bond: bool
    full: bool


def check_start(start):
    """Tell whether a run starts with all sites active, or raise ``ValueError``."""
    if start not in STARTS:
        refuse("start", start, '"full" or "site" is needed')
    return start == "full"


def _dimension(dimension):
    if isinstance(dimension, bool) or dimension not in (1, 2):
        refuse("dimension", dimension, "1 or 2 is needed")
    return int(dimension)


def _most_sites(dimension):
    return int(MOST_SITES ** (1 / dimension))


def _law(p, dimension, bond):
    """Chances of a site with 1, 2, … active parents; a single one where it does not matter how many."""
    parents = np.arange(1, 2**dimension + 1) if bond else np.array([1])
    return thresholds(1 - (1 - p) ** parents)


def _simulate(layout, law, depth, layers, key, first, count):
    size, dimension, ring, bond, full = layout
    lattice = empty_lattice(size, plane=dimension == 2, ring=ring, bond=bond)
    record = empty_record(count, depth, layers, full)
    run(lattice, record, bench(len(law)), law, full, key, first)
    return record


def _record(*arguments):
    record = _simulate(*arguments)
    return record.number, record.spread


def _follow(layout, law, longest, key, first, count):
    totals = _simulate(layout, law, longest, [], key, first, count).totals
    return totals[:, 0], totals[:, 1], totals[:, 2] == 0
