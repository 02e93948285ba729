"""Speed of the collapsed chain: against networks and loops that do the same work, and against its own floor.

Times are nanoseconds per neuron and layer. The ratio is theirs/ours against a peer; against bare normal numbers and
between activations it is ours/theirs.
"""

import math
from functools import partial
from itertools import count
from statistics import median

import numpy as np
from numba import njit
from turns import against_limit, by_turns, paired_ratio, seconds

import crit
from crit.numerics import words32 as w
from crit.numerics.compile import LOOSE
from crit.numerics.streams import F, U, cosine, exponential, layer_key, random_words

SIGMA_W, SIGMA_B, DEPTH, ROUNDS = 1.0, 0.3, 40_000, 11
FORMULAS = "x*exp(-x**2)", "sin(3*x) + x/2", "log(1 + x**2)"
NEURON = "ns/neuron"


def chain(activation, width, depth=DEPTH):
    """Run the chain of the library, one replica."""
    return crit.variance_paths(activation, SIGMA_W, SIGMA_B, width, depth, seed=1)


def matrix_network(width, depth):
    """Draw every weight matrix with NumPy and multiply."""
    rng = np.random.default_rng(1)
    h = rng.standard_normal(width, dtype=np.float32)
    for _ in range(depth):
        weights = rng.standard_normal((width, width), dtype=np.float32) * np.float32(SIGMA_W / math.sqrt(width))
        h = weights @ np.tanh(h) + np.float32(SIGMA_B) * rng.standard_normal(width, dtype=np.float32)
    return h


@njit(error_model="numpy")
def plain_loop(width, depth):
    """Compile the formula as it stands on the page."""
    K = 1.0
    for _ in range(depth):
        total = 0.0
        for _ in range(width):
            total += math.tanh(math.sqrt(K) * np.random.standard_normal()) ** 2
        K = SIGMA_B**2 + SIGMA_W**2 * total / width
    return K


def numpy_chain(width, depth):
    """Vectorise a layer with NumPy."""
    rng, K = np.random.default_rng(1), 1.0
    for _ in range(depth):
        K = SIGMA_B**2 + SIGMA_W**2 * np.mean(np.tanh(math.sqrt(K) * rng.standard_normal(width)) ** 2)
    return K


@njit(**LOOSE)
def layer_of_normals(pairs, key):
    """Sum the float32 Box-Muller normals of a layer, made of the same words, logarithm and cosine."""
    total = F(0)
    for i in range(pairs):
        a, b = random_words(U(i), key)
        radius = math.sqrt(F(2) * exponential(a))
        total += radius * cosine(b) + radius * quadrature(a, b)
    return total


@njit(inline="always")
def quadrature(a, b):
    """Sine of the angle whose cosine is `cosine(b)`: the complement to a right angle, with a random sign from a."""
    negative = w.shift_signed(b, U(31))
    size = w.sub(w.xor(b, negative), negative)
    sine = cosine(w.sub(U(2**31 - 1), size))
    return w.float_of_bits(w.xor(w.bits_of_float(sine), w.shift_left(a, U(31))))


@njit(error_model="numpy")
def bare_normals(width, depth):
    """Make the normals that the chain would need, layer by layer, and nothing else."""
    total = 0.0
    for layer in range(depth):
        total += layer_of_normals(width // 2, layer_key(np.uint64(1), 0, layer))
    return total


def against_peers(width):
    """Measure the tanh chain against every way to do the same."""
    peers = {
        "NumPy matrices drawn": (matrix_network, 2, 5),
        "plain numba loop": (plain_loop, 100, ROUNDS),
        "NumPy, a layer at a time": (numpy_chain, 100, ROUNDS),
        "bare float32 normals": (bare_normals, DEPTH, ROUNDS),
    }
    return [against_peer(width, peer, *how) for peer, how in peers.items()]


def against_peer(width, peer, function, depth, rounds):
    """Measure the tanh chain and one peer by turns."""
    work = {"ours": partial(chain, "tanh", width), "peer": partial(function, width, depth)}
    times = by_turns(work, rounds, f"{peer}, N = {width}")
    ours = [1e9 * t / (width * DEPTH) for t in times["ours"]]
    theirs = [1e9 * t / (width * depth) for t in times["peer"]]
    ratio = paired_ratio(ours, theirs) if function is bare_normals else paired_ratio(theirs, ours)
    name = f"tanh chain, N = {width}" + (" (ours/bare)" if function is bare_normals else "")
    return dict(name=name, ours=median(ours), peer=peer, peer_value=median(theirs), ratio=ratio, unit=NEURON)


def against_tanh(width=1024):
    """Measure every activation of the catalogue and some typed formulas against tanh."""
    names = [*crit.ACTIVATIONS, *FORMULAS]
    times = by_turns({name: partial(chain, name, width) for name in names}, ROUNDS, "activations")
    scale = 1e9 / (width * DEPTH)
    return [
        dict(
            name=f"{name} chain, N = {width} (ours/tanh)",
            ours=scale * median(times[name]),
            peer="tanh chain",
            peer_value=scale * median(times["tanh"]),
            ratio=paired_ratio(times[name], times["tanh"]),
            unit=NEURON,
        )
        for name in names
        if name != "tanh"
    ]


def new_formula():
    """Measure the time from a formula never seen before to its first path."""
    fresh = count(2)
    times = [seconds(lambda: chain(f"tanh(x)*cos(x/{next(fresh)})", 1024, 10)) for _ in range(5)]
    return against_limit("new formula to its first path", max(times), 2.0, "s")


def main():
    """Return all measurements of this subject."""
    peers = [entry for width in (1024, 128) for entry in against_peers(width)]
    return peers + against_tanh() + [new_formula()]
