"""Samples of laws that are known exactly, to try estimators on. All draw from a NumPy generator."""

import math

import numpy as np
from scipy.special import gammaln

from crit.models.samples import power_law_sample

LONG = 1000
"""Upper end of the tails, and longest duration."""

NOISE = 4
"""Shape of the Gamma numbers that multiply a mean: a relative spread of one half."""


# Power laws, and what else can be mistaken for one


def above_uniform(alpha, n, rng):
    """A power law above 1, and as many numbers below, of constant density."""
    below = rng.binomial(n, 0.5)
    return np.append(_tail(alpha, n - below, rng), 1 - rng.random(below))


def above_exponential(alpha, n, rng):
    """A power law above 1, and as many numbers below, of density exp(−αx), which has the same slope at 1."""
    below = rng.binomial(n, 0.5)
    body = -np.log1p((1 - rng.random(below)) * math.expm1(-alpha)) / alpha
    return np.append(_tail(alpha, n - below, rng), body)


def above_smooth(alpha, n, rng):
    """Density ∝ x^−α above 1 and exp(−α(x − 1)) below, which joins it smoothly: eq. 3.10 of Clauset et al. (2009)."""
    above, below = 1 / (alpha - 1), math.expm1(alpha) / alpha
    body = rng.binomial(n, below / (above + below))
    return np.append(_tail(alpha, n - body, rng), -np.log1p((1 - rng.random(body)) * math.expm1(-alpha)) / alpha)


def _tail(alpha, n, rng):
    return power_law_sample(alpha, n, xmin=1, discrete=False, seed=rng)


def exponential(n, rng):
    """Density exp(−(x − 1)/8) above 1."""
    return 1 + rng.exponential(8, n)


def lognormal(n, rng):
    """Numbers above 1 with normal logarithms of mean 0.3 and standard deviation 2."""
    x = np.exp(0.3 + 2 * rng.normal(size=4 * n))
    return x[x > 1][:n]


def bend(x):
    """A correction that fades."""
    return 1 / np.sqrt(x)


def bent_tail(tau, amplitude, n, discrete, rng):
    """Density x^−τ exp(amplitude·bend) between 1 and LONG, by rejection; amplitude ≤ 0."""
    x = np.empty(0)
    while x.size < n:
        more = power_law_sample(tau, 2 * n, xmin=1, xmax=LONG, discrete=discrete, seed=rng)
        x = np.append(x, more[rng.random(more.size) < np.exp(amplitude * bend(more))])
    return x[:n]


# Increments, and excursions of a given shape


def steps(couplings, n, rng):
    """Pairs (K, K after a layer), the second a Gamma number with mean and variance as the couplings have them."""
    r, h, u, D1, D2 = couplings
    K = 0.1 * (0.05 + 0.95 * rng.random(n))
    mean, variance = K + h + r * K - u * K * K, 2 * (D1 * K + D2 * K * K)
    return np.stack([K, rng.gamma(mean**2 / variance, variance / mean)], axis=1)


def profiles(gamma, lengths, n, rng):
    """Rows with one excursion each, of mean shape (t(1 − t))^(γ−1) and mean size ∝ (T + 1)^γ, with a slow noise."""
    lengths = np.array(lengths)[:, None]
    t = np.arange(lengths.max() + 1) / lengths
    means = np.clip(t * (1 - t), 0, None) ** (gamma - 1)
    means *= lengths**gamma / means.sum(axis=1, keepdims=True)
    kind = np.arange(n) % len(lengths)
    cosine, sine = rng.normal(size=(2, n, 1)) / 2
    return means[kind] * np.exp(cosine * np.cos(2 * t[kind]) + sine * np.sin(2 * t[kind]) - 1 / 8)


# Renewals: events that follow each other independently


def exact_renewals(alpha, gamma, last):
    """Chances p(x), x = 0 … last, whose renewals are exactly ∝ x^(α−2), and mean sizes that grow with them as x^γ.

    A log-convex sequence that starts with 1 is a sequence of renewals (Kaluza 1928); U = 1/(1 − P) gives P.
    """
    x = np.arange(1.0, last + 1)
    u = np.append(1, 0.9 * 2 ** (alpha - 2) * x ** (alpha - 2))
    p = np.zeros(last + 1)
    for k in range(1, last + 1):
        p[k] = u[k] - p[1:k] @ u[k - 1 : 0 : -1]
    free = np.append(1, -p[1:])
    sums = np.convolve(np.convolve(u * np.arange(last + 1) ** gamma, free)[: last + 1], free)[: last + 1]
    return p, np.append(0, sums[1:] / p[1:])


def drawn(p, n, rng):
    """Whole numbers with chances p; len(p) stands for all above."""
    return np.searchsorted(np.cumsum(p), rng.random(n), side="right")


def sibuya(a, n, rng):
    """Gaps of generating function 1 − (1 − z)^a, 0 < a < 1 (Sibuya 1979), whose renewals are Γ(l + a)/(Γ(a) l!)."""
    chance = np.clip(rng.beta(a, 1 - a, n), 1e-30, 1 - 1e-16)
    return np.clip(np.ceil(np.log(1 - rng.random(n)) / np.log1p(-chance)), 1, 2.0**60)


def sibuya_sizes(gap, a, gamma):
    """Mean sizes that grow as l^γ along those renewals, z²(1 − z)^−(γ−a) over the gaps' function; none at gap 1."""
    b, k = gamma - a, np.maximum(gap, 2)
    log_sums = gammaln(k - 2 + b) - gammaln(k - 1) - gammaln(b)
    log_chances = math.log(a) + gammaln(k - a) - gammaln(k + 1) - gammaln(1 - a)
    return np.where(gap > 1, np.exp(log_sums - log_chances), 0)


def renewal_series(alpha, gamma, rows, layers, rng):
    """Rows that are quiet (zero) at Sibuya's renewals and constant in between, at random heights."""
    series, a = np.zeros((rows, layers)), alpha - 1
    for row in series:
        gap = sibuya(a, layers, rng)
        gap = gap[: np.searchsorted(np.cumsum(gap), layers)].astype(int)
        gap = np.append(gap, layers - gap.sum())
        sizes = sibuya_sizes(gap, a, gamma) * rng.gamma(NOISE, 1 / NOISE, gap.size)
        row[:] = np.repeat(sizes / np.maximum(gap - 1, 1), gap)
        row[np.cumsum(gap)[:-1] - 1] = 0
    return series
