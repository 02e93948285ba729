"""One layer of units with few inputs and a hard zero, with real wires and weights.

What it does on average is in `crit.theory.avalanches`: `fan_in_rates`, `critical_fan_in`.
"""

import math

import numpy as np

from ...checks import finite, real, refuse, whole
from ...typing import ArrayLike


def fan_in_step(
    x: ArrayLike, fan_in: int, sigma_w: float, rng: np.random.Generator, *, threshold: float = 1.0
) -> np.ndarray:
    """One layer with real weights and wires: the outputs of N units that hear the units ``x``.

    Parameters
    ----------
    x : array of shape (N,)
        Outputs −1, 0 or 1 of the layer before.
    fan_in : int
        Inputs k of a unit, drawn with replacement, >= 1.
    sigma_w : float
        Standard deviation of a weight times √k, > 0.
    rng : numpy.random.Generator
        Draws k wires and k weights for each unit.
    threshold : float
        Input Θ > 0 below which a unit is silent.

    Returns
    -------
    numpy.ndarray, shape (N,)

    Raises
    ------
    ValueError
        If the outputs are no row of numbers, k is no whole number of at least 1, σ_w or Θ is not positive, or `rng` is
        no generator.
    """
    x, fan_in = finite("x", x, ("units",)), whole("fan_in", fan_in)
    sigma_w, threshold = real("sigma_w", sigma_w, above=0), real("threshold", threshold, above=0)
    if not isinstance(rng, np.random.Generator):
        refuse("rng", rng, "a numpy.random.Generator is needed")
    heard = x[rng.integers(x.size, size=(x.size, fan_in))]
    h = sigma_w / math.sqrt(fan_in) * (rng.standard_normal(heard.shape) * heard).sum(axis=1)
    return np.where(np.abs(h) > threshold, np.sign(h), 0.0)
