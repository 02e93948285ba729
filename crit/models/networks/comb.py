"""The comb: a deterministic activation that oscillates so fast that it acts like a random gate.

    φ(x) = 1 where frac(ωx) < p(x), else 0,    p(x) = 1 − exp(−x²/2).

No unit tosses a coin. But a Gaussian input of variance K is spread over many teeth once ω√K exceeds one, and then the
phase frac(ωx) is as good as uniform: the unit fires with probability E p, as the binary unit does. An input that
fits between the first teeth, |x| < 1/ω, finds none.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial.legendre import leggauss

from ...checks import finite, real, refuse_any, whole
from ...typing import ArrayLike

MANY_TEETH = 2.0
"""ω√K from which the teeth are averaged out: what is left of them is below 2π² ω²K exp(−2π² ω²K) < 1e-30."""

REACH = 10
"""Standard deviations of the input beyond which no tooth counts."""

NODES = 12
"""Of the Gauss–Legendre rule over a tooth, exact to 1e-15."""

ITERATIONS = 15


def duty(a):
    """Share p(a) = 1 − exp(−a²/2) of a period that a tooth fills; the binary unit's firing probability."""
    return -np.expm1(-(np.asarray(a) ** 2) / 2)


@dataclass(frozen=True)
class Comb:
    """The comb with ω teeth to the unit of input.

    Parameters
    ----------
    omega : float
        Frequency ω, from 10 (below, the teeth are too wide to average out) to 10⁹ (beyond, float64 inputs of order one
        have no digits left for the phase).

    Raises
    ------
    ValueError
        If ω lies outside.
    """

    omega: float

    def __post_init__(self):
        object.__setattr__(self, "omega", real("omega", self.omega, least=10, most=1e9))

    def __call__(self, a):
        """Output 0.0 or 1.0 for an array of pre-activations; in float64, since ωa must keep digits behind the point."""
        a = np.asarray(a, dtype=float)
        phase = self.omega * a
        return (phase - np.floor(phase) < duty(a)).astype(float)

    def rate(self, K: ArrayLike) -> np.ndarray:
        """Probability that a unit with input N(0, K) fires.

        Parameters
        ----------
        K : float or array
            Variance, >= 0.

        Returns
        -------
        numpy.ndarray of the shape of K
            1 − (1 + K)^(−1/2) where ω√K > 2; below, the Gaussian weight of the teeth, summed one by one.

        Raises
        ------
        ValueError
            If K holds anything but finite numbers >= 0.
        """
        K = finite("K", K)
        refuse_any("K", K < 0, "negative", "variances >= 0 are needed")
        rates = -np.expm1(-np.log1p(K.ravel()) / 2)
        spread = self.omega * np.sqrt(K.ravel())
        few = (spread > 0) & (spread <= MANY_TEETH)
        rates[few] = [self._weigh_teeth(teeth) for teeth in spread[few]]
        return rates.reshape(K.shape)

    def _weigh_teeth(self, spread):
        """Gaussian weight of the teeth where the phase ωh has the standard deviation ``spread``."""
        first, widths = self._teeth
        nodes, weights = leggauss(NODES)
        phase = first[:, None] + widths[:, None] * (nodes + 1) / 2
        density = np.exp(-((phase / spread) ** 2) / 2) / (math.sqrt(2 * math.pi) * spread)
        return float(widths @ (density @ weights) / 2)

    @cached_property
    def _teeth(self):
        """Where the teeth around zero begin, and how wide they are, in units of the phase."""
        most = math.ceil(REACH * MANY_TEETH)
        first = np.arange(-most, most + 1)
        widths = np.zeros(first.size)
        # A tooth ends where the phase has caught up with p: the root of a contraction, since p' < ω/16.
        for _ in range(ITERATIONS):
            widths = duty((first + widths) / self.omega)
        return first, widths

    def rates(self, sigma_w: float, width: int) -> np.ndarray:
        """Firing rates after 0, 1, … ``width`` active units: K = σ_w² n/N, for `quanta_avalanches`.

        Takes σ_w > 0 and N >= 1; anything else raises ValueError.
        """
        width = whole("width", width)
        return self.rate(real("sigma_w", sigma_w, above=0) ** 2 * np.arange(width + 1) / width)
