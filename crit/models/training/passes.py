"""Forwards through many networks at once, and the gradient back through them.

Arrays have the shape (networks, samples, units). A matrix product over all networks is one call, in which each network
is multiplied by itself: its bits do not depend on the others.
"""

from typing import NamedTuple

import numpy as np

INNER = 256
"""Terms of a sum in one call of BLAS: OpenBLAS cuts longer ones by the number of its threads, which shows in the last
bits."""


def product(a, b, out=None):
    """Matrix product over the last two axes; long sums are added up in pieces of one length."""
    out = np.matmul(a[..., :INNER], b[..., :INNER, :], out=out)
    for start in range(INNER, a.shape[-1], INNER):
        out += np.matmul(a[..., start : start + INNER], b[..., start : start + INNER, :])
    return out


class Signals(NamedTuple):
    """What a forward pass leaves: activities below every layer of weights, φ' of every hidden layer, the outputs."""

    activities: list
    slopes: list
    outputs: np.ndarray


def forward(unit, skip, layers, x):
    """`Signals` of inputs x, of shape (samples, entries) or (networks, samples, entries)."""
    h = _affine(layers[0], x)
    activities, slopes = [x], []
    for layer in layers[1:]:
        value, slope = unit(h)
        activities.append(value)
        slopes.append(slope)
        next_h = _affine(layer, value)
        if skip and layer is not layers[-1]:
            next_h += skip * h
        h = next_h
    return Signals(activities, slopes, h)


def _affine(layer, x):
    h = product(x, layer.weights)
    h += layer.biases
    return h


def deltas(skip, layers, signals, delta):
    """Derivatives by the pre-activations of every layer, from the last to the first, given those by the outputs."""
    yield delta
    for index in range(len(layers) - 1, 0, -1):
        below = product(delta, layers[index].weights.swapaxes(1, 2))
        below *= signals.slopes[index - 1]
        if skip and index < len(layers) - 1:
            below += skip * delta
        delta = below
        yield delta


def backward(skip, layers, signals, delta, gradients):
    """Fill the gradients, layers of the same shapes, given the derivatives of the loss by the outputs."""
    ones = np.ones((1, delta.shape[1]), delta.dtype)
    found = zip(reversed(gradients), reversed(signals.activities), deltas(skip, layers, signals, delta))
    for gradient, activity, delta in found:
        product(activity.swapaxes(-1, -2), delta, out=gradient.weights)
        product(ones, delta, out=gradient.biases)
