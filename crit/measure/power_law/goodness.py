"""Could the data come from the power law that was fitted to them? A parametric bootstrap of the distance."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import Told, refuse, whole
from ...documented import documented
from ...typing import ArrayLike, ExecutorLike, SeedLike
from .data import FITTED, collect
from .likelihood import fit_from
from .resampling import repeat, samples_of_all, samples_of_law
from .result import PowerLaw
from .xmin_and_xmax import DOUBTFUL, closest, distance, longest


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


@documented(**FITTED)
def goodness_of_fit(
    x: ArrayLike,
    fit: PowerLaw,
    *,
    counts: ArrayLike | None = None,
    resamples: int = 1000,
    seed: SeedLike,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> GoodnessOfFit:
    """Test the fitted power law by a parametric bootstrap.

    Parameters
    ----------
    {x, fit, counts}
    resamples : int
        Number of samples to draw, >= 1; p is known to ½/√resamples or better.
    seed : int, SeedSequence or Generator
        Same seed, same p, whatever the executor.
    {executor, progress}

    Returns
    -------
    GoodnessOfFit
        Under the law, p is uniform; a small p speaks against it, a large one does not prove it.

    Raises
    ------
    ValueError
        If x or the counts are no data of a power law, or `fit` is no `PowerLaw` or belongs to other data, `resamples`
        is no whole number >= 1, the seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    The executor fits the samples: threads gain for some thousand data, processes for fewer too.

    Each sample is fitted as the data were. If xmin was given, n numbers are drawn from the law, and p is uniform for a
    power law: exactly so for an open density, of which the distances do not depend on α.

    If xmin was scanned for, so it is in each sample. A number of the sample falls above a value as often as in the data
    and is then drawn from the law, otherwise from the data below (Clauset, Shalizi & Newman 2009, section 4.1). That
    value is the lowest one above which the data are no farther from their law than nine of ten samples of a true law
    are. Where the law begins is thus guessed, mostly too low if it is reached smoothly, and a distance depends on the
    guess: it falls as 1/√n with the number n of data above xmin. What is compared is therefore √n times the distance,
    whose distribution hardly knows where the law begins, what lies below it, or α. Of 500 to 1000 samples of a law with
    α = 2.5, with 99 resamples each, this share had p <= 0.05 (± 0.01):

        ===================================================  =======  ========  ========
        data                                                 n = 300  n = 1000  n = 3000
        ===================================================  =======  ========  ========
        nothing but a power law                                0.042     0.039
        the same over whole numbers                            0.057     0.040
        below it as many uniform numbers                       0.040     0.050     0.030
        smoothly joined by an exponential (their eq. 3.10)     0.060     0.048     0.068
        the same, rounded to whole numbers                               0.050
        smoothly joined by a log-normal density                          0.060
        ===================================================  =======  ========  ========

    With the distance alone 10 to 14 in 100 of the laws joined by an exponential were rejected, and with xmin in place
    of that value, as Clauset, Shalizi & Newman have it, 4 in 100 of these, but 2 in 100 of pure power laws. A wrong law
    is hard to refute after a scan, which retreats to where it looks like a power law: a third of log-normal or
    exponential samples of 1000 numbers have p <= 0.05, about as many as with xmin in place of that value.

    An upper end that was estimated is taken as given in the samples.
    p = (1 + number of samples at least as far away)/(1 + resamples), which cannot be zero.
    """
    resamples, (data, tail) = whole("resamples", resamples), data_of(x, fit, counts)
    samples = samples_of_all(data, fit, _true_law(data, fit, tail)) if fit.scanned else samples_of_law(data, fit, tail)
    found = repeat(partial(_distance, samples), resamples, seed=seed, executor=executor, progress=progress)
    p = (1 + np.count_nonzero(found >= fit.ks * math.sqrt(fit.n))) / (1 + resamples)
    method = f"parametric bootstrap{', xmin scanned for in each sample' if fit.scanned else ''}"
    return GoodnessOfFit(p, math.sqrt(p * (1 - p) / resamples), fit.ks, resamples, fit.n, method)


def data_of(x, fit, counts):
    """The data, and those from xmin to xmax as a tail; ``ValueError`` if they are not the fit's."""
    if not isinstance(fit, PowerLaw):
        refuse("fit", fit, "what fit_power_law returned is needed")
    data = collect(x, fit.discrete, counts, None, fit.grid)
    tail = data.tail(fit.xmin, fit.xmax)
    if tail.below[-1] != fit.n or abs(1.0 + fit_from(tail, 0)[0].a - fit.alpha) > 1e-9 * abs(fit.alpha):
        refuse("fit", Told(fit), "the fit of these data is needed, of the same counts and without weights")
    return data, tail


def _true_law(data, fit, tail):
    """The law to draw from after a scan: that of the longest tail that lies close enough to its law."""
    scanned = data.tail(0.0, fit.xmax, fit.within)
    best = int(np.searchsorted(scanned.values, tail.values[0]))
    return fit_from(scanned, longest(scanned, best, DOUBTFUL))[0]


def _distance(samples, rng):
    """√n times the distance of a sample from the law fitted to it; equal numbers fit exactly."""
    tail = samples.tail(rng)
    if tail.below[-2] == 0:
        return 0.0
    scanned = samples.xmin == 0.0
    best, ks = closest(tail, math.inf, 0.0) if scanned else (0, distance(tail, 0, fit_from(tail, 0)[0], math.inf)[0])
    return ks * math.sqrt(tail.below[-1] - tail.below[best])
