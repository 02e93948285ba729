"""Avalanches of wide networks, counted: the data of the chapter on cascades. Takes a quarter of an hour on two cores.

    python book/data/avalanches.py smooth driven

Free Brownian motion: first avalanches of networks with four smooth activations. Driven trap: returns to quiet of
networks of binary units. The first networks and rows are stored apart, for whoever wants to compute them again.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tqdm import tqdm

from crit.measure.avalanches import returns, stack
from crit.models.networks import network_avalanches, variance_paths
from crit.storage import keep
from crit.theory.networks import critical_init

SMOOTH = "tanh", "erf", "sin", "x*exp(-x**2)"
NETWORKS = {10_000: 300_000, 100_000: 100_000}
LONGEST, K0, HEAD = 1000, 1e-8, 300
SIZE_EDGES = np.geomspace(1e-4, 1e6, 1001)

DRIVES = {0.1: 100, 0.25: 100, 0.5: 200, 0.75: 400, 0.9: 800}
UNITS, LAYERS, ROWS_AT_ONCE = 10**7, 10**6, 20
LAGS = np.unique(np.geomspace(10, 1000, 21).astype(int)) - 0.5
AREAS = np.unique(np.geomspace(30, 2e5, 21).astype(int)) - 0.5

HERE = Path(__file__).resolve().parent


def smooth_run(activation, width, networks, seed, executor):
    """Counts by duration and by size, and the first avalanches one by one."""
    size, duration, complete = network_avalanches(
        activation, *critical_init(activation, width), width, K0=K0, longest=LONGEST, replicas=networks, seed=seed,
        executor=executor, progress=True,
    )  # fmt: skip
    area = size / K0
    seen = complete & (duration > 0)
    by_duration = dict(minlength=LONGEST + 1)
    return {
        "count": np.bincount(duration[seen], **by_duration),
        "area": np.bincount(duration[seen], area[seen], **by_duration),
        "area2": np.bincount(duration[seen], area[seen] ** 2, **by_duration),
        "sizes": np.histogram(area[seen], SIZE_EDGES)[0],
        "head": np.stack([area, duration])[:, :HEAD],
    }


def driven_run(drive, rows, executor):
    """Returns to quiet in rows of layers; row i has the seed i // ROWS_AT_ONCE."""
    parts = []
    for seed in range(rows // ROWS_AT_ONCE):
        K = variance_paths(
            "binary", 2**0.5, (drive / UNITS) ** 0.5, UNITS, LAYERS, K0=drive / UNITS, replicas=ROWS_AT_ONCE, seed=seed,
            executor=executor,
        )  # fmt: skip
        active = np.rint((K - drive / UNITS) * UNITS / 2)
        parts += executor.map(lambda row: returns(row, 0, LAGS, AREAS), active)
    return stack(parts)._asdict()


def smooth(executor):
    arrays = {"size_edges": SIZE_EDGES}
    for seed, activation in enumerate(SMOOTH):
        for width, networks in NETWORKS.items():
            run = smooth_run(activation, width, networks, seed, executor)
            arrays |= {f"{activation}/{width}/{name}": value for name, value in run.items()}
    return arrays


def driven(executor):
    runs = {drive: driven_run(drive, rows, executor) for drive, rows in tqdm(DRIVES.items())}
    return {f"{drive}/{name}": value for drive, run in runs.items() for name, value in run.items()}


def main(names):
    for name in names:
        collect = {"smooth": smooth, "driven": driven}[name]
        with ThreadPoolExecutor(2) as executor:
            keep(HERE / f"{name}.npz", **collect(executor))


if __name__ == "__main__":
    main(sys.argv[1:])
