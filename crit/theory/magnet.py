"""Random networks as magnets: where their mean activity becomes critical, and the law that it settles at.

`crit.theory.networks.mean_weights` derives the couplings of dm = (h + r m − u m³) dl + √(2D) dW.
"""

from typing import NamedTuple

import numpy as np

from ..checks import real, refuse, whole
from ..numerics.stationary import StationaryLaw
from ..typing import ActivationLike
from .networks.mean_field import fixed_point
from .networks.mean_weights import next_layer, signed_couplings
from .results import row

NODES = 20
"""Chebyshev nodes for drift and noise as functions of m: more of them leave the moments of the law the same to five
digits."""


class CriticalMagnet(NamedTuple):
    """Where the mean activity is critical, and its couplings and natural units there.

    Attributes
    ----------
    mean_w : float
        Mean of the weights times the width, w̄ = 1/E φ'.
    K : float
        Fixed point of the variance at m = 0.
    u, D : float
        Saturation and noise strength.
    """

    mean_w: float
    K: float
    u: float
    D: float

    def _repr_latex_(self):
        return row({r"\bar w": self.mean_w, "K^*": self.K, "u": self.u, "D": self.D})

    @property
    def distance(self) -> float:
        """√(uD), the distance r from the transition at which the wells are as deep as the noise is strong."""
        return (self.u * self.D) ** 0.5

    @property
    def scale(self) -> float:
        """(D/u)^¼, the mean activity that noise makes at the transition."""
        return (self.D / self.u) ** 0.25


def critical_magnet(activation: ActivationLike, sigma_w: float, sigma_b: float, width: int) -> CriticalMagnet:
    """The critical point of the mean activity of random networks.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        An odd, deterministic φ with u > 0.
    sigma_w, sigma_b : float
        Standard deviations of weights (times √width, > 0) and biases (>= 0) about their means.
    width : int
        Units in a layer, N >= 1.

    Returns
    -------
    CriticalMagnet

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not > 0, σ_b is not >= 0, the width is no whole number >= 1, if φ is not odd,
        if the variance has no stable fixed point, or if the transition is not continuous.
    """
    network = activation, sigma_w, sigma_b, width
    mean_w = 1 / (1 + signed_couplings(*network, mean_w=1.0).r)
    couplings = signed_couplings(*network, mean_w=mean_w)
    if not couplings.u > 0:
        refuse("activation", str(activation), f"u > 0 is needed, and it has {couplings.u:.6g} there")
    return CriticalMagnet(mean_w, fixed_point(activation, sigma_w, sigma_b), couplings.u, couplings.D)


def mean_activity_law(
    activation: ActivationLike, sigma_w: float, sigma_b: float, width: int, *, mean_w: float, mean_b: float = 0.0
) -> StationaryLaw:
    """The stationary law of the mean activity, with drift and noise to all orders in m.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        An odd, deterministic φ with u > 0.
    sigma_w, sigma_b : float
        Standard deviations of weights (times √width, > 0) and biases (>= 0) about their means.
    width : int
        Units in a layer, N >= 1.
    mean_w, mean_b : float
        Mean of the weights times the width, w̄ > 0, and mean of the biases.

    Returns
    -------
    StationaryLaw
        Of m, on an even grid. The drift is `next_layer` less m; the noise strength is (E φ² − m²)/2N at the m of the
        layer before. Layers are taken as continuous time, and the variance as settled.

    Raises
    ------
    ValueError
        If the activation is none, σ_w or w̄ is not > 0, σ_b is not >= 0, the mean of the biases is not finite, the
        width is no whole number >= 1, if φ is not odd, or the law is too wide for an expansion about m = 0.
    """
    width, mean_w, mean_b = whole("width", width), real("mean_w", mean_w, above=0), real("mean_b", mean_b)
    couplings = signed_couplings(activation, sigma_w, sigma_b, width, mean_w=mean_w, mean_b=mean_b)
    reach = _reach(couplings)
    nodes = reach * np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    layers = [next_layer(activation, sigma_w, sigma_b, m, mean_w=mean_w, mean_b=mean_b) for m in nodes]
    output, K = np.transpose(layers)
    noise = ((K - sigma_b**2) / sigma_w**2 - output**2) / (2 * width)
    drift, noise = (np.polynomial.Chebyshev.fit(nodes, values, NODES - 1) for values in (output - nodes, noise))
    try:
        return StationaryLaw(drift, noise, -reach, reach, spacing="even")
    except ValueError as reason:
        return refuse("mean_w, mean_b", (mean_w, mean_b), f"such closer to the transition are needed; {reason}")


def _reach(couplings):
    """Largest |m| that counts: past the outer minimum of the potential by a few widths of the critical law."""
    r, h, u, D = couplings
    return 3.2 * (D / u) ** 0.25 + 1.2 * ((max(r, 0) / u) ** 0.5 + (abs(h) / u) ** (1 / 3))
