"""The tangent kernel of an infinitely wide network, layer by layer (Jacot, Gabriel & Hongler 2018).

Gradient descent moves the output f(x) of a network by Θ(x, x') times the error at x', where Θ = Σ ∂f(x)/∂θ ∂f(x')/∂θ
over all parameters, each measured in units of its standard deviation at the start. With F = E φ(a₁)φ(a₂) and, for a
network that adds η times a layer's input to its output (η = 0: plain, η = 1: residual),

    K' = η²K + σ_b² + σ_w² F,    Θ' = η²Θ + σ_b² + σ_w² F + σ_w² E φ'(a₁)φ'(a₂) Θ:

what a layer adds itself, and what it hands on of the layers below.
"""

from typing import NamedTuple

import numpy as np

from ...checks import finite, real, refuse, whole
from ...documented import documented
from ...typing import ActivationLike, ArrayLike
from ..networks.fixed_points import differentiable, infinite_stretch
from .pair_averages import pair_averages


class TangentKernel(NamedTuple):
    """Signals and tangent kernel of pairs of inputs in a read-out after 0, 1, 2 … hidden layers.

    Attributes
    ----------
    K : numpy.ndarray
        Variance of the pre-activations of the read-out, shape (depth + 1,).
    rho : numpy.ndarray
        Distance 1 − c of each pair there, shape (depth + 1, …).
    own : numpy.ndarray
        Θ of an input with itself, shape (depth + 1,).
    gap : numpy.ndarray
        By how much Θ of each pair stays below it, shape (depth + 1, …); small gaps keep their digits.
    """

    K: np.ndarray
    rho: np.ndarray
    own: np.ndarray
    gap: np.ndarray

    @property
    def pair(self) -> np.ndarray:
        """Θ of each pair, shape (depth + 1, …)."""
        return self.own.reshape(-1, *[1] * (self.gap.ndim - 1)) - self.gap


@documented(
    skip="""
        skip : float
            Share η of a layer's input that is added to its output, >= 0: 0 in a plain network, 1 in a residual one."""
)
def tangent_kernel(
    activation: ActivationLike,
    sigma_w: float,
    sigma_b: float,
    depth: int,
    *,
    rho0: ArrayLike,
    K0: float = 1.0,
    skip: float = 0.0,
) -> TangentKernel:
    """Tangent kernel of an infinitely wide network, for inputs of one length.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and without jumps.
    {sigma_w, sigma_b}
    depth : int
        Number of hidden layers, >= 1.
    rho0 : float or array
        Distances 1 − c of pairs of inputs, c the cosine of their angle; 0 to 2, of any shape. A square array of all
        pairs gives the kernel as a matrix.
    K0 : float
        Mean square of an entry of an input, > 0.
    {skip}

    Returns
    -------
    TangentKernel
        Entry 0 is a network without a hidden layer, entry l one whose read-out follows after l of them. Nothing skips
        the read-out.

    Raises
    ------
    ValueError
        If the activation fires at random, jumps or has no formula, a number lies outside its range, or an average does
        not exist.
    """
    unit = differentiable(activation)
    if infinite_stretch(unit):
        refuse("activation", str(unit), "it jumps or is infinitely steep: gradients have no finite mean square")
    sigma_w2, sigma_b2 = real("sigma_w", sigma_w, above=0) ** 2, real("sigma_b", sigma_b, least=0) ** 2
    depth, skip2, K0 = whole("depth", depth), real("skip", skip, least=0) ** 2, real("K0", K0, above=0)
    rho0 = finite("rho0", rho0)
    if not np.all((rho0 >= 0) & (rho0 <= 2)):
        refuse("rho0", rho0, "distances from 0 to 2 are needed")
    K = sigma_b2 + sigma_w2 * K0
    hidden = K, sigma_w2 * K0 * rho0 / K, K, sigma_w2 * K0 * rho0
    read_outs = [hidden]
    for _ in range(depth):
        branch = _branch(unit, sigma_w2, sigma_b2, hidden)
        read_outs.append(_joined(0.0, hidden, branch))
        hidden = _joined(skip2, hidden, branch)
    return TangentKernel(*map(np.array, zip(*read_outs)))


def _branch(unit, sigma_w2, sigma_b2, layer):
    """What passes through weights: variance, variance of half the difference, Θ and its gap."""
    K, rho, own, gap = layer
    square, stretch, drop, bend = pair_averages(unit, K, rho)
    added, apart = sigma_b2 + sigma_w2 * square, sigma_w2 * drop
    handed_on = sigma_w2 * stretch * own, sigma_w2 * (bend * own + (stretch - bend) * gap)
    return added, apart, added + handed_on[0], apart + handed_on[1]


def _joined(skip2, layer, branch):
    """The next layer. No large numbers are subtracted, so that small distances and gaps keep their digits."""
    K, rho, own, gap = layer
    added, apart, added_own, added_gap = branch
    K_next = skip2 * K + added
    return K_next, (skip2 * K * rho + apart) / K_next, skip2 * own + added_own, skip2 * gap + added_gap
