"""What is wrong with a recorded network, or not to be trusted in its report."""

import numpy as np

from ..measure.universality import LEVEL

FEW_LAYERS = 10
DEAD = 0.05
"""Share of units that answer all inputs alike from which on it is worth a word."""
LOST = 1e-6
"""Distance of inputs, relative to that of independent ones, that single precision is about to lose."""
FAT = 1.0
"""Excess kurtosis over units that random weights do not give."""


def warnings_of(recording, found):
    """Sentences, one for each thing.

    Parameters
    ----------
    recording : Recording
    found : NetworkNumbers

    Yields
    ------
    str
    """
    K, rho = recording.K, recording.rho
    if recording.exploded:
        yield f"The signal explodes: from layer {recording.exploded} on numbers are not finite, and are left out."
    elif K[-1] > 1e3 * K[0]:
        yield f"The signal explodes: K grows by a factor {K[-1] / K[0]:.2g}."
    if K[-1] < 1e-3 * K[0]:
        yield f"The signal dies out: K falls by a factor {K[0] / max(K[-1], 1e-300):.2g}."
    if len(K) < FEW_LAYERS:
        yield f"With {len(K)} layers the numbers are those of few layers; trends in depth cannot be told."
    share = _dead(recording)
    if share > DEAD:
        yield f"{share:.0%} of the units answer all inputs alike: dead or saturated units."
    lost = [layer.name for layer, distance in zip(recording.layers, rho) if distance < LOST]
    if lost:
        yield f"From layer {lost[0]} on inputs cannot be told apart."
    unlike = [layer.name for layer in recording.layers if layer.name not in found.scales]
    if unlike:
        yield f"No scales were read from {len(unlike)} layers whose inputs are unknown or alike, such as {unlike[0]}."
    if found.chance < LEVEL:
        yield "The layers do not share one law (p < 0.003): trained weights, or scales that differ; see the table."
    kurtosis = np.median([_kurtosis(layer.h) for layer in recording.layers])
    if kurtosis > FAT:
        yield "Pre-activations are far from normal over units: weights are trained or heavy tailed, and χ₁ is a guess."


def _dead(recording):
    """Share of units whose output does not depend on the input."""
    shares = [np.ptp(recording.activation(layer.h), axis=(0, 1)) == 0 for layer in recording.layers[:-1]]
    return float(np.mean(np.concatenate(shares))) if shares else 0.0


def _kurtosis(h):
    spread = h - h.mean(axis=2, keepdims=True)
    variance = np.mean(spread**2, axis=2)
    return float(np.mean(np.mean(spread**4, axis=2) / np.maximum(variance, 1e-300) ** 2)) - 3
