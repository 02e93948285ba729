"""What the compiled loop over layers knows of a pair of inputs and of their network."""

from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit
from .geometry import Grid

SHARINGS = "shared", "bias", "local"
SHARED, LOCAL = SHARINGS.index("shared"), SHARINGS.index("local")
INTEGRATED = len(SHARINGS)
"""Weights of its own for every position, of which none is drawn: two normal numbers a unit have the same law."""


class PairModel(NamedTuple):
    """A pair of inputs and the law of every layer.

    Attributes
    ----------
    grid : Grid
    channels : int
    sharing : int
        Index in `SHARINGS`, or `INTEGRATED`.
    ring : bool
        The other side continues each edge; else outputs beyond it are zero.
    sigma_w, sigma_b : float
        Standard deviations of the weights, times the root of the entries in a window, and of the biases.
    sigma_w2, sigma_b2 : float
        Their squares.
    K0, rho0 : float
        Variance of both inputs and their distance, where they differ.
    single_site : bool
        They differ in the middle alone, or everywhere.
    resolution : float
        Root mean square difference of outputs, over channels, above which a position counts as different.
    tangent : bool
        The difference is infinitesimal.
    smooth : bool
        The activation has no jumps.
    """

    grid: Grid
    channels: int
    sharing: int
    ring: bool
    sigma_w: float
    sigma_b: float
    sigma_w2: float
    sigma_b2: float
    K0: float
    rho0: float
    single_site: bool
    resolution: float
    tangent: bool
    smooth: bool


class Room(NamedTuple):
    """Arrays that a layer works on; what the law of a layer does not need is empty.

    Attributes
    ----------
    pair : array of shape (2, channels, rows, size)
        Pre-activations, and the step to the other input in the unit; one channel at a time if weights are integrated.
    outputs : array of shape (2, channels, rows, size), with a rim of the window's reach
        φ of the first input, and the change to that of the other in the unit.
    sums : array of shape (3, rows, size)
        See `crit.models.convolutional.difference.sum_channels`.
    covariances, mixture : array of shape (3, rows, size)
        Of integrated weights: K, M, Q at each position, and how normal numbers are mixed to have them.
    share_y, share : array of shape (rows,) and (size,)
        Share of the window over each position that the grid holds along either axis.
    """

    pair: np.ndarray
    outputs: np.ndarray
    sums: np.ndarray
    covariances: np.ndarray
    mixture: np.ndarray
    share_y: np.ndarray
    share: np.ndarray


@njit(**KERNEL)
def room_for(model):
    """Room for one replica at a time."""
    rows, size, reach_y, reach = model.grid
    sums = np.empty((3, rows, size))
    shares = _shares(rows, reach_y, model.ring), _shares(size, reach, model.ring)
    if model.sharing == INTEGRATED:
        pair, outputs = np.empty((2, 1, rows, size)), np.empty((2, 1, rows, size))
        return Room(pair, outputs, sums, np.empty((3, rows, size)), np.empty((3, rows, size)), *shares)
    pair = np.empty((2, model.channels, rows, size))
    outputs = np.zeros((2, model.channels, rows + 2 * reach_y, size + 2 * reach))
    return Room(pair, outputs, sums, np.empty((3, 0, 0)), np.empty((3, 0, 0)), *shares)


@njit(**KERNEL)
def _shares(size, reach, ring):
    """Share of the windows over each position that the grid holds: all on a ring, fewer near a padded edge."""
    share = np.ones(size)
    if not ring:
        for x in range(size):
            share[x] = (min(x + reach, size - 1) - max(x - reach, 0) + 1) / (2 * reach + 1)
    return share
