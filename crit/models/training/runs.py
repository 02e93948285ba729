"""Train many random networks, each with scales, a learning rate and random numbers of its own."""

from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import refuse, whole
from ...documented import documented
from ...numerics.streams import replica_generator, seed_bits
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..datasets.task import Task
from ..ensemble import recorded_layers, run_ensemble, start_values
from .architecture import Architecture
from .descent import Course, Group
from .optimisers import SGD, Adam

UNITS_TOGETHER = 2**16
"""Units times samples of a layer, over all networks that are trained together: they fit into a processor's cache."""
PRECISION = {"single": np.float32, "double": np.float64}


class Training(NamedTuple):
    """How training went, network by network.

    Attributes
    ----------
    loss : numpy.ndarray
        Loss of each batch before the step that it leads to, shape (replicas, steps); nan after the end.
    test_loss, accuracy : numpy.ndarray
        Loss on the test data, and the share of them that was told right, shape (replicas, len(at)).
    diverged : numpy.ndarray of int
        Step at which a network diverged and its training ended, −1 where it did not; shape (replicas,).
    """

    loss: np.ndarray
    test_loss: np.ndarray
    accuracy: np.ndarray
    diverged: np.ndarray


@documented(
    scales="""
        sigma_w, sigma_b : float or array of shape (replicas,)
            Standard deviations of the weights times √(units below), > 0, and of the biases, >= 0, in all layers.""",
    at="""
        at : array_like of int, optional
            Steps after which the test data are looked at, increasing, from 0 to ``steps``; by default the last.""",
)
def train(
    architecture: Architecture,
    task: Task,
    *,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike,
    optimiser: SGD | Adam,
    steps: int,
    batch: int | None = None,
    precision: str = "single",
    at: ArrayLike | None = None,
    replicas: int = 1,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> Training:
    """Draw networks at random and train them.

    A network diverges when its loss is no number, or exceeds a thousand times that of its first batch: its training
    ends there, and the result says when.

    Parameters
    ----------
    architecture : Architecture
        Activation, width, depth and skip of all networks.
    task : Task
        What they learn: the cross-entropy of classes, or half the squared error of numbers, is made small.
    {scales}
    optimiser : SGD or Adam
        With one rate for all networks or one for each.
    steps : int
        Steps of the optimiser, >= 1.
    batch : int, optional
        Samples of a step, each network shuffling for itself; by default all.
    precision : {{"single", "double"}}
        Of weights and signals.
    {at, replicas, seed, executor, progress}

    Returns
    -------
    Training

    Raises
    ------
    ValueError
        Before any work, if an argument is of another kind or outside its range, or a scale or a rate is not one for
        each replica.
    """
    _check_kinds(architecture, task, optimiser, precision)
    steps, replicas = whole("steps", steps), whole("replicas", replicas)
    batch = None if batch is None else whole("batch", batch, most=len(task.x))
    per_replica = (
        start_values("sigma_w", sigma_w, replicas),
        start_values("sigma_b", sigma_b, replicas, least=0),
        start_values("rate", optimiser.rate, replicas, above=0),
    )
    recorded = recorded_layers([steps] if at is None else at, steps)
    course = Course(architecture, task, optimiser, *per_replica, steps, batch, recorded, PRECISION[precision])
    most = max(1, UNITS_TOGETHER // (architecture.width * (batch or len(task.x))))
    groups = -(-replicas // most)
    simulate = partial(_groups, course, -(-replicas // groups), seed_bits(seed))
    return Training(*run_ensemble(simulate, groups, executor=executor, progress=progress))


def _check_kinds(architecture, task, optimiser, precision):
    for name, value, kind in (
        ("architecture", architecture, Architecture), ("task", task, Task), ("optimiser", optimiser, SGD | Adam)
    ):  # fmt: skip
        if not isinstance(value, kind):
            refuse(name, value, f"an object of type {getattr(kind, '__name__', kind)} is needed")
    if not (isinstance(precision, str) and precision in PRECISION):
        refuse("precision", precision, "'single' or 'double' is needed")


def _groups(course, together, key, first, count):
    """Train the networks of some groups."""
    done = []
    for start in range(first * together, min((first + count) * together, len(course.rate)), together):
        rows = np.arange(start, min(start + together, len(course.rate)))
        done.append(Group(course, rows, [replica_generator(key, row) for row in rows]).run())
    return tuple(np.concatenate(parts) for parts in zip(*done))
