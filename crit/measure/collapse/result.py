"""What a scaling collapse returns: exponents, the collapsed curves, remarks, and how far other exponents are off."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...checks import real, refuse
from ..estimate import Estimate
from ..plotting import FITTED, MEASURED, OTHERS, axes, sheet
from .quality import Quality, quality_of
from .systems import System

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RARE = 0.01
"""Share of the samples that is too few to be chance."""

NO_ERRORS = "No errors were given: they are the scatter about the curve, so chi2 is about 1 and there is no p."
MISFIT = (
    "One curve does not describe the data within their errors (chi2 = {chi2:.3g}, p = {p:.2g}): the errors of the"
    " exponents mean nothing. Try a window, a correction, or look for errors that are too small."
)
TOO_GOOD = "The points scatter less about the curve than their errors say (chi2 = {chi2:.2g}, p = {p:.3g})"
ALIKE = (
    ": points that come from the same runs err alike, and then the errors of the exponents are too small. Give runs"
    " or a covariance."
)
TOO_LARGE = ": their errors are too large, and so are those of the exponents."


def remarks_on(chi2, p, samples, independent):
    """Sentences that belong beside a result.

    Parameters
    ----------
    chi2, p : float
        Of the fit.
    samples : int
        Bootstrap samples behind p.
    independent : bool
        Were the errors given as those of independent points?

    Returns
    -------
    tuple of str
    """
    if math.isnan(p):
        return (NO_ERRORS,)
    if p < max(RARE, 1.5 / (1 + samples)):
        return (MISFIT.format(chi2=chi2, p=p),)
    if 1 - p < max(RARE, 0.5 / (1 + samples)):
        return ((TOO_GOOD + (ALIKE if independent else TOO_LARGE)).format(chi2=chi2, p=p),)
    return ()


NAMES = "a", "b", "x0"
MARKERS = "os^Dv<>"


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
        Share of the bootstrap samples, in which the form holds exactly, that fit no better; nan without errors given.
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
    remarks : tuple of str
        What the reader should know before using the numbers: that one curve does not describe the data, that the
        points scatter less than their errors say, that errors were not given. Shown by ``print``.
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
    remarks: tuple = ()

    def __repr__(self):
        spoken = "; with a remark, see print" if self.remarks else ""
        return f"Collapse({self._exponents()}; chi2 = {self.chi2:.3g}, p = {self.p:.3g}, n = {self.n}{spoken})"

    def __str__(self):
        low, high = self.window
        S = self.quality
        lines = [
            self._exponents(),
            f"chi2 = {self.chi2:.3g}, p = {self.p:.3g}, S = {S.value:.3g} of {S.terms} points",
            f"{self.n} points of {len(self.curves)} systems, scaled variable from {low:.3g} to {high:.3g}",
            self.method,
        ]
        return "\n".join([*lines, *self.remarks])

    def _repr_html_(self):
        alt = f"Points of {len(self.curves)} systems, rescaled, and the fitted curve, dashed."
        return sheet(str(self), self.plot, alt)

    def _exponents(self):
        return ", ".join(f"{name} = {_told(getattr(self, name))}" for name in NAMES)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the rescaled points with their errors, one colour a system, and the fitted curve, dashed.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            By default those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        shift = "x" if self.x0 == (0.0, 0.0) else "(x - x_0)"
        scales = {f"{name}scale": "log" if name in self.log else "linear" for name in "xy"}
        ax = axes(ax, xlabel=f"${shift}\\,s^{{-b}}$", ylabel="$y\\,s^{a}$", **scales)
        for k, curve in enumerate(self.curves):
            look = MEASURED | dict(color=OTHERS[k % len(OTHERS)], marker=MARKERS[k % len(MARKERS)])
            ax.errorbar(curve.x, curve.y, curve.error, label=f"s = {curve.scale:g}", **look)
        ax.plot(*self.master, label="fit", **FITTED)
        ax.legend(frameon=False)
        return ax

    def distance(self, **exponents: float) -> "Distance":
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
        unit = np.array([fitted[name].error for name in exponents])
        correlation = self.covariance[np.ix_(where, where)] / np.outer(unit, unit)
        squared = (apart / unit) @ np.linalg.solve(correlation, apart / unit)
        tried = [exponents.get(name, fitted[name].value) for name in NAMES]
        systems = [_unscaled(curve, [fitted[name].value for name in NAMES]) for curve in self.curves]
        return Distance(float(squared**0.5), _sigma(squared, len(where)), compare(systems, tried, self.log)[0])


def _told(estimate):
    return str(estimate) if estimate.error > 0 else f"{estimate.value:g} (fixed)"


def rescale(system, exponents):
    """`Rescaled` of a system: (x − x0) s^−b, y s^a and its error."""
    a, b, x0 = exponents
    s = np.float64(system.scale)  # a power too large is then infinite
    return Rescaled(system.scale, (system.x - x0) * s**-b, system.y * s**a, system.error * s**a)


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
    return System(s, curve.x * s**b + x0, curve.y * s**-a, curve.error * s**-a)


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
