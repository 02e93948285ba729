"""The tangent kernel of finite networks, from gradients layer by layer: no Jacobian is ever stored.

The derivative of an output by a weight is the product of δ above it and an activity below it. So a layer adds

    (σ_w²/N) (δ·δ')(φ·φ') + σ_b² (δ·δ')

to Θ(x, x') when each parameter is measured in units of its standard deviation at the start.
"""

from functools import partial

import numpy as np

from ...checks import finite, refuse, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble
from ..networks.layers import checked_scales
from .architecture import Architecture, drawn, layers_of
from .passes import deltas, forward, product
from .units import value_and_slope


@documented
def empirical_kernel(
    architecture: Architecture,
    x: ArrayLike,
    sigma_w: float,
    sigma_b: float,
    *,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Tangent kernel of random networks with one output, in float64.

    Parameters
    ----------
    architecture : Architecture
        Activation, width, depth and skip.
    x : array of shape (samples, entries)
        Inputs.
    {sigma_w, sigma_b, replicas, seed, executor, progress}

    Returns
    -------
    numpy.ndarray
        Θ of shape (replicas, samples, samples).

    Raises
    ------
    ValueError
        Before any work, if an argument is of another kind or outside its range.
    """
    if not isinstance(architecture, Architecture):
        refuse("architecture", architecture, "an object of type Architecture is needed")
    x, scales = finite("x", x, ("samples", "entries")), checked_scales(sigma_w, sigma_b)
    simulate = partial(_kernels, architecture, x, scales, seed_bits(seed))
    return run_ensemble(simulate, whole("replicas", replicas), executor=executor, progress=progress)


def _kernels(architecture, x, scales, key, first, count):
    sizes, rows = architecture.sizes(x.shape[1], 1), range(first, first + count)
    of_each = [np.full(count, scale) for scale in scales]
    flat = drawn(sizes, *of_each, [replica_generator(key, row) for row in rows], np.float64)
    return kernel_of(architecture, layers_of(flat, sizes), x, scales)


def kernel_of(architecture, layers, x, scales):
    """Tangent kernel of given networks, shape (networks, samples, samples)."""
    signals = forward(value_and_slope(architecture.unit), architecture.skip, layers, x)
    kernel = np.zeros((len(signals.outputs), len(x), len(x)))
    found = deltas(architecture.skip, layers, signals, np.ones_like(signals.outputs))
    for activity, delta in zip(reversed(signals.activities), found):
        below = scales[0] ** 2 / activity.shape[-1] * _gram(activity) + scales[1] ** 2
        kernel += below * _gram(delta)
    return kernel


def _gram(vectors):
    return product(vectors, vectors.swapaxes(-1, -2))
