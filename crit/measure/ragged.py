"""Curves of several systems, each measured at places of its own, checked."""

from typing import NamedTuple

import numpy as np

from ..checks import real, refuse
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
    scales = _scales(scale)
    given = {"x": x, "y": y} if error is None else {"x": x, "y": y, "error": error}
    for name, arrays in given.items():
        if not isinstance(arrays, (list, tuple, np.ndarray)) or len(arrays) != len(scales):
            refuse(name, arrays, f"one array for each of the {len(scales)} systems is needed")
    errors = [None] * len(scales) if error is None else error
    windows = _windows(window, len(scales))
    return [
        _system(*each, f"[{k}]", log_x=log_x, log_y=log_y)
        for k, each in enumerate(zip(scales, x, y, errors, windows, strict=True))
    ]


def _system(scale, x, y, error, window, k, *, log_x, log_y):
    x, y = _finite(f"x{k}", x, (1,)), _finite(f"y{k}", y, (1, 2))
    if y.shape[-1] != len(x):
        refuse(f"y{k}", f"array of shape {y.shape}", f"as many points as in x{k}, {len(x)}, are needed")
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
    error = _finite(name, error, (1,))
    if len(error) != points:
        refuse(name, f"{len(error)} values", f"as many as points, {points}, are needed")
    if error.min() <= 0:
        refuse(name, f"array with {error.min():g}", "positive values are needed")
    return error


def _scales(scale):
    if np.ndim(scale) != 1 or len(scale) < 2:
        refuse("scale", scale, "a sequence of two numbers or more is needed")
    scales = [real(f"scale[{k}]", s, above=0) for k, s in enumerate(scale)]
    if len(set(scales)) < 2:
        refuse("scale", scale, "two different systems or more are needed")
    return scales


def _finite(name, values, dimensions):
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        refuse(name, values, "an array of numbers is needed")
    if array.ndim not in dimensions or array.size == 0:
        wanted = " or ".join({1: "(points,)", 2: "(replicas, points)"}[d] for d in dimensions)
        refuse(name, f"array of shape {array.shape}", f"a filled array of shape {wanted} is needed")
    if not np.all(np.isfinite(array)):
        refuse(name, "array with nan or infinity", "finite values are needed")
    return array


def _positive(name, values, which):
    if values.min() <= 0:
        refuse(name, f"array with {values.min():g}", f"positive values are needed for ln {which}; see log and window")


def _windows(window, systems):
    if window is None:
        return [(-np.inf, np.inf)] * systems
    windows = list(window) if np.ndim(window) == 2 else [window] * systems
    try:
        pairs = [(float(low), float(high)) for low, high in windows]
    except (TypeError, ValueError):
        refuse("window", window, "a pair (low, high), or one for each system, is needed")
    if len(pairs) != systems or not all(low < high for low, high in pairs):
        refuse("window", window, f"low < high, in one pair or in {systems}, is needed")
    return pairs
