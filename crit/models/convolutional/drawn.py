"""Random convolutional networks with two inputs, with every weight drawn: shared, or fresh at each position.

The pre-activations of channel c at position i of the next layer are

    h'_{c,i} = b_c + Σ_{c',k} w_{c,c',k} φ(h_{c',i+k}),

with w ~ N(0, σ_w²/(kernel^dimension · channels)) and b ~ N(0, σ_b²) drawn afresh in every layer.
"""

import numpy as np

from ...checks import refuse
from ...documented import documented
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from .follow import pair_model, pair_records
from .geometry import CONVOLUTION, SMOOTH, Geometry, checked_geometry, layers_within
from .model import LOCAL, SHARINGS
from .records import ConvPaths, as_paths

MOST_NUMBERS = 2**32
"""Random numbers of a layer: as many as a stream has counters."""


@documented(**CONVOLUTION)
def conv_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    sharing: str = "shared",
    K0: float = 1.0,
    resolution: float = 0.0,
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> ConvPaths:
    """Distance of two inputs in random convolutional networks, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    geometry : Geometry
        Positions, channels, window and edges, and how the two inputs start.
    {depth, sharing, K0, resolution, at}
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    ConvPaths
        Arrays of shape (replicas, depth + 1), or (replicas, len(at)). Covariances are taken over weights and
        biases given the layer before, as `replica_paths` has them, and averaged over positions.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, or is stochastic, σ_w or σ_b is outside its range, `geometry` is no
        `Geometry` or too small for the light cone that it asks for, a layer has more than 2^32 random numbers, the
        depth or the replicas are no whole number >= 1, `sharing` is none of the names above, K0 is not > 0, the
        resolution is not >= 0, `at` does not increase from 0 to the depth, the seed is none, the executor takes no
        calls, or `progress` is no bool.
    """
    geometry = checked_geometry(geometry)
    layers = layers_within(geometry, depth, at)
    weights = _checked_sharing(sharing, geometry)
    unit, model = pair_model(
        activation, sigma_w, sigma_b, geometry, sharing=weights, K0=K0, resolution=resolution
    )  # fmt: skip
    records = pair_records(unit, model, layers, replicas, seed, executor=executor, progress=progress)
    return as_paths(records, geometry)


@documented(**CONVOLUTION | {"activation": SMOOTH})
def conv_lyapunov(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    sharing: str = "shared",
    K0: float = 1.0,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Growth of an infinitesimal difference in random convolutional networks, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    geometry : Geometry
        Positions, channels, window and edges; the difference begins everywhere.
    {depth, sharing, K0}
    replicas : int
        Number of networks, >= 1.
    {seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        ln of the growth of the root mean square difference of pre-activations from layer l to l + 1, shape
        (replicas, depth). Its mean over layers, the first left out, is the Lyapunov exponent of a network this size.

    Raises
    ------
    ValueError
        Before any work, if the activation is none, is stochastic or has jumps, σ_w or σ_b is outside its range,
        `geometry` is no `Geometry` or has a start of its own, a layer has more than 2^32 random numbers, the depth or
        the replicas are no whole number >= 1, `sharing` is none of the names above, K0 is not > 0, the seed is none,
        the executor takes no calls, or `progress` is no bool.
    """
    geometry = checked_geometry(geometry, everywhere=True)
    layers = layers_within(geometry, depth, None)
    weights = _checked_sharing(sharing, geometry)
    unit, model = pair_model(activation, sigma_w, sigma_b, geometry, sharing=weights, K0=K0, tangent=True)
    records = pair_records(unit, model, layers, replicas, seed, executor=executor, progress=progress)
    return np.diff(records.log_step, axis=1)


def index_of_sharing(sharing):
    """Index in `SHARINGS`, or ``ValueError``."""
    if sharing not in SHARINGS:
        refuse("sharing", sharing, f"one of {', '.join(SHARINGS)} is needed")
    return SHARINGS.index(sharing)


def _checked_sharing(sharing, geometry):
    index, channels = index_of_sharing(sharing), geometry.channels
    if channels * geometry.positions * (channels * geometry.window if index == LOCAL else 1) > MOST_NUMBERS:
        refuse("channels", channels, f"at most {MOST_NUMBERS} numbers are drawn for a layer")
    return index
