"""Could the data come from the power law that was fitted to them? A parametric bootstrap of the distance."""

import math
from typing import NamedTuple

import numpy as np

from ..checks import generator, refuse, whole
from ..kernels import njit
from .exponent import chance_below, fit_from, tail_of
from .powerlaw import PowerLaw, checked_data, past
from .powersums import SCALAR
from .scan import DOUBTFUL, closest, distance, longest

TABLE = 1024
"""Whole numbers whose chances are tabulated; larger ones are computed."""

LARGE = 2.0**40
"""Whole numbers from which on neighbours cannot be told apart by their chances."""


class GoodnessOfFit(NamedTuple):
    """How often data from the fitted law lie as far from their own fit as the data do.

    ``p`` and its standard error; ``ks``, the distance of the data; ``resamples``, how many samples were drawn and
    fitted; ``n``, the number of data above xmin; a line of text on the ``method``.
    """

    p: float
    error: float
    ks: float
    resamples: int
    n: int
    method: str

    def __str__(self):
        return f"p = {self.p:.4g} ± {self.error:.2g} ({self.resamples} resamples, n = {self.n})"


def goodness_of_fit(x, fit, *, resamples=1000, seed):
    """Test the fitted power law by a parametric bootstrap.

    Parameters
    ----------
    x : array of shape (n,)
        The data that were fitted.
    fit : PowerLaw
        What `fit_power_law` returned for them.
    resamples : int
        Number of samples to draw, >= 1; p is known to ½/√resamples or better.
    seed : int, SeedSequence or Generator
        Same seed, same p.

    Returns
    -------
    GoodnessOfFit
        Under the law, p is uniform; a small p speaks against it, a large one does not prove it.

    Raises
    ------
    ValueError
        On a bad argument, among them a fit that belongs to other data.

    Notes
    -----
    Each sample is fitted as the data were. If xmin was given, n numbers are drawn from the law, and p is uniform for a
    power law: exactly so for an open density, of which the distances do not depend on α.
    If xmin was scanned for, so it is in each sample. A number of the sample falls above a value as often as in the data
    and is then drawn from the law, otherwise from the data below (Clauset, Shalizi & Newman 2009, section 4.1). That
    value is not xmin, which the scan mostly puts too high: p would then be too large, with a mean of 0.58 on power
    laws of 300 numbers. It is the lowest value above which the data are no farther from their law than nine of ten
    samples of a true law are. In simulations, 3 to 7 of 100 power laws then have p < 0.05, with or without other data
    below them.
    p = (1 + number of samples at least as far away)/(1 + resamples), which cannot be zero.
    """
    resamples, rng = whole("resamples", resamples), generator(seed)
    x, tail = data_of(x, fit)
    law = _true_law(x, tail, fit.xmin) if fit.scanned else fit_from(tail, 0)[0]
    x = x if fit.scanned else x[x >= fit.xmin]
    table, body = _cumulative(law), x[x < law.start]
    farther = 0
    for _ in range(resamples):
        below = rng.binomial(x.size, body.size / x.size)
        sample = np.append(_draw(law, table, x.size - below, rng), body[rng.integers(0, max(1, body.size), below)])
        farther += _is_farther(sample, law, fit)
    p = (1 + farther) / (1 + resamples)
    method = f"parametric bootstrap{', xmin scanned for in each sample' if fit.scanned else ''}"
    return GoodnessOfFit(p, math.sqrt(p * (1 - p) / resamples), fit.ks, resamples, fit.n, method)


def data_of(x, fit):
    """The data up to xmax, and those from xmin on as a `Tail`; ``ValueError`` if they are not the fit's."""
    if not isinstance(fit, PowerLaw):
        refuse("fit", fit, "what fit_power_law returned is needed")
    x, discrete = checked_data(x, fit.discrete)
    x = x[x <= fit.xmax]
    tail = tail_of(x, fit.xmin, past(fit.xmax, discrete), discrete)
    if tail.below[-1] != fit.n or abs(1.0 + fit_from(tail, 0)[0].a - fit.alpha) > 1e-9 * abs(fit.alpha):
        refuse("fit", fit, "the fit of these data is needed")
    return x, tail


def _true_law(x, tail, xmin):
    """The law to draw from after a scan: that of the longest tail that lies close enough to its law."""
    whole_data = tail_of(x, 0.0, tail.end, tail.discrete)
    best = int(np.searchsorted(whole_data.values, xmin))
    return fit_from(whole_data, longest(whole_data, best, DOUBTFUL))[0]


def _is_farther(sample, law, fit):
    """Whether a sample lies as far from the law fitted to it as the data do from theirs; equal numbers fit exactly."""
    tail = tail_of(sample, 0.0 if fit.scanned else law.start, law.end, law.discrete)
    if tail.below[-2] == 0:
        return False
    if fit.scanned:
        return closest(tail, fit.ks, fit.ks)[1] >= fit.ks
    return distance(tail, 0, fit_from(tail, 0)[0], fit.ks)[0] >= fit.ks


def _draw(law, table, n, rng):
    """Numbers from the law, by inversion."""
    if law.discrete:
        return _whole_numbers(law, table, rng.random(n))
    if law.end == math.inf:
        return law.start * np.exp(rng.standard_exponential(n) / law.a)
    u, t = rng.random(n), math.log(law.end / law.start)
    y = u * t if law.a == 0.0 else -np.log1p(u * math.expm1(-law.a * t)) / law.a
    return np.minimum(law.start * np.exp(y), np.nextafter(law.end, 0.0))


@njit(**SCALAR)
def _cumulative(law):
    """Chances of less than start + 1, start + 2, …"""
    table = np.ones(TABLE)
    for j in range(TABLE):
        x = law.start + j + 1.0
        if law.discrete and x < law.end:
            table[j] = chance_below(law, x, math.log(x / law.start))
    return table


@njit(**SCALAR)
def _whole_numbers(law, table, u):
    x = np.empty(u.size)
    for i in range(u.size):
        x[i] = law.start + np.searchsorted(table, u[i], side="right")
        if u[i] >= table[-1]:
            x[i] = _far_out(law, law.start + TABLE, u[i])
    return x


@njit(**SCALAR)
def _far_out(law, above, u):
    """Largest whole number below which the chance is at most u; from ``above`` on, which is beyond the table.

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
