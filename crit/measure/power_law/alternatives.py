"""The laws that a straight line on a log-log plot may hide, each normalised on the tail of the data.

With y = ln(x/xmin) and e_c(y) = (exp(c y) − 1)/c, which tends to y as c → 0, they are proportional to exp(g(y)):

    exponential             g = −s e_1(y)                p ∝ exp(−λ x),                  λ = s/xmin
    truncated_power_law     g = −b y − s e_1(y)          p ∝ x^−b exp(−λ x),             λ = s/xmin
    stretched_exponential   g = (c − 1) y − s e_c(y)     p ∝ x^(c − 1) exp(−λ x^c),      λ = s/(c xmin^c)
    lognormal               g = −b y − c y²/2            p ∝ exp(−(ln x − μ)²/2σ²)/x,  σ² = 1/c, μ = (1 − b)/c + ln xmin

In this form all but the first contain the power law, where s = 0 or c = 0, so that data which follow a power law drive
the fit to an edge at which nothing diverges.
"""

import math
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...checks import generator, refuse
from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import Law, moments
from .likelihood import BinnedTail, fit_law
from .resampling import NO_BODY, draw, source_of


class Alternative(IntEnum):
    """The laws, by the names of the table; each has a shape parameter (b or c) and a rate (s), or one of them."""

    exponential = 0
    truncated_power_law = 1
    stretched_exponential = 2
    lognormal = 3


OTHER_NAMES = {
    "weibull": "stretchedexponential",
    "powerlawwithcutoff": "truncatedpowerlaw",
    "powerlawwithexponentialcutoff": "truncatedpowerlaw",
}


def kind_of(alternative, argument="alternative"):
    """Number of an alternative by any spelling of its name, or ``ValueError``."""
    kinds = {law.name.replace("_", ""): law for law in Alternative}
    letters = "".join(filter(str.isalpha, alternative)).lower() if isinstance(alternative, str) else ""
    name = OTHER_NAMES.get(letters, letters)
    if name not in kinds:
        refuse(argument, alternative, f"one of {', '.join(law.name for law in Alternative)} is needed")
    return int(kinds[name])


EXPONENTIAL, TRUNCATED, STRETCHED = map(int, list(Alternative)[:3])
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)
SUMMED = 1000
"""Whole numbers that are summed one by one; the sum over larger ones is an integral with corrections at its ends."""

NOTHING, FARTHEST, NARROWEST = 1e-17, 650.0, 1e-12
"""Share of a sum below which it ends; ln(x/xmin) where floats end; the shortest step."""


@njit(**KERNEL)
def exponent(kind, b, s, y):
    """g(y); b stands for the first parameter (b or c), s for the second (s, or c of the lognormal)."""
    if kind == EXPONENTIAL:
        return -s * math.expm1(y)
    if kind == TRUNCATED:
        return -b * y - (s * math.expm1(y) if s > 0.0 else 0.0)
    if kind == STRETCHED:
        return (b - 1.0) * y - s * (math.expm1(b * y) / b if b > 0.0 else y)
    return -b * y - s * y * y / 2.0


@njit(**KERNEL)
def power_law_limit(kind, b, s):
    """Exponent of the power law that the alternative is for these parameters, or nan if it is none."""
    if kind == STRETCHED:
        return 1.0 + s if b == 0.0 else math.nan
    return b if kind != EXPONENTIAL and s == 0.0 else math.nan


@njit(**KERNEL)
def log_mass(kind, b, s, start, end, discrete, shift):
    """ln of ∫ exp(g − shift) dx/start over [start, end), or of the sum over whole numbers; infinite if it diverges."""
    alpha = power_law_limit(kind, b, s)
    if alpha > 1.0 or (end < math.inf and not math.isnan(alpha)):
        return math.log(moments(alpha - 1.0, start, end, discrete)[0]) - shift
    if not discrete:
        return math.log(integral_between(kind, b, s, 0.0, math.log(end / start), shift))
    return math.log(sum_between(kind, b, s, start, start, end, shift) / start)


@njit(**KERNEL)
def sum_between(kind, b, s, start, x, end, shift):
    """Sum of exp(g − shift) over the whole numbers from x to end − 1."""
    total, first = 0.0, x
    while x < min(end, first + SUMMED):
        term = math.exp(exponent(kind, b, s, math.log(x / start)) - shift)
        total += term
        x += 1.0
        if term < NOTHING * total:
            return total
    if x < end:
        low, high = math.log((x - 0.5) / start), math.log((end - 0.5) / start)
        total += start * integral_between(kind, b, s, low, high, shift) + _slope(kind, b, s, x, start, shift) / 24.0
        if end < math.inf:
            total -= _slope(kind, b, s, end, start, shift) / 24.0
    return total


@njit(**KERNEL)
def _slope(kind, b, s, x, start, shift):
    """Difference of exp(g − shift) between x and x − 1, the derivative between them."""
    after = exponent(kind, b, s, math.log(x / start)) - shift
    return math.exp(after) - math.exp(exponent(kind, b, s, math.log((x - 1.0) / start)) - shift)


@njit(**KERNEL)
def integral_between(kind, b, s, low, high, shift):
    """∫ exp(g + y − shift) dy, step by step until nothing is added."""
    total, y, width = 0.0, low, 0.5
    while y < high and y < FARTHEST:
        width, rise = _step(kind, b, s, y, min(2.0 * width, 2.0, high - y))
        part = 0.0
        for node, weight in zip(NODES, WEIGHTS):
            at = y + width * (1.0 + node) / 2.0
            part += weight * math.exp(exponent(kind, b, s, at) + at - shift)
        total += part * width / 2.0
        y += width
        if not rise > -math.inf or total == math.inf or part * width < NOTHING * total:
            return total
    if y < high:
        last = math.exp(exponent(kind, b, s, y) + y - shift)
        return total - last * width / rise if rise < 0.0 else math.inf
    return total


@njit(**KERNEL)
def _step(kind, b, s, y, width):
    """A step over which g + y is a short parabola, for which Gauss's rule is exact; and how much it rises."""
    before = exponent(kind, b, s, y) + y
    while True:
        middle = exponent(kind, b, s, y + width / 2.0) + y + width / 2.0
        after = exponent(kind, b, s, y + width) + y + width
        if (abs(after - before) < 3.0 and abs(after - 2.0 * middle + before) < 0.5) or width < NARROWEST:
            return width, after - before
        width /= 2.0


@njit(**KERNEL)
def log_likelihoods(kind, b, s, logs, start, end, discrete, shift_at):
    """ln p(x) of each value, given by ln(x/start), with respect to dx or to counting."""
    shift = exponent(kind, b, s, shift_at)
    out = np.empty(logs.size)
    mass = log_mass(kind, b, s, start, end, discrete, shift) + shift + math.log(start)
    for i in range(logs.size):
        out[i] = exponent(kind, b, s, logs[i]) - mass
    return out


@njit(**KERNEL)
def log_chances(kind, b, s, logs, widths, start, end, shift_at):
    """ln of the chance of each cell, given by ln(low/start) and ln(high/low), of a law with a density."""
    shift = exponent(kind, b, s, shift_at)
    out = np.empty(logs.size)
    mass = log_mass(kind, b, s, start, end, False, shift) + shift
    for i in range(logs.size):
        lowest = exponent(kind, b, s, logs[i])
        out[i] = math.log(integral_between(kind, b, s, logs[i], logs[i] + widths[i], lowest)) + lowest - mass
    return out


@njit(**KERNEL)
def chances_below(kind, b, s, logs, start, end, discrete, shift_at):
    """Chance of less than each value, given in rising order by ln(x/start)."""
    shift = exponent(kind, b, s, shift_at)
    out, total, y = np.empty(logs.size), 0.0, 0.0
    mass = math.exp(log_mass(kind, b, s, start, end, discrete, shift))
    for i in range(logs.size):
        if discrete:
            low, high = np.rint(start * math.exp(y)), np.rint(start * math.exp(logs[i]))
            total += sum_between(kind, b, s, start, low, high, shift) / start
        else:
            total += integral_between(kind, b, s, y, logs[i], shift)
        out[i], y = total / mass, logs[i]
    return out


class Points(NamedTuple):
    """What the densities of the alternatives need of the data: values or, where ``widths`` are given, cells."""

    start: float
    end: float
    logs: np.ndarray
    """ln of the distinct values, or lower edges, over the start."""
    widths: np.ndarray
    """ln of upper over lower edge; empty if the values are points."""
    counts: np.ndarray
    discrete: bool
    unit: float
    """What a step of one in x is in the units of the data."""

    @property
    def mean(self):
        """Mean of the logarithms."""
        return float(self.counts @ self.logs / self.counts.sum())

    def log_likelihoods(self, kind, b, s):
        """ln p of the distinct values."""
        if self.widths.size:
            return log_chances(kind, float(b), float(s), self.logs, self.widths, self.start, self.end, self.mean)
        return log_likelihoods(kind, float(b), float(s), self.logs, self.start, self.end, self.discrete, self.mean)

    def log_likelihood(self, kind, b, s):
        """ln of the likelihood of all data."""
        return float(self.counts @ self.log_likelihoods(kind, b, s))

    def chances_below(self, kind, b, s):
        """Chance of less than each distinct value."""
        return chances_below(kind, float(b), float(s), self.logs, self.start, self.end, self.discrete, self.mean)


def points_of(tail, unit, first=0):
    """The data of a tail from its value ``first`` on."""
    widths = tail.cells.widths[first:] if isinstance(tail, BinnedTail) else np.empty(0)
    logs, counts = tail.logs[first:] - tail.logs[first], np.diff(tail.below)[first:]
    return Points(tail.values[first], tail.end, logs, widths, counts, tail.discrete, unit)


def intervals_of(tail, unit, offset):
    """The same for whole numbers, each of which stands for the interval [x − offset, x + 1 − offset)."""
    low = tail.values - offset
    logs, widths = np.log(low / low[0]), np.log1p(1.0 / low)
    return Points(low[0], tail.end - offset, logs, widths, np.diff(tail.below), False, unit)


SAMPLES, LARGEST = 400, 1000
"""Number of samples drawn, and the size of the largest; the chance changes slowly with the size."""


def chance_to_leave(kind, law, n):
    """Chance that n numbers from the law are likelier under the alternative than under the power law fitted to them.

    At the edge the likelihood rises towards the inside if the mean of x, for the truncated power law, or else that of
    (ln x)² is smaller than under the law fitted to the mean of ln x. Such means are skewed: for few data, and for
    the truncated power law also for many if α is small, the chance is more than the one half of Chernoff (1954). It
    is counted in samples that are always the same.
    """
    return _counted(kind == TRUNCATED, float(law.a), law.start, law.end, bool(law.discrete), min(int(n), LARGEST))


@lru_cache(maxsize=256)
def _counted(plain, a, start, end, discrete, n):
    law, rng = Law(a, start, end, moments(a, start, end, discrete)[0], discrete), generator(0)
    source = source_of(law, NO_BODY, NO_BODY, n)
    return sum(_rises(law, draw(source, rng), plain) for _ in range(SAMPLES)) / SAMPLES


@njit(**KERNEL)
def _rises(law, sample, plain):
    mean, shown = 0.0, 0.0
    for x in sample:
        y = math.log(x / law.start)
        mean += y / sample.size
        shown += (math.exp(y) if plain else y * y) / sample.size
    if mean == 0.0:
        return True
    found, _ = fit_law(mean, law.start, law.end, law.discrete, law.a)
    if not plain:
        zero, _, two = moments(found.a, law.start, law.end, law.discrete)
        return shown < two / zero
    if found.a <= 1.0 and law.end == math.inf:
        return True
    return shown < moments(found.a - 1.0, law.start, law.end, law.discrete)[0] / found.mass
