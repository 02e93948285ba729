"""The best collapse: descents from several starts, compared by one measure.

A descent to the least loss must hold the stiffness of the curve and the ends of its pieces, which depend on the
exponents. So it goes in rounds, and the losses of two rounds, or of two descents, are not those of one function. What
is compared instead is the restricted likelihood of exponents, with pieces and stiffness that belong to them: curves
that lie apart need more of a curve, and pay for it.

Where to begin tells a coarse look at all exponents that the data allow, without any curve fitted: every point is
compared with the straight line through its neighbours in other systems, as for the quality S. What a point costs is the
logarithm of its distance in units of its error, so that far points pull from afar and none rules; one that no other
system brackets costs as much as if its neighbours were anywhere within the spread of its own curve. So curves that lie
apart are no optimum. Tolerances in place of small errors make the landscape wide.
"""

import itertools

import numpy as np

from ..estimate import NotEnoughData
from .master_curve import TINY, Master, descend, fit, mean_weight, penalty, scaled
from .quality import joined, squares

PIECES = 4, 24
"""Fewest and most pieces of the curve; in between a third of the number of points. Half as many move exponents by a
fifth of their errors, twice as many by nothing."""

SOFTEST, STIFFEST = 1e-6, 1e6
"""Range of stiffnesses: weight of the squared third differences against that of the data."""

LADDER = np.sqrt(10.0)
"""Ratio of the stiffnesses that are tried."""

SUPPLE = 0.1
"""So much less stiff than the likeliest curve: stiffness biases exponents, suppleness costs little. Half or twice of it
moves exponents by less than a fifth of their errors."""

ROUNDS = 8
"""Most rounds of choosing pieces and stiffness anew."""

POLISH = 200
"""Most likelihoods for a fit that descents miss."""

ALIKE = 0.1
"""Difference of −2 ln likelihood that is none: noise moves exponents by 1."""


def search(points, start, free, stiffness=1.0):
    """Fit the curve and the free exponents (a mask over a, b, x0), beginning with some stiffness."""
    *_, master = _rounds(points, start, free, stiffness)
    return master


def optimum(points, start, others, free, together):
    """The likeliest of the fits that descents from a start and from others end in; none less likely than the start.

    Of fits that are alike the one from the start is preferred. Where the curve describes the data badly descents may
    leave a start that is better than all their ends; then the likelihood itself is searched around it. Exponents of
    which ``together`` says that the curves do not overlap are the last resort.
    """
    starts = [np.asarray(each, dtype=float) for each in (start, *others)]
    near = [settled(points, each) for each in starts if _spreads(points, each)]
    if not near:
        raise NotEnoughData("no exponents within reach spread the scaled points")
    fits = [_end(points, near[0].exponents, free, 1.0)]
    fits += [_end(points, each.exponents, free, each.stiffness) for each in near]
    fits = [master for master in fits if together(master.exponents)] or fits
    heights = np.array([unlikelihood(points, master.exponents) for master in fits])
    best = fits[int(np.argmax(heights <= heights.min() + ALIKE))]
    if together(near[0].exponents) and unlikelihood(points, near[0].exponents) < heights.min() - ALIKE:
        return _polished(points, near[0].exponents, free)
    return best


def _polished(points, exponents, free):
    """The likeliest fit near exponents that no descent leads to."""
    from scipy.optimize import minimize

    def height(values):
        return unlikelihood(points, placed(exponents, free, values))

    found = minimize(height, exponents[free], method="Nelder-Mead", options=dict(maxfev=POLISH)).x
    return settled(points, placed(exponents, free, found))


def placed(exponents, free, values):
    """Exponents with other values of those that are free."""
    changed = np.array(exponents, dtype=float)
    changed[free] = values
    return changed


def _spreads(points, exponents):
    """Whether the scaled variable can be told apart."""
    u = scaled(points, exponents)
    return np.all(np.isfinite(u)) and np.ptp(u) > 0


def _end(points, start, free, stiffness):
    """The last round of a descent or, if rounds go in circles, the likeliest of the later ones."""
    masters = list(_rounds(points, start, free, stiffness))
    if len(masters) < ROUNDS:
        return masters[-1]
    return min(masters[ROUNDS // 2 :], key=lambda master: unlikelihood(points, master.exponents))


def _rounds(points, start, free, stiffness):
    """Yield the fits of successive rounds, each with pieces and stiffness that suit the one before."""
    exponents = np.asarray(start, dtype=float)
    for _ in range(ROUNDS):
        master = descend(points, _laid(points, exponents, stiffness), free)
        yield master
        best = SUPPLE * _likeliest(points, master._replace(stiffness=stiffness / SUPPLE))
        if np.isclose(best, stiffness) and np.allclose(master.exponents, exponents, rtol=1e-4, atol=1e-6):
            break
        exponents, stiffness = master.exponents, best


def unlikelihood(points, exponents):
    """−2 ln of the restricted likelihood of exponents, the curve as supple as fits have it; without constants.

    The noise is the likeliest, but not less than the errors say.
    """
    return _least_deviance(points, settled(points, exponents))


def settled(points, exponents):
    """The curve for given exponents, with the stiffness that suits it."""
    master = _laid(points, exponents, 1.0)
    rungs = [master._replace(stiffness=rung) for rung in LADDER ** np.arange(-11, 12)]
    likeliest = min(rungs, key=lambda rung: _least_deviance(points, fit(points, rung)))
    return fit(points, likeliest._replace(stiffness=SUPPLE * likeliest.stiffness))


def _least_deviance(points, master):
    spare = len(points.y) - 3 * points.fades.shape[1]
    noise = spare * (1 + np.log(master.loss / spare)) if master.loss > spare else master.loss
    return noise + _complexity(points, master)


def _laid(points, exponents, stiffness):
    """Pieces of a curve over the range of the scaled variable."""
    u = scaled(points, exponents)
    return Master(np.asarray(exponents, dtype=float), (u.min(), u.max()), _pieces(points), stiffness)


def _pieces(points):
    return int(np.clip(len(points.y) // 3, *PIECES))


def _likeliest(points, master):
    """Stiffness of the greatest restricted likelihood, searched for rung by rung from the one at hand."""
    best, least = master.stiffness, _deviance(points, master)
    for factor in (LADDER, 1 / LADDER):
        while SOFTEST < best * factor < STIFFEST:
            deviance = _deviance(points, master._replace(stiffness=best * factor))
            if deviance >= least:
                break
            best, least = best * factor, deviance
    return best


def _deviance(points, master):
    """−2 ln of the restricted likelihood, the noise being the likeliest; without constants."""
    master = fit(points, master)
    return (len(points.y) - 3 * points.fades.shape[1]) * np.log(max(master.loss, TINY)) + _complexity(points, master)


def _complexity(points, master):
    """What the restricted likelihood charges for a curve that can bend."""
    size = len(master.coefficients)
    # In units of the mean weight: else exponents that only change the unit of the curve would change the likelihood.
    determinant = np.linalg.slogdet((master.gram + penalty(master)) / mean_weight(master))[1]
    return determinant - (size - 3 * points.fades.shape[1]) * np.log(master.stiffness)


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
    curves = [slice(*ends) for ends in itertools.pairwise(edges)]
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
