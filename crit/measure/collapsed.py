"""What a scaling collapse returns: exponents, the collapsed curves, and how far other exponents are off."""

from typing import NamedTuple

import numpy as np

from ..checks import real, refuse
from .drift import Estimate
from .quality import Quality, quality_of
from .ragged import System

NAMES = "a", "b", "x0"


class Rescaled(NamedTuple):
    """One system after rescaling: s, (x − x0) s^−b, y s^a and the error of the latter."""

    scale: float
    x: np.ndarray
    y: np.ndarray
    error: np.ndarray


class Distance(NamedTuple):
    """How far other exponents are from the fitted ones.

    Attributes
    ----------
    mahalanobis : float
        Distance in units of the joint standard errors.
    sigma : float
        The same as standard deviations of one normal number (two-sided), given how many exponents were compared.
    quality : Quality
        Quality of the collapse with those exponents.
    """

    mahalanobis: float
    sigma: float
    quality: Quality


class Collapse(NamedTuple):
    """Exponents of a scaling collapse.

    Attributes
    ----------
    a, b, x0 : Estimate
        Value and bootstrap standard error (0 where fixed).
    covariance : array of shape (3, 3)
        Of a, b and x0.
    quality : Quality
        S of Houdayer & Hartmann at these exponents, about 1 if nothing but independent noise separates the curves.
    chi2 : float
        Sum of squares about the fitted master curve over its degrees of freedom.
    p : float
        Share of the bootstrap samples, in which the form holds exactly, that fit no better.
    n : int
        Points used.
    window : tuple of float
        Smallest and largest scaled variable.
    method : str
    curves : tuple of Rescaled
        The collapsed data.
    master : tuple of arrays
        The fitted curve: scaled variable and f.
    log : str
        Which of x and y entered as logarithms.
    """

    a: Estimate
    b: Estimate
    x0: Estimate
    covariance: np.ndarray
    quality: Quality
    chi2: float
    p: float
    n: int
    window: tuple
    method: str
    curves: tuple
    master: tuple
    log: str

    def distance(self, **exponents):
        """Distance of other exponents, for example ``distance(a=0.5, b=0.5)``, from the fitted ones.

        Parameters
        ----------
        **exponents : float
            One or more of those that were free. Those not named stay open, but keep their fitted value in the quality.

        Returns
        -------
        Distance

        Raises
        ------
        ValueError
            If an exponent was not free.
        """
        fitted = {name: getattr(self, name) for name in NAMES}
        free = [name for name in NAMES if fitted[name].error > 0]
        if not exponents or not set(exponents) <= set(free):
            refuse("exponents", sorted(exponents), f"some of {', '.join(free)} are needed")
        where = [NAMES.index(name) for name in exponents]
        apart = np.array([real(name, value) - fitted[name].value for name, value in exponents.items()])
        squared = apart @ np.linalg.solve(self.covariance[np.ix_(where, where)], apart)
        tried = [exponents.get(name, fitted[name].value) for name in NAMES]
        systems = [_unscaled(curve, [fitted[name].value for name in NAMES]) for curve in self.curves]
        return Distance(float(squared**0.5), _sigma(squared, len(where)), compare(systems, tried, self.log)[0])


def rescale(system, exponents):
    """`Rescaled` of a system: (x − x0) s^−b, y s^a and its error."""
    a, b, x0 = exponents
    s = system.scale
    return Rescaled(s, (system.x - x0) * s**-b, system.y * s**a, system.error * s**a)


def compare(systems, exponents, log):
    """Quality of the collapse of systems with some exponents, and how many points of each count."""
    curves = []
    for system in systems:
        _, u, v, error = rescale(system, exponents)
        curves.append(
            (np.log(u) if "x" in log else u, np.log(v) if "y" in log else v, error / v if "y" in log else error)
        )
    return quality_of(curves)


def _unscaled(curve, exponents):
    a, b, x0 = exponents
    s = curve.scale
    return System(s, curve.x * s**b + x0, curve.y * s**-a, curve.error * s**-a, None)


def _sigma(squared, exponents):
    """Two-sided normal deviation that is as unlikely as a squared Mahalanobis distance."""
    from scipy.special import log_ndtr, ndtri_exp

    distance = squared**0.5
    if exponents == 1 or distance == 0:
        return float(distance)
    log_p = -squared / 2  # logarithms, for the chances themselves are often below the smallest float
    if exponents == 3:
        log_p = np.logaddexp(np.log(2) + log_ndtr(-distance), 0.5 * np.log(2 / np.pi) + np.log(distance) - squared / 2)
    return float(-ndtri_exp(log_p - np.log(2)))
