"""Speed of convolutional networks with two inputs: against the same networks in NumPy and in a plain numba loop.

Times are nanoseconds per position and layer; the ratio is theirs/ours.
"""

import math
from functools import partial
from statistics import median

import numpy as np
from numba import njit
from turns import by_turns, paired_ratio

from crit.models.convolutional import Geometry, conv_paths, local_paths, sign_automaton

SIGMA_W, SIGMA_B, CHANNELS, SIZE, ROUNDS = 1.4, 0.3, 5, 4096, 7
RING = Geometry(SIZE, CHANNELS)
NEAR, FAR = 1.0, 1.114
SITE = "ns/position"


def windows(outputs):
    """Outputs in the window of every position of a ring: shape (channels · 3, positions)."""
    return np.concatenate([np.roll(outputs, step, axis=1) for step in (1, 0, -1)])


def numpy_local(phi, sigma_w, sigma_b, depth):
    """Draw fresh weights for every position with NumPy, and send both inputs."""
    rng = np.random.default_rng(1)
    pair = rng.standard_normal((2, CHANNELS, SIZE))
    scale = sigma_w / math.sqrt(3 * CHANNELS)
    for _ in range(depth):
        weights = scale * rng.standard_normal((CHANNELS, 3 * CHANNELS, SIZE))
        bias = sigma_b * rng.standard_normal((CHANNELS, SIZE))
        pair = [np.einsum("cdx,dx->cx", weights, windows(phi(h))) + bias for h in pair]
    return pair


def numpy_shared(phi, sigma_w, sigma_b, depth):
    """Multiply the windows by one matrix of weights, the fastest way that NumPy has."""
    rng = np.random.default_rng(1)
    pair = rng.standard_normal((2, CHANNELS, SIZE))
    scale = sigma_w / math.sqrt(3 * CHANNELS)
    for _ in range(depth):
        weights = scale * rng.standard_normal((CHANNELS, 3 * CHANNELS))
        bias = sigma_b * rng.standard_normal((CHANNELS, 1))
        pair = [weights @ windows(phi(h)) + bias for h in pair]
    return pair


@njit(error_model="numpy")
def loop_automaton(ratio, depth):
    """Draw every channel of the automaton as the rule is written."""
    state, after = np.ones(SIZE, np.int64), np.empty(SIZE, np.int64)
    for _ in range(depth):
        for x in range(SIZE):
            differing = state[x - 1] + state[x] + state[(x + 1) % SIZE]
            chance = 2 / math.pi * math.asin(math.sqrt(differing / (3 * CHANNELS * (1 + ratio * ratio))))
            after[x] = 0
            for _ in range(CHANNELS):
                after[x] += np.random.random() < chance
        state, after = after, state
    return state


def numpy_automaton(ratio, depth):
    """Draw a layer of the automaton with NumPy's binomial numbers."""
    rng = np.random.default_rng(1)
    state, counts = np.full(SIZE, CHANNELS), np.arange(3 * CHANNELS + 1)
    chance = 2 / math.pi * np.arcsin(np.sqrt(counts / (3 * CHANNELS * (1 + ratio**2))))
    for _ in range(depth):
        state = rng.binomial(CHANNELS, chance[np.roll(state, 1) + state + np.roll(state, -1)])
    return state


def against(name, peer, ours, our_depth, theirs, their_depth):
    """Measure one network and one peer by turns."""
    times = by_turns({"ours": ours, "peer": theirs}, ROUNDS, f"{name}, {peer}")
    ours, theirs = (
        [1e9 * t / (SIZE * depth) for t in times[who]] for who, depth in (("ours", our_depth), ("peer", their_depth))
    )
    return dict(
        name=f"{name}, C = {CHANNELS}", ours=median(ours), peer=peer, peer_value=median(theirs),
        ratio=paired_ratio(theirs, ours), unit=SITE,
    )  # fmt: skip


def automaton():
    """Measure the automaton against its rule as written, in two ways, and against sign networks with weights."""
    ours = partial(sign_automaton, NEAR, FAR, RING, 2000, at=[2000], seed=1)
    peers = {
        "plain numba loop": (partial(loop_automaton, FAR), 100),
        "NumPy, a layer at a time": (partial(numpy_automaton, FAR), 50),
        "NumPy, weights drawn": (partial(numpy_local, np.sign, NEAR, FAR), 3),
    }
    return [
        against("sign automaton", peer, ours, 2000, partial(run, depth), depth) for peer, (run, depth) in peers.items()
    ]


def networks():
    """Measure tanh networks, local without weights and shared with them, against networks with weights."""
    tanh = "tanh", SIGMA_W, SIGMA_B, RING
    local, shared = (partial(model, *tanh, 200, at=[200], seed=1) for model in (local_paths, conv_paths))
    drawn = partial(conv_paths, *tanh, 10, at=[10], sharing="local", seed=1)
    in_numpy = partial(numpy_local, np.tanh, SIGMA_W, SIGMA_B, 3)
    product = partial(numpy_shared, np.tanh, SIGMA_W, SIGMA_B, 40)
    return [
        against("local tanh network", "NumPy, weights drawn", local, 200, in_numpy, 3),
        against("local tanh network", "compiled, weights drawn", local, 200, drawn, 10),
        against("shared tanh network", "NumPy, one matrix product", shared, 200, product, 40),
    ]


def main():
    """Return all measurements of this subject."""
    return automaton() + networks()
