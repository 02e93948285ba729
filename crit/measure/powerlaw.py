"""Power laws fitted by maximum likelihood, continuous or discrete, open or truncated, with honest errors."""

import math

import numpy as np

from ..checks import Told, real, refuse
from .counted import OFF_GRID, collect, past
from .errors import NotEnoughData
from .exponent import FEWEST, STEEPEST, fit_from
from .fitted import PowerLaw
from .scan import REJECTED, closest, distance, longest

__all__ = ["FEWEST", "PowerLaw", "checked_data", "fit_power_law", "past"]


def fit_power_law(x, *, discrete, xmin=None, xmax=None, counts=None, weights=None, grid=None):
    """Fit p(x) ∝ x^−α to the data between xmin and xmax.

    Parameters
    ----------
    x : array of shape (n,)
        Finite numbers > 0; whole numbers if ``discrete``. At least two of them must differ. Lists, frames of one
        column, generators and masked arrays are taken too; what is masked is left out.
    discrete : bool
        True for a law on the whole numbers (exact likelihood, Hurwitz zeta function), False for a density.
    xmin : float or (float, float), optional
        Lower end. By default the value of the data above which the law lies closest to them; all distinct values are
        tried that leave three of them and fifty data. A pair is the range of the values to try.
    xmax : float, optional
        Upper end. Data above it are left out, and the likelihood is normalised between both ends: α may be any real
        number then, whereas without an upper end only α > 1 can be normalised, and the estimate is always above 1.
    counts : array of shape (n,), optional
        How often each x occurs, whole numbers >= 0: the same fit as that of the x repeated so often.
    weights : array of shape (n,), optional
        How much each x counts, numbers >= 0 of any scale, as for a sample in which some numbers had a greater chance
        to be than others. They do not make data: ``n`` is (Σw)²/Σw², as many equally weighted data as they are worth,
        in the window about its share of them, and the error is that of Huber (1967) for weighted estimates.
    grid : float, optional
        The data are multiples of it, to a hundredth of it: times in steps of 0.1, sales in lots of 500. If
        ``discrete``, the law is one on these multiples. If not, it is a density, and the data were rounded to the
        nearest multiple of it; the likelihood is that of the cells x ± grid/2, and the law begins at xmin − grid/2.

    Returns
    -------
    PowerLaw
        Its ``alpha``, ``xmin``, ``pdf``, ``constant`` … are in the units of x, with a grid or without.

    Raises
    ------
    ValueError
        On a bad argument: data that are empty, constant, not finite, not positive, not whole or not on the grid; ends
        that hold no data.
    NotEnoughData
        With fewer than fifty data in the window; it carries the estimate so far, or None if the data in the window
        are all equal.

    Notes
    -----
    For a given xmin the standard error is that of maximum likelihood, 1/√(n I) with the Fisher information I.
    A scan for xmin adds to it. The longest tail that is compatible with the law, not rejected at the 5 % level, gives
    an estimate α₁ ± error₁ of its own, and the error is √(error₁² + (α − α₁)²). Where all the data from α₁'s tail on
    follow a power law, this is the mean squared error of α given everything that the scan looks at, exactly: distances
    and choice depend on ratios of the ln(x/xmin) alone, of which α₁ is independent (Basu 1955).

    A scan under an upper end may settle on a few whole numbers just below it, which any law fits; the error is large
    then, and says so.

    ``ks`` is the largest difference between the chance of less than x and the share of the data before x, each datum
    in rising order (Clauset, Shalizi & Newman 2009). It is the Kolmogorov-Smirnov distance but for 1/n at most; data
    that are equal count from the first to the last of them under a density, and show there that they are rounded.

    Clauset, Shalizi & Newman, SIAM Review 51, 661 (2009); truncation: Deluca & Corral, Acta Geophys. 61, 1351 (2013);
    cells: Virkar & Clauset, Ann. Appl. Stat. 8, 89 (2014).
    """
    data = collect(x, discrete, counts, weights, grid)
    xmax = math.inf if xmax is None else _end("xmax", xmax, data, least=data.lowest)
    xmin, within = _lower_end(xmin, xmax, data)
    tail = data.tail(xmin or 0.0, xmax, within)
    if np.count_nonzero(np.diff(tail.below)) < 2:
        start = xmin or data.lowest
        raise NotEnoughData(f"the {tail.below[-1]:g} data from {start:g} to {xmax:g} are all equal", None)
    fit = _fit(tail, data, xmin is None, xmax)._replace(within=within)
    if fit.n < FEWEST:
        raise NotEnoughData(f"{fit.n:g} data lie from {fit.xmin:g} to {xmax:g}; {FEWEST} are needed", fit)
    return fit


def checked_data(x, discrete):
    """Return the data as a float array and ``discrete`` as a bool, or raise ``ValueError``."""
    data = collect(x, discrete)
    return data.values, data.discrete


def _fit(tail, data, scanned, xmax):
    best, first = tail.first, tail.first
    if scanned:
        best, _ = closest(tail, math.inf, 0.0)
        first = longest(tail, best, REJECTED)
    law, error = _fit_from(tail, best, data)
    if law.a * math.log(tail.end / law.start) <= -STEEPEST:
        refuse("xmax", xmax, f"the data from {law.start:g} on are too close to it for a power law")
    if first < best:
        longer, longer_error = _fit_from(tail, first, data)
        error = math.hypot(longer_error, law.a - longer.a)
    n = tail.below[-1] - tail.below[best]
    return PowerLaw(
        alpha=1.0 + law.a,
        error=error,
        xmin=data.end(law.start),
        xmax=xmax,
        ks=distance(tail, best, law, math.inf)[0],
        n=float(n) if data.weighted else int(n),
        discrete=data.discrete,
        scanned=scanned,
        method=_method(tail, data, scanned),
        ties=data.ties(tail, best),
        grid=data.grid,
        data=data.up_to(xmax),
    )


def _fit_from(tail, i, data):
    """Law and error of the data from the value i on."""
    law, error = fit_from(tail, i)
    if data.weighted:
        used = (data.values >= tail.values[i]) & (data.values < tail.end)
        y, weights = np.log(data.values[used] / law.start), data.counts[used]
        error *= error * math.sqrt(np.sum((weights * (y - np.average(y, weights=weights))) ** 2))
    return law, error


def _method(tail, data, scanned):
    law = "discrete" if data.discrete else "continuous"
    ends = "truncated" if tail.end < math.inf else "open"
    cells = f", grid {data.grid:g}" if data.grid else ""
    return f"maximum likelihood, {law}{cells}, {ends}, xmin {'scanned for' if scanned else 'given'}"


def _lower_end(xmin, xmax, data):
    """The lower end, None for a scan, and the range of values for it."""
    if xmin is None:
        return None, (0.0, math.inf)
    if np.ndim(xmin) == 1 and len(xmin) == 2:
        low, high = (real("xmin", end, least=0) for end in xmin)
        if not (low < high and data.between(low, min(high, xmax))):
            refuse("xmin", xmin, f"a range (low, high) that holds some x up to xmax = {xmax:g} is needed")
        return None, (low, high)
    xmin = _end("xmin", xmin, data, most=data.highest)
    if not data.between(xmin, xmax) or xmin == xmax:
        refuse("xmin", xmin, f"some x from xmin to xmax = {xmax:g} > xmin are needed")
    return xmin, (0.0, math.inf)


def _end(name, value, data, **bounds):
    value = real(name, value, above=0, **bounds)
    if data.grid is not None and abs(value / data.grid - np.rint(value / data.grid)) > OFF_GRID:
        refuse(name, value, f"a multiple of the grid, {data.grid:g}, is needed")
    if data.grid is None and data.discrete and value != math.floor(value):
        refuse(name, value, "a whole number is needed if discrete")
    return value
