"""Pictures of two inputs in a random convolutional network: how far apart they are at every position of every layer.

Plain NumPy with every weight drawn, for the eye; `conv_paths` and `local_paths` are for statistics.
"""

import numpy as np

from ...checks import refuse, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...theory.activations.lookup import activation as find_activation
from ...typing import ActivationLike, SeedLike
from .drawn import index_of_sharing
from .geometry import CONVOLUTION, Geometry, checked_geometry, weight_scales
from .model import LOCAL, SHARED


@documented(**CONVOLUTION)
def difference_picture(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    geometry: Geometry,
    depth: int,
    *,
    sharing: str = "shared",
    seed: SeedLike = None,
) -> np.ndarray:
    """Root mean square difference of the outputs of two inputs over channels, position by position, layer by layer.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    geometry : Geometry
        A line of positions and independent inputs, which are standard normal numbers.
    {depth, sharing}
    seed : int, SeedSequence or Generator, optional
        One seed gives the same normal numbers for all σ_w and σ_b, which only scale them.

    Returns
    -------
    numpy.ndarray
        Shape (depth + 1, size), the first layer at the top.

    Raises
    ------
    ValueError
        If the activation is none, σ_w or σ_b is outside its range, `geometry` is no `Geometry`, not a
        line or has a start of its own, the depth is no whole number >= 1, `sharing` is none of the names above, or the
        seed is none.

    Notes
    -----
    Outputs are subtracted in double precision: differences below 1e-15 are rounding.
    """
    phi = find_activation(activation)
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    geometry, layers = checked_geometry(geometry, everywhere=True), whole("depth", depth) + 1
    if geometry.dimension == 2:
        refuse("dimension", 2, "a line is needed: layer by layer it makes a picture")
    sharing = index_of_sharing(sharing)
    rng = replica_generator(seed_bits(seed), 0)
    picture = np.empty((layers, geometry.size))
    inputs = rng.normal(size=(2, geometry.channels, geometry.size))
    for layer in range(layers):
        outputs = phi(inputs)
        picture[layer] = np.sqrt(np.mean((outputs[1] - outputs[0]) ** 2, axis=0))
        weights, biases = _draw(geometry, sharing, rng)
        scale = sigma_w / np.sqrt(geometry.kernel * geometry.channels)
        sums = np.einsum("xock,acxk->aox", weights, _windows(outputs, geometry), optimize=True)
        inputs = scale * sums + sigma_b * biases
    return picture


def _draw(geometry, sharing, rng):
    """Standard normal weights of every position, and biases."""
    size, channels, kernel = geometry.size, geometry.channels, geometry.kernel
    weights = rng.normal(size=(size if sharing == LOCAL else 1, channels, channels, kernel))
    biases = rng.normal(size=(channels, 1 if sharing == SHARED else size))
    return np.broadcast_to(weights, (size, channels, channels, kernel)), biases


def _windows(outputs, geometry):
    """The outputs that each position sees, shape (2, channels, positions, kernel)."""
    reach = geometry.kernel // 2
    padded = np.pad(outputs, ((0, 0), (0, 0), (reach, reach)), mode="wrap" if geometry.is_ring else "constant")
    return np.lib.stride_tricks.sliding_window_view(padded, geometry.kernel, axis=2)
