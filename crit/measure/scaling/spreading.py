"""Exponents of activity that spreads from a single active site at its critical point.

The mean number of active sites grows as N ~ t^θ, dead runs counted as zeros, and the mean squared distance of the
active sites from the first one as R² ~ t^(2/z) (Grassberger & de la Torre 1979).
"""

from typing import NamedTuple

from ...checks import finite, rows_are_series
from ...documented import documented
from ...typing import ArrayLike, Corrections, Window
from ..estimate import Estimate, Exponent
from .growth import RUNS, growth_exponent


class SpreadingExponents(NamedTuple):
    """θ of the number of active sites, and 2/z of their mean squared distance from the first one."""

    theta: Exponent
    two_over_z: Exponent

    @property
    def z(self) -> Estimate:
        """The dynamic exponent as an `Estimate`, its error to first order."""
        value, error = self.two_over_z.value, self.two_over_z.error
        return Estimate(2 / value, 2 * error / value**2)


@documented(**RUNS)
def spreading_exponents(
    number: ArrayLike,
    spread: ArrayLike,
    *,
    window: Window,
    distance_window: Window | None = None,
    times: ArrayLike | None = None,
    corrections: Corrections = (),
) -> SpreadingExponents:
    """θ and z from runs that start with a single active site.

    Parameters
    ----------
    number : array of shape (runs, times)
        Active sites of independent runs, zero once a run is dead; at least 8 runs.
    spread : array of the shape of number
        Sum over the active sites of their squared distance from the first one.
    {window}
    distance_window : tuple of float, optional
        The same for the mean squared distance, which settles later; by default `window`.
    {times, corrections}

    Returns
    -------
    SpreadingExponents
        Also with the attribute ``z``.

    Raises
    ------
    ValueError
        If `number` or `spread` is no table of finite numbers, or their shapes differ, a window is no pair 0 < first <
        last, the times do not increase or are not one for each column, or the corrections are no functions that differ
        from ln t, a constant and each other.
    NotEnoughData
        With fewer than 8 runs, too few times in the window, an average that is not positive there, or runs that do not
        differ; the estimate comes along then.
    """
    rows_are_series("number", number)
    number = finite("number", number, ("runs", "times"))
    spread = finite("spread", spread, number.shape)
    later = window if distance_window is None else distance_window
    return SpreadingExponents(
        growth_exponent(number, window=window, times=times, corrections=corrections),
        growth_exponent(spread, window=later, times=times, over=number, corrections=corrections),
    )
