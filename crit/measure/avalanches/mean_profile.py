"""The mean profile of the excursions of a window of durations: a ratio of means, with its covariance."""

from typing import NamedTuple

import numpy as np

from ...numerics.least_squares import unit_of
from .. import minimum_data
from ..estimate import Estimate, NotEnoughData
from .excursions import checked_series, excursions
from .profile_sums import moments

ALIKE = 1e-7
"""Relative error of a mean height that rounding alone can make."""


class Shape(NamedTuple):
    """Mean profile ⟨x − threshold⟩(t) of the excursions of a window of durations, divided by its mean over 0 < t < 1.

    ``t``, ``mean`` and ``error`` have shape (points,), ``covariance`` (points, points): neighbouring points of one mean
    are strongly correlated. ``height`` is the mean height at ``duration``, the geometric mean of T + 1; ``n`` counts
    the excursions, ``window`` is the lowest and the highest T asked for, ``method`` a line of text.
    """

    t: np.ndarray
    mean: np.ndarray
    error: np.ndarray
    covariance: np.ndarray
    height: Estimate
    duration: float
    n: int
    window: tuple
    method: str


def prepared(series, threshold):
    """A series in one row and its excursions, in a unit in which no square overflows, and that unit."""
    values = checked_series(series)
    found, unit = excursions(values, threshold), unit_of(values)
    values = values.ravel() if unit == 1 else values.ravel() / unit
    return values, found._replace(size=found.size / unit), float(threshold) / unit, unit


def within(found, window):
    """Mean height, length T + 1, start and duration of the excursions in a window of durations."""
    inside = (found.duration >= window[0]) & (found.duration <= window[1])
    duration = found.duration[inside]
    return found.size[inside] / (duration + 1), duration + 1.0, found.start[inside], duration


def slope_of(height, length):
    """Slope of ln height against ln length, 0 if all lengths are the same."""
    if length.size == 0 or length.min() == length.max():
        return 0.0
    x = np.log(length)
    x -= x.mean()
    return x @ np.log(height) / (x @ x)


def shape_of(series, threshold, found, window, points, unit, slope=None):
    """Return the `Shape` of the excursions of a window."""
    height, length, start, duration = within(found, window)
    shape = None
    if height.size > 1:
        slope = slope_of(height, length) if slope is None else slope
        middle = np.exp(np.mean(np.log(length)))
        mean, covariance = moments(series, threshold, start, duration, (length / middle) ** -slope, points)
        shape = _normalised(mean, covariance, middle, height.size, window, unit)
    if shape is not None and shape.height.error <= ALIKE * shape.height.value:
        raise NotEnoughData("the excursions of the window are all alike: no error can be had from them", shape)
    if height.size < minimum_data.EXCURSIONS:
        low, high = window
        few = f"{height.size} complete excursions last {low} to {high} samples; {minimum_data.EXCURSIONS} are needed"
        raise NotEnoughData(few, shape)
    return shape


def _normalised(mean, covariance, duration, n, window, unit):
    """The shape from mean and covariance of (profile, mean height): a ratio, with errors by its linear part."""
    height, profile = mean[-1], mean[:-1] / mean[-1]
    ratio = np.concatenate([np.eye(profile.size), -profile[:, None]], axis=1) / height
    covariance, spread = ratio @ covariance @ ratio.T / n, np.sqrt(max(0.0, covariance[-1, -1]) / n)
    t, height = (np.arange(profile.size) + 0.5) / profile.size, Estimate(height * unit, spread * unit)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))  # rounding, where all profiles are alike
    method = "ratio of means of linearly interpolated profiles, errors from the spread among excursions"
    return Shape(t, profile, error, covariance, height, float(duration), n, window, method)
