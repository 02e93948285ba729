"""Power laws fitted by maximum likelihood, continuous or discrete, open or truncated, with honest errors."""

import math
from typing import NamedTuple

import numpy as np

from ..checks import real, refuse
from .errors import NotEnoughData
from .exponent import STEEPEST, fit_from, tail_of
from .scan import REJECTED, closest, distance, longest

FEWEST = 50
"""Data an honest fit needs: the bias of the estimate, (α − 1)/n, is then a seventh of its error."""


class PowerLaw(NamedTuple):
    """A fitted power law.

    ``alpha`` and its standard error; the window from ``xmin`` to ``xmax``; ``ks``, the distance between data and law;
    ``n``, the number of data in the window; whether the law is ``discrete`` and whether xmin was ``scanned`` for; a
    line of text on the ``method``.
    """

    alpha: float
    error: float
    xmin: float
    xmax: float
    ks: float
    n: int
    discrete: bool
    scanned: bool
    method: str

    def __str__(self):
        return f"α = {self.alpha:.6g} ± {self.error:.2g} (n = {self.n}, x from {self.xmin:.6g} to {self.xmax:.6g})"


def fit_power_law(x, *, discrete, xmin=None, xmax=None):
    """Fit p(x) ∝ x^−α to the data between xmin and xmax.

    Parameters
    ----------
    x : array of shape (n,)
        Finite numbers > 0; whole numbers if ``discrete``. At least two of them must differ.
    discrete : bool
        True for a law on the whole numbers (exact likelihood, Hurwitz zeta function), False for a density.
    xmin : float, optional
        Lower end. By default the value of the data above which the law lies closest to them; all distinct values are
        tried that leave three.
    xmax : float, optional
        Upper end. Data above it are left out, and the likelihood is normalised between both ends: α may be any real
        number then, whereas without an upper end only α > 1 can be normalised, and the estimate is always above 1.

    Returns
    -------
    PowerLaw

    Raises
    ------
    ValueError
        On a bad argument: data that are empty, constant, not finite, not positive or not whole; ends that hold no data.
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

    Clauset, Shalizi & Newman, SIAM Review 51, 661 (2009); truncation: Deluca & Corral, Acta Geophys. 61, 1351 (2013).
    """
    x, discrete = checked_data(x, discrete)
    xmin, xmax = _ends(x, xmin, xmax, discrete)
    tail = tail_of(x, xmin or 0.0, past(xmax, discrete), discrete)
    n, start = int(tail.below[-1]), tail.values[0]
    if tail.below[-2] == 0:
        raise NotEnoughData(f"the {n} data from {start:g} to {xmax:g} are all equal", None)
    fit = _fit(tail, xmin is None, xmax)
    if fit.n < FEWEST:
        raise NotEnoughData(f"{fit.n} data lie from {fit.xmin:g} to {xmax:g}; {FEWEST} are needed", fit)
    return fit


def past(xmax, discrete):
    """First point that a law up to xmax leaves out."""
    return np.floor(xmax) + 1.0 if discrete else np.nextafter(xmax, np.inf)


def _fit(tail, scanned, xmax):
    best, first = 0, 0
    if scanned:
        best, _ = closest(tail, math.inf, 0.0)
        first = longest(tail, best, REJECTED)
    law, error = fit_from(tail, best)
    if law.a * math.log(tail.end / law.start) <= -STEEPEST:
        refuse("xmax", xmax, f"the data from {law.start:g} on are too close to it for a power law")
    ks, _ = distance(tail, best, law, math.inf)
    if first < best:
        longer, longer_error = fit_from(tail, first, law.a)
        error = math.hypot(longer_error, law.a - longer.a)
    n = int(tail.below[-1] - tail.below[best])
    return PowerLaw(1.0 + law.a, error, float(law.start), xmax, ks, n, tail.discrete, scanned, _method(tail, scanned))


def _method(tail, scanned):
    law = "discrete" if tail.discrete else "continuous"
    ends = "truncated" if tail.end < math.inf else "open"
    return f"maximum likelihood, {law}, {ends}, xmin {'scanned for' if scanned else 'given'}"


def checked_data(x, discrete):
    """Return the data as a float array and ``discrete`` as a bool, or raise ``ValueError``."""
    if not isinstance(discrete, bool | np.bool_):
        refuse("discrete", discrete, "True or False is needed")
    x = np.asarray(x)
    if x.ndim != 1 or x.size == 0 or x.dtype.kind not in "fiu":
        refuse("x", f"array of shape {x.shape} and type {x.dtype}", "a list of numbers is needed")
    x, low, high = x.astype(float), float(x.min()), float(x.max())
    if not (low > 0.0 and high < math.inf):
        refuse("x", f"array from {low:g} to {high:g}", "finite numbers > 0 are needed")
    if low == high:
        refuse("x", f"{x.size} times {low:g}", "at least two different numbers are needed")
    if discrete and np.any(x != np.floor(x)):
        refuse("x", f"array with {x[x != np.floor(x)][0]:g}", "whole numbers are needed if discrete")
    return x, bool(discrete)


def _ends(x, xmin, xmax, discrete):
    xmax = math.inf if xmax is None else _end("xmax", xmax, discrete, least=x.min())
    if xmin is not None:
        xmin = _end("xmin", xmin, discrete, most=x.max())
        if not np.any((x >= xmin) & (x <= xmax)) or xmin == xmax:
            refuse("xmin", xmin, f"some x from xmin to xmax = {xmax:g} > xmin are needed")
    return xmin, xmax


def _end(name, value, discrete, **bounds):
    value = real(name, value, above=0, **bounds)
    if discrete and value != math.floor(value):
        refuse(name, value, "a whole number is needed if discrete")
    return value
