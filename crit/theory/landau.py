"""Statics: the law that the variance settles at, from drift and noise by one integral.

For dK = A(K) dl + √(2 D(K)) dW (Itô) with no flux through the ends, P(K) ∝ exp(∫ A/D dK)/D. With the four couplings
and D1 = 0 this is a generalised inverse Gaussian law, with D2 = 0 a Gamma law cut off by a Gaussian.
"""

import numpy as np
import sympy as sp

from ..checks import real, refuse, whole
from .couplings import K


def drift_and_noise(couplings):
    """The two polynomials h + rK − uK² and D1 K + D2 K² of a set of couplings.

    Parameters
    ----------
    couplings : Couplings
        Numbers or sympy expressions.

    Returns
    -------
    tuple of sympy.Expr
        In the symbol `crit.theory.couplings.K`.
    """
    r, h, u, D1, D2 = couplings
    return h + r * K - u * K**2, D1 * K + D2 * K**2


def log_density(drift, noise):
    """Logarithm of the stationary density, up to a constant, as a formula.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A(K) and D(K), such that A/D is a sum of powers of K.

    Returns
    -------
    sympy.Expr
        ∫ A/D dK − ln D.
    """
    return sp.expand_log(sp.integrate(sp.expand(drift / noise), K) - sp.log(noise), force=True)


class StationaryLaw:
    """The stationary law of given drift and noise, in numbers.

    Parameters
    ----------
    drift, noise : callable
        A(K) and D(K) > 0 at an array of K.
    low, high : float
        Range that holds all but a negligible part of the law, 0 < low < high.
    points : int
        Points of the grid, equally spaced in ln K.

    Attributes
    ----------
    mean, sd : float

    Raises
    ------
    ValueError
        If the range is bad, the noise is not positive in it, or the law reaches beyond it.
    """

    def __init__(self, drift, noise, low, high, points=4001):
        high = real("high", high, above=real("low", low, above=0))
        self._log_K = np.linspace(np.log(low), np.log(high), whole("points", points, least=100))
        value, step = np.exp(self._log_K), self._log_K[1] - self._log_K[0]
        strength = np.asarray(noise(value))
        if not np.all(strength > 0):
            refuse("noise", float(strength.min()), "it must be positive between low and high")
        log_weight = step * _running(drift(value) / strength * value) - np.log(strength) + self._log_K
        weight = np.exp(log_weight - log_weight.max())
        if max(weight[0], weight[-1]) > 1e-5:
            refuse("low, high", (low, high), "the law reaches beyond this range")
        total = weight.sum()
        self._density = weight / (total * step * value)
        self._cumulative = _running(weight) / total
        self.mean = float(weight @ value / total)
        self.sd = float(np.sqrt(weight @ (value - self.mean) ** 2 / total))

    def density(self, value):
        """Probability density at an array of K > 0."""
        return np.interp(np.log(value), self._log_K, self._density)

    def cdf(self, value):
        """Cumulative probability at an array of K > 0."""
        return np.interp(np.log(value), self._log_K, self._cumulative)


def _running(values):
    """Cumulative trapezoidal sum from the first point on."""
    return np.append(0, np.cumsum((values[1:] + values[:-1]) / 2))
