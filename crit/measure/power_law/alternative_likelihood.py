"""An alternative to the power law, fitted by maximum likelihood: its parameters and their errors."""

import math
from typing import NamedTuple

import numpy as np

from .alternatives import EXPONENTIAL, STRETCHED, TRUNCATED, chances_below, log_chances, log_likelihoods
from .likelihood import BinnedTail

EQUAL = 1e-6
"""Difference of log-likelihoods below which the alternative has become the power law."""

FIRST_STEPS = 0.1, 0.3
"""Of the simplex, in the two parameters."""

DROP = 0.01
"""By how much the log-likelihood falls, at least, over the steps that its curvature is measured with."""

EDGES = 0.0, math.inf
"""Values that some parameter of each alternative takes where it is a power law."""

CORNERS = (1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)


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
