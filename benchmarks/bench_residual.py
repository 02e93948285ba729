"""Speed of residual streams and of events of units, against the same networks with every weight drawn in NumPy.

Times are microseconds per block of one network; the ratio is theirs/ours.
"""

import math
from statistics import median

import numpy as np
from turns import by_turns, paired_ratio

import crit
from crit.models.networks import network_events, residual_paths
from crit.theory.networks import Block

SIGMA_W, SIGMA_B, ROUNDS = 1.2, 0.1, 7
TWO, ONE = Block(1.0, 0.1, 2), Block(1.0, 0.1, 1)


def stream(width, depth):
    """Strength of the stream, two layers in a branch."""
    return residual_paths("tanh", SIGMA_W, SIGMA_B, width, depth, block=TWO, seed=1, executor=crit.Inline())


def events(width, depth):
    """Events of units for a pair of inputs, one layer in a branch."""
    pair = dict(start=(1.0, 0.1), level=1.0)
    return network_events("tanh", SIGMA_W, SIGMA_B, width, depth, block=ONE, **pair, seed=1, executor=crit.Inline())


def matrices(width, depth, layers, inputs):
    """The same with matrices of fresh float32 weights."""
    rng, scale = np.random.default_rng(1), np.float32(SIGMA_W / math.sqrt(width))
    x = rng.standard_normal((width, inputs), dtype=np.float32)
    for _ in range(depth):
        f = x
        for layer in range(layers):
            weights = scale * rng.standard_normal((width, width), dtype=np.float32)
            biases = np.float32(SIGMA_B) * rng.standard_normal((width, 1), dtype=np.float32)
            f = weights @ (np.tanh(f) if layer == layers - 1 else f) + biases
        x = x + np.float32(0.1) * f
    return x


def against_matrices(name, ours, width, layers, inputs):
    """Measure one model by turns with matrices."""
    many, few = 4000, 100
    work = dict(ours=lambda: ours(width, many), peer=lambda: matrices(width, few, layers, inputs))
    times = by_turns(work, ROUNDS, f"{name}, N = {width}")
    mine, theirs = [1e6 * t / many for t in times["ours"]], [1e6 * t / few for t in times["peer"]]
    return dict(
        name=f"{name}, N = {width}",
        ours=median(mine),
        peer="NumPy matrices drawn",
        peer_value=median(theirs),
        ratio=paired_ratio(theirs, mine),
        unit="µs/block",
    )


def main():
    """Return all measurements of this subject."""
    models = ("residual stream", stream, 2, 1), ("events of a pair", events, 1, 2)
    return [against_matrices(name, ours, width, *rest) for width in (64, 512) for name, ours, *rest in models]
