"""Random convolutional networks with two inputs, with every weight drawn: shared, or fresh at each position.

The pre-activations of channel c at position i of the next layer are

    h'_{c,i} = b_c + Σ_{c',k} w_{c,c',k} φ(h_{c',i+k}),

with w ~ N(0, σ_w²/(kernel^dimension · channels)) and b ~ N(0, σ_b²) drawn afresh in every layer.
"""

import numpy as np

from ...checks import refuse
from .follow import pair_model, pair_records
from .geometry import checked_geometry, layers_within
from .model import LOCAL, SHARINGS
from .records import as_paths

MOST_NUMBERS = 2**32
"""Random numbers of a layer: as many as a stream has counters."""


def conv_paths(
    activation,
    sigma_w,
    sigma_b,
    geometry,
    depth,
    *,
    sharing="shared",
    K0=1.0,
    resolution=0.0,
    at=None,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Distance of two inputs in random convolutional networks, layer by layer.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        As in `variance_paths`; not a stochastic unit.
    sigma_w : float
        Standard deviation of the weights times √(kernel^dimension · channels), from 1e-50 to 1e50.
    sigma_b : float
        Standard deviation of the biases, from 0 to 1e50.
    geometry : Geometry
        Positions, channels, window and edges, and how the two inputs start.
    depth : int
        Number of layers, >= 1.
    sharing : {"shared", "bias", "local"}
        One kernel for all positions, as in a true convolutional network; one kernel, but a fresh bias at each
        position; or fresh weights and biases at each position (`local_paths` has the same law and is faster).
    K0 : float
        Variance of both inputs in layer 0, > 0.
    resolution : float
        Outputs of a position differ if the root mean square of their difference over channels exceeds this, >= 0.
    at : array_like of int, optional
        Layers to record, increasing, from 0 to ``depth``; by default all.
    replicas : int
        Number of networks, >= 1.
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
    """
    geometry = checked_geometry(geometry)
    layers = layers_within(geometry, depth, at)
    weights = _checked_sharing(sharing, geometry)
    unit, model = pair_model(
        activation, sigma_w, sigma_b, geometry, sharing=weights, K0=K0, resolution=resolution
    )  # fmt: skip
    records = pair_records(unit, model, layers, replicas, seed, executor=executor, progress=progress)
    return as_paths(records, geometry)


def conv_lyapunov(
    activation,
    sigma_w,
    sigma_b,
    geometry,
    depth,
    *,
    sharing="shared",
    K0=1.0,
    replicas=1,
    seed=None,
    executor=None,
    progress=False,
):
    """Growth of an infinitesimal difference in random convolutional networks, layer by layer.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        As in `variance_paths`; without jumps, and not a stochastic unit.
    sigma_w : float
        Standard deviation of the weights times √(kernel^dimension · channels), from 1e-50 to 1e50.
    sigma_b : float
        Standard deviation of the biases, from 0 to 1e50.
    geometry : Geometry
        Positions, channels, window and edges; the difference begins everywhere.
    depth : int
        Number of layers, >= 1.
    sharing : {"shared", "bias", "local"}
        What positions share, as in `conv_paths`.
    K0 : float
        Variance of the input in layer 0, > 0.
    replicas : int
        Number of networks, >= 1.
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
