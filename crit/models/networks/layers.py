"""What all layers of a dense network share: the variances of weights and biases, and the width."""

from typing import NamedTuple

from ...checks import real, whole
from ...numerics.compile import INLINE, njit


class Layers(NamedTuple):
    """K' = σ_b² + σ_w² ⟨φ²⟩, the mean taken over ``width`` units.

    Attributes
    ----------
    sigma_w2, sigma_b2 : float
        Variance of the weights times the width, and of the biases.
    width : int
        Units in a layer.
    """

    sigma_w2: float
    sigma_b2: float
    width: int


def checked_scales(sigma_w, sigma_b) -> tuple[float, float]:
    """Checked standard deviations of weights and biases."""
    return real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)


def checked_layers(sigma_w, sigma_b, width):
    """`Layers` of checked standard deviations and width, or ``ValueError``."""
    sigma_w, sigma_b = checked_scales(sigma_w, sigma_b)
    return Layers(sigma_w**2, sigma_b**2, whole("width", width))


@njit(**INLINE)
def next_variance(layers, mean):
    """K' of the mean squared output."""
    return layers.sigma_b2 + layers.sigma_w2 * mean
