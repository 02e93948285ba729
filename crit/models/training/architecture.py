"""The shape of a network that learns, and its weights at the start: many networks in one array."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ...checks import real, whole
from ...theory.activations.lookup import Activation
from ...theory.networks.fixed_points import differentiable
from ...typing import ActivationLike


@dataclass(frozen=True)
class Architecture:
    """A perceptron of `depth` hidden layers, h' = ηh + W φ(h) + b between two of them.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic, with a formula.
    width : int
        Units of a hidden layer, >= 1.
    depth : int
        Hidden layers, >= 1.
    skip : float
        Share η of a hidden layer that is added to the next, >= 0: 0 in a plain network, 1 in a residual one.

    Raises
    ------
    ValueError
        If the activation fires at random or has no formula, width or depth is no whole number >= 1, or `skip` is
        negative.
    """

    activation: ActivationLike
    width: int
    depth: int
    skip: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "activation", differentiable(self.activation))
        object.__setattr__(self, "width", whole("width", self.width))
        object.__setattr__(self, "depth", whole("depth", self.depth))
        object.__setattr__(self, "skip", real("skip", self.skip, least=0))

    @property
    def unit(self) -> Activation:
        """The activation as an object."""
        return self.activation  # type: ignore[return-value]  # looked up at the start

    def sizes(self, entries: int, outputs: int) -> list[int]:
        """Units of every layer, of the input and the read-out too."""
        return [entries, *[self.width] * self.depth, outputs]


class Layer(NamedTuple):
    """Weights (networks, from, to) and biases (networks, 1, to) of one layer: views into a flat array."""

    weights: np.ndarray
    biases: np.ndarray


def count(sizes):
    """Number of parameters of a network."""
    return sum((below + 1) * above for below, above in pairwise(sizes))


def layers_of(flat, sizes):
    """Views of every layer in an array (networks, parameters): whatever acts on all parameters acts on one array."""
    layers, start = [], 0
    for below, above in pairwise(sizes):
        middle, end = start + below * above, start + (below + 1) * above
        layers.append(Layer(flat[:, start:middle].reshape(-1, below, above), flat[:, None, middle:end]))
        start = end
    return layers


def scale_of(sizes, sigma_w, sigma_b, like):
    """Standard deviation of every parameter, shape (networks, parameters): σ_w/√(units below), σ_b."""
    scales = np.empty_like(like)
    for layer, below in zip(layers_of(scales, sizes), sizes):
        layer.weights[:] = (sigma_w / np.sqrt(below))[:, None, None]
        layer.biases[:] = sigma_b[:, None, None]
    return scales


def drawn(sizes, sigma_w, sigma_b, rngs, precision):
    """Parameters of networks at the start, shape (networks, parameters), each from its own generator."""
    normal = np.stack([rng.standard_normal(count(sizes), dtype=precision) for rng in rngs])
    normal *= scale_of(sizes, sigma_w, sigma_b, normal)
    return normal
