"""Locally connected sign networks with two inputs: exactly a probabilistic cellular automaton.

With outputs ±1 and fresh weights at every position, all that the next layer feels of a layer is how many entries m of
a window differ between the two inputs. The pre-activations of the pair are Gaussian, independent for every position
and channel, with variance σ_w² + σ_b² and a covariance that m fixes; so each channel differs with the probability P(m)
of `crit.theory.networks.sign_automaton.flip_probability`, and the number of channels that differ at a position is
Binomial(channels, P(m)). P(0) = 0 makes the state without any difference absorbing; the range is finite, and there is
no symmetry, no conserved number and no frozen disorder. These are the hypotheses under which directed percolation is
conjectured (Janssen 1981; Grassberger 1982).
"""

import math
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import sympy as sp

from ...checks import refuse, whole
from ...documented import documented
from ...numerics.alias import alias_table, binomial_law, bits_of, choice
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import VALUES, U, layer_key, random_words, seed_bits
from ...theory.networks import sign_automaton as rule
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble
from .geometry import CONVOLUTION, Geometry, checked_geometry, close, layers_within, weight_scales

MOST_CHANNELS, MOST_ENTRIES = 255, 2**16 - 1


class SignPaths(NamedTuple):
    """Where the outputs of a pair of inputs differ, layer by layer.

    Attributes
    ----------
    density, number : numpy.ndarray
        Fraction and number of positions that differ in any channel.
    spread : numpy.ndarray
        Sum over these positions of the squared distance from the site where the inputs differ; nan if they differ
        everywhere.
    difference : numpy.ndarray
        Fraction of all outputs that differ.
    """

    density: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    difference: np.ndarray


@documented(**CONVOLUTION)
def sign_automaton(
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SignPaths:
    """Where two inputs differ in locally connected sign networks, layer by layer.

    Parameters
    ----------
    sigma_w : float
        Standard deviation of the weights times √(kernel^dimension · channels), from 1e-50 to 1e50. Only σ_b/σ_w
        matters.
    {sigma_b}
    geometry : Geometry
        Positions, 1 to 255 channels and window, and how the two inputs start; a ring, with circular padding.
    {depth, at}
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    SignPaths
        Arrays of shape (replicas, depth + 1), or (replicas, len(at)).

    Raises
    ------
    ValueError
        Before any work, if σ_w or σ_b is outside its range, `geometry` is no `Geometry`, no ring, too small for the
        light cone that it asks for or of too many channels or entries in a window, the depth or the replicas are no
        whole number >= 1, `at` does not increase from 0 to the depth, the seed is none, the executor takes no calls, or
        `progress` is no bool.

    Notes
    -----
    Exact in law but for probabilities that are rounded to multiples of 2⁻³².
    """
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    geometry, replicas = checked_geometry(geometry, ring=True), whole("replicas", replicas)
    channels = whole("channels", geometry.channels, most=MOST_CHANNELS)
    if (entries := geometry.window * channels) > MOST_ENTRIES:
        refuse("channels", channels, f"at most {MOST_ENTRIES} entries in a window are counted")
    layers = layers_within(geometry, depth, at)
    first_law = alias_table(binomial_law(channels, 2 / math.pi * math.asin(math.sqrt(geometry.rho0 / 2))))
    laws = Laws(first_law, _window_laws(sigma_b / sigma_w, channels, entries), bits_of(channels))
    simulate = partial(_block, geometry, laws, layers, seed_bits(seed))
    return SignPaths(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


class Laws(NamedTuple):
    """Tables of the law of differing channels: of the inputs, of each number that differ in a window; their bits."""

    first: np.ndarray
    window: np.ndarray
    bits: np.uint32


class Count(NamedTuple):
    """What is counted of a layer: numbers, or arrays of shape (replicas, layers recorded).

    Positions that differ, their squared distances from the middle, and channels that differ.
    """

    positions: np.ndarray
    square: np.ndarray
    channels: np.ndarray


class Box(NamedTuple):
    """Rows y0 <= y < y1 and places x0 <= x < x1, outside which nothing differs."""

    y0: int
    y1: int
    x0: int
    x1: int


def _block(geometry, laws, layers, key, first, count):
    counts = Count(*np.zeros((3, count, layers.size)))
    _run(counts, layers, key, first, laws, geometry.grid, geometry.single_site)
    spread = counts.square if geometry.single_site else np.full_like(counts.square, np.nan)
    differing = counts.channels / (geometry.positions * geometry.channels)
    return counts.positions / geometry.positions, counts.positions.astype(np.int64), spread, differing


@lru_cache(maxsize=16)
def _window_laws(ratio, channels, entries):
    """Tables of the law of differing channels, one after the other for 0 … ``entries`` that differ in the window."""
    flip = sp.lambdify(rule.J, rule.flip_probability().subs({rule.M: entries, rule.varsigma: ratio}), "numpy")
    chances = np.clip(flip(np.arange(entries + 1.0)), 0, 1)
    return np.concatenate([alias_table(binomial_law(channels, p)) for p in chances])


@njit(**KERNEL)
def _run(counts, layers, key, first, laws, grid, single_site):
    rows, size, reach_y, reach = grid
    state, window = np.zeros((rows + 2 * reach_y, size + 2 * reach), np.uint16), np.zeros((rows, size), np.uint16)
    for row in range(counts.positions.shape[0]):
        replica, layer = first + row, 0
        box = _begin(state, window, grid, laws, single_site, layer_key(key, replica, 0, VALUES))
        for column in range(layers.size):
            while layer < layers[column] and box.y0 < box.y1:
                layer += 1
                close(state, grid)
                box = _grown(box, grid)
                _add_windows(window, state, box, grid)
                _draw(state, window, box, grid, (laws.window, laws.bits), layer_key(key, replica, layer, VALUES))
                box = _shrunk(box, state, grid)
            if box.y0 == box.y1:
                break
            found = _count(state, box, grid)
            counts.positions[row, column], counts.square[row, column] = found.positions, found.square
            counts.channels[row, column] = found.channels


@njit(**KERNEL)
def _begin(state, window, grid, laws, single_site, key):
    """Forget the replica before and draw where the inputs differ; return the box that holds it."""
    state[:] = 0
    if single_site:
        return _plant(state, grid, laws, key)
    window[:] = 0
    box = Box(0, grid.rows, 0, grid.size)
    _draw(state, window, box, grid, (laws.first, laws.bits), key)
    return box


@njit(**KERNEL)
def _plant(state, grid, laws, key):
    """Let the position in the middle differ: the first draw of at least one channel."""
    y, x, i = grid.rows // 2, grid.size // 2, 0
    while state[grid.reach_y + y, grid.reach + x] == 0:
        word, _ = random_words(U(i), key)
        state[grid.reach_y + y, grid.reach + x] = choice(laws.first, U(0), word, laws.bits)
        i += 1
    return Box(y, y + 1, x, x + 1)


@njit(**KERNEL)
def _grown(box, grid):
    """Where a difference may be one layer on; all the way round once it passes an edge."""
    y0, y1, x0, x1 = box.y0 - grid.reach_y, box.y1 + grid.reach_y, box.x0 - grid.reach, box.x1 + grid.reach
    if y0 < 0 or y1 > grid.rows:
        y0, y1 = 0, grid.rows
    if x0 < 0 or x1 > grid.size:
        x0, x1 = 0, grid.size
    return Box(y0, y1, x0, x1)


@njit(**KERNEL)
def _add_windows(window, state, box, grid):
    """How many entries of the window of each position of the box differ."""
    y0, y1, x0, x1 = box
    column = np.empty(x1 - x0 + 2 * grid.reach, np.uint16)
    for y in range(y0, y1):
        _copy(column, state[y, x0:])
        for dy in range(1, 2 * grid.reach_y + 1):
            _add(column, state[y + dy, x0:])
        _copy(window[y, x0:x1], column)
        for dx in range(1, 2 * grid.reach + 1):
            _add(window[y, x0:x1], column[dx:])


@njit(**KERNEL)
def _copy(target, source):
    for x in range(target.size):
        target[x] = source[x]


@njit(**KERNEL)
def _add(target, source):
    for x in range(target.size):
        target[x] += source[x]


@njit(**KERNEL)
def _draw(state, window, box, grid, law, key):
    """Draw the differing channels of every position of the box, given how many entries of its window differ.

    ``law`` is a table for each of these numbers, and its bits.
    """
    (y0, y1, x0, x1), (table, bits) = box, law
    pairs, first = (grid.size + 1) // 2, x0 // 2
    words = np.empty(2 * ((x1 + 1) // 2 - first), np.uint32)
    for y in range(y0, y1):
        for pair in range(words.size // 2):
            words[2 * pair], words[2 * pair + 1] = random_words(U(y * pairs + first + pair), key)
        target, differ = state[grid.reach_y + y, grid.reach + x0 :], window[y, x0:x1]
        drawn = words[x0 - 2 * first :]
        for x in range(differ.size):
            target[x] = choice(table, differ[x], drawn[x], bits)


@njit(**KERNEL)
def _shrunk(box, state, grid):
    """The smallest box that holds all that differs."""
    y0, y1, x0, x1 = box
    inner = state[grid.reach_y : grid.reach_y + grid.rows, grid.reach : grid.reach + grid.size]
    while y0 < y1 and not _any(inner[y0 : y0 + 1, x0:x1]):
        y0 += 1
    while y0 < y1 and not _any(inner[y1 - 1 : y1, x0:x1]):
        y1 -= 1
    while y0 < y1 and not _any(inner[y0:y1, x0 : x0 + 1]):
        x0 += 1
    while y0 < y1 and not _any(inner[y0:y1, x1 - 1 : x1]):
        x1 -= 1
    return Box(y0, y1, x0, x1)


@njit(**KERNEL)
def _any(field):
    for y in range(field.shape[0]):
        for x in range(field.shape[1]):
            if field[y, x] > 0:
                return True
    return False


@njit(**KERNEL)
def _count(state, box, grid):
    """The `Count` of a layer."""
    middle_y, middle = state.shape[0] // 2, state.shape[1] // 2
    number, square, channels = 0, 0, 0
    for y in range(grid.reach_y + box.y0, grid.reach_y + box.y1):
        for x in range(grid.reach + box.x0, grid.reach + box.x1):
            if state[y, x] > 0:
                number, channels = number + 1, channels + state[y, x]
                square += (y - middle_y) ** 2 + (x - middle) ** 2
    return Count(number, square, channels)
