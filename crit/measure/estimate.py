"""A number with its standard error, an exponent that contains one, and the error raised where data are too few."""

from typing import NamedTuple

import numpy as np

from ..number_format import concise


class Estimate(NamedTuple):
    """A number and its standard error, or an array of numbers and one of their errors."""

    value: float
    error: float

    def __str__(self):
        pairs = zip(np.ravel(self.value), np.ravel(self.error), strict=True)
        return ", ".join(f"{value:.6g} ± {error:.2g}" for value, error in pairs)

    def _repr_latex_(self):
        printed = map(_printed, np.ravel(self.value), np.ravel(self.error))
        return r"$\displaystyle " + r",\quad ".join(printed) + "$"

    def times(self, factor: float) -> "Estimate":
        """The estimate where its unit is so many times smaller.

        Parameters
        ----------
        factor : float
            Positive.

        Returns
        -------
        Estimate
        """
        return Estimate(self.value * factor, self.error * factor)


def _printed(value, error):
    """Return 1.785(12)×10⁻³ as LaTeX: as a number alone where the error is none, a dash where there is no value."""
    if not np.isfinite(value):
        return r"\text{–}"
    if not (np.isfinite(error) and error > 0):
        return f"{value:.6g}"
    number, times, power = concise(value, error).replace("−", "-").partition("×10")
    return rf"{number}\times10^{{{power.translate(_LOWERED)}}}" if times else number


_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def estimates(values, errors):
    """List of `Estimate` from numbers and their errors."""
    return [Estimate(float(value), float(error)) for value, error in zip(values, errors)]


class Exponent(NamedTuple):
    """An exponent with its standard error, and what it was read from.

    Attributes
    ----------
    estimate : Estimate
        The exponent; ``value`` and ``error`` are its parts. The error is statistical: it does not know how far the
        data are from the law that was fitted.
    amplitudes : tuple of Estimate
        b_k of each correction.
    window : tuple of float
        Smallest and largest x used.
    n : int
        Data points, runs or avalanches used.
    chi2 : float
        Weighted sum of squares over its degrees of freedom (nan where there is none, as for maximum likelihood).
    """

    estimate: Estimate
    amplitudes: tuple
    window: tuple
    n: int
    chi2: float

    @property
    def value(self) -> float:
        """The exponent."""
        return self.estimate.value

    @property
    def error(self) -> float:
        """Its standard error."""
        return self.estimate.error

    def __str__(self):
        return f"{self.value:.4f} ± {self.error:.4f} (statistical only)"

    def _repr_latex_(self):
        return rf"$\displaystyle {_printed(self.value, self.error)}\quad\text{{(statistical only)}}$"


class NotEnoughData(RuntimeError):
    """Too little data for an honest estimate.

    Parameters
    ----------
    message : str
        What was needed and what came.
    estimate : object
        The estimate so far, or None.
    """

    def __init__(self, message, estimate=None):
        super().__init__(message)
        self.estimate = estimate
