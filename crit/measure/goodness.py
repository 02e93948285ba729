"""Could the data come from the power law that was fitted to them? A parametric bootstrap of the distance."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ..checks import refuse, whole
from .exponent import fit_from, tail_of
from .powerlaw import PowerLaw, checked_data, past
from .repeats import repeat
from .resampling import draw, source_of
from .scan import DOUBTFUL, closest, distance, longest


class GoodnessOfFit(NamedTuple):
    """How often data from the fitted law lie as far from their own fit as the data do, for their number.

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


def goodness_of_fit(x, fit, *, resamples=1000, seed, executor=None, progress=False):
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
        Same seed, same p, whatever the executor.
    executor, progress
        As for `repeat`: where the samples are fitted (threads gain as well as processes), and a progress bar.

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
    value is the lowest one above which the data are no farther from their law than nine of ten samples of a true law
    are. Where the law begins is thus guessed, mostly too low if it is reached smoothly, and a distance depends on the
    guess: it falls as 1/√n with the number n of data above xmin. What is compared is therefore √n times the distance,
    whose distribution hardly knows where the law begins, what lies below it, or α.
    TABLE_HERE
    p = (1 + number of samples at least as far away)/(1 + resamples), which cannot be zero.
    """
    resamples, (x, tail) = whole("resamples", resamples), data_of(x, fit)
    law = _true_law(x, tail, fit.xmin) if fit.scanned else fit_from(tail, 0)[0]
    x = x if fit.scanned else x[x >= fit.xmin]
    trial = partial(_resampled, source_of(law, x[x < law.start], x.size), fit.scanned)
    found = repeat(trial, resamples, seed=seed, executor=executor, progress=progress)
    p = (1 + np.count_nonzero(found >= fit.ks * math.sqrt(fit.n))) / (1 + resamples)
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


def _resampled(source, scanned, rng):
    """√n times the distance of a sample from the law fitted to it; equal numbers fit exactly."""
    law = source.law
    tail = tail_of(draw(source, rng), 0.0 if scanned else law.start, law.end, law.discrete)
    if tail.below[-2] == 0:
        return 0.0
    best, ks = closest(tail, math.inf, 0.0) if scanned else (0, _distance(tail))
    return ks * math.sqrt(tail.below[-1] - tail.below[best])


def _distance(tail):
    return distance(tail, 0, fit_from(tail, 0)[0], math.inf)[0]
