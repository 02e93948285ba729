"""Sums and integrals of powers with their derivatives: what every likelihood of a power law is made of.

For a law p(x) ∝ x^−α on [q, r), with y = ln(x/q) and α = 1 + a, all that is needed are the moments

    z_p = ∫ e^(−a y) y^p dy   (continuous)      z_p = (1/q) Σ (x/q)^−α y^p   (whole numbers),      p = 0, 1, 2.

The mean of y is z_1/z_0, its variance, the Fisher information of one point, z_2/z_0 − (z_1/z_0)². The sum is the
integral plus corrections at both ends (Euler & Maclaurin), so that α ≤ 1 is no special case where r is finite; where r
is infinite it is the Hurwitz zeta function, (q^α/q) ζ(α, q), with its derivatives.

Besides, the law itself: its chances and the numbers that it draws, by inversion of the chances.
"""

import math
from typing import NamedTuple

import numpy as np

from .compile import INLINE, KERNEL, njit

BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600)
"""B_2j/(2j)! for j = 1 … 7."""

NOTHING = 1e-18
"""Corrections of this relative size end a series."""

ASYMPTOTIC = 14
"""The end corrections are exact to 1e-15 from x ≈ ASYMPTOTIC + |α| on; smaller x are summed one by one."""


@njit(**KERNEL)
def integrals(a, t):
    """∫_0^t e^(−a y) y^p dy for p = 0, 1, 2; t may be infinite if a > 0."""
    if t == math.inf:
        return 1.0 / a, 1.0 / a**2, 2.0 / a**3
    b = a * t
    if abs(b) < 1.0:
        return _integral_series(b, 0) * t, _integral_series(b, 1) * t**2, _integral_series(b, 2) * t**3
    left = math.exp(-b)
    zero = (1.0 - left) / a
    one = (zero - t * left) / a
    return zero, one, (2.0 * one - t * t * left) / a


@njit(**KERNEL)
def _integral_series(b, p):
    """∫_0^1 e^(−b y) y^p dy for |b| < 1."""
    total, term = 0.0, 1.0
    for n in range(20):
        total += term / (n + p + 1.0)
        term *= -b / (n + 1.0)
    return total


@njit(**KERNEL)
def moments(a, q, r, discrete):
    """z_0, z_1, z_2 of the law on [q, r); for whole numbers r is the first one that is left out."""
    if discrete:
        return _sums(a, q, r)
    return integrals(a, math.log(r / q))


@njit(**KERNEL)
def _sums(a, q, r):
    alpha, zero, one, two, x = 1.0 + a, 0.0, 0.0, 0.0, q
    while x < min(r, ASYMPTOTIC + abs(alpha)):
        y = math.log(x / q)
        weight = math.exp(-alpha * y)
        zero, one, two = zero + weight, one + weight * y, two + weight * y * y
        if weight < NOTHING * zero and alpha > 0.0:
            return zero / q, one / q, two / q
        x += 1.0
    if x < r:
        first = _tail(a, q, x, r)
        zero, one, two = zero + q * first[0], one + q * first[1], two + q * first[2]
    return zero / q, one / q, two / q


@njit(**KERNEL)
def _tail(a, q, x, r):
    """The moments of whole numbers from x to r − 1: the integral, corrected at both ends."""
    y = math.log(x / q)
    zero, one, two = integrals(a, math.log(r / x))
    scale = math.exp(-a * y)
    low, high = _end(a, q, x), (0.0, 0.0, 0.0)
    if r < math.inf:
        high = _end(a, q, r)
    return (
        scale * zero + low[0] - high[0],
        scale * (one + y * zero) + low[1] - high[1],
        scale * (two + 2.0 * y * one + y * y * zero) + low[2] - high[2],
    )


@njit(**KERNEL)
def _end(a, q, x):
    """f/2 − Σ_j B_2j/(2j)! f^(2j−1) at x for f = (x/q)^−α y^p / q: (−d/dα)^p of the case p = 0."""
    alpha, y = 1.0 + a, math.log(x / q)
    weight = math.exp(-alpha * y) / q
    zero, one, two = weight / 2.0, weight * y / 2.0, weight * y * y / 2.0
    # f^(m) = −(α + m − 1) f^(m−1)/x; the factor's own derivative is what mixes p into p + 1.
    d0, d1, d2, factor = alpha * weight / x, (alpha * y - 1.0) * weight / x, (alpha * y - 2.0) * y * weight / x, alpha
    for bernoulli in BERNOULLI:
        zero, one, two = zero + bernoulli * d0, one + bernoulli * d1, two + bernoulli * d2
        if abs(d0) + abs(d1) + abs(d2) < NOTHING * weight:
            break
        for _ in range(2):
            factor += 1.0
            d0, d1, d2 = factor * d0 / x, (factor * d1 - d0) / x, (factor * d2 - 2.0 * d1) / x
    return zero, one, two


@njit(**KERNEL)
def survival(a, q, x, y):
    """z_0 of the whole numbers from x on, on the scale of the law that starts at q; y = ln(x/q), a > 0."""
    factor, total, weight = 1.0 + a, 0.0, math.exp(-(1.0 + a) * y)
    while x < ASYMPTOTIC + 1.0 + a and weight > NOTHING * total:
        total += weight
        x += 1.0
        weight = math.exp(-(1.0 + a) * math.log(x / q))
    total += weight * (x / a + 0.5)
    term = factor * weight / x
    for bernoulli in BERNOULLI:
        total += bernoulli * term
        if term < NOTHING * total:
            break
        term *= (factor + 1.0) * (factor + 2.0) / (x * x)
        factor += 2.0
    return total / q


STEEPEST = 600.0
"""Bound of (1 − α) ln(xmax/xmin), where powers come close to overflow."""

LARGE = 2.0**40
"""Whole numbers from which on neighbours cannot be told apart by their chances: these differ by 2^−40 of themselves."""

TABLE = 1024
"""Whole numbers whose chances are tabulated; larger ones are computed."""


class Law(NamedTuple):
    """A power law on [start, end) with exponent 1 + a, as the kernels pass it around; ``mass`` is its z_0."""

    a: float
    start: float
    end: float
    mass: float
    discrete: bool


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


@njit(**KERNEL)
def chances_above(law, x):
    """Chances of at least x, from start to end; of whole numbers if the law is discrete."""
    chances = np.zeros(x.size)
    for i in range(x.size):
        if x[i] < law.end:
            left = moments(law.a, x[i], law.end, law.discrete)[0]
            chances[i] = math.exp(-law.a * math.log(x[i] / law.start)) * left / law.mass
    return chances


@njit(**KERNEL)
def number_below(a, low, high, u):
    """The number below which the density x^−(1+a) on [low, high] has the chance u; ``high`` may be infinite."""
    t = math.log(high / low)
    return low * math.exp(u * t if a == 0.0 else -math.log1p(u * math.expm1(-a * t)) / a)


@njit(**KERNEL)
def number_above(law, table, chance):
    """The number above which the law has the given chance; ``table`` is `first_chances` if it is discrete."""
    if law.discrete:
        return _whole_number_below(law, table, 1.0 - chance)
    if law.end == math.inf:
        return law.start * math.exp(-math.log(chance) / law.a)
    return min(number_below(law.a, law.start, law.end, 1.0 - chance), np.nextafter(law.end, 0.0))


@njit(**KERNEL)
def first_chances(law):
    """Chances of less than start + 1, start + 2, …; ones if the law is not discrete."""
    table = np.ones(TABLE)
    for j in range(TABLE):
        x = law.start + j + 1.0
        if law.discrete and x < law.end:
            table[j] = chance_below(law, x, math.log(x / law.start))
    return table


@njit(**KERNEL)
def _whole_number_below(law, table, u):
    """Largest whole number below which the chance is at most u."""
    if u >= table[-1]:
        return _far_out(law, law.start + TABLE, u)
    return law.start + np.searchsorted(table, u, side="right")


@njit(**KERNEL)
def _far_out(law, above, u):
    """The same from ``above`` on, which is beyond the table.

    The sum of x^−α over whole numbers is nearly the integral between half-integers: one step corrects it.
    """
    low = above - 0.5
    reached = chance_below(law, above, math.log(above / law.start))
    integral = (u - reached) * law.mass * math.exp(law.a * math.log(low / law.start))
    growth = integral if law.a == 0.0 else -math.log1p(-law.a * integral) / law.a
    x = max(above, min(np.floor(low * math.exp(growth) + 0.5), law.end - 1.0))
    if x < LARGE:
        if chance_below(law, x, math.log(x / law.start)) > u:
            x -= 1.0
        elif chance_below(law, x + 1.0, math.log((x + 1.0) / law.start)) <= u:
            x += 1.0
    return x
