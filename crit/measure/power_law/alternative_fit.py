"""Another law than a power law, fitted by maximum likelihood: parameters, their errors, a lower end of its own."""

import math
from typing import NamedTuple

import numpy as np

from ...documented import documented
from ...typing import ArrayLike, Window
from .alternatives import EXPONENTIAL, STRETCHED, TRUNCATED, Alternative, chances_below, kind_of, points_of
from .data import DATA, collect
from .fit import fit_power_law
from .likelihood import BinnedTail, fit_from

EQUAL = 1e-6
"""Difference of log-likelihoods below which the alternative has become the power law."""

FIRST_STEPS = 0.1, 0.3
"""Of the simplex, in the two parameters."""

DROP = 0.01
"""By how much the log-likelihood falls, at least, over the steps that its curvature is measured with."""

EDGES = 0.0, math.inf
"""Values that some parameter of each alternative takes where it is a power law."""

CORNERS = (1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)


def likeliest(kind, points, alpha):
    """Parameters (b, s) of greatest likelihood, by the simplex method from several points and at the edge."""
    from scipy.optimize import minimize

    starts, bounds, parameters, edge = _search(kind, points, alpha)

    def loss(point):
        value = points.log_likelihood(kind, *point)
        return -value if math.isfinite(value) else 1e300

    def search(start):
        simplex = np.array(start) + np.vstack([np.zeros(len(start)), np.diag(FIRST_STEPS[: len(start)])])
        options = dict(xatol=1e-6, fatol=1e-8, maxiter=1000, initial_simplex=simplex)
        return minimize(lambda u: loss(parameters(u)), start, method="Nelder-Mead", bounds=bounds, options=options).x

    with np.errstate(invalid="ignore"):  # far from the data all densities may vanish
        points_tried = edge + [tuple(map(float, parameters(search(start)))) for start in starts]
        best = min(points_tried, key=loss)
    return edge[0] if edge and loss(edge[0]) < loss(best) + EQUAL else best


def _search(kind, points, alpha):
    """Starting points, bounds, the map to the parameters of the table, and the power law if it is among them."""
    counts, y = points.counts, points.logs
    n, free, positive = counts.sum(), (None, None), (0.0, None)
    mean, spread = counts @ y / n, counts @ (y - counts @ y / n) ** 2 / n
    usual, least = math.log(n / (counts @ np.expm1(y))), -math.log(np.expm1(y[-1]))
    if kind == EXPONENTIAL:
        return [(usual,)], [free], lambda u: (0.0, math.exp(u[0])), []
    if kind == TRUNCATED:
        return [(alpha, least), (1.0, usual)], [free, free], lambda u: (u[0], math.exp(u[1])), [(alpha, 0.0)]
    if kind == STRETCHED:
        starts = [(0.05, math.log(max(alpha - 1.0, 0.1))), (1.0, usual)]
        return starts, [positive, free], lambda u: (u[0], math.exp(u[1])), [(0.0, alpha - 1.0)]
    starts = [(alpha, 0.05), (1.0 - mean / spread, 1.0 / spread)]
    return starts, [free, positive], lambda u: (u[0], u[1]), [(alpha, 0.0)]


def usual_parameters(kind, b, s, points):
    """The parameters in the usual notation and the units of the data."""
    b, s, start = float(b), float(s), float(points.start * points.unit)
    if kind == EXPONENTIAL:
        return {"lambda": s / start}
    if kind == TRUNCATED:
        return {"alpha": b, "lambda": s / start}
    if kind == STRETCHED:
        return {"lambda": s / (b * start**b) if b > 0 else math.inf, "beta": b}
    if s == 0:
        return {"mu": -math.inf, "sigma": math.inf}
    return {"mu": math.log(start) + (1.0 - b) / s, "sigma": 1.0 / math.sqrt(s)}


def in_words(parameters, errors):
    """Parameters with their errors, on one line."""
    if all(map(math.isnan, errors.values())):
        return "has become a power law" if any(value in EDGES for value in parameters.values()) else "no errors"
    return ", ".join(f"{name} {value:.4g} ± {errors[name]:.2g}" for name, value in parameters.items())


def errors_of(kind, b, s, points):
    """Standard errors of the usual parameters, from the curvature of the likelihood; nan at an edge."""
    usual = usual_parameters(kind, b, s, points)
    if kind != EXPONENTIAL and (b if kind == STRETCHED else s) == 0:
        return dict.fromkeys(usual, math.nan)
    best = np.array([s] if kind == EXPONENTIAL else [b, s])
    room = np.where([kind in (EXPONENTIAL, STRETCHED), True][-best.size :], best / 4, math.inf)

    def at(point):
        return (0.0, point[0]) if kind == EXPONENTIAL else tuple(point)

    def value(point):
        return points.log_likelihood(kind, *at(point))

    steps = _steps(value, best, room)
    information = -_curvature(value, best, steps)
    if not np.all(np.linalg.eigvalsh(information) > 0):
        return dict.fromkeys(usual, math.nan)
    slopes = _slopes(lambda point: list(usual_parameters(kind, *at(point), points).values()), best, steps / 8)
    return dict(zip(usual, map(float, np.sqrt(np.diag(slopes @ np.linalg.inv(information) @ slopes.T)))))


def _steps(value, best, room):
    """A step in each direction, at most the room, over which the value falls by about DROP."""
    top, steps = value(best), np.minimum(1e-6 * (1.0 + np.abs(best)), room)
    for k, unit in enumerate(np.eye(best.size)):
        while steps[k] < room[k] and not top - value(best - steps[k] * unit) > DROP:
            steps[k] = min(2.0 * steps[k], room[k])
    return steps


def _curvature(value, best, steps):
    """Matrix of second derivatives, by central differences."""
    moves, matrix = np.diag(steps), np.empty((best.size, best.size))
    for j, left in enumerate(moves):
        for k, right in enumerate(moves):
            corners = [sign * value(best + p * left + q * right) for p, q, sign in CORNERS]
            matrix[j, k] = sum(corners) / (4.0 * steps[j] * steps[k])
    return matrix


def _slopes(values, best, steps):
    """Matrix of first derivatives, by central differences."""
    moves = np.diag(steps)
    return np.array([np.subtract(values(best + move), values(best - move)) for move in moves]).T / (2.0 * steps)


CANDIDATES = 40
"""Lower ends that a scan tries over the whole range, and once more around the best of them."""


class AlternativeFit(NamedTuple):
    """A law fitted to data between two ends.

    Name of the ``alternative``; its ``parameters`` and their standard ``errors``, nan where it has become a power law;
    the window from ``xmin`` to ``xmax``; ``ks``, the distance between data and law; ``n``, the number of data in the
    window, and the ``log_likelihood`` of them; whether the law is ``discrete`` and whether xmin was ``scanned`` for;
    ``shape``, what the kernels know the law by: b, s, the start, the end and the unit.
    """

    alternative: str
    parameters: dict
    errors: dict
    xmin: float
    xmax: float
    ks: float
    n: int
    log_likelihood: float
    discrete: bool
    scanned: bool
    shape: tuple

    def __str__(self):
        numbers = in_words(self.parameters, self.errors)
        return f"{self.alternative}: {numbers} (n = {self.n:.6g}, x from {self.xmin:.6g} to {self.xmax:.6g})"

    def ccdf(self, x: ArrayLike) -> np.ndarray:
        """Chance that a number in the window is at least x, an array of the shape of x; see `PowerLaw.ccdf`."""
        b, s, start, end, unit = self.shape
        at = np.asarray(x, dtype=float) / unit
        values, back = np.unique(np.clip(np.ceil(at) if self.discrete else at, start, end), return_inverse=True)
        below = chances_below(
            Alternative[self.alternative], b, s, np.log(values / start), start, end, self.discrete, 0.0
        )
        return np.reshape(1.0 - below[back], at.shape)


@documented(**DATA)
def fit_alternative(
    x: ArrayLike,
    alternative: str,
    *,
    discrete: bool,
    xmin: float | Window | None = None,
    xmax: float | None = None,
    counts: ArrayLike | None = None,
    grid: float | None = None,
) -> AlternativeFit:
    """Fit another law than a power law by maximum likelihood, normalised between xmin and xmax.

    Parameters
    ----------
    x : array of shape (n,)
        Finite numbers > 0; whole numbers if ``discrete``.
    alternative : str
        "exponential", "lognormal", "stretched_exponential" or "truncated_power_law", each with the formula that
        `likelihood_ratio` tells; over whole numbers the law is its formula at these.
    {discrete}
    xmin : float or (float, float), optional
        Lower end. By default the value above which the law lies closest to the data, of eighty that leave three
        distinct values: forty over all the range, or over that between a pair, and forty around the best of these.
    {xmax, counts, grid}

    Returns
    -------
    AlternativeFit
        Its errors are from the curvature of the likelihood for the xmin that was chosen.

    Raises
    ------
    ValueError
        If x are empty, all alike, not finite, not positive, not whole (if `discrete`) or not on the grid, the counts
        are not as many whole numbers >= 0, the alternative is none of the above, an end is not > 0, off the grid or
        leaves no data, or `discrete` is no bool.
    NotEnoughData
        With fewer than fifty data from a given xmin on, or fewer than fifty to scan.
    """
    kind = kind_of(alternative)
    fit = fit_power_law(x, discrete=discrete, xmin=xmin, xmax=xmax, counts=counts, grid=grid)
    data = collect(x, discrete, counts, None, grid)
    tail = data.tail(0.0 if fit.scanned else fit.xmin, fit.xmax, fit.within)
    return _fitted(kind, tail, _closest(kind, tail) if fit.scanned else 0, fit)


def _fitted(kind, tail, first, fit):
    """The fit to the data of a tail from its value ``first`` on."""
    (b, s), points = _likeliest(kind, tail, first), points_of(tail, fit.grid or 1.0, first)
    half = 0.5 if isinstance(tail, BinnedTail) else 0.0
    return AlternativeFit(
        alternative=Alternative(kind).name,
        parameters=usual_parameters(kind, b, s, points),
        errors=errors_of(kind, b, s, points),
        xmin=float(points.start + half) * points.unit,
        xmax=fit.xmax,
        ks=_distance(kind, tail, first),
        n=int(points.counts.sum()),
        log_likelihood=points.log_likelihood(kind, b, s),
        discrete=fit.discrete,
        scanned=fit.scanned,
        shape=(b, s, float(points.start), float(points.end), points.unit),
    )


def _likeliest(kind, tail, first):
    return likeliest(kind, points_of(tail, 1.0, first), 1.0 + fit_from(tail, first)[0].a)


def _closest(kind, tail):
    """Index of the value from which on the law lies closest to the data, among the candidates."""
    best, low, high = tail.first, tail.first, tail.last
    for _ in range(2):
        tried = np.unique(np.linspace(low, high, CANDIDATES).astype(int))
        k = int(np.argmin([_distance(kind, tail, int(i)) for i in tried]))
        best, low, high = int(tried[k]), tried[max(0, k - 1)], tried[min(tried.size - 1, k + 1)]
    return best


def _distance(kind, tail, first):
    """Largest difference between the chance of less than a value and the share of the data before it."""
    points = points_of(tail, 1.0, first)
    chance = points.chances_below(kind, *_likeliest(kind, tail, first))
    below = (tail.below[first:] - tail.below[first]) / points.counts.sum()
    after = below[1:] - tail.one / points.counts.sum()
    return float(np.max(np.maximum(np.abs(chance - below[:-1]), after - chance)))
