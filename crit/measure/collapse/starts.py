"""Where a collapse may begin: a coarse look at all exponents that the data allow, without any curve fitted.

Every point is compared with the straight line through its neighbours in other systems, as for the quality S. What a
point costs is the logarithm of its distance in units of its error, so that far points pull from afar and none rules;
one that no other system brackets costs as much as if its neighbours were anywhere within the spread of its own curve.
So curves that lie apart are no optimum. Tolerances in place of small errors make the landscape wide.
"""

import numpy as np

from .optimum import placed
from .quality import joined, squares

TOLERANCES = 0.1, 0.02
"""Least errors, as shares of the spread of a curve: a wide landscape and a narrow one."""

CALLS = 500
"""Evaluations of a global search for each free exponent."""

BEYOND = 0.5
"""How far x0 may lie outside the data, as a share of their range."""

POWERS = 2.0, 3.0
"""How far a may lie from the power of s by which the sizes of the curves grow, and b from zero; twice the start's b
if that is more."""

STRETCH = 50.0
"""Logarithm of the largest ratio by which b may stretch one curve against another."""


def likely_starts(points, edges, guess, free):
    """Exponents of the best rough collapses, one for each tolerance; what is not free is as in the guess."""
    from scipy.optimize import direct, minimize

    bounds, found = _bounds(points, edges, guess), []
    for tolerance in TOLERANCES:
        cost = _cost(points, edges, tolerance)
        among = _only(cost, guess, free)
        best = direct(among, list(bounds[free]), maxfun=CALLS * int(free.sum()), maxiter=CALLS).x
        best = minimize(among, best, method="Nelder-Mead", options=dict(maxfev=CALLS)).x
        found.append(placed(guess, free, best))
    return found


def _only(cost, guess, free):
    """Cost as a function of the free exponents alone."""
    return lambda values: cost(placed(guess, free, values))


def _bounds(points, edges, guess):
    """Range of each exponent."""
    begins = edges[:-1]
    log_s, counts = points.log_s[begins], np.diff(edges)
    sizes = (
        np.add.reduceat(points.y, begins) / counts
        if points.log_y
        else np.log(np.sqrt(np.add.reduceat(points.y**2, begins) / counts) + np.finfo(float).tiny)
    )
    decay, low, high = -np.polyfit(log_s, sizes, 1)[0], points.x.min(), points.x.max()
    around, b = POWERS[0], min(max(POWERS[1], 2 * abs(guess[1])), STRETCH / np.ptp(log_s))
    margin = BEYOND * (high - low)
    return np.array([(decay - around, decay + around), (-b, b), (low - margin, high + margin)])


def _cost(points, edges, tolerance):
    """How far apart exponents leave the curves, as a function of them."""
    curves = [slice(*ends) for ends in zip(edges, edges[1:])]
    spread = np.concatenate([np.full(c.stop - c.start, np.std(points.y[c])) for c in curves])
    error = np.hypot(1 / points.weight, tolerance * spread)
    columns = points.x, points.y, error, points.log_s, spread
    x, y, error, log_s, spread, edges = joined([[column[c] for column in columns] for c in curves])
    alone = np.log1p((spread / error) ** 2)

    def cost(exponents):
        a, b, x0 = exponents
        u = x - b * log_s if points.log_x else (x - x0) * np.exp(-b * log_s)
        stretch = np.ones_like(y) if points.log_y else np.exp(a * log_s)
        off = squares(u, y + a * log_s if points.log_y else y * stretch, error * stretch, edges)
        return float(np.fmin(np.log1p(off), alone).sum())

    return cost
