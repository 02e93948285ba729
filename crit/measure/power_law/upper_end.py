"""The upper end of a power law, estimated from the largest of the data."""

import math

import numpy as np

from ...numerics.power_law import chances_above
from ..estimate import NotEnoughData
from .likelihood import fit_from

DOUBT = 0.05
"""An end is seen if an open law would leave the largest number so small with no more than this chance."""

ROUNDS = 3
"""α and the end depend weakly on each other: after so many rounds nothing moves any more."""


def fit_to_estimated_end(fit_to, data):
    """Fit up to an end of which the data tell; ``fit_to(xmax)`` fits up to a given one.

    The likeliest end is the largest number, which is too small: on average it leaves 1/(n + 1) of the law above it. The
    end is put where it does. The number of data that the true share stands for is exponentially distributed, so that
    the standard error is as large as the step.
    """
    to_largest = fit_to(data.highest)
    _must_be_seen(to_largest, fit_to, data)
    fit, unit = to_largest, data.grid or 1.0
    for _ in range(ROUNDS):
        fit = fit_to(max(data.highest, _end(fit, data) * unit))
    lattice = data.discrete or data.rounded
    spread = _spread_of_steps(fit, data) * unit if lattice else fit.xmax - data.highest
    error = math.hypot(fit.error, fit.alpha - to_largest.alpha)
    return fit._replace(error=error, xmax_error=spread, method=f"{fit.method}, xmax estimated")


def _must_be_seen(fit, fit_to, data):
    tail = data.tail(fit.xmin, math.inf)
    law, _ = fit_from(tail, 0)
    n, above = float(tail.below[-1]), float(chances_above(law, tail.values[-1:])[0])
    chance = math.exp(n * math.log1p(-above)) if above < 1.0 else 0.0
    if chance > DOUBT:
        message = (
            f"no upper end is seen: the largest of the {n:g} numbers from {fit.xmin:g} on is {data.highest:g}, and open"
            f" laws leave it there or lower with a chance of {chance:.2g}; the estimate is without an end"
        )
        raise NotEnoughData(message, fit_to(math.inf))


def _end(fit, data):
    """Where the law leaves 1/(n + 1) of it above the largest number, in units of the grid; the last step before."""
    law, largest = fit.law, data.values[-1]
    half = 0.5 if data.discrete or data.rounded else 0.0
    low = largest + half
    extra = (1.0 - float(chances_above(law, np.array([low + half]))[0])) * law.mass / fit.n
    gained = law.a * extra * math.exp(law.a * math.log(low / law.start))
    step = extra if law.a == 0.0 else -math.log1p(-min(gained, 0.5)) / law.a
    end = low * math.exp(step)
    return math.floor(end - half) if half else end


def _spread_of_steps(fit, data):
    """Standard deviation of how many possible numbers above the largest are missed, each by a chance e^(−n p)."""
    width = 1.0 if data.discrete else data.grid
    hit = -math.expm1(-fit.n * width * float(fit.pdf(data.highest)))
    return math.sqrt(1.0 - hit) / hit
