"""A group of networks on its way down: batches, steps, records, and the end of those that diverge."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..datasets.task import Task
from . import architecture as shape
from .losses import accuracy, loss_and_delta
from .optimisers import SGD, Adam
from .passes import backward, forward
from .units import value_and_slope

LIMIT = 1000.0
"""A network diverges when its loss is no number, or exceeds so many times the loss of its first batch."""
TEST_AT_ONCE = 256
"""Samples of a forward pass without a gradient."""


@dataclass(frozen=True, eq=False)
class Course:
    """What all networks of a call have in common; σ_w, σ_b and the rate have one entry for each replica."""

    architecture: shape.Architecture
    task: Task
    optimiser: SGD | Adam
    sigma_w: np.ndarray
    sigma_b: np.ndarray
    rate: np.ndarray
    steps: int
    batch: int | None
    at: np.ndarray
    precision: type

    @cached_property
    def sizes(self):
        """Units of every layer."""
        return self.architecture.sizes(self.task.x.shape[1], self.task.outputs)

    @cached_property
    def unit(self):
        """Function of a layer that returns φ and φ'."""
        return value_and_slope(self.architecture.unit)

    @cached_property
    def data(self):
        """Inputs and targets in the precision of the networks."""
        kinds = self.precision, np.int64 if self.task.is_classes else self.precision
        arrays = self.task.x, self.task.y, self.task.x_test, self.task.y_test
        return [array.astype(kinds[index % 2]) for index, array in enumerate(arrays)]

    def forward(self, layers, x):
        """`Signals` of inputs x."""
        return forward(self.unit, self.architecture.skip, layers, x)

    def gradient(self, flat, x, y, out):
        """Loss of every network; its gradient by all parameters goes to ``out``."""
        layers, skip = shape.layers_of(flat, self.sizes), self.architecture.skip
        signals = self.forward(layers, x)
        loss, delta = loss_and_delta(signals.outputs, y)
        backward(skip, layers, signals, delta, shape.layers_of(out, self.sizes))
        return loss


class Group:
    """Networks that are trained together: `alive` are the rows of those that have not diverged."""

    def __init__(self, course, rows, rngs):
        self.course, self.alive, self.rngs = course, np.arange(len(rows)), [rng.spawn(1)[0] for rng in rngs]
        self.flat = shape.drawn(course.sizes, course.sigma_w[rows], course.sigma_b[rows], rngs, course.precision)
        self.rate = course.rate[rows, None].astype(course.precision)
        self.gradient = np.empty_like(self.flat)
        self.memory = [np.zeros_like(self.flat) for _ in range(course.optimiser.memories)]
        self.loss = np.full((len(rows), course.steps), np.nan)
        self.test_loss, self.accuracy = np.full((2, len(rows), course.at.size), np.nan)
        self.diverged = np.full(len(rows), -1)

    def run(self):
        """Train; return the records."""
        batches = self.batches()
        for step in range(self.course.steps + 1):
            for column in np.flatnonzero(self.course.at == step):
                self.look(column)
            if step < self.course.steps and self.alive.size:
                self.step(step, *next(batches))
        return self.loss, self.test_loss, self.accuracy, self.diverged

    def step(self, step, x, y):
        """One step of all networks; those that diverge stop before it."""
        loss = self.course.gradient(self.flat, x, y, self.gradient)
        self.loss[self.alive, step] = loss
        good = loss <= LIMIT * self.loss[self.alive, 0]
        if not good.all():
            self.diverged[self.alive[~good]] = step
            self.keep(good)
        if self.alive.size:
            self.course.optimiser.step(self.flat, self.gradient, self.memory, self.rate, step + 1)

    def keep(self, good):
        """Go on with some of the networks."""
        self.alive, self.flat, self.gradient = self.alive[good], self.flat[good], self.gradient[good]
        self.rate, self.memory = self.rate[good], [array[good] for array in self.memory]

    def batches(self):
        """Inputs and targets of step after step: the same data for all, or batches that each network shuffles."""
        x, y, _, _ = self.course.data
        while self.course.batch is None:
            yield x, y
        while True:
            order = np.stack([rng.permutation(len(x)) for rng in self.rngs])
            for start in range(0, len(x) - self.course.batch + 1, self.course.batch):
                chosen = order[self.alive, start : start + self.course.batch]
                yield x[chosen], y[chosen]

    def look(self, column):
        """Record loss and accuracy on the test data."""
        _, _, x, y = self.course.data
        layers = shape.layers_of(self.flat, self.course.sizes)
        parts = [self.course.forward(layers, x[k : k + TEST_AT_ONCE]).outputs for k in range(0, len(x), TEST_AT_ONCE)]
        outputs = np.concatenate(parts, axis=1)
        self.accuracy[self.alive, column] = accuracy(outputs, y)
        self.test_loss[self.alive, column] = loss_and_delta(outputs, y)[0]
