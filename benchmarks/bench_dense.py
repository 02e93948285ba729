"""Speed of networks with every weight drawn, against the same loop in PyTorch on one thread.

Times are nanoseconds per weight; the ratio is ours/theirs. PyTorch is installed apart (`pip install torch`); without it
there is nothing to measure.
"""

import importlib.util
import math
from statistics import median

from turns import by_turns, paired_ratio

import crit

SIGMA_W, SIGMA_B, ROUNDS = 1.2, 0.1, 9
SIZES = {100: (50, 40), 300: (50, 4), 1000: (20, 1)}
"""Depth and replicas by width."""


def ours(width, depth, replicas):
    """Send pairs through networks of the library."""
    return crit.dense_network("tanh", SIGMA_W, SIGMA_B, width, depth, rho0=0.1, replicas=replicas, seed=1)


def theirs(width, depth, replicas):
    """Send pairs through networks of float32 matrices, one product a layer for all replicas."""
    import torch

    scale, draw = SIGMA_W / math.sqrt(width), torch.Generator().manual_seed(1)
    h = torch.randn(replicas, width, 2, generator=draw)
    for _ in range(depth):
        weights = scale * torch.randn(replicas, width, width, generator=draw)
        biases = SIGMA_B * torch.randn(replicas, width, 1, generator=draw)
        h = torch.baddbmm(biases, weights, torch.tanh(h))
    return h


def against_torch(width, depth, replicas):
    """Measure one width by turns."""
    work = dict(ours=lambda: ours(width, depth, replicas), peer=lambda: theirs(width, depth, replicas))
    times, weights = by_turns(work, ROUNDS, f"matrices, N = {width}"), width**2 * depth * replicas
    return dict(
        name=f"networks of matrices, N = {width} (ours/theirs)",
        ours=1e9 * median(times["ours"]) / weights,
        peer="PyTorch, float32",
        peer_value=1e9 * median(times["peer"]) / weights,
        ratio=paired_ratio(times["ours"], times["peer"]),
        unit="ns/weight",
    )


def main():
    """Return all measurements of this subject."""
    if importlib.util.find_spec("torch") is None:
        return []
    import torch

    torch.set_num_threads(1)
    return [against_torch(width, *size) for width, size in SIZES.items()]
