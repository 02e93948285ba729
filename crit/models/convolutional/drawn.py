"""Random convolutional networks with two inputs, with every weight drawn: shared, or fresh at each position.

The pre-activations of channel c at position i of the next layer are

    h'_{c,i} = b_c + Σ_{c',k} w_{c,c',k} φ(h_{c',i+k}),

with w ~ N(0, σ_w²/(kernel^dimension · channels)) and b ~ N(0, σ_b²) drawn afresh in every layer. The second input is
carried as its exact difference from the first, in a unit that follows it down (see
`crit.models.convolutional.difference`): differences of any smallness keep all their digits.
"""

import math
from functools import partial

import numpy as np

from ...checks import real, refuse, whole
from ...numerics.compile import KERNEL, njit
from ...numerics.normal import fill_normals
from ...numerics.streams import layer_key, seed_bits
from ..ensemble import run_ensemble
from .difference import MOST_DRAWS, change_of_unit, deterministic, has_jumps, layer_response, sum_channels
from .geometry import close, grid_of, weight_scales
from .kernels import convolve, convolve_locally
from .records import RECORDS, as_paths, record

SHARINGS = ("shared", "bias", "local")
SHARED, LOCAL = SHARINGS.index("shared"), SHARINGS.index("local")
PADDINGS = ("circular", "zeros")
MOST_NUMBERS = 2**32
BIASES = 1 << 32
"""Added to the number of a layer for the stream of its biases."""


def conv_paths(
    activation,
    sigma_w,
    sigma_b,
    size,
    depth,
    *,
    channels,
    kernel=3,
    dimension=1,
    sharing="shared",
    padding="circular",
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
    """Distance of two inputs in random convolutional networks, layer by layer.

    Parameters
    ----------
    activation, sigma_w, sigma_b, size, depth, channels, kernel, dimension, start, K0, resolution, at, replicas
        As in `local_paths`.
    sharing : {"shared", "bias", "local"}
        One kernel for all positions, as in a true convolutional network; one kernel, but a fresh bias at each
        position; or fresh weights and biases at each position (`local_paths` has the same law and is faster).
    padding : {"circular", "zeros"}
        What lies beyond the edges: the other side, or outputs zero.
    wrap : bool, optional
        As in `sign_automaton`. With zeros for padding, True lets the difference from a seed reach the edge, and False
        is refused.
    seed, executor, progress
        As in `variance_paths`.

    Returns
    -------
    ConvPaths
        As from `local_paths`.

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    grid = grid_of(size, depth, kernel=kernel, dimension=dimension, start=start, at=at, wrap=wrap)
    if wrap is not None and not wrap and padding == "zeros":
        refuse("wrap", wrap, "a padded edge is felt by every layer; without a boundary circular padding is needed")
    resolution = real("resolution", resolution, least=0)
    simulate = _prepared(
        activation, sigma_w, sigma_b, grid, channels, K0, sharing, padding, resolution, False, seed
    )  # fmt: skip
    return as_paths(run_ensemble(simulate, whole("replicas", replicas), executor=executor, progress=progress), grid)


def conv_lyapunov(
    activation,
    sigma_w,
    sigma_b,
    size,
    depth,
    *,
    channels,
    kernel=3,
    dimension=1,
    sharing="shared",
    padding="circular",
    K0=1.0,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Growth of an infinitesimal difference in random convolutional networks, layer by layer.

    Parameters
    ----------
    activation, sigma_w, sigma_b, size, depth, channels, kernel, dimension, sharing, padding, K0, replicas
        As in `conv_paths`; the activation must have no jumps.
    seed, executor, progress
        As in `variance_paths`.

    Returns
    -------
    numpy.ndarray
        As from `local_lyapunov`.

    Raises
    ------
    ValueError
        On a bad argument, before any work.
    """
    grid = grid_of(size, depth, kernel=kernel, dimension=dimension, start=1.0, at=None, wrap=True)
    simulate = _prepared(activation, sigma_w, sigma_b, grid, channels, K0, sharing, padding, 0.0, True, seed)
    records = run_ensemble(simulate, whole("replicas", replicas), executor=executor, progress=progress)
    return np.diff(records[0], axis=1)


def sharing_and_ring(sharing, padding):
    """Number of the sharing in `SHARINGS` and whether the positions form a ring, or raise ``ValueError``."""
    if sharing not in SHARINGS:
        refuse("sharing", sharing, f"one of {', '.join(SHARINGS)} is needed")
    if padding not in PADDINGS:
        refuse("padding", padding, f"one of {', '.join(PADDINGS)} is needed")
    return SHARINGS.index(sharing), padding == "circular"


def _prepared(activation, sigma_w, sigma_b, grid, channels, K0, sharing, padding, resolution, tangent, seed):
    unit = deterministic(activation, tangent)
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    channels, K0 = whole("channels", channels), real("K0", K0, above=0)
    how = sharing_and_ring(sharing, padding)
    if channels * grid.positions * (channels * grid.window if how[0] == LOCAL else 1) > MOST_NUMBERS:
        refuse("channels", channels, f"at most {MOST_NUMBERS} numbers are drawn for a layer")
    return partial(_block, unit, sigma_w, sigma_b, grid, channels, K0, how, resolution, tangent, seed_bits(seed))


def _block(unit, sigma_w, sigma_b, grid, channels, K0, how, resolution, tangent, key, first, count):
    records = np.empty((RECORDS, count, grid.at.size))
    _run(
        layer_response(unit), records, grid.at, key, first, sigma_w, sigma_b, channels, K0, grid.rho0, resolution,
        tangent, not has_jumps(unit), *how, grid.rows, grid.size, grid.reach_y, grid.reach, grid.seed,
    )  # fmt: skip
    return tuple(records)


@njit(**KERNEL)
def _run(
    respond, records, at, key, first, sigma_w, sigma_b, channels, K0, rho0, resolution,
    tangent, smooth, sharing, ring, rows, size, reach_y, reach, seed,
):  # fmt: skip
    pair, sums = np.empty((2, channels, rows, size)), np.empty((3, rows, size))
    outputs = np.zeros((2, channels, rows + 2 * reach_y, size + 2 * reach))
    sigma = sigma_w / math.sqrt(channels * (2 * reach_y + 1) * (2 * reach + 1))
    share_y, share = _shares(rows, reach_y, ring), _shares(size, reach, ring)
    for replica in range(first, first + records.shape[1]):
        means = K0, 0.0, 2.0 * rho0 * K0 / (rows * size if seed else 1)
        shift, k = 0, 0
        for layer in range(at[-1] + 1):
            scale = 0.0 if tangent else math.ldexp(1.0, -shift)
            if layer == 0:
                _draw_inputs(respond, outputs, pair, K0, rho0, seed, reach_y, reach, key, replica)
            else:
                _draw_biases(pair, sigma_b, sharing, layer_key(key, replica, layer + BIASES))
                if sharing == LOCAL:
                    convolve_locally(pair, outputs, sigma, reach_y, reach, layer_key(key, replica, layer))
                else:
                    convolve(pair, outputs, sigma, reach_y, reach, layer_key(key, replica, layer))
            respond(outputs, pair, reach_y, reach, scale)
            sum_channels(sums, outputs, reach_y, reach, scale, True)
            if at[k] == layer:
                record(records[:, replica - first, k], means, sums[2], shift, channels, resolution)
                k += 1
            means = _means(sums, share_y, share, sigma_w**2 / channels, sigma_b**2)
            change = change_of_unit(means[2], smooth, tangent or shift > 0)
            if change != 0:
                shift += change
                means = _scale(outputs, means, 2.0**change)
            if ring:
                _close(outputs, reach_y, reach)


@njit(**KERNEL)
def _shares(size, reach, ring):
    """Share of the windows over each position that the grid holds: all on a ring, fewer near a padded edge."""
    share = np.ones(size)
    if not ring:
        for x in range(size):
            share[x] = (min(x + reach, size - 1) - max(x - reach, 0) + 1) / (2 * reach + 1)
    return share


@njit(**KERNEL)
def _means(sums, share_y, share, weight, bias):
    """Covariances K, M, Q of the next layer, on average over positions."""
    _, rows, size = sums.shape
    K, M, Q = 0.0, 0.0, 0.0
    for y in range(rows):
        for x in range(size):
            part = share_y[y] * share[x]
            K, M, Q = K + part * sums[0, y, x], M + part * sums[1, y, x], Q + part * sums[2, y, x]
    part = weight / (rows * size)
    return bias + part * K, part * M, part * Q


@njit(**KERNEL)
def _scale(outputs, means, factor):
    """Means and the changes of outputs in a unit of the difference smaller by the factor."""
    _, channels, height, width = outputs.shape
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                outputs[1, c, y, x] *= factor
    return means[0], means[1] * factor, means[2] * factor * factor


@njit(forceinline=True, **KERNEL)
def _draw_inputs(respond, outputs, pair, K0, rho0, seed, reach_y, reach, key, replica):
    """Draw two inputs of the given distance everywhere, or only in the middle and until an output differs there."""
    _, channels, rows, size = pair.shape
    z, root, lean, spread = np.empty((2, size)), math.sqrt(K0), -rho0, math.sqrt(rho0 * (2.0 - rho0))
    for draw in range(MOST_DRAWS):
        high, low = layer_key(key, replica, draw << 32)
        for c in range(channels):
            for y in range(rows):
                fill_normals(z, (c * rows + y) * size, high, low)
                for x in range(size):
                    apart = not seed or (y == rows // 2 and x == size // 2)
                    pair[0, c, y, x] = root * z[0, x]
                    pair[1, c, y, x] = root * (lean * z[0, x] + spread * z[1, x]) if apart else 0.0
        respond(outputs, pair, reach_y, reach, 1.0)
        if not seed or outputs[1].max() > 0.0 or outputs[1].min() < 0.0:
            return


@njit(**KERNEL)
def _close(outputs, reach_y, reach):
    for which in range(2):
        for c in range(outputs.shape[1]):
            close(outputs[which, c], reach_y, reach)


@njit(forceinline=True, **KERNEL)
def _draw_biases(pair, sigma_b, sharing, key):
    """Start pre-activations at their biases, steps at zero."""
    _, channels, rows, size = pair.shape
    z = np.empty((2, 1 if sharing == SHARED else size))
    for c in range(channels):
        for y in range(rows):
            fill_normals(z, c if sharing == SHARED else (c * rows + y) * size, key[0], key[1])
            for x in range(size):
                pair[0, c, y, x], pair[1, c, y, x] = sigma_b * z[0, 0 if sharing == SHARED else x], 0.0
