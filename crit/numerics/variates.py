"""Single random variates for compiled loops that need a few numbers a layer.

The state is an array of one 64-bit word, advanced as in splitmix64 (Steele, Lea & Flood 2014); `stream_state` keys it
by (seed, replica). Gamma variates follow Marsaglia & Tsang (2000); Poisson and binomial ones Hörmann's transformed
rejection (1993), with inversion where the mean is small. All are exact.
"""

import math

import numpy as np

from .compile import KERNEL, njit
from .streams import GOLDEN, mix64

SMALL_MEAN = 10.0


@njit(**KERNEL)
def stream_state(key, replica):
    """State of the stream of one replica."""
    state = np.empty(1, np.uint64)
    state[0] = mix64(mix64(key) + GOLDEN * np.uint64(replica + 1))
    return state


@njit(**KERNEL)
def uniform(state):
    """A number in (0, 1) with 53 bits."""
    state[0] += GOLDEN
    return (float(mix64(state[0]) >> np.uint64(11)) + 0.5) * 2.0**-53


@njit(**KERNEL)
def normal(state):
    """A standard normal number (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(uniform(state))) * math.cos(2.0 * math.pi * uniform(state))


@njit(**KERNEL)
def gamma(state, shape):
    """A Gamma number of the given shape >= 0 and unit scale."""
    if shape == 0.0:
        return 0.0
    if shape < 1.0:
        return gamma_above_one(state, shape + 1.0) * uniform(state) ** (1.0 / shape)
    return gamma_above_one(state, shape)


@njit(**KERNEL)
def gamma_above_one(state, shape):
    """A Gamma number of shape >= 1."""
    d = shape - 1.0 / 3.0
    while True:
        z = normal(state)
        v = (1.0 + z / math.sqrt(9.0 * d)) ** 3
        if v > 0.0 and math.log(uniform(state)) < z * z / 2.0 + d - d * v + d * math.log(v):
            return d * v


@njit(**KERNEL)
def poisson(state, mean):
    """A Poisson number of the given mean >= 0, as a float."""
    if mean < SMALL_MEAN:
        return _poisson_by_inversion(state, mean)
    root = math.sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    squeeze, scale = 0.9277 - 3.6224 / (b - 2.0), 1.1239 + 1.1328 / (b - 3.4)
    while True:
        u, v = uniform(state) - 0.5, uniform(state)
        rim = 0.5 - abs(u)
        k = math.floor((2.0 * a / rim + b) * u + mean + 0.43)
        if rim >= 0.07 and v <= squeeze:
            return k
        if k < 0.0 or (rim < 0.013 and v > rim):
            continue
        if math.log(v * scale / (a / (rim * rim) + b)) <= k * math.log(mean) - mean - math.lgamma(k + 1.0):
            return k


@njit(**KERNEL)
def _poisson_by_inversion(state, mean):
    u, k, weight = uniform(state), 0.0, math.exp(-mean)
    while u > weight and weight > 0.0:
        u -= weight
        k += 1.0
        weight *= mean / k
    return k


@njit(**KERNEL)
def binomial(state, n, p):
    """A binomial number of n trials with probability 0 <= p <= 1."""
    if p > 0.5:
        return n - binomial_below_half(state, n, 1.0 - p)
    return binomial_below_half(state, n, p)


@njit(**KERNEL)
def binomial_below_half(state, n, p):
    """A binomial number with p <= 1/2."""
    if n * p < SMALL_MEAN:
        return _binomial_by_inversion(state, n, p)
    odds, spread = p / (1.0 - p), math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    squeeze, scale, mode = 0.92 - 4.2 / b, (2.83 + 5.1 / b) * spread, math.floor((n + 1) * p)
    peak = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    while True:
        u, v = uniform(state) - 0.5, uniform(state)
        rim = 0.5 - abs(u)
        k = math.floor((2.0 * a / rim + b) * u + n * p + 0.5)
        if k < 0 or k > n:
            continue
        if rim >= 0.07 and v <= squeeze:
            return int(k)
        drop = peak - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + (k - mode) * math.log(odds)
        if math.log(v * scale / (a / (rim * rim) + b)) <= drop:
            return int(k)


@njit(**KERNEL)
def _binomial_by_inversion(state, n, p):
    u, k, weight, odds = uniform(state), 0, (1.0 - p) ** n, p / (1.0 - p)
    while u > weight and k < n:
        u -= weight
        k += 1
        weight *= odds * (n - k + 1) / k
    return k
