"""Curves of several systems, each measured at places of its own, checked."""

from typing import NamedTuple

import numpy as np

from ..checks import finite, real, refuse
from .errors import NotEnoughData

FEWEST_REPLICAS = 8
"""Replicas of a system: fewer do not tell how much they differ."""


class System(NamedTuple):
    """One system: its scale s, x, mean y, the error of y, and the replicas behind the mean or None."""

    scale: float
    x: np.ndarray
    y: np.ndarray
    error: np.ndarray
    replicas: np.ndarray | None


def systems_of(scale, x, y, error, window, *, log_x, log_y):
    """List of `System` from the arguments of `crit.measure.collapse.collapse`, points outside the window left out.

    Raises
    ------
    ValueError
        Naming the argument.
    NotEnoughData
        If a system has fewer than 8 replicas or no points in the window.
    """
    scales = scales_of("scale", scale)
    x, y = one_each("x", x, len(scales)), one_each("y", y, len(scales))
    errors = [None] * len(scales) if error is None else one_each("error", error, len(scales))
    windows = _windows(window, len(scales))
    return [
        _system(*each, f"[{k}]", log_x=log_x, log_y=log_y)
        for k, each in enumerate(zip(scales, x, y, errors, windows, strict=True))
    ]


def _system(scale, x, y, error, window, k, *, log_x, log_y):
    x = finite(f"x{k}", x, ("points",))
    y = finite(f"y{k}", y, (len(x),), ("replicas", len(x)))
    if y.ndim == 2 and error is not None:
        refuse("error", error, "replicas tell their errors themselves: None is needed")
    if y.ndim == 1:
        error = _given_error(f"error{k}", error, len(x))
    inside = (x >= window[0]) & (x <= window[1])
    if not inside.any():
        raise NotEnoughData(f"no point of s = {scale:g} lies in the window from {window[0]:g} to {window[1]:g}")
    x, y = x[inside], y[..., inside]
    if log_x:
        _positive(f"x{k}", x, "x")
    system = _averaged(scale, x, y) if y.ndim == 2 else System(scale, x, y, error[inside], None)
    if log_y:
        _positive(f"y{k}", system.y, "y")
    return system


def _averaged(scale, x, replicas):
    n = len(replicas)
    if n < FEWEST_REPLICAS:
        raise NotEnoughData(f"{n} replicas of s = {scale:g}; {FEWEST_REPLICAS} are needed")
    error = replicas.std(axis=0, ddof=1) / n**0.5
    if error.min() <= 0:
        refuse("y", f"replicas of s = {scale:g} that do not differ at x = {x[error.argmin()]:g}", "a spread is needed")
    return System(scale, x, replicas.mean(axis=0), error, replicas)


def _given_error(name, error, points):
    if error is None:
        refuse("error", None, "standard errors of y are needed where y holds no replicas")
    error = finite(name, error, (points,))
    if error.min() <= 0:
        refuse(name, f"array with {error.min():g}", "positive values are needed")
    return error


def scales_of(name, scales):
    """List of positive numbers, at least two of them different."""
    given = list(scales) if np.iterable(scales) else []
    checked = [real(f"{name}[{k}]", scale, above=0) for k, scale in enumerate(given)]
    if len(set(checked)) < 2:
        refuse(name, scales, "a sequence of numbers is needed, at least two of them different")
    return checked


def one_each(name, arrays, systems):
    """List of what is given for each of the systems."""
    given = list(arrays) if np.iterable(arrays) else []
    if len(given) != systems:
        refuse(name, arrays, f"one array for each of the {systems} systems is needed")
    return given


def _positive(name, values, which):
    if values.min() <= 0:
        refuse(name, f"array with {values.min():g}", f"positive values are needed for ln {which}; see log and window")


def _windows(window, systems):
    if window is None:
        return [(-np.inf, np.inf)] * systems
    try:
        windows = list(window) if np.ndim(window) == 2 else [window] * systems
        pairs = [(float(low), float(high)) for low, high in windows]
    except (TypeError, ValueError):
        refuse("window", window, "a pair (low, high), or one for each system, is needed")
    if len(pairs) != systems or not all(low < high for low, high in pairs):
        refuse("window", window, f"low < high, in one pair or in {systems}, is needed")
    return pairs
