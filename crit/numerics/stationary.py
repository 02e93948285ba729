"""The stationary law of a one-dimensional diffusion in numbers, from its drift and its noise, on a grid."""

import numpy as np

from ..checks import real, refuse, whole
from ..typing import ArrayLike


class StationaryLaw:
    """The stationary law of given drift and noise, in numbers.

    Parameters
    ----------
    drift, noise : callable
        A(K) and D(K) > 0 at an array of K.
    low, high : float
        Range that holds all but a negligible part of the law, low < high; 0 < low for logarithmic spacing.
    points : int
        Points of the grid.
    spacing : {"logarithmic", "even"}
        Whether the grid is equally spaced in ln K, for a variance, or in the variable itself, which then may have
        either sign, as the mean activity has.

    Attributes
    ----------
    mean, sd : float

    Raises
    ------
    ValueError
        If the range is bad, the noise is not positive in it, or the law reaches beyond it.
    """

    def __init__(self, drift, noise, low, high, points=4001, *, spacing="logarithmic"):
        self._scale, value, stretch = _grid(low, high, whole("points", points, least=100), spacing)
        step, strength = self._scale(value[1]) - self._scale(value[0]), np.asarray(noise(value)) * np.ones_like(value)
        if not np.all(strength > 0):
            refuse("noise", float(strength.min()), "it must be positive between low and high")
        log_weight = step * _running(drift(value) / strength * stretch) - np.log(strength) + np.log(stretch)
        weight = np.exp(log_weight - log_weight.max())
        if max(weight[0], weight[-1]) > 1e-5:
            refuse("low, high", (low, high), "the law reaches beyond this range")
        total = weight.sum()
        self._position = self._scale(value)
        self._density = weight / (total * step * stretch)
        self._cumulative = _running(weight) / total
        self.mean = float(weight @ value / total)
        self.sd = float(np.sqrt(weight @ (value - self.mean) ** 2 / total))

    def density(self, value: ArrayLike) -> np.ndarray:
        """Probability density at an array of values."""
        return np.interp(self._scale(value), self._position, self._density)

    def cdf(self, value: ArrayLike) -> np.ndarray:
        """Cumulative probability at an array of values."""
        return np.interp(self._scale(value), self._position, self._cumulative)


def _grid(low, high, points, spacing):
    """Map to the coordinate that is equally spaced, the grid, and d(value)/d(coordinate) on it."""
    if spacing not in ("logarithmic", "even"):
        refuse("spacing", spacing, '"logarithmic" or "even" is needed')
    if spacing == "even":
        value = np.linspace(real("low", low), real("high", high, above=low), points)
        return np.asarray, value, np.ones_like(value)
    high = real("high", high, above=real("low", low, above=0))
    value = np.exp(np.linspace(np.log(low), np.log(high), points))
    return np.log, value, value


def _running(values):
    """Cumulative trapezoidal sum from the first point on."""
    return np.append(0, np.cumsum((values[1:] + values[:-1]) / 2))
