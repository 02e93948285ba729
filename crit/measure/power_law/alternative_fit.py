"""Another law than a power law, fitted to data for its own sake, with a lower end of its own."""

from typing import NamedTuple

import numpy as np

from .alternative_likelihood import errors_of, in_words, likeliest, points_of, usual_parameters
from .alternatives import Alternative, chances_below, kind_of
from .data import collect
from .fit import fit_power_law
from .likelihood import BinnedTail, fit_from

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

    def ccdf(self, x):
        """Chance that a number in the window is at least x.

        Parameters
        ----------
        x : float or array

        Returns
        -------
        numpy.ndarray
            Of the shape of x: 1 up to xmin, 0 above xmax.
        """
        b, s, start, end, unit = self.shape
        x = np.asarray(x, dtype=float) / unit
        values, back = np.unique(np.clip(np.ceil(x) if self.discrete else x, start, end), return_inverse=True)
        below = chances_below(
            Alternative[self.alternative], b, s, np.log(values / start), start, end, self.discrete, 0.0
        )
        return np.reshape(1.0 - below[back], x.shape)


def fit_alternative(x, alternative, *, discrete, xmin=None, xmax=None, counts=None, grid=None):
    """Fit another law than a power law by maximum likelihood, normalised between xmin and xmax.

    Parameters
    ----------
    x : array of shape (n,)
        Finite numbers > 0; whole numbers if ``discrete``.
    alternative : str
        "exponential", "lognormal", "stretched_exponential" or "truncated_power_law", as for `likelihood_ratio`.
    discrete, xmax, counts, grid
        As for `fit_power_law`; over whole numbers the law is its formula at these.
    xmin : float or (float, float), optional
        Lower end. By default the value above which the law lies closest to the data, of eighty that leave three
        distinct values: forty over all the range, or over that between a pair, and forty around the best of these.

    Returns
    -------
    AlternativeFit
        Its errors are from the curvature of the likelihood for the xmin that was chosen.

    Raises
    ------
    ValueError
        On a bad argument.
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
