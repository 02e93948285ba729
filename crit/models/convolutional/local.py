"""Locally connected random networks with two inputs, without a single weight.

The weights and biases of a layer are drawn afresh at every position. Given one layer, the pre-activations (h₁, h₂) of
the pair in the next are therefore independent for every position and channel, and Gaussian with the covariances

    K_ab = σ_b² + σ_w² ⟨φ(h_a) φ(h_b)⟩,

where ⟨ ⟩ averages over the window of the position and over all channels. Two normal numbers for a position and channel
replace the kernel^dimension · channels weights.
"""

import numpy as np

from ...checks import refuse
from ...documented import documented
from ...typing import ActivationLike, ArrayLike, ExecutorLike, SeedLike
from .follow import pair_model, pair_records
from .geometry import CONVOLUTION, SMOOTH, Geometry, checked_geometry, layers_within
from .model import INTEGRATED
from .records import ConvPaths, as_paths

MOST_UNITS = 2**32
"""Units of a layer: as many as a stream has counters."""


@documented(**CONVOLUTION)
def local_paths(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    K0: float = 1.0,
    resolution: float = 0.0,
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> ConvPaths:
    """Distance of two inputs in locally connected random networks, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    geometry : Geometry
        Positions, channels and window, and how the two inputs start; a ring, with circular padding.
    {depth, K0, resolution, at}
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
        `Geometry`, no ring, too small for the light cone that it asks for or of too many units, the depth or the
        replicas are no whole number >= 1, K0 is not > 0, the resolution is not >= 0, `at` does not increase from 0 to
        the depth, the seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    Exact in law but for normal numbers in float32. An activation with jumps is compared as it stands, in float64.
    """
    geometry = _checked(geometry)
    layers = layers_within(geometry, depth, at)
    unit, model = pair_model(
        activation, sigma_w, sigma_b, geometry, sharing=INTEGRATED, K0=K0, resolution=resolution
    )  # fmt: skip
    records = pair_records(unit, model, layers, replicas, seed, executor=executor, progress=progress)
    return as_paths(records, geometry)


@documented(**CONVOLUTION | {"activation": SMOOTH})
def local_lyapunov(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    K0: float = 1.0,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Growth of an infinitesimal difference in locally connected random networks, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    geometry : Geometry
        Positions, channels and window, on a ring; the difference begins everywhere.
    {depth, K0}
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
        `geometry` is no `Geometry`, no ring, of too many units or has a start of its own, the depth or the replicas are
        no whole number >= 1, K0 is not > 0, the seed is none, the executor takes no calls, or `progress` is no bool.
    """
    geometry = _checked(geometry, everywhere=True)
    layers = layers_within(geometry, depth, None)
    unit, model = pair_model(activation, sigma_w, sigma_b, geometry, sharing=INTEGRATED, K0=K0, tangent=True)
    records = pair_records(unit, model, layers, replicas, seed, executor=executor, progress=progress)
    return np.diff(records.log_step, axis=1)


def _checked(geometry, **options):
    geometry = checked_geometry(geometry, ring=True, **options)
    if geometry.channels * geometry.positions > MOST_UNITS:
        refuse("channels", geometry.channels, f"at most {MOST_UNITS} units are drawn in a layer")
    return geometry
