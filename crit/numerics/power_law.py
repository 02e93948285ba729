"""Sums and integrals of powers with their derivatives: what every likelihood of a power law is made of.

For a law p(x) ∝ x^−α on [q, r), with y = ln(x/q) and α = 1 + a, all that is needed are the moments

    z_p = ∫ e^(−a y) y^p dy   (continuous)      z_p = (1/q) Σ (x/q)^−α y^p   (whole numbers),      p = 0, 1, 2.

The mean of y is z_1/z_0, its variance, the Fisher information of one point, z_2/z_0 − (z_1/z_0)². The sum is the
integral plus corrections at both ends (Euler & Maclaurin), so that α ≤ 1 is no special case where r is finite; where r
is infinite it is the Hurwitz zeta function, (q^α/q) ζ(α, q), with its derivatives.
"""

import math

from .compile import KERNEL, njit

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
