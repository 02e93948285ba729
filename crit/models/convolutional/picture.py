"""Pictures of two inputs in a random convolutional network: how far apart they are at every position of every layer.

Plain NumPy with every weight drawn, for the eye; `conv_paths` and `local_paths` are for statistics.
"""

import numpy as np

from ...checks import refuse, whole
from ...numerics.streams import replica_generator, seed_bits
from ...theory.activations.lookup import activation as find_activation
from .drawn import LOCAL, SHARED, sharing_and_ring
from .geometry import weight_scales


def difference_picture(
    activation, sigma_w, sigma_b, size, depth, *, channels, kernel=3, sharing="shared", padding="circular", seed=None
):
    """Root mean square difference of the outputs of two inputs over channels, position by position, layer by layer.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        A deterministic activation.
    sigma_w, sigma_b : float
        Standard deviations of weights, times √(kernel · channels), and of biases.
    size, depth, channels : int
        Positions on a line, layers, and channels, >= 1.
    kernel : int
        Odd width of the window.
    sharing : {"shared", "bias", "local"}
        As in `conv_paths`.
    padding : {"circular", "zeros"}
        What lies beyond the edges: the other side, or outputs zero.
    seed : int, SeedSequence or Generator, optional
        One seed gives the same normal numbers for all σ_w and σ_b, which only scale them.

    Returns
    -------
    numpy.ndarray
        Shape (depth + 1, size), the first layer at the top. The two inputs are independent standard normal numbers.

    Raises
    ------
    ValueError
        On a bad argument.

    Notes
    -----
    Outputs are subtracted in double precision: differences below 1e-15 are rounding.
    """
    phi = find_activation(activation)
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    size, depth = whole("size", size), whole("depth", depth)
    channels, kernel = whole("channels", channels), whole("kernel", kernel)
    if kernel % 2 == 0:
        refuse("kernel", kernel, "an odd width is needed, so that a window has a middle")
    how = sharing_and_ring(sharing, padding)
    rng = replica_generator(seed_bits(seed), 0)
    scale = sigma_w / np.sqrt(kernel * channels)
    picture = np.empty((depth + 1, size))
    inputs = rng.normal(size=(2, channels, size))
    for layer in range(depth + 1):
        outputs = phi(inputs)
        picture[layer] = np.sqrt(np.mean((outputs[1] - outputs[0]) ** 2, axis=0))
        inputs = _next_layer(outputs, scale, sigma_b, kernel, *how, rng)
    return picture


def _next_layer(outputs, scale, sigma_b, kernel, sharing, ring, rng):
    """Pre-activations of both inputs in the next layer, shape (2, channels, positions)."""
    _, channels, size = outputs.shape
    places = size if sharing == LOCAL else 1
    weights = np.broadcast_to(rng.normal(size=(places, channels, channels, kernel)), (size, channels, channels, kernel))
    biases = rng.normal(size=(channels, 1 if sharing == SHARED else size))
    reach = kernel // 2
    padded = np.pad(outputs, ((0, 0), (0, 0), (reach, reach)), mode="wrap" if ring else "constant")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=2)
    return scale * np.einsum("xock,acxk->aox", weights, windows, optimize=True) + sigma_b * biases
