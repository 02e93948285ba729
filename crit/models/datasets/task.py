"""What is to be learnt: inputs of one length with their targets, some of them kept apart for a test."""

from dataclasses import dataclass

import numpy as np

from ...checks import Told, finite, generator, numbers, real, refuse
from ...typing import ArrayLike, SeedLike


@dataclass(frozen=True, eq=False)
class Task:
    """Inputs and targets to train on, and others to test on.

    Parameters
    ----------
    x : array of shape (samples, entries)
        Inputs.
    y : array of int of shape (samples,), or of float of shape (samples, outputs)
        Classes 0, 1, 2 …, each of which occurs, or numbers.
    x_test, y_test : array
        The same for the test.

    Raises
    ------
    ValueError
        If a number is nan or infinite, inputs and targets differ in number or tests in kind, or there are fewer than
        two classes.
    """

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    def __post_init__(self):
        for suffix in ("", "_test"):
            x = finite(f"x{suffix}", getattr(self, f"x{suffix}"), ("samples", "entries"))
            y = _targets(f"y{suffix}", getattr(self, f"y{suffix}"), len(x))
            object.__setattr__(self, f"x{suffix}", x)
            object.__setattr__(self, f"y{suffix}", y)
        if self.x_test.shape[1] != self.x.shape[1]:
            refuse("x_test", Told(f"array of shape {self.x_test.shape}"), "as many entries as in x are needed")
        if self.y_test.dtype != self.y.dtype or self.y_test.shape[1:] != self.y.shape[1:]:
            refuse("y_test", Told(f"array of shape {self.y_test.shape}"), "targets of the same kind as y are needed")
        if self.is_classes:
            self._check_classes()

    def _check_classes(self):
        counts = np.bincount(self.y)
        if counts.size < 2 or not counts.all():
            refuse("y", Told(f"classes {np.unique(self.y).tolist()}"), "two classes or more are needed, 0, 1, 2 …")
        if self.y_test.max() >= counts.size:
            refuse("y_test", Told(f"class {self.y_test.max()}"), "a class that occurs in y is needed")

    @property
    def is_classes(self) -> bool:
        """Whether the targets are classes, rather than numbers."""
        return self.y.ndim == 1

    @property
    def outputs(self) -> int:
        """Outputs that a network needs: one for each class, or for each number."""
        return int(self.y.max()) + 1 if self.is_classes else self.y.shape[1]


def split(x: ArrayLike, y: ArrayLike, *, test: float = 0.25, seed: SeedLike = None) -> Task:
    """A task made of one set of data: shuffled, split, and with all inputs of one length.

    The mean of the training inputs is taken off all inputs; then each is scaled so that its entries have the mean
    square 1.

    Parameters
    ----------
    x : array of shape (samples, entries)
        Inputs.
    y : array of int of shape (samples,), or of float of shape (samples, outputs)
        Targets.
    test : float
        Share of the samples that is kept for the test, between 0 and 1.
    seed : int, numpy.random.SeedSequence, numpy.random.Generator or None
        Of the shuffle.

    Returns
    -------
    Task

    Raises
    ------
    ValueError
        As `Task`; and if the share leaves no samples on one side, or an input is the mean of all.
    """
    rng, inputs = generator(seed), finite("x", x, ("samples", "entries"))
    targets, kept = _targets("y", y, len(inputs)), round(len(inputs) * real("test", test, above=0, below=1))
    if not 0 < kept < len(inputs):
        refuse("test", test, f"a share that leaves samples of {len(inputs)} on both sides is needed")
    order = rng.permutation(len(inputs))
    inputs, targets = inputs[order] - inputs[order[kept:]].mean(axis=0), targets[order]
    length = np.sqrt(np.mean(inputs**2, axis=1, keepdims=True))
    if not np.all(length > 0):
        refuse("x", Told(f"{np.sum(length == 0)} inputs"), "inputs that differ from their mean are needed")
    inputs /= length
    return Task(inputs[kept:], targets[kept:], inputs[:kept], targets[:kept])


def _targets(name, y, samples):
    array, masked = numbers(name, y)
    if masked is not None:
        refuse(name, Told(f"array with {np.count_nonzero(masked)} masked values"), "all targets are needed")
    if array.ndim not in (1, 2) or len(array) != samples:
        refuse(name, Told(f"array of shape {array.shape}"), f"{samples} targets are needed, one for each input")
    if array.ndim == 2:
        return finite(name, array, ("samples", "outputs"))
    if array.dtype.kind == "f" and not (np.all(np.isfinite(array)) and np.all(array == np.round(array))):
        refuse(name, Told("array of floats"), "classes 0, 1, 2 … are needed; numbers have the shape (samples, outputs)")
    if array.min() < 0:
        refuse(name, Told(f"class {array.min()}"), "classes 0, 1, 2 … are needed")
    return array.astype(np.int64)
