"""What is recorded of the difference of two inputs in a layer of positions and channels."""

import math
from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit

RECORDS = 6


class ConvPaths(NamedTuple):
    """Distance of a pair of inputs, layer by layer, by several definitions.

    Attributes
    ----------
    rho, log_rho : numpy.ndarray
        1 − c and its logarithm, c the correlation of the pre-activations: covariances given the layer before, on
        average over positions.
    density, number : numpy.ndarray
        Fraction and number of positions whose outputs differ.
    spread : numpy.ndarray
        Sum over these positions of the squared distance from the seed; nan without a seed.
    log_distance, roughness : numpy.ndarray
        Mean and variance, over positions with any difference, of the logarithm of the local distance: the root mean
        square, over channels, of the difference of outputs.
    """

    rho: np.ndarray
    log_rho: np.ndarray
    density: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    log_distance: np.ndarray
    roughness: np.ndarray


def as_paths(records, grid):
    """`ConvPaths` of what `record` wrote, an array for each number."""
    _, log_rho, number, spread, log_distance, roughness = records
    if not grid.seed:
        spread = np.full_like(spread, np.nan)
    density, number = number / grid.positions, number.astype(np.int64)
    return ConvPaths(np.exp(log_rho), log_rho, density, number, spread, log_distance, roughness)


@njit(**KERNEL)
def record(row, covariances, squares, shift, channels, resolution):
    """Write ln √Q, ln ρ, number, spread, and mean and variance of the logarithm of the local distance.

    Parameters
    ----------
    row : array of shape (6,)
        Receives the numbers.
    covariances : tuple of float
        K, M and Q of the pre-activations, M and Q in the unit of the difference.
    squares : array of shape (rows, size)
        Sum over channels of the squared difference of outputs, in the unit.
    shift : int
        The unit is 2 to the power −shift.
    channels, resolution
        As in `local_paths`.
    """
    K, M, Q = covariances
    unit = -shift * math.log(2.0)
    root_a, root_b = math.sqrt(K), math.sqrt(max(K + math.ldexp(M, -shift), 0.0))
    gap = M / (root_a + root_b)
    row[0] = math.log(Q) / 2.0 + unit
    row[1] = math.log((Q - gap * gap) / (2.0 * root_a * root_b)) + 2.0 * unit
    row[2], row[3] = _extent(squares, channels * math.ldexp(resolution, shift) ** 2)
    row[4], row[5] = _logarithms(squares, channels)
    row[4] += unit


@njit(**KERNEL)
def _extent(squares, least):
    rows, size = squares.shape
    number, spread = 0, 0
    for y in range(rows):
        for x in range(size):
            if squares[y, x] > least:
                number += 1
                spread += (y - rows // 2) ** 2 + (x - size // 2) ** 2
    return number, spread


@njit(**KERNEL)
def _logarithms(squares, channels):
    # Updated one by one (Welford 1962), since the mean may lie far below the standard deviation.
    number, mean, square = 0, 0.0, 0.0
    rows, size = squares.shape
    for y in range(rows):
        for x in range(size):
            if squares[y, x] > 0.0:
                number += 1
                term = math.log(squares[y, x] / channels) / 2.0
                step = term - mean
                mean += step / number
                square += step * (term - mean)
    return (mean, square / number) if number > 0 else (-math.inf, math.nan)
