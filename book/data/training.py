"""How deep a network may be and still learn, on both sides of the edge of chaos. A quarter of an hour on one core.

    python book/data/training.py [folder]

Networks of each weight scale and depth learn a hundred digits by heart, with every rate of a grid. Results are kept as
they come in the folder, if one is given, so that a run cut off goes on where it stopped.
"""

import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

import crit
from crit.models.datasets import Task
from crit.models.training import SGD, Architecture, train
from crit.storage import keep, stored, sweep

HERE = Path(__file__).resolve().parent
KEPT = HERE / "training.npz"
SIGMA_B, WIDTH, SAMPLES, REPLICAS, STEPS = 0.3, 64, 100, 3, 200
TIMES = np.array([25, 50, 100, 200])
"""Steps after which the loss is kept."""
MULTIPLES = 1.5, 3.0, 4.5, 6.0, 7.5, 9.0, 10.5
"""Depths, in depth scales of the correlation."""


class Side(NamedTuple):
    """One side of the edge of chaos: weight scales, and the learning rates that are tried."""

    sigma_w: tuple
    rates: tuple


SIDES = {
    "ordered": Side((1.0, 1.1, 1.2), (0.03, 0.1, 0.3, 1.0)),
    "chaotic": Side((2.0, 2.3, 2.7), (0.001, 0.003, 0.01, 0.03, 0.1)),
}


def task():
    """A hundred digits of one length about their mean, and as many others."""
    kept = stored(HERE / "digits.npz")
    pixels = kept["pixels"][: 2 * SAMPLES].astype(float)
    x = pixels - pixels[:SAMPLES].mean(axis=0)
    x /= np.sqrt(np.mean(x**2, axis=1, keepdims=True))
    y = kept["digit"][: 2 * SAMPLES].astype(int)
    return Task(x[:SAMPLES], y[:SAMPLES], x[SAMPLES:], y[SAMPLES:])


def depths(sigma_w):
    """Depths of the networks of one weight scale."""
    scale = crit.depth_scales("tanh", sigma_w, SIGMA_B).correlation
    return [max(1, round(multiple * scale)) for multiple in MULTIPLES]


def losses(sigma_w, depth, rates, replicas, digits):
    """Loss at `TIMES`, shape (rates, replicas, times); infinite where a network has diverged."""
    found = train(
        Architecture("tanh", WIDTH, depth),
        digits,
        sigma_w=sigma_w,
        sigma_b=SIGMA_B,
        optimiser=SGD(np.repeat(rates, replicas)),
        steps=STEPS,
        replicas=replicas * len(rates),
        seed=round(1000 * sigma_w) + 10_000 * depth,
    )
    kept = np.where(np.isnan(found.loss), np.inf, found.loss)[:, TIMES - 1]
    return kept.reshape(len(rates), replicas, TIMES.size).astype(np.float32)


def points(side):
    """Arguments of `losses` for all networks of a side."""
    shared = dict(rates=SIDES[side].rates, replicas=REPLICAS)
    return [dict(sigma_w=w, depth=depth, **shared) for w in SIDES[side].sigma_w for depth in depths(w)]


def measured(folder=None):
    """All that is kept: losses of each side, shape (weight scales, depths, rates, replicas, times)."""
    arrays = {}
    for side, (sigma_w, rates) in SIDES.items():
        found = sweep(partial(losses, digits=task()), points(side), folder=folder)
        arrays[f"{side}/loss"] = np.reshape(found, (len(sigma_w), len(MULTIPLES), len(rates), REPLICAS, TIMES.size))
        arrays[f"{side}/depth"] = np.array([depths(w) for w in sigma_w])
    return arrays


if __name__ == "__main__":
    keep(KEPT, **measured(*sys.argv[1:]))
