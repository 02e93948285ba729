"""What is recorded of the difference of two inputs in a layer of positions and channels."""

import math
from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit


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
        Sum over these positions of the squared distance from the site where the inputs differ; nan if they differ
        everywhere.
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


class Records(NamedTuple):
    """What `record` writes, arrays of shape (replicas, layers recorded).

    Attributes
    ----------
    log_step : numpy.ndarray
        ln √Q, the root mean square difference of the pre-activations.
    log_rho, number, spread, log_distance, roughness : numpy.ndarray
        As in `ConvPaths`.
    """

    log_step: np.ndarray
    log_rho: np.ndarray
    number: np.ndarray
    spread: np.ndarray
    log_distance: np.ndarray
    roughness: np.ndarray


class Covariances(NamedTuple):
    """Of the pre-activations of a pair, on average over positions.

    K of the first input, the excess M of the other's variance, and the variance Q of the difference; M and Q in the
    unit of the difference and its square.
    """

    K: float
    M: float
    Q: float


def as_paths(records, geometry):
    """`ConvPaths` of `Records`."""
    spread = records.spread if geometry.single_site else np.full_like(records.spread, np.nan)
    number, log_rho = records.number, records.log_rho
    return ConvPaths(
        np.exp(log_rho),
        log_rho,
        number / geometry.positions,
        number.astype(np.int64),
        spread,
        records.log_distance,
        records.roughness,
    )


@njit(**KERNEL)
def record(records, place, covariances, squares, shift, model):
    """Write the records of one layer of one replica.

    Parameters
    ----------
    records : Records
    place : tuple of int
        Replica and layer, as indices of the arrays.
    covariances : Covariances
    squares : array of shape (rows, size)
        Sum over channels of the squared difference of outputs, in the unit.
    shift : int
        The unit is 2 to the power −shift.
    model : PairModel
        Has the number of channels, and the resolution as in `local_paths`.
    """
    K, M, Q = covariances
    unit = -shift * math.log(2.0)
    root_a, root_b = math.sqrt(K), math.sqrt(max(K + math.ldexp(M, -shift), 0.0))
    gap = M / (root_a + root_b)
    records.log_step[place] = math.log(Q) / 2.0 + unit
    records.log_rho[place] = math.log((Q - gap * gap) / (2.0 * root_a * root_b)) + 2.0 * unit
    least = model.channels * math.ldexp(model.resolution, shift) ** 2
    records.number[place], records.spread[place] = _extent(squares, least)
    mean, variance = _logarithms(squares, model.channels)
    records.log_distance[place], records.roughness[place] = mean + unit, variance


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
