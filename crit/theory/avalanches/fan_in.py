"""Avalanches of units with few inputs and a hard zero in closed form: rates, critical weight, sign of the saturation.

    x = sign(h) where |h| > Θ, else 0,    h = (σ_w/√k) Σ_j w_j x_j over k units drawn at random,    w_j iid N(0, 1).

A unit whose k neighbours are all silent is silent: the signal consists of quanta and can die. Outputs all have
the size one, so h given m active neighbours is N(0, σ_w² m/k), and the number of active units is a binomial chain.
"""

import math

import numpy as np

from ...checks import finite, real, refuse_any, whole
from ...typing import ArrayLike


def response_probability(active: ArrayLike, fan_in: int, sigma_w: float, threshold: float = 1.0) -> np.ndarray:
    """Probability q_m that a unit with ``active`` = m active neighbours fires.

    Parameters
    ----------
    active : int or array
        m, from 0 to k.
    fan_in : int
        k >= 1.
    sigma_w : float
        Standard deviation of a weight times √k, > 0.
    threshold : float
        Θ > 0.

    Returns
    -------
    numpy.ndarray
        erfc(Θ √k / (σ_w √(2m))), and 0 at m = 0.

    Raises
    ------
    ValueError
        If m is negative, k no whole number of at least 1, or σ_w or Θ not positive.
    """
    from scipy.special import erfc  # at first use: it would slow `import crit`

    active, fan_in = finite("active", active), whole("fan_in", fan_in)
    sigma_w, threshold = real("sigma_w", sigma_w, above=0), real("threshold", threshold, above=0)
    refuse_any("active", active < 0, "negative", "numbers >= 0 are needed")
    loudness = sigma_w * np.sqrt(2 * active / fan_in)
    with np.errstate(divide="ignore"):
        return erfc(threshold / loudness)


def fan_in_rates(fan_in: int, sigma_w: float, width: int, *, threshold: float = 1.0) -> np.ndarray:
    """Firing rates of a layer after one with 0, 1, … N active units.

    Parameters
    ----------
    fan_in : int
        Inputs k of a unit, drawn with replacement, >= 1.
    sigma_w : float
        Standard deviation of a weight times √k, > 0.
    width : int
        Units in a layer, N >= 1.
    threshold : float
        Input Θ > 0 below which a unit is silent.

    Returns
    -------
    numpy.ndarray, shape (N + 1,)
        Σ_m Binomial(m; k, n/N) q_m, for `quanta_avalanches`.

    Raises
    ------
    ValueError
        If k or N is no whole number of at least 1, or σ_w or Θ is not positive.
    """
    from scipy.stats import binom  # at first use: it would slow `import crit`

    fan_in, width = whole("fan_in", fan_in), whole("width", width)
    sigma_w, threshold = real("sigma_w", sigma_w, above=0), real("threshold", threshold, above=0)
    density = np.arange(width + 1) / width
    responses = response_probability(np.arange(fan_in + 1), fan_in, sigma_w, threshold)
    return np.clip(sum(responses[m] * binom.pmf(m, fan_in, density) for m in range(1, fan_in + 1)), 0, 1)


def critical_fan_in(fan_in: int, *, threshold: float = 1.0) -> float:
    """σ_w at which one active unit excites one other on average: k q₁ = 1.

    Parameters
    ----------
    fan_in : int
        k >= 2.
    threshold : float
        Θ > 0.

    Returns
    -------
    float
        Θ √(k/2)/erfc⁻¹(1/k).

    Raises
    ------
    ValueError
        If k is below 2, for a unit with one neighbour would have to answer every call, or Θ is not positive.
    """
    from scipy.special import erfcinv

    fan_in, threshold = whole("fan_in", fan_in, least=2), real("threshold", threshold, above=0)
    return threshold * math.sqrt(fan_in / 2) / float(erfcinv(1 / fan_in))


def saturation(fan_in: int) -> float:
    """Second coefficient of the mean map n' = n − u n²/N at criticality.

    Parameters
    ----------
    fan_in : int
        k >= 2.

    Returns
    -------
    float
        u = k (k − 1) (q₁ − q₂/2). Where it is negative two quanta that meet excite more than two, and the onset of
        activity is a jump.

    Raises
    ------
    ValueError
        If k is no whole number of at least 2.
    """
    sigma_w = critical_fan_in(fan_in)
    alone, pair = response_probability([1, 2], fan_in, sigma_w)
    return float(fan_in * (fan_in - 1) * (alone - pair / 2))
