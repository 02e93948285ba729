"""Drift and diffusion from trajectories (Kramers-Moyal): the couplings as measured, with standard errors.

One layer is one unit of l, so the conditional mean of the increment ΔK is the drift h + rK − uK² + …, and half its
conditional variance the noise D1 K + D2 K² + …. Both are polynomial regressions on K. Terms beyond the ones wanted
are fitted along: left out, they would bias the others.
"""

from typing import NamedTuple

import numpy as np

from ..checks import Told, finite, refuse, refuse_any, rows_are_series, whole
from ..numerics.least_squares import independent, least_squares, unit_of
from ..typing import ArrayLike, Window
from . import minimum_data
from .arguments import checked_window
from .estimate import Estimate, NotEnoughData


class MeasuredCouplings(NamedTuple):
    """Couplings as values of the type `Estimate`, and what they were measured from.

    ``window`` is the range of K used, ``n`` the number of increments, ``method`` a line of text.
    """

    r: Estimate
    h: Estimate
    u: Estimate
    D1: Estimate
    D2: Estimate
    window: tuple
    n: int
    method: str


def drift_diffusion(
    paths: ArrayLike, *, window: Window | None = None, drift_order: int = 4, diffusion_order: int = 4
) -> MeasuredCouplings:
    """Measure h, r, u, D1 and D2 from the increments of trajectories.

    Parameters
    ----------
    paths : array of shape (replicas, layers)
        Values of K >= 0, one layer apart; at least two layers.
    window : tuple of float, optional
        Use increments that start at low <= K <= high; by default all with K > 0.
    drift_order, diffusion_order : int
        Highest power of K in the two regressions, 2 to 8.

    Returns
    -------
    MeasuredCouplings

    Raises
    ------
    ValueError
        If `paths` is no table of numbers >= 0 with at least two layers, the window is no pair 0 <= low < high, or an
        order is no whole number from 2 to 8.
    NotEnoughData
        With fewer than two hundred increments per coefficient inside the window; it carries the estimate so far. Also
        where K takes too few values for a polynomial, or does not scatter.

    Notes
    -----
    Weighted least squares, the weights from a fit of the noise; the errors are heteroscedasticity-consistent
    (White 1980). The noise is regressed on squared residuals of the drift fit; its errors are White's or those of one
    kurtosis for all increments, whichever are larger.
    """
    K, step = _increments(paths)
    drift_order = whole("drift_order", drift_order, least=2, most=8)
    diffusion_order = whole("diffusion_order", diffusion_order, least=2, most=8)
    low, high = (0.0, float(K.max())) if window is None else checked_window(window, least=0)
    inside = (K >= low) & (K <= high) & (K > 0)
    K, step = K[inside], step[inside]
    coefficients, unit = max(drift_order + 1, diffusion_order), unit_of(K)
    estimate = None
    if K.size > 2 * coefficients:
        with np.errstate(all="ignore"):  # infinite weights and couplings are looked for
            estimate = _in_units_of(unit, _fit(K / unit, step / unit, drift_order, diffusion_order))
    needed = minimum_data.INCREMENTS * coefficients
    if estimate is None or K.size < needed:
        few = f"{K.size} increments start in {low:g} <= K <= {high:g}; {needed} are needed"
        raise NotEnoughData(few, estimate)
    return estimate


def _fit(K, step, drift_order, diffusion_order):
    drift_powers, noise_powers = range(drift_order + 1), range(1, diffusion_order + 1)
    noise = _rough_noise(K, step)
    for _ in range(2):
        drift, drift_error, residual = _regress(K, step, drift_powers, 1 / np.sqrt(noise))
        diffusion, diffusion_error, _ = _regress(K, residual**2 / 2, noise_powers, 1 / noise)
        weight, noise = 1 / noise, np.maximum(2 * _polynomial(K, noise_powers, diffusion), 0.2 * noise)
    # White's errors are low where the noise came out low by chance; those of one kurtosis for all increments are not.
    spread = noise / 2 * np.sqrt(np.mean((residual**2 / noise - 1) ** 2))
    _, pooled_error, _ = _regress(K, residual**2 / 2, noise_powers, weight, spread)
    diffusion_error = np.maximum(diffusion_error, pooled_error)
    method = f"weighted least squares, powers of K up to {drift_order} (drift) and {diffusion_order} (noise)"
    return MeasuredCouplings(
        r=Estimate(drift[1], drift_error[1]),
        h=Estimate(drift[0], drift_error[0]),
        u=Estimate(-drift[2], drift_error[2]),
        D1=Estimate(diffusion[0], diffusion_error[0]),
        D2=Estimate(diffusion[1], diffusion_error[1]),
        window=(float(K.min()), float(K.max())),
        n=int(K.size),
        method=method,
    )


def _in_units_of(unit, found):
    """The couplings where K is counted in another unit."""
    factors = dict(r=1.0, h=unit, u=1 / unit, D1=unit, D2=1.0)
    scaled = {name: getattr(found, name).times(factor) for name, factor in factors.items()}
    if not np.all(np.isfinite(list(scaled.values()))):
        raise NotEnoughData("a coupling or its error is not finite: other powers of K, window or unit are needed")
    return found._replace(**scaled, window=tuple(end * unit for end in found.window))


def _increments(paths):
    rows_are_series("paths", paths)
    paths = finite("paths", paths, ("replicas", "layers"))
    if paths.shape[1] < 2:
        refuse("paths", Told(f"array of shape {paths.shape}"), "at least two layers are needed")
    refuse_any("paths", paths < 0, "negative", "values >= 0 are needed")
    return paths[:, :-1].ravel(), np.diff(paths, axis=1).ravel()


def _rough_noise(K, step):
    """First estimate of the variance of an increment, A K + B K²."""
    curve, (_, rank, _, _) = np.polynomial.Polynomial.fit(K, step, 2, full=True)
    if rank < 3:
        raise NotEnoughData("K takes too few different values for a polynomial")
    rough = step - curve(K)
    fitted, _, _ = _regress(K, rough**2, (1, 2), 1 / K)
    return np.maximum(_polynomial(K, (1, 2), fitted), 1e-3 * np.mean(rough**2) * (K / K.mean()) ** 2)


def _polynomial(K, powers, coefficients):
    return sum(coefficient * K**power for coefficient, power in zip(coefficients, powers))


def _regress(K, y, powers, weight, spread=None):
    """Coefficients of y on powers of K, their errors from the spread of y (White's: the residuals), and residuals."""
    scale = K.max()
    design = np.stack([(K / scale) ** power for power in powers], axis=1)
    if not np.all((weight > 0) & (weight < np.inf)):
        raise NotEnoughData("the increments do not scatter at every K used, or K spans too many powers of ten")
    weight = weight / weight.mean()
    if not independent(design * weight[:, None]):
        raise NotEnoughData("powers of K cannot be told apart: more different values, evenly spread, are needed")
    found = least_squares(design, y, weight)
    errors = found.errors_of_spread(found.residual if spread is None else spread * weight)
    unit = scale ** np.array(powers, dtype=float)
    return found.values / unit, errors / unit, y - design @ found.values
