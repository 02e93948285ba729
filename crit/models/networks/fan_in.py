"""Finite fan-in and a hard zero: units that hear k others and answer only a loud call.

    x = sign(h) where |h| > θ, else 0,    h = (σ_w/√k) Σ_j w_j x_j over k units drawn at random,    w_j iid N(0, 1).

A unit whose k neighbours are all silent is silent: the signal consists of quanta and can die. Outputs all have
the size one, so h given m active neighbours is N(0, σ_w² m/k), and the number of active units is a binomial chain.
"""

import math

import numpy as np

from ...checks import finite, real, refuse_any, whole


def answer(active, fan_in, sigma_w, threshold=1.0):
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
        θ > 0.

    Returns
    -------
    numpy.ndarray
        erfc(θ √k / (σ_w √(2m))), and 0 at m = 0.
    """
    from scipy.special import erfc  # at first use: it would slow `import crit`

    active = finite("active", active)
    refuse_any("active", active < 0, "negative", "numbers >= 0 are needed")
    loudness = sigma_w * np.sqrt(2 * active / fan_in)
    with np.errstate(divide="ignore"):
        return erfc(threshold / loudness)


def fan_in_rates(fan_in, sigma_w, width, *, threshold=1.0):
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
        Input θ > 0 below which a unit is silent.

    Returns
    -------
    numpy.ndarray, shape (N + 1,)
        Σ_m Binomial(m; k, n/N) q_m, for `quanta_avalanches`.

    Raises
    ------
    ValueError
        On a bad argument.
    """
    from scipy.stats import binom

    fan_in, width = whole("fan_in", fan_in), whole("width", width)
    sigma_w, threshold = real("sigma_w", sigma_w, above=0), real("threshold", threshold, above=0)
    density = np.arange(width + 1) / width
    answers = answer(np.arange(fan_in + 1), fan_in, sigma_w, threshold)
    return np.clip(sum(answers[m] * binom.pmf(m, fan_in, density) for m in range(1, fan_in + 1)), 0, 1)


def critical_fan_in(fan_in, *, threshold=1.0):
    """σ_w at which one active unit excites one other on average: k q₁ = 1.

    Parameters
    ----------
    fan_in : int
        k >= 2.
    threshold : float
        θ > 0.

    Returns
    -------
    float
        θ √(k/2)/erfc⁻¹(1/k).

    Raises
    ------
    ValueError
        On a bad argument; a unit with one neighbour would have to answer every call.
    """
    from scipy.special import erfcinv

    fan_in, threshold = whole("fan_in", fan_in, least=2), real("threshold", threshold, above=0)
    return threshold * math.sqrt(fan_in / 2) / float(erfcinv(1 / fan_in))


def saturation(fan_in):
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
    """
    sigma_w = critical_fan_in(fan_in)
    alone, pair = answer([1, 2], fan_in, sigma_w)
    return float(fan_in * (fan_in - 1) * (alone - pair / 2))


def fan_in_step(x, fan_in, sigma_w, rng, *, threshold=1.0):
    """One layer with real weights and wires: the outputs of N units that hear the units ``x``.

    Parameters
    ----------
    x : array of shape (N,)
        Outputs −1, 0 or 1 of the layer before.
    fan_in, sigma_w, threshold
        As in `fan_in_rates`.
    rng : numpy.random.Generator
        Draws k wires and k weights for each unit.

    Returns
    -------
    numpy.ndarray, shape (N,)
    """
    heard = x[rng.integers(x.size, size=(x.size, fan_in))]
    h = sigma_w / math.sqrt(fan_in) * (rng.standard_normal(heard.shape) * heard).sum(axis=1)
    return np.where(np.abs(h) > threshold, np.sign(h), 0.0)
