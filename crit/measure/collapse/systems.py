"""Curves of several systems, each measured at places of its own: checked, and in units in which no square overflows.

A square of 1e160 overflows, a square of 1e-180 is zero. Every unit is a power of two, so that dividing by it and
multiplying by it again loses no bit. Numbers of ordinary size keep their unit.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ...checks import Told, finite, numbers, refuse, refuse_any
from ...numerics.least_squares import unit_of
from .. import minimum_data
from ..arguments import checked_scales, checked_windows, one_each
from ..estimate import NotEnoughData


class Units(NamedTuple):
    """Units of s, x and y."""

    scale: float
    x: float
    y: float


def octave(values):
    """Largest power of two that is at most the largest magnitude among the values; 1 if all are zero."""
    largest = np.max(np.abs(values))
    return float(np.ldexp(1.0, np.frexp(largest)[1] - 1)) if largest > 0 else 1.0


def units_of(systems):
    """Units in which s, x and y of all systems are of ordinary size."""
    return Units(*(unit_of(np.concatenate(parts)) for parts in zip(*(([k.scale], k.x, k.y) for k in systems))))


def measured_in(units, system):
    """A system in other units."""
    in_y = {name: _over(getattr(system, name), units.y) for name in ("y", "error", "runs", "factor")}
    return system._replace(scale=system.scale / units.scale, x=system.x / units.x, **in_y)


def _over(values, unit):
    return None if values is None else values / unit


ROUNDING = 1e-6
"""Share of its largest entry by which a covariance may be asymmetric, or have an eigenvalue below zero."""

LOST = 1e-30
"""Share of the largest y below which an error is zero."""


class System(NamedTuple):
    """One system: its scale s, x, mean y, the error of y, and what else is known about the errors.

    That is the runs behind the mean, or a factor F of the covariance F Fᵀ of the points, or neither. Where no
    errors were given, ``error`` is None.
    """

    scale: float
    x: np.ndarray
    y: np.ndarray
    error: np.ndarray | None
    runs: np.ndarray | None = None
    factor: np.ndarray | None = None


def systems_of(scale, x, y, error, window, log):
    """List of `System` from the arguments of `crit.measure.collapse.fit.collapse`, points outside the window left out.

    Raises
    ------
    ValueError
        Naming the argument.
    NotEnoughData
        If a system has fewer than 8 runs or no points in the window.
    """
    scales = checked_scales("scale", scale)
    count, whole = len(scales), (-np.inf, np.inf)
    windows = [whole] * count if window is None else checked_windows(window, count, open_ended=True)
    x, y = one_each("x", _shared(x, count), count), one_each("y", y, count)
    errors = [None] * count if error is None else one_each("error", error, count)
    rows = zip(scales, x, y, errors, windows, strict=True)
    systems = [_system(f"[{k}]", *row) for k, row in enumerate(rows)]
    if len({system.error is None for system in systems}) > 1:
        refuse("error", Told("errors of some systems"), "errors, or runs, of all systems are needed, or of none")
    for k, system in enumerate(systems):
        _refuse_logarithms(f"[{k}]", system, log)
    return systems


def _system(k, scale, x, y, error, window):
    x, y, error = _columns(k, x, y, error)
    inside = (x >= window[0]) & (x <= window[1])
    if not inside.any():
        raise NotEnoughData(f"no point of s = {scale:g} lies in the window from {window[0]:g} to {window[1]:g}")
    x, y, error = x[inside], y[..., inside], _part(error, inside)
    if y.ndim == 2:
        return _averaged(scale, x, y)
    if error is not None and error.ndim == 2:
        return _correlated(f"error{k}", System(scale, x, y, None), error)
    return System(scale, x, y, error)


def _columns(k, x, y, error):
    """Checked arrays of one system. A masked point of a curve is left out; runs and covariances must be whole."""
    x, no_x = _read(f"x{k}", x, ("points",))
    n = len(x)
    y, no_y = _read(f"y{k}", y, (n,), ("runs", n))
    if y.ndim == 2:
        if error is not None:
            refuse("error", Told("errors beside runs"), "runs tell their errors themselves: None is needed")
        refuse_any(f"y{k}", no_y, "masked", "runs of all points are needed")
        no_y = no_y[0]
    error, no_error = (None, no_x) if error is None else _read(f"error{k}", error, (n,), (n, n))
    if no_error.ndim == 2:
        refuse_any(f"error{k}", no_error, "masked", "a whole covariance is needed")
        no_error = no_x
    elif error is not None:
        refuse_any(f"error{k}", error <= LOST * np.abs(y).max(), "not positive beside y", "positive values are needed")
    keep = ~(no_x | no_y | no_error)
    if not keep.any():
        refuse_any(f"y{k}", ~keep, "masked", "some points are needed")
    return x[keep], y[..., keep], _part(error, keep)


def _read(name, values, *shapes):
    """Checked array, with ones in place of what is masked, and the mask."""
    array, masked = numbers(name, values)
    masked = np.zeros(array.shape, dtype=bool) if masked is None else masked
    return finite(name, np.where(masked, 1, array), *shapes), masked


def _part(values, keep):
    """Entries, or rows and columns of a matrix, that are kept."""
    return None if values is None else values[np.ix_(*[keep] * values.ndim)]


def _averaged(scale, x, runs):
    n, unit = len(runs), octave(runs)
    if n < minimum_data.RUNS:
        raise NotEnoughData(f"{n} runs of s = {scale:g}; {minimum_data.RUNS} are needed")
    error = unit * ((runs / unit).std(axis=0, ddof=1) / n**0.5)
    if error.min() <= 0:
        refuse("y", f"runs of s = {scale:g} that do not differ at x = {x[error.argmin()]:g}", "a spread is needed")
    return System(scale, x, runs.mean(axis=0), error, runs)


def _correlated(name, system, covariance):
    """The system with the errors of a covariance, and a factor of it."""
    unit = octave(covariance)
    matrix = covariance / unit
    variance = np.diag(matrix)
    refuse_any(name, variance <= 0, "a variance that is not positive", "positive variances are needed")
    if np.max(np.abs(matrix - matrix.T)) > ROUNDING * np.max(np.abs(matrix)):
        refuse(name, Told("matrix that is not symmetric"), "a covariance is needed")
    share, modes = np.linalg.eigh((matrix + matrix.T) / 2)
    if share[0] < -ROUNDING * share[-1]:
        refuse(name, Told(f"matrix with eigenvalue {share[0] * unit:.2g}"), "a positive semidefinite one is needed")
    size = unit**0.5
    return system._replace(error=np.sqrt(variance) * size, factor=modes * np.sqrt(np.maximum(share, 0)) * size)


def _shared(x, systems):
    """One row of numbers stands for that of every system."""
    if isinstance(x, Mapping) or not np.iterable(x) or hasattr(x, "columns"):
        return x
    given = list(x)
    return [np.ma.array(given)] * systems if given and all(np.ndim(value) == 0 for value in given) else given


def _refuse_logarithms(k, system, log):
    for name, values in ("x", system.x), ("y", system.y):
        if name in log:
            refuse_any(f"{name}{k}", values <= 0, "not positive", f"ln {name} needs positive ones; see log and window")
