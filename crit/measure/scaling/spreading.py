"""Exponents of activity that spreads from a single active site at its critical point.

The mean number of active sites grows as N ~ t^θ, dead runs counted as zeros, and the mean squared distance of the
active sites from the first one as R² ~ t^(2/z) (Grassberger & de la Torre 1979).
"""

from typing import NamedTuple

from ...checks import finite, rows_are_series
from ..estimate import Estimate, Exponent
from .growth import growth_exponent


class SpreadingExponents(NamedTuple):
    """θ of the number of active sites, and 2/z of their mean squared distance from the first one."""

    theta: Exponent
    two_over_z: Exponent

    @property
    def z(self):
        """The dynamic exponent as an `Estimate`, its error to first order."""
        value, error = self.two_over_z.value, self.two_over_z.error
        return Estimate(2 / value, 2 * error / value**2)


def spreading_exponents(number, spread, *, window, distance_window=None, times=None, corrections=()):
    """θ and z from runs that start with a single active site.

    Parameters
    ----------
    number : array of shape (runs, times)
        Active sites of independent runs, zero once a run is dead; at least 8 runs.
    spread : array of the shape of number
        Sum over the active sites of their squared distance from the first one.
    window : tuple of float
        (first, last) time used, 0 < first < last.
    distance_window : tuple of float, optional
        The same for the mean squared distance, which settles later; by default `window`.
    times : array of shape (times,), optional
        When the columns were recorded, increasing; 0, 1, 2, … without it.
    corrections : sequence of callables
        Functions of t that fade, with free amplitudes, as in `growth_exponent`.

    Returns
    -------
    SpreadingExponents
        Also with the attribute ``z``.

    Raises
    ------
    ValueError
        On a bad argument.
    NotEnoughData
        As `growth_exponent` does.
    """
    rows_are_series("number", number)
    number = finite("number", number, ("runs", "times"))
    spread = finite("spread", spread, number.shape)
    later = window if distance_window is None else distance_window
    return SpreadingExponents(
        growth_exponent(number, window=window, times=times, corrections=corrections),
        growth_exponent(spread, window=later, times=times, over=number, corrections=corrections),
    )
