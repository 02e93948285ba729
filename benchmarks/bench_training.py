"""Speed of training: steps a second, against PyTorch on the same network, data and batches, on one thread.

A hundred small networks are trained by PyTorch one after the other, and also at once, as batched matrix products under
its automatic gradient. PyTorch is installed apart (`pip install torch`); without it there is nothing to measure. Before
anything is timed, both must come to the same loss.
"""

import importlib.util
from itertools import pairwise
from statistics import median

import numpy as np
from turns import by_turns, paired_ratio

import crit
from crit.models.datasets import Task
from crit.models.training import SGD, Architecture, train

ENTRIES, CLASSES, SAMPLES, BATCH, ROUNDS, RATE = 64, 10, 1024, 64, 5, 0.05
SCALES = dict(sigma_w=1.4, sigma_b=0.1)
CASES = {
    "width 64, depth 3": (64, 3, 1, 400),
    "width 256, depth 3": (256, 3, 1, 100),
    "width 64, depth 20": (64, 20, 1, 100),
    "100 networks, width 16": (16, 3, 100, 60),
    "100 networks, width 64": (64, 3, 100, 60),
}
"""Width, depth, networks and steps."""
rng = np.random.default_rng(1)
X = rng.normal(size=(SAMPLES, ENTRIES)).astype(np.float32)
TASK = Task(X, rng.integers(CLASSES, size=SAMPLES), X[:8], rng.integers(CLASSES, size=8))


def ours(width, depth, networks, steps):
    """Train networks of the library; return their last losses."""
    course = dict(optimiser=SGD(RATE, 0.9), steps=steps, batch=BATCH, replicas=networks, seed=1, **SCALES)
    return train(Architecture("tanh", width, depth), TASK, executor=crit.Inline(), **course).loss[:, -1]


def parameters(width, depth, networks):
    """Weights and biases of all layers as leaves of PyTorch's graph, drawn by the same law."""
    import torch

    draw, leaves = torch.Generator().manual_seed(1), []
    sizes = [ENTRIES, *[width] * depth, CLASSES]
    for below, above in pairwise(sizes):
        leaves.append(torch.randn(networks, below, above, generator=draw) * SCALES["sigma_w"] / below**0.5)
        leaves.append(torch.randn(networks, 1, above, generator=draw) * SCALES["sigma_b"])
    return [leaf.requires_grad_() for leaf in leaves]


def at_once(width, depth, networks, steps):
    """Train networks by PyTorch as one graph of batched matrix products."""
    import torch

    leaves, draw = parameters(width, depth, networks), torch.Generator().manual_seed(2)
    x, y = torch.from_numpy(X), torch.from_numpy(TASK.y)
    optimiser = torch.optim.SGD(leaves, lr=RATE, momentum=0.9)
    for _ in range(steps):
        chosen = torch.randint(SAMPLES, (networks, BATCH), generator=draw)
        h = torch.baddbmm(leaves[1], x[chosen], leaves[0])
        for weights, biases in zip(leaves[2::2], leaves[3::2]):
            h = torch.baddbmm(biases, torch.tanh(h), weights)
        # The sum over networks of the means over samples: each has the gradient of its own loss.
        loss = torch.nn.functional.cross_entropy(h.flatten(0, 1), y[chosen].flatten(), reduction="sum") / BATCH
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return float(loss.detach()) / networks


def module(width, depth):
    """Return one network as PyTorch's users write it."""
    import torch

    layers, below = [], ENTRIES
    for _ in range(depth):
        layers += [torch.nn.Linear(below, width), torch.nn.Tanh()]
        below = width
    return torch.nn.Sequential(*layers, torch.nn.Linear(below, CLASSES))


def one_by_one(width, depth, networks, steps):
    """Train networks by PyTorch one after the other."""
    import torch

    x, y, draw = torch.from_numpy(X), torch.from_numpy(TASK.y), torch.Generator().manual_seed(2)
    for _ in range(networks):
        network = module(width, depth)
        optimiser = torch.optim.SGD(network.parameters(), lr=RATE, momentum=0.9)
        for _ in range(steps):
            chosen = torch.randint(SAMPLES, (BATCH,), generator=draw)
            loss = torch.nn.functional.cross_entropy(network(x[chosen]), y[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


def against_torch(name, case, peer, label):
    """Measure one case by turns."""
    work = {"ours": lambda: ours(*case), "peer": lambda: peer(*case)}
    times, steps = by_turns(work, ROUNDS, name), case[2] * case[3]
    return dict(
        name=f"training, {name}",
        ours=steps / median(times["ours"]),
        peer=label,
        peer_value=steps / median(times["peer"]),
        ratio=paired_ratio(times["peer"], times["ours"]),
        unit="steps/s",
    )


def main():
    """Return all measurements of this subject."""
    if importlib.util.find_spec("torch") is None:
        return []
    import torch

    torch.set_num_threads(1)
    check = 16, 3, 100, 200
    assert abs(np.mean(ours(*check)) / at_once(*check) - 1) < 0.05
    found = [against_torch(name, case, one_by_one, "PyTorch, one by one") for name, case in CASES.items()]
    many = {name: case for name, case in CASES.items() if case[2] > 1}
    return found + [against_torch(name, case, at_once, "PyTorch, batched") for name, case in many.items()]
