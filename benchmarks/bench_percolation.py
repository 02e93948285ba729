"""Speed of directed percolation in site updates a second: against a plain compiled loop, NumPy, and the package `dprs`.

The ratio is theirs/ours in time for an update (for seeds: in time for an avalanche), everything on one thread. All
peers are asked for the density first and must agree with ours. `dprs` needs Python 3.12; where it is not installed the
benchmark says so and goes on.
"""

from functools import partial
from statistics import median
from types import SimpleNamespace

import numpy as np
from numba import njit
from turns import by_turns, paired_ratio

from crit.models.lattices.percolation import directed_percolation, percolation_avalanches

ROUNDS = 9
P = {(1, True): 0.644700185, (1, False): 0.70548522, (2, True): 0.28733838, (2, False): 0.344574}
OURS = {1: (2**18, 1000), 2: (1024, 100)}
THEIRS = {1: (2**15, 100), 2: (256, 50)}
CUTOFF, SEEDS, THEIR_SEEDS = 1000, 5000, 250
NAMES = {1: "1+1", 2: "2+1"}


def law(p, dimension, bond):
    """Chance of a site with 0, 1, 2, … active parents."""
    n = np.arange(2**dimension + 1)
    return 1 - (1 - p) ** n if bond else p * (n > 0)


@njit(error_model="numpy")
def plain_line(chances, size, depth):
    """Compile the rule as it stands on the page, in 1+1 dimensions."""
    active, following = np.ones(size, np.bool_), np.empty(size, np.bool_)
    for _ in range(depth):
        for i in range(size):
            following[i] = np.random.random() < chances[active[i] + active[i - 1]]
        active, following = following, active
    return active.mean()


@njit(error_model="numpy")
def plain_plane(chances, size, depth):
    """Compile the rule as it stands on the page, in 2+1 dimensions."""
    active, following = np.ones((size, size), np.bool_), np.empty((size, size), np.bool_)
    for _ in range(depth):
        for i in range(size):
            for j in range(size):
                n = active[i, j] + active[i - 1, j] + active[i, j - 1] + active[i - 1, j - 1]
                following[i, j] = np.random.random() < chances[n]
        active, following = following, active
    return active.mean()


def numpy_layers(chances, size, depth, dimension):
    """Update whole layers with NumPy."""
    rng = np.random.default_rng(1)
    active = np.ones((size,) * dimension, np.int8)
    for _ in range(depth):
        for axis in range(dimension):
            active = active + np.roll(active, 1, axis)
        active = (rng.random(active.shape) < chances[active]).astype(np.int8)
    return active.mean()


def dprs_line(sim, p1, p2, size, depth):
    """Ask `dprs` for the Domany–Kinzel automaton with chances p1 and p2 for one and two active parents."""
    chances = dict(p_1=p1, p_2=p2, p_initial=1.0, **dict.fromkeys(("p_conj", "p_diag", "p_nbr", "u_x"), 0.0))
    edges = {f"topology_{axis}": sim.Topology.Periodic for axis in "xyz"}
    edges |= {f"bcs_{axis}": (sim.BoundaryCondition.Floating,) * 2 for axis in "xyz"}
    edges |= {f"bc_values_{axis}": (False, False) for axis in "xyz"}
    automaton = dict(growth_model=sim.GrowthModel.DomanyKinzel, growth_scheme=sim.GrowthScheme.Staggered)
    lattice = dict(dim=sim.Dimension.D1, n_x=size, n_y=1, n_z=1, n_iterations=depth, sample_period=depth)
    run = dict(random_seed=1, initial_condition=sim.InitialCondition.Randomized, do_edge_buffering=False)
    threads = dict(processing=sim.Processing.Serial, n_threads=1)
    tracking = sim.dk(SimpleNamespace(**chances, **edges, **automaton, **lattice, **run, **threads))[2]
    return tracking[-1][2]


def peers(dimension, bond):
    """Peers as functions that return the last density of the size and depth in `THEIRS`."""
    chances = law(P[dimension, bond], dimension, bond)
    found = {
        "plain numba loop": partial(plain_line if dimension == 1 else plain_plane, chances, *THEIRS[dimension]),
        "NumPy": partial(numpy_layers, chances, *THEIRS[dimension], dimension),
    }
    if dimension == 1 and bond:
        try:
            from dprs import sim
        except ImportError:
            print("dprs is not installed here, or does not exist for this version of Python")
        else:
            found["dprs"] = partial(dprs_line, sim, chances[1], chances[2], *THEIRS[dimension])
    return found


def check(dimension, bond, others):
    """Make sure that all come to the same density before they are timed."""
    size, depth = THEIRS[dimension]
    density = directed_percolation(
        P[dimension, bond], size, depth, dimension=dimension, bond=bond, at=[depth], replicas=20, seed=1
    ).density
    for name, other in others.items():
        found = np.mean([other() for _ in range(3)])
        if abs(found - density.mean()) > 5 * density.std() / np.sqrt(3):
            raise RuntimeError(f"{name} has density {found}, ours is {density.mean()}")


def bulk(dimension, bond):
    """Measure updates of a ring that starts full."""
    others = peers(dimension, bond)
    check(dimension, bond, others)
    size, depth = OURS[dimension]
    ours = partial(
        directed_percolation, P[dimension, bond], size, depth, dimension=dimension, bond=bond, at=[depth], seed=1
    )
    title = f"{'bond' if bond else 'site'} percolation {NAMES[dimension]}"
    times = by_turns({"ours": ours} | others, ROUNDS, title)
    updates = {name: THEIRS[dimension][0] ** dimension * THEIRS[dimension][1] for name in others}
    return compare(title, times, updates | {"ours": size**dimension * depth}, 1e9, "G updates/s")


def compare(title, times, work, scale, unit):
    """Return an entry for each peer from seconds and the work done in them."""
    per = {name: [seconds / work[name] for seconds in values] for name, values in times.items()}
    rate = {name: 1 / median(values) / scale for name, values in per.items()}
    return [
        dict(
            name=title,
            ours=rate["ours"],
            peer=name,
            peer_value=rate[name],
            ratio=paired_ratio(per[name], per["ours"]),
            unit=unit,
        )
        for name in times
        if name != "ours"
    ]


@njit(error_model="numpy")
def plain_avalanches(chances, cutoff, count):
    """Follow avalanches one after the other, site by site of the range that is active."""
    active, following = np.zeros(cutoff + 2, np.bool_), np.zeros(cutoff + 2, np.bool_)
    layers = 0
    for _ in range(count):
        active[:], following[:] = False, False
        active[1] = True
        first, last, layer = 1, 1, 0
        while first <= last and layer < cutoff:
            layer += 1
            new_first, new_last = cutoff + 2, 0
            for i in range(first, last + 2):
                following[i] = np.random.random() < chances[active[i] + active[i - 1]]
                if following[i]:
                    new_first, new_last = min(new_first, i), i
            active[first : last + 1] = False
            active, following = following, active
            first, last = new_first, new_last
        layers += layer
    return layers / count


def seeds():
    """Measure avalanches from one site."""
    chances = law(P[1, True], 1, True)
    ours = partial(percolation_avalanches, P[1, True], longest=CUTOFF, replicas=SEEDS, seed=1)
    duration = ours().duration
    theirs = plain_avalanches(chances, CUTOFF, SEEDS)
    if abs(duration.mean() - theirs) > 5 * duration.std() * np.sqrt(2 / SEEDS):
        raise RuntimeError(f"the plain loop has a mean duration of {theirs}, ours is {duration.mean()}")
    name = "plain numba loop"
    work = {"ours": ours, name: partial(plain_avalanches, chances, CUTOFF, THEIR_SEEDS)}
    title = f"avalanches to layer {CUTOFF}"
    times = by_turns(work, ROUNDS, title)
    return compare(title, times, {"ours": SEEDS, name: THEIR_SEEDS}, 1e3, "10³/s")


def main():
    """Return all measurements of this subject."""
    return [entry for dimension, bond in P for entry in bulk(dimension, bond)] + seeds()
