"""Random networks whose weights and biases have a mean: the exact chain in mean activity m and variance K.

With weights of mean w̄/N and biases of mean b̄ the pre-activations of a layer, given the one before, are still
independent and Gaussian, now about the mean w̄ m + b̄. So the network is a chain in two numbers,

    x_i = φ(w̄ m + b̄ + √K z_i),    m' = (1/N) Σ_i x_i,    K' = σ_b² + σ_w² (1/N) Σ_i x_i²,    z_i iid N(0, 1).
"""

import math
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics import words32 as w
from ...numerics.compile import INLINE, KERNEL, LOOSE, njit
from ...numerics.streams import VALUES, F, U, coin_key, cosine, exponential, layer_key, seed_bits
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_values
from .engine.layer import BLOCK, LANES, fill_words
from .layers import checked_layers, next_variance

REACH = 64
"""The activation is kept as a table for |h| up to this; beyond, it goes on as a straight line."""
RESOLUTIONS = 512, 4096
"""Knots of the table to a unit of h: the first that resolves the formula is taken."""
TABLE_ERROR = 1e-6, 1e-4
"""Mean error of linear interpolation over |h| < 4 at which a resolution is accepted, relative to the largest |φ|."""
LARGEST_Z = 6.7


class SignedPaths(NamedTuple):
    """Mean activity m and variance K, layer by layer; pre-activations of a layer are N(w̄ m + b̄, K)."""

    m: np.ndarray
    K: np.ndarray


SIGMA_W = """
    sigma_w : float
        Standard deviation of the weights about their mean, times √width, > 0."""
SIGMA_B = """
    sigma_b : float
        Standard deviation of the biases about their mean, >= 0."""


@documented(sigma_w=SIGMA_W, sigma_b=SIGMA_B)
def signed_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    width: int,
    depth: int,
    *,
    mean_w: float,
    mean_b: float = 0.0,
    start: tuple[ArrayLike, ArrayLike] = (0.0, 1.0),
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> SignedPaths:
    """Mean activity and variance of one input in networks whose weights and biases have a mean.

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width, depth}
    mean_w : float
        Mean of the weights times the width, w̄.
    mean_b : float
        Mean of the biases, b̄.
    start : pair
        (m0, K0), the mean activity that layer 0 receives and the variance in layer 0, > 0; each of them a number or an
        array of shape (replicas,).
    {replicas, seed, executor, progress}

    Returns
    -------
    SignedPaths
        ``m`` and ``K`` of shape (replicas, depth + 1), float64.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, σ_w is not > 0, σ_b is not >= 0, the width, the depth or the
        replicas are no whole number >= 1, a mean is not finite, `start` is no pair or its K0 not > 0, the seed is none,
        the executor takes no calls, or `progress` is no bool; or if the formula varies too fast for the table that
        stands for it, or a path leads to where it has ended.

    Notes
    -----
    Exact in law up to float32 arithmetic in the sum over units and linear interpolation in a table of φ, whose mean
    error is below 1e-6 of the largest output (a jump becomes a ramp of width 1/4096). Beyond h = ± 64 the table goes on
    as a straight line; a path that gets there is refused unless φ is straight itself.
    """
    unit, layers = find_activation(activation), checked_layers(sigma_w, sigma_b, width)
    means = Means(real("mean_w", mean_w), real("mean_b", mean_b))
    depth, replicas = whole("depth", depth), whole("replicas", replicas)
    starts, table = _checked_start(start, replicas), Table(_table(unit), unit.stochastic)
    simulate = partial(_block, table, layers, means, depth, starts, seed_bits(seed))
    paths = SignedPaths(*run_ensemble(simulate, replicas, executor=executor, progress=progress))
    h = np.abs(means.weight * paths.m + means.bias) + LARGEST_Z * np.sqrt(paths.K)
    if not _straight(unit) and np.any(h > REACH):
        refuse("activation", str(unit), f"a path of it has left |h| < {REACH}, where its formula is known")
    return paths


class Means(NamedTuple):
    """Means of the weights, times the width, and of the biases."""

    weight: float
    bias: float


class Table(NamedTuple):
    """Values of φ, or firing probabilities of a stochastic unit, at equally spaced h in [−REACH, REACH]."""

    values: np.ndarray
    stochastic: bool


def _checked_start(start, replicas):
    try:
        m0, K0 = start
    except (TypeError, ValueError):
        refuse("start", start, "a pair (m0, K0) is needed, each a number or an array of one for each replica")
    m0 = start_values("start[0]", m0, replicas, least=-math.inf)
    return SignedPaths(m0, start_values("start[1]", K0, replicas))


def _block(table, layers, means, depth, starts, key, first, count):
    paths = SignedPaths(*np.empty((2, count, depth + 1)))
    for path, start in zip(paths, starts):
        path[:, 0] = start[first : first + count]
    _fill_paths(paths, key, first, layers, means, table)
    return paths


@lru_cache(maxsize=64)
def _table(unit):
    """Values of φ, or of the firing probability, at equally spaced h in [−REACH, REACH], in float32."""
    for resolution, allowed in zip(RESOLUTIONS, TABLE_ERROR):
        knots = np.arange(-REACH * resolution, REACH * resolution + 1) / resolution
        values = unit(knots)
        near = slice((REACH - 4) * resolution, (REACH + 4) * resolution)
        quarters = knots[near, None] + np.array([0.25, 0.5, 0.75]) / resolution
        error = np.abs(np.interp(quarters, knots, values) - unit(quarters))
        if error.mean() <= allowed * np.abs(values[near]).max():
            return values.astype(np.float32)
    return refuse("activation", str(unit), f"it varies too fast: {RESOLUTIONS[-1]} knots to a unit of h are not enough")


def _straight(unit):
    """Whether φ beyond the table is the straight line that continues it."""
    ends = REACH * np.array([[-4.0, -1.0, -1.0], [4.0, 1.0, 1.0]]) + np.array([[0, 0, 1], [0, 0, -1]]) / RESOLUTIONS[0]
    far, end, inside = unit(ends).T
    line = end + (end - inside) * 3 * REACH * RESOLUTIONS[0]
    return np.allclose(far, line, rtol=1e-3, atol=1e-12)


@njit(**LOOSE)
def _fill_normals(normals, words, steps):
    """Both members of every Box-Muller pair; the lowest bit of the first word, unused so far, is a sign."""
    for i in range(LANES * steps):
        a, b = words[0, i], words[1, i]
        radius, swing = math.sqrt(F(2) * exponential(a)), cosine(b)
        other = math.sqrt(max(F(1) - swing * swing, F(0)))
        signed = w.float_of_bits(w.xor(w.bits_of_float(other), w.shift_left(a, U(31))))
        normals[0, i], normals[1, i] = radius * swing, radius * signed


@njit(**INLINE)
def _look_up(h, table, resolution):
    # Counted from the middle, towards zero: so an h far below the spacing of knots keeps its digits.
    position, middle = h * resolution, np.int32(table.size // 2)
    inner = np.int32(min(max(position, F(1) - F(middle)), F(middle) - F(1)))
    outer = inner + (np.int32(1) if position >= F(0) else np.int32(-1))
    value = table[middle + inner]
    return value + abs(position - F(inner)) * (table[middle + outer] - value)


@njit(**LOOSE)
def _responses(normals, count, pre_activation, table, resolution):
    """Sums of φ and φ² over ``count`` units."""
    shift, root = pre_activation
    total, squares = F(0), F(0)
    for i in range(count):
        output = _look_up(shift + root * normals[i], table, resolution)
        total += output
        squares += output * output
    return total, squares


@njit(**LOOSE)
def _firings(normals, words, count, pre_activation, table, resolution):
    """Number of units, out of ``count``, that fire."""
    shift, root = pre_activation
    active = 0
    for i in range(count):
        chance = w.float_of_signed(w.shift_right(words[i], U(8))) * F(2.0**-24)
        active += chance < _look_up(shift + root * normals[i], table, resolution)
    return active


@njit(forceinline=True, **KERNEL)
def _layer(pre_activation, width, key, table, words, normals):
    """Means of output and squared output over a layer, given the mean and the root of the variance of h."""
    values, stochastic = table
    total, squares, resolution = 0.0, 0.0, F((values.size // 2) // REACH)
    for first in range(0, (width + 1) // 2, BLOCK):
        units = min(width - 2 * first, 2 * BLOCK)
        steps = (units + 2 * LANES - 1) // (2 * LANES)
        fill_words(words, first, steps, key)
        _fill_normals(normals, words, steps)
        if stochastic:
            fill_words(words, first, steps, coin_key(key))
        for row in range(2):
            count = (units + 1 - row) // 2
            if stochastic:
                active = _firings(normals[row], words[row], count, pre_activation, values, resolution)
                total, squares = total + active, squares + active
            else:
                one, two = _responses(normals[row], count, pre_activation, values, resolution)
                total, squares = total + one, squares + two
    return total / width, squares / width


@njit(**KERNEL)
def _fill_paths(paths, key, first, layers, means, table):
    m, K = paths
    words, normals = np.empty((2, BLOCK), np.uint32), np.empty((2, BLOCK), np.float32)
    for row in range(m.shape[0]):
        for layer in range(m.shape[1] - 1):
            words_key = layer_key(key, first + row, layer, VALUES)
            pre_activation = F(means.weight * m[row, layer] + means.bias), F(math.sqrt(K[row, layer]))
            mean, square = _layer(pre_activation, layers.width, words_key, table, words, normals)
            m[row, layer + 1], K[row, layer + 1] = mean, next_variance(layers, square)
