"""Ways down the gradient. Each is a rule for one array that holds all parameters of many networks."""

from dataclasses import dataclass

import numpy as np

from ...checks import real
from ...typing import ArrayLike
from ..ensemble import start_values


@dataclass(frozen=True, eq=False)
class SGD:
    """Gradient descent with momentum: v ← μv + g, θ ← θ − ηv.

    Parameters
    ----------
    rate : float or array of shape (replicas,)
        η > 0, one for all networks or one for each.
    momentum : float
        μ, 0 <= μ < 1.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """

    rate: ArrayLike
    momentum: float = 0.0

    def __post_init__(self):
        real("momentum", self.momentum, least=0, below=1)
        _check_rate(self.rate)

    @property
    def memories(self) -> int:
        """How many arrays of the size of the parameters it keeps."""
        return int(self.momentum > 0)

    def step(
        self, parameters: np.ndarray, gradient: np.ndarray, memory: list[np.ndarray], rate: np.ndarray, count: int
    ) -> None:
        """Change the parameters in place; the gradient is used up."""
        if self.momentum:
            (velocity,) = memory
            velocity *= self.momentum
            velocity += gradient
            np.copyto(gradient, velocity)
        gradient *= rate
        parameters -= gradient


@dataclass(frozen=True, eq=False)
class Adam:
    """Steps of one size in every direction: running means of g and g² (Kingma & Ba 2015).

    Parameters
    ----------
    rate : float or array of shape (replicas,)
        Size of a step, > 0, one for all networks or one for each.
    beta1, beta2 : float
        How much of the means of g and of g² is kept in a step, from 0 to below 1.
    epsilon : float
        Added to the root of the mean square, > 0.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """

    rate: ArrayLike
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    memories = 2

    def __post_init__(self):
        _check_rate(self.rate)
        real("beta1", self.beta1, least=0, below=1)
        real("beta2", self.beta2, least=0, below=1)
        real("epsilon", self.epsilon, above=0)

    def step(
        self, parameters: np.ndarray, gradient: np.ndarray, memory: list[np.ndarray], rate: np.ndarray, count: int
    ) -> None:
        """Change the parameters in place; the gradient is used up."""
        mean, square = memory
        mean += (1 - self.beta1) * (gradient - mean)
        np.square(gradient, out=gradient)
        square += (1 - self.beta2) * (gradient - square)
        np.sqrt(square, out=gradient)
        gradient /= np.sqrt(1 - self.beta2**count)
        gradient += self.epsilon
        np.divide(mean, gradient, out=gradient)
        gradient *= rate / (1 - self.beta1**count)
        parameters -= gradient


def _check_rate(rate):
    start_values("rate", rate, np.size(rate))
