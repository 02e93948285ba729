"""The power law of greatest likelihood above a value of the data, and its distance from them."""

import math
from typing import NamedTuple

import numpy as np

from ..kernels import njit
from .powersums import INLINE, SCALAR, moments, survival

STEPS, ENOUGH = 200, 1e-9
"""A step of Newton's method of this relative size leaves an error of its square."""

STEEPEST = 600.0
"""Bound of (1 − α) ln(xmax/xmin), where powers come close to overflow."""


class Tail(NamedTuple):
    """Distinct values of the data in rising order, and what the kernels need of them."""

    values: np.ndarray
    logs: np.ndarray
    below: np.ndarray
    """Number of data below each value; one more entry for the number of all."""
    excess: np.ndarray
    """Sum of ln(x/value) over the data x from each value on."""
    end: float
    """First point that the law leaves out: infinity without an upper end."""
    discrete: bool


class Law(NamedTuple):
    """A power law on [start, end) with exponent 1 + a, as the kernels pass it around; ``mass`` is its z_0."""

    a: float
    start: float
    end: float
    mass: float
    discrete: bool


def tail_of(x, start, end, discrete):
    """Collect the data in [start, end) as a `Tail` whose first value is the start; 0 starts at the smallest value."""
    x = np.sort(x[(x >= start) & (x < end)])
    new = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
    values, below = x[new], np.append(new, x.size).astype(float)
    if 0 < start < values[0]:
        values, below = np.insert(values, 0, start), np.insert(below, 0, 0.0)
    return Tail(values, np.log(values), below, _excess(values, below), float(end), discrete)


@njit(**SCALAR)
def _excess(values, below):
    excess = np.zeros(values.size)
    for i in range(values.size - 2, -1, -1):
        ratio = values[i + 1] / values[i]
        step = math.log(ratio) if ratio > 2.0 else math.log1p((values[i + 1] - values[i]) / values[i])
        excess[i] = excess[i + 1] + (below[-1] - below[i + 1]) * step
    return excess


@njit(**SCALAR)
def fit_from(tail, i, guess=1.0):
    """Law fitted to the data from the distinct value i on, and the standard error of its exponent (Fisher)."""
    n = tail.below[-1] - tail.below[i]
    law, variance = fit_law(tail.excess[i] / n, tail.values[i], tail.end, tail.discrete, guess)
    return law, 1.0 / math.sqrt(n * variance)


@njit(**INLINE)
def fit_law(mean, start, end, discrete, guess):
    """Law on [start, end) for which y = ln(x/start) has the given mean, and the variance of y."""
    a, mass, variance = solve_exponent(mean, start, end, discrete, guess)
    return Law(a, start, end, mass, discrete), variance


@njit(**SCALAR)
def solve_exponent(mean, start, end, discrete, a):
    """Return a = α − 1 for which y = ln(x/start) has the given mean, z_0, and the variance of y.

    Newton's method from the given a. Without an upper end it is taken in 1/a, of which the mean is almost linear, and
    a stays positive; with one in a, by bounded steps.
    """
    if end == math.inf and not discrete:
        return 1.0 / mean, mean, mean * mean
    zero, variance = 0.0, 0.0
    for _ in range(STEPS):
        zero, one, two = moments(a, start, end, discrete)
        variance = two / zero - (one / zero) ** 2
        step = (one / zero - mean) / variance
        previous, a = a, _advance(a, step, math.log(end / start))
        zero -= one * (a - previous)
        if abs(a - previous) <= ENOUGH * abs(a):
            break
    return a, zero, variance


@njit(**SCALAR)
def _advance(a, step, width):
    if width == math.inf:
        return a * min(2.0, 1.0 / max(0.5, 1.0 - step / a))
    reach = 2.0 / width + abs(a)
    return max(-STEEPEST / width, a + max(-reach, min(reach, step)))


@njit(**INLINE)
def chance_below(law, x, y):
    """Chance of less than x under the law, y = ln(x/start)."""
    if law.discrete:
        if law.end == math.inf:
            return 1.0 - survival(law.a, law.start, x, y) / law.mass
        return moments(law.a, law.start, x, True)[0] / law.mass
    if law.end == math.inf:
        return 1.0 - math.exp(-law.a * y)
    return (y if law.a == 0.0 else -math.expm1(-law.a * y) / law.a) / law.mass
