"""Power law or something else? The ratio of the likelihoods of the same tail."""

import math
from typing import NamedTuple

import numpy as np

from ..checks import refuse
from .alternatives import EXPONENTIAL, STRETCHED, TRUNCATED, Alternative, log_likelihoods
from .goodness import data_of

EQUAL = 1e-6
"""Difference of log-likelihoods below which the alternative has become the power law."""

SAME = 1e-10
"""Differences of ln p that are rounding."""

FIRST_STEPS = 0.1, 0.3
"""Of the simplex, in the two parameters."""


class LikelihoodRatio(NamedTuple):
    """Logarithm R of the likelihood of the power law over that of an alternative.

    ``R`` > 0 speaks for the power law, ``R`` < 0 for the alternative; ``error`` is its standard error and ``p`` the
    chance of an R as far from zero if both were equally good. ``parameters`` are those of the alternative, ``n`` is the
    number of data; a line of text on the ``method``.
    """

    R: float
    error: float
    p: float
    alternative: str
    parameters: dict
    n: int
    method: str

    def __str__(self):
        against = f"power law against {self.alternative}, n = {self.n}"
        return f"R = {self.R:.5g} ± {self.error:.2g}, p = {self.p:.3g} ({against})"


def likelihood_ratio(x, fit, alternative):
    """Compare the fitted power law with another law on the same data, between the same ends.

    Parameters
    ----------
    x : array of shape (n,)
        The data that were fitted.
    fit : PowerLaw
        What `fit_power_law` returned for them.
    alternative : str
        "exponential", "lognormal", "stretched_exponential" or "truncated_power_law", the last being p ∝ x^−α exp(−λ x).
        It is fitted by maximum likelihood, normalised from xmin to xmax, over whole numbers if the fit is discrete.

    Returns
    -------
    LikelihoodRatio
        Its ``parameters`` are λ, (μ, σ), (λ, β) with p ∝ x^(β−1) exp(−λ x^β), or (α, λ). Where the alternative is
        likeliest in a limit in which it is a power law, R = 0 and p = 1: nothing can tell them apart.

    Raises
    ------
    ValueError
        On a bad argument, among them a fit that belongs to other data.

    Notes
    -----
    Against the exponential: Vuong's test (Econometrica 57, 307, 1989), R/error is standard normal if both laws are
    equally far from the truth, and p is two-sided. The other three contain the power law, at the edge of their
    parameters (the lognormal where σ² and −μ are infinite, the stretched exponential where β = 0), so that R <= 0, and
    if the power law is true then −2R is zero or χ² with one degree of freedom, with probability ½ each (Chernoff 1954);
    p is the upper tail. For the truncated power law without xmax and α < 3 this theory fails, since x has no variance;
    p is twice as large then, which a simulation finds to reject 4 to 9 in 100 power laws at the 5 % level.
    Over whole numbers the alternatives are their formulas at the whole numbers, as in Clauset, Shalizi & Newman (2009).
    """
    kind, (_, tail) = _kind(alternative), data_of(x, fit)
    counts, densities = np.diff(tail.below), _densities(tail)
    best = _likeliest(kind, tail, fit.alpha, lambda b, s: float(counts @ densities(kind, b, s)))
    R, error = _ratio(counts, densities(TRUNCATED, fit.alpha, 0.0) - densities(kind, *best))
    heavy = kind == TRUNCATED and fit.xmax == math.inf and fit.alpha < 3
    p, test = _vuong(R, error) if kind == EXPONENTIAL else _nested(R, 1.0 if heavy else 0.5)
    return LikelihoodRatio(R, error, p, alternative, _parameters(kind, *best, tail.values[0]), fit.n, test)


def _ratio(counts, difference):
    """Sum of the differences of ln p, and its standard error; exactly zero for equal laws."""
    R = float(counts @ difference)
    if np.max(np.abs(difference)) < SAME:
        return 0.0, 0.0
    return R, math.sqrt(max(0.0, float(counts @ difference**2) - R * R / counts.sum()))


def _vuong(R, error):
    return math.erfc(abs(R) / (math.sqrt(2) * error)) if error > 0 else 1.0, "Vuong's test, two-sided"


def _nested(R, share):
    return share * math.erfc(math.sqrt(-R)) if R < 0 else 1.0, "likelihood-ratio test of an edge of the alternative"


def _parameters(kind, b, s, xmin):
    """The parameters in the usual notation."""
    if kind == EXPONENTIAL:
        return {"lambda": s / xmin}
    if kind == TRUNCATED:
        return {"alpha": b, "lambda": s / xmin}
    if kind == STRETCHED:
        return {"lambda": s / (b * xmin**b) if b > 0 else math.inf, "beta": b}
    if s == 0:
        return {"mu": -math.inf, "sigma": math.inf}
    return {"mu": math.log(xmin) + (1.0 - b) / s, "sigma": 1.0 / math.sqrt(s)}


def _kind(alternative):
    names = [law.name for law in Alternative]
    if alternative not in names:
        refuse("alternative", alternative, f"one of {', '.join(names)} is needed")
    return int(Alternative[alternative])


def _densities(tail):
    """Function (kind, parameters) that returns ln p of the distinct values."""
    logs, shift_at = tail.logs - tail.logs[0], float(tail.excess[0] / tail.below[-1])
    return lambda kind, b, s: log_likelihoods(
        kind, float(b), float(s), logs, tail.values[0], tail.end, tail.discrete, shift_at
    )


def _likeliest(kind, tail, alpha, likelihood):
    """Parameters of greatest likelihood, by the simplex method from several points and at the edge."""
    from scipy.optimize import minimize

    starts, bounds, parameters, edge = _search(kind, tail, alpha)

    def loss(point):
        value = likelihood(*point)
        return -value if math.isfinite(value) else 1e300

    def search(start):
        simplex = np.array(start) + np.vstack([np.zeros(len(start)), np.diag(FIRST_STEPS[: len(start)])])
        options = dict(xatol=1e-6, fatol=1e-8, maxiter=1000, initial_simplex=simplex)
        return minimize(lambda u: loss(parameters(u)), start, method="Nelder-Mead", bounds=bounds, options=options).x

    with np.errstate(invalid="ignore"):  # far from the data all densities may vanish
        points = edge + [tuple(map(float, parameters(search(start)))) for start in starts]
        best = min(points, key=loss)
    return edge[0] if edge and loss(edge[0]) < loss(best) + EQUAL else best


def _search(kind, tail, alpha):
    """Starting points, bounds, the map to the parameters of the table, and the power law if it is among them."""
    counts, y = np.diff(tail.below), tail.logs - tail.logs[0]
    n, free, positive = counts.sum(), (None, None), (0.0, None)
    mean, spread = counts @ y / n, counts @ (y - counts @ y / n) ** 2 / n
    usual, least = math.log(n / (counts @ np.expm1(y))), -math.log(np.expm1(y[-1]))
    if kind == Alternative.exponential:
        return [(usual,)], [free], lambda u: (0.0, math.exp(u[0])), []
    if kind == Alternative.truncated_power_law:
        return [(alpha, least), (1.0, usual)], [free, free], lambda u: (u[0], math.exp(u[1])), [(alpha, 0.0)]
    if kind == Alternative.stretched_exponential:
        starts = [(0.05, math.log(max(alpha - 1.0, 0.1))), (1.0, usual)]
        return starts, [positive, free], lambda u: (u[0], math.exp(u[1])), [(0.0, alpha - 1.0)]
    starts = [(alpha, 0.05), (1.0 - mean / spread, 1.0 / spread)]
    return starts, [free, positive], lambda u: (u[0], u[1]), [(alpha, 0.0)]
