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
from ...numerics.alias import alias_table, binomial_law, bits_of, choice
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import U, layer_key, random_words, seed_bits
from ...theory.networks import sign_automaton as rule
from ..ensemble import run_ensemble
from .geometry import close, grid_of, weight_scales

MOST_CHANNELS, MOST_ENTRIES = 255, 2**16 - 1


class SignPaths(NamedTuple):
    """Where the outputs of a pair of inputs differ, layer by layer.

    Attributes
    ----------
    density, number : numpy.ndarray
        Fraction and number of positions that differ in any channel.
    spread : numpy.ndarray
        Sum over these positions of the squared distance from the seed; nan without a seed.
    difference : numpy.ndarray
        Fraction of all outputs that differ.
    """

    density: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    difference: np.ndarray


def sign_automaton(
    sigma_w,
    sigma_b,
    size,
    depth,
    *,
    channels,
    kernel=3,
    dimension=1,
    start="independent",
    at=None,
    wrap=None,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Where two inputs differ in locally connected sign networks, layer by layer.

    Parameters
    ----------
    sigma_w : float
        Standard deviation of the weights times √(kernel^dimension · channels), from 1e-50 to 1e50. Only σ_b/σ_w
        matters.
    sigma_b : float
        Standard deviation of the biases, from 0 to 1e50.
    size : int
        Positions along each axis, >= 1.
    depth : int
        Number of layers, >= 1.
    channels : int
        Channels of each position, from 1 to 255.
    kernel : int
        Width of the window, odd.
    dimension : {1, 2}
        A line of positions, or a square.
    start : {"independent", "seed"} or float
        Two independent Gaussian inputs; inputs that are the same but for one position, in the middle, where they are
        independent (drawn until they differ in sign); or the distance ρ of the two, 0 < ρ <= 2, the same everywhere.
    at : array_like of int, optional
        Layers to record, increasing, from 0 to ``depth``; by default all.
    wrap : bool, optional
        Whether the positions form a ring (a torus). False asks for the answer of an unbounded lattice: the size must
        exceed the light cone. By default True, but False for a seed.
    replicas : int
        Number of networks, >= 1.
    seed, executor, progress
        As in `variance_paths`.

    Returns
    -------
    SignPaths
        Arrays of shape (replicas, depth + 1), or (replicas, len(at)).

    Raises
    ------
    ValueError
        On a bad argument, before any work.

    Notes
    -----
    Exact in law but for probabilities that are rounded to multiples of 2⁻³².
    """
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    channels, replicas = whole("channels", channels, most=MOST_CHANNELS), whole("replicas", replicas)
    grid = grid_of(size, depth, kernel=kernel, dimension=dimension, start=start, at=at, wrap=wrap)
    if (entries := grid.window * channels) > MOST_ENTRIES:
        refuse("channels", channels, f"at most {MOST_ENTRIES} entries in a window are counted")
    table = _window_laws(sigma_b / sigma_w, channels, entries)
    first_law = alias_table(binomial_law(channels, 2 / math.pi * math.asin(math.sqrt(grid.rho0 / 2))))
    simulate = partial(_block, grid, table, first_law, channels, seed_bits(seed))
    return SignPaths(*run_ensemble(simulate, replicas, executor=executor, progress=progress))


def _block(grid, table, first_law, channels, key, first, count):
    active, differing, spread = np.zeros((3, count, grid.at.size))
    _run(
        active, differing, spread, grid.at, key, first, table, first_law, bits_of(channels),
        grid.rows, grid.size, grid.reach_y, grid.reach, grid.seed,
    )  # fmt: skip
    if not grid.seed:
        spread[:] = np.nan
    return active / grid.positions, active.astype(np.int64), spread, differing / (grid.positions * channels)


@lru_cache(maxsize=16)
def _window_laws(ratio, channels, entries):
    """Tables of the law of differing channels, one after the other for 0 … ``entries`` that differ in the window."""
    flip = sp.lambdify(rule.m, rule.flip_probability().subs({rule.e: entries, rule.s: ratio}), "numpy")
    chances = np.clip(flip(np.arange(entries + 1.0)), 0, 1)
    return np.concatenate([alias_table(binomial_law(channels, p)) for p in chances])


@njit(**KERNEL)
def _run(
    active, differing, spread, at, key, first, table, first_law, bits,
    rows, size, reach_y, reach, seed,
):  # fmt: skip
    state, window = np.zeros((rows + 2 * reach_y, size + 2 * reach), np.uint16), np.zeros((rows, size), np.uint16)
    for replica in range(active.shape[0]):
        _clear(state)
        box, last = (0, rows, 0, size), 0
        if seed:
            box = _plant(state, reach_y, reach, first_law, bits, layer_key(key, first + replica, 0))
        else:
            _clear(window)
            _draw(state, window, box, reach_y, reach, first_law, bits, layer_key(key, first + replica, 0))
        for k in range(at.size):
            for layer in range(last, at[k]):
                close(state, reach_y, reach)
                box = _grown(box, reach_y, reach, rows, size)
                _add_windows(window, state, box, reach_y, reach)
                _draw(state, window, box, reach_y, reach, table, bits, layer_key(key, first + replica, layer + 1))
                box = _shrunk(box, state, reach_y, reach)
                if box[0] == box[1]:
                    break
            last = at[k]
            if box[0] == box[1]:
                break
            active[replica, k], differing[replica, k], spread[replica, k] = _count(state, box, reach_y, reach)


@njit(**KERNEL)
def _clear(field):
    for y in range(field.shape[0]):
        for x in range(field.shape[1]):
            field[y, x] = 0


@njit(**KERNEL)
def _plant(state, reach_y, reach, law, bits, key):
    """Let the position in the middle differ: the first draw of at least one channel."""
    rows, size = state.shape[0] - 2 * reach_y, state.shape[1] - 2 * reach
    y, x, i = rows // 2, size // 2, 0
    while state[reach_y + y, reach + x] == 0:
        word, _ = random_words(U(i), key[0], key[1])
        state[reach_y + y, reach + x] = choice(law, U(0), word, bits)
        i += 1
    return y, y + 1, x, x + 1


@njit(**KERNEL)
def _grown(box, reach_y, reach, rows, size):
    """Where a difference may be one layer on; all the way round once it passes an edge."""
    y0, y1, x0, x1 = box[0] - reach_y, box[1] + reach_y, box[2] - reach, box[3] + reach
    if y0 < 0 or y1 > rows:
        y0, y1 = 0, rows
    if x0 < 0 or x1 > size:
        x0, x1 = 0, size
    return y0, y1, x0, x1


@njit(**KERNEL)
def _add_windows(window, state, box, reach_y, reach):
    y0, y1, x0, x1 = box
    column = np.empty(x1 - x0 + 2 * reach, np.uint16)
    for y in range(y0, y1):
        _add(column, state[y, x0:], True)
        for dy in range(1, 2 * reach_y + 1):
            _add(column, state[y + dy, x0:], False)
        for dx in range(2 * reach + 1):
            _add(window[y, x0:x1], column[dx:], dx == 0)


@njit(**KERNEL)
def _add(target, source, fresh):
    if fresh:
        for x in range(target.size):
            target[x] = source[x]
    else:
        for x in range(target.size):
            target[x] += source[x]


@njit(**KERNEL)
def _draw(state, window, box, reach_y, reach, table, bits, key):
    """Draw the differing channels of every position of the box, given how many entries of its window differ."""
    y0, y1, x0, x1 = box
    pairs, first = (window.shape[1] + 1) // 2, x0 // 2
    words = np.empty(2 * ((x1 + 1) // 2 - first), np.uint32)
    for y in range(y0, y1):
        for pair in range(words.size // 2):
            words[2 * pair], words[2 * pair + 1] = random_words(U(y * pairs + first + pair), key[0], key[1])
        target, law, row = state[reach_y + y, reach + x0 :], window[y, x0:x1], words[x0 - 2 * first :]
        for x in range(law.size):
            target[x] = choice(table, law[x], row[x], bits)


@njit(**KERNEL)
def _shrunk(box, state, reach_y, reach):
    """The smallest box that holds all that differs."""
    y0, y1, x0, x1 = box
    while y0 < y1 and not _any(state, y0, y0 + 1, x0, x1, reach_y, reach):
        y0 += 1
    while y0 < y1 and not _any(state, y1 - 1, y1, x0, x1, reach_y, reach):
        y1 -= 1
    while y0 < y1 and not _any(state, y0, y1, x0, x0 + 1, reach_y, reach):
        x0 += 1
    while y0 < y1 and not _any(state, y0, y1, x1 - 1, x1, reach_y, reach):
        x1 -= 1
    return y0, y1, x0, x1


@njit(**KERNEL)
def _any(state, y0, y1, x0, x1, reach_y, reach):
    for y in range(reach_y + y0, reach_y + y1):
        for x in range(reach + x0, reach + x1):
            if state[y, x] > 0:
                return True
    return False


@njit(**KERNEL)
def _count(state, box, reach_y, reach):
    """Positions that differ, channels that differ, and the squared distances of the former from the middle, summed."""
    middle_y, middle = state.shape[0] // 2, state.shape[1] // 2
    number, channels, square = 0, 0, 0
    for y in range(reach_y + box[0], reach_y + box[1]):
        for x in range(reach + box[2], reach + box[3]):
            if state[y, x] > 0:
                number, channels = number + 1, channels + state[y, x]
                square += (y - middle_y) ** 2 + (x - middle) ** 2
    return number, channels, square
