"""Locally connected random networks with two inputs, without a single weight.

The weights and biases of a layer are drawn afresh at every position. Given one layer, the pre-activations (h₁, h₂) of
the pair in the next are therefore independent for every position and channel, and Gaussian with the covariances

    K_ab = σ_b² + σ_w² ⟨φ(h_a) φ(h_b)⟩,

where ⟨ ⟩ averages over the window of the position and over all channels. Two normal numbers for a position and channel
replace the kernel^dimension · channels weights. As in `replica_paths` the state is the variance K of one input,
the excess M of the other's, and the variance Q of the difference, so that small differences suffer no cancellation.
M and Q are kept in units of s and s², s a power of two that follows the difference down: it never underflows, and in
the limit s = 0 the same equations are those of the tangent space.
"""

import math
from functools import partial

import numpy as np

from ...checks import real, refuse, whole
from ...numerics import words32 as w
from ...numerics.compile import KERNEL, LOOSE, njit
from ...numerics.normal import normal_pair
from ...numerics.streams import U, layer_key, random_words, seed_bits
from ..ensemble import run_ensemble
from .difference import MOST_DRAWS, change_of_unit, deterministic, has_jumps, layer_response, sum_channels
from .geometry import grid_of, weight_scales
from .records import RECORDS, as_paths, record

MOST_UNITS = 2**32


def local_paths(
    activation,
    sigma_w,
    sigma_b,
    size,
    depth,
    *,
    channels,
    kernel=3,
    dimension=1,
    start="independent",
    K0=1.0,
    resolution=0.0,
    at=None,
    wrap=None,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Distance of two inputs in locally connected random networks, layer by layer.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        As in `variance_paths`; not a stochastic unit.
    sigma_w, sigma_b, size, depth, channels, kernel, dimension, start, at, wrap, replicas
        As in `sign_automaton`.
    K0 : float
        Variance of both inputs in layer 0, > 0.
    resolution : float
        Outputs of a position differ if the root mean square of their difference over channels exceeds this, >= 0.
    seed, executor, progress
        As in `variance_paths`.

    Returns
    -------
    ConvPaths
        Arrays of shape (replicas, depth + 1), or (replicas, len(at)). Covariances are those that the layer before
        gives on average over positions, as in `replica_paths`.

    Raises
    ------
    ValueError
        On a bad argument, before any work.

    Notes
    -----
    Exact in law but for normal numbers in float32. An activation with jumps is compared as it stands, in float64.
    """
    grid = grid_of(size, depth, kernel=kernel, dimension=dimension, start=start, at=at, wrap=wrap)
    resolution = real("resolution", resolution, least=0)
    simulate = _prepared(activation, sigma_w, sigma_b, grid, channels, K0, resolution, False, seed)
    return as_paths(run_ensemble(simulate, whole("replicas", replicas), executor=executor, progress=progress), grid)


def local_lyapunov(
    activation,
    sigma_w,
    sigma_b,
    size,
    depth,
    *,
    channels,
    kernel=3,
    dimension=1,
    K0=1.0,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Growth of an infinitesimal difference in locally connected random networks, layer by layer.

    Parameters
    ----------
    activation, sigma_w, sigma_b, size, depth, channels, kernel, dimension, K0, replicas
        As in `local_paths`, on a ring; the activation must have no jumps.
    seed, executor, progress
        As in `variance_paths`.

    Returns
    -------
    numpy.ndarray
        ln of the growth of the root mean square difference of pre-activations from layer l to l + 1, shape
        (replicas, depth). Its mean over layers, the first left out, is the Lyapunov exponent of a network this size.

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    grid = grid_of(size, depth, kernel=kernel, dimension=dimension, start=1.0, at=None, wrap=True)
    simulate = _prepared(activation, sigma_w, sigma_b, grid, channels, K0, 0.0, True, seed)
    records = run_ensemble(simulate, whole("replicas", replicas), executor=executor, progress=progress)
    return np.diff(records[0], axis=1)


def _prepared(activation, sigma_w, sigma_b, grid, channels, K0, resolution, tangent, seed):
    unit = deterministic(activation, tangent)
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    channels, K0 = whole("channels", channels), real("K0", K0, above=0)
    if channels * grid.positions > MOST_UNITS:
        refuse("channels", channels, f"at most {MOST_UNITS} units are drawn in a layer")
    return partial(_block, unit, sigma_w**2, sigma_b**2, grid, channels, K0, resolution, tangent, seed_bits(seed))


def _block(unit, weight, bias, grid, channels, K0, resolution, tangent, key, first, count):
    records = np.empty((RECORDS, count, grid.at.size))
    _run(
        layer_response(unit), records, grid.at, key, first, weight, bias, channels, K0, grid.rho0, resolution,
        tangent, not has_jumps(unit), grid.rows, grid.size, grid.reach_y, grid.reach, grid.seed,
    )  # fmt: skip
    return tuple(records)


@njit(**KERNEL)
def _run(
    respond, records, at, key, first, weight, bias, channels, K0, rho0, resolution,
    tangent, smooth, rows, size, reach_y, reach, seed,
):  # fmt: skip
    moments, mixture, sums = np.empty((3, rows, size)), np.empty((3, rows, size)), np.empty((3, rows, size))
    pair, outputs = np.empty((2, 1, rows, size)), np.empty((2, 1, rows, size))
    work = moments, mixture, sums, pair, outputs
    for replica in range(records.shape[1]):
        means = _start(moments, K0, rho0, seed)
        shift, k, draws = 0, 0, 0
        for layer in range(at[-1] + 1):
            scale = 0.0 if tangent else math.ldexp(1.0, -shift)
            found = _draw(respond, work, channels, scale, layer_key(key, first + replica, layer))
            while seed and layer == 0 and not found and draws < MOST_DRAWS:
                draws += 1
                found = _draw(respond, work, channels, scale, layer_key(key, first + replica, draws << 32))
            if at[k] == layer:
                record(records[:, replica, k], means, sums[2], shift, channels, resolution)
                k += 1
            means = _average(moments, sums, weight / channels, bias, reach_y, reach)
            change = change_of_unit(means[2], smooth, tangent or shift > 0)
            if change != 0:
                shift += change
                means = _scale(moments, means, 2.0**change)


@njit(**KERNEL)
def _start(moments, K0, rho0, seed):
    """Covariances of the inputs, of the same distance at every position or only in the middle; their means."""
    _, rows, size = moments.shape
    middle, Q = (rows // 2, size // 2), 2.0 * rho0 * K0
    for y in range(rows):
        for x in range(size):
            moments[0, y, x], moments[1, y, x] = K0, 0.0
            moments[2, y, x] = Q if not seed or (y, x) == middle else 0.0
    return K0, 0.0, Q / (rows * size) if seed else Q


@njit(forceinline=True, **KERNEL)
def _draw(respond, work, channels, scale, key):
    """Draw the pre-activations of a layer, channel by channel, and sum what they put out; whether outputs differ."""
    moments, mixture, sums, pair, outputs = work
    _, rows, size = moments.shape
    _mix(mixture, moments, scale)
    for c in range(channels):
        for y in range(rows):
            _fill(pair[0, 0, y], pair[1, 0, y], mixture[:, y], (c * rows + y) * size, *key)
        respond(outputs, pair, 0, 0, scale)
        sum_channels(sums, outputs, 0, 0, scale, c == 0)
    return sums[2].max() > 0.0


@njit(**KERNEL)
def _mix(mixture, moments, scale):
    """How h = root z₁ and step = lean h + spread z₂ come from normal numbers with the covariances that are wanted."""
    _, rows, size = moments.shape
    for y in range(rows):
        for x in range(size):
            K, M, Q = moments[0, y, x], moments[1, y, x], moments[2, y, x]
            lean = (M - scale * Q) / (2.0 * K) if K > 0.0 else 0.0
            mixture[0, y, x], mixture[1, y, x] = math.sqrt(K), lean
            mixture[2, y, x] = math.sqrt(max(Q - lean * lean * K, 0.0))


@njit(**LOOSE)
def _fill(inputs, steps, mixture, first, high, low):
    root, lean, spread = mixture[0], mixture[1], mixture[2]
    for x in range(inputs.size):
        a, b = random_words(w.add(U(first), U(x)), high, low)
        z, other = normal_pair(a, b)
        h = root[x] * float(z)
        inputs[x], steps[x] = h, lean[x] * h + spread[x] * float(other)


@njit(**KERNEL)
def _average(moments, sums, weight, bias, reach_y, reach):
    """Covariances of the next layer, sums over channels averaged over the windows of a torus; their means."""
    _, rows, size = sums.shape
    column = np.empty(size + 2 * reach)
    share = weight / ((2 * reach_y + 1) * (2 * reach + 1))
    totals = np.zeros(3)
    for moment in range(3):
        for y in range(rows):
            _add_rows(column[reach:], sums[moment], y - reach_y, y + reach_y)
            for x in range(reach):
                column[reach - 1 - x] = column[reach + (-1 - x) % size]
                column[reach + size + x] = column[reach + x % size]
            target = moments[moment, y]
            for x in range(size):
                target[x] = bias if moment == 0 else 0.0
            for dx in range(2 * reach + 1):
                neighbour = column[dx:]
                for x in range(size):
                    target[x] += share * neighbour[x]
            totals[moment] += target.sum()
    return totals[0] / (rows * size), totals[1] / (rows * size), totals[2] / (rows * size)


@njit(**KERNEL)
def _add_rows(target, source, first, last):
    rows, size = source.shape
    for x in range(size):
        target[x] = source[first % rows, x]
    for y in range(first + 1, last + 1):
        row = source[y % rows]
        for x in range(size):
            target[x] += row[x]


@njit(**KERNEL)
def _scale(moments, means, factor):
    """Covariances and means in a unit of the difference smaller by the factor."""
    _, rows, size = moments.shape
    for y in range(rows):
        for x in range(size):
            moments[1, y, x] *= factor
            moments[2, y, x] *= factor * factor
    return means[0], means[1] * factor, means[2] * factor * factor
