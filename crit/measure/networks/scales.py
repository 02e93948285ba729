"""Scales of weights and biases from what goes into a layer and what comes out, without a look at the weights.

Given the inputs x of a random layer, each of its N units answers several points with normal numbers, independent of the
other units: of mean 0 and covariance σ_b² + σ_w² Q, where Q is that of the inputs, Q_ab = ⟨x_a x_b⟩. Contrasts between
points know nothing of the bias. Turned to the principal axes of Q and divided by their lengths, they are independent
numbers of variance σ_w². What is left of the mean over the points, once it is predicted from the contrasts, has the
variance σ_b² + s σ_w², with a small s that Q tells. So both scales follow χ² laws, at any width, exactly.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ...checks import Told, finite, real, refuse
from ...typing import ArrayLike
from ..estimate import Estimate, NotEnoughData

ROUNDINGS, DOUBLE = 300.0, 2e-16
"""Contrasts are used that are so many roundings of a number long, at least; and the rounding of this computation."""


class WeightScales(NamedTuple):
    """Scales of a layer, or of several.

    Attributes
    ----------
    sigma_w2, sigma_b2 : Estimate
        Variance of the weights times their number to a unit, and of the biases. That of the biases may come out
        negative where it is small.
    freedom : float
        Independent numbers behind the first.
    residual : float
        Mean square of what the contrasts leave of the mean, of ``units`` numbers; it is σ_b² + ``share`` σ_w².
    share : float
    units : int
    """

    sigma_w2: Estimate
    sigma_b2: Estimate
    freedom: float
    residual: float
    share: float
    units: int


def weight_scales(x: ArrayLike, h: ArrayLike, *, resolution: float = 1e-7) -> WeightScales:
    """Scales of weights and biases of one layer.

    Parameters
    ----------
    x : array of shape (points, inputs)
        What goes into the layer at several points: of several samples, or at several places.
    h : array of shape (points, units)
        What comes out, before any activation.
    resolution : float
        Relative rounding of these numbers, > 0: 1e-7 of float32, 1e-16 of float64.

    Returns
    -------
    WeightScales
        Of weights and biases that were drawn independently with mean zero; of others, their second moments as these
        points see them.

    Raises
    ------
    ValueError
        If x and h are no tables of finite numbers of the same points, or the resolution is not > 0.
    NotEnoughData
        With fewer than two points, or points that are all alike.
    """
    x, h = finite("x", x, ("points", "inputs")), finite("h", h, ("points", "units"))
    if len(x) != len(h):
        refuse("h", Told(f"array of shape {h.shape}"), f"one row for each of the {len(x)} points of x is needed")
    least = ROUNDINGS * max(real("resolution", resolution, above=0), DOUBLE)
    mean = x.mean(axis=0) / math.sqrt(x.shape[1])
    axes, lengths, inward = np.linalg.svd(x / math.sqrt(x.shape[1]) - mean, full_matrices=False)
    kept = lengths > least * np.sqrt(np.mean(x**2))
    if not kept.any():
        raise NotEnoughData(f"{len(x)} points that the layer cannot tell apart; two different ones are needed")
    contrasts, lean = axes.T[kept] @ h / lengths[kept, None], inward[kept] @ mean
    residual, share = float(np.mean((h.mean(axis=0) - lean @ contrasts) ** 2)), float(mean @ mean - lean @ lean)
    return _scales(float(np.mean(contrasts**2)), contrasts.size, residual, share, h.shape[1])


def common_scales(layers: Iterable[WeightScales]) -> WeightScales:
    """Scales that several layers share, from those of each.

    Parameters
    ----------
    layers : iterable of WeightScales
        At least one.

    Returns
    -------
    WeightScales
        Each layer counts by what its χ² laws say; ``residual`` and ``share`` are means over all units.

    Raises
    ------
    ValueError
        If there is none, or one of them is no `WeightScales`.
    """
    layers = list(layers) if np.iterable(layers) else []
    if not layers or not all(isinstance(each, WeightScales) for each in layers):
        refuse("layers", layers, "the scales of at least one layer are needed")
    freedom, residual, share, units = np.array([tuple(each)[2:] for each in layers]).T
    sigma_w2 = np.average([each.sigma_w2.value for each in layers], weights=freedom)
    error, bias = sigma_w2 * math.sqrt(2 / freedom.sum()), np.average(residual - share * sigma_w2, weights=units)
    for _ in range(REWEIGHTED):  # with common scales in the weights, a layer's chance deviation is in none
        weight = units / np.maximum(bias + share * sigma_w2, 1e-12 * residual.mean() + 1e-300) ** 2
        bias = np.average(residual - share * sigma_w2, weights=weight)
    lever = np.average(share, weights=weight)
    found = Estimate(float(bias), float(math.hypot(math.sqrt(2 / weight.sum()), lever * error)))
    left, part = (float(np.average(each, weights=units)) for each in (residual, share))
    return WeightScales(Estimate(float(sigma_w2), error), found, float(freedom.sum()), left, part, int(units.sum()))


REWEIGHTED = 5
"""Rounds in which the weights of the layers settle."""


def _scales(sigma_w2, freedom, residual, share, units):
    """`WeightScales` from the mean squares and how many numbers they are of."""
    weights = Estimate(sigma_w2, sigma_w2 * math.sqrt(2 / freedom))
    error = math.hypot(residual * math.sqrt(2 / units), share * weights.error)
    return WeightScales(weights, Estimate(residual - share * sigma_w2, error), float(freedom), residual, share, units)
