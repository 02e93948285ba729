"""What training makes small: the mean over samples of the cross-entropy of classes, or of half the squared error."""

import numpy as np


def loss_and_delta(outputs, y):
    """Loss of every network, shape (networks,), and its derivatives by the outputs.

    Parameters
    ----------
    outputs : array of shape (networks, samples, outputs)
        Logits of classes, or numbers.
    y : array of int of shape (…, samples) or of float of shape (…, samples, outputs)
        Targets, the same for all networks or for each its own.
    """
    if y.dtype.kind == "i":
        return _cross_entropy(outputs, np.broadcast_to(y, outputs.shape[:2]))
    delta = outputs - y
    loss = 0.5 * np.einsum("esk,esk->e", delta, delta) / outputs.shape[1]
    delta /= outputs.shape[1]
    return loss, delta


def _cross_entropy(outputs, y):
    # With the largest logit taken off nothing overflows.
    delta = outputs - outputs.max(axis=2, keepdims=True)
    network, sample = np.ogrid[: y.shape[0], : y.shape[1]]
    right = delta[network, sample, y]
    np.exp(delta, out=delta)
    total = delta.sum(axis=2, keepdims=True)
    loss = np.mean(np.log(total[..., 0]) - right, axis=1)
    delta /= total
    delta[network, sample, y] -= 1
    delta /= outputs.shape[1]
    return loss, delta


def accuracy(outputs, y):
    """Share of the samples whose largest output is that of their class; nan where targets are numbers."""
    if y.dtype.kind != "i":
        return np.full(len(outputs), np.nan)
    return np.mean(np.argmax(outputs, axis=2) == y, axis=1)
