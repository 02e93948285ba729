"""Many replicas at once: where each starts, blocks of them run here or on an executor, with progress."""

import numpy as np
from tqdm.auto import tqdm

from ..checks import real, refuse

BLOCKS = 32


def start_values(name, value, replicas, **bounds):
    """One checked starting value for each replica, from a number or an array."""
    bounds = bounds or {"above": 0}
    values = np.asarray(value)
    if values.ndim == 0:
        return np.full(replicas, real(name, value, **bounds))
    if values.shape != (replicas,) or values.dtype.kind not in "fiu":
        came = f"array of shape {values.shape} and type {values.dtype}"
        refuse(name, came, f"a number or an array of numbers of shape ({replicas},) is needed")
    for extreme in (values.min(), values.max()):
        real(name, float(extreme), **bounds)
    return values.astype(float)


def start_distances(unit, rho0, replicas):
    """One checked starting distance for each pair.

    Parameters
    ----------
    unit : Activation
    rho0 : float or array of shape (replicas,)
        0 < ρ <= 2; also 0 if the unit is stochastic.
    replicas : int

    Returns
    -------
    numpy.ndarray
        Shape (replicas,).

    Raises
    ------
    ValueError
        On anything else. For ρ = 0 it says that the pair is identical and stays so.
    """
    if unit.stochastic:
        return start_values("rho0", rho0, replicas, least=0, most=2)
    values = np.asarray(rho0)
    if values.dtype.kind in "fiu" and np.any(values == 0):
        came = rho0 if values.ndim == 0 else f"array with {np.count_nonzero(values == 0)} zeros"
        identical = (
            "the two inputs of a pair that starts at 0 are identical and stay so in every layer (rho = 0 is absorbing)"
        )
        refuse("rho0", came, f"{identical}; a number > 0 and <= 2 is needed")
    return start_values("rho0", rho0, replicas, above=0, most=2)


def recorded_layers(at, depth):
    """Checked layers to record: all of them, or increasing ones from 0 to ``depth``."""
    if at is None:
        return np.arange(depth + 1)
    layers = np.asarray(at)
    bad = layers.ndim != 1 or layers.size == 0 or layers.dtype.kind not in "iu"
    if bad or layers[0] < 0 or layers[-1] > depth or np.any(layers[1:] <= layers[:-1]):
        refuse("at", at, f"increasing layers from 0 to depth = {depth} are needed")
    return layers.astype(np.int64)


def run_ensemble(simulate, replicas, *, executor=None, progress=False):
    """Run ``simulate(first, count)`` over blocks of replicas and join the rows that it returns.

    Parameters
    ----------
    simulate : callable
        Returns an array, or a tuple of arrays, whose first axis has ``count`` rows, for replicas
        ``first`` … ``first + count − 1``. Its random numbers depend on the replica alone, so the cut does not matter.
    replicas : int
        How many replicas there are in all.
    executor : concurrent.futures.Executor or alike, optional
        Anything with ``submit`` that returns futures: a thread or process pool, Dask's or MPI's client. Without
        one the blocks run here, one after the other.
    progress : bool
        Show a progress bar.

    Returns
    -------
    numpy.ndarray or tuple of numpy.ndarray
    """
    cuts = np.linspace(0, replicas, min(BLOCKS, replicas) + 1).astype(int)
    blocks = [(int(first), int(last - first)) for first, last in zip(cuts, cuts[1:])]
    if executor is None:
        results = (simulate(*block) for block in blocks)
    else:
        results = (future.result() for future in [executor.submit(simulate, *block) for block in blocks])
    parts = list(tqdm(results, total=len(blocks), disable=not progress, unit="block"))
    if isinstance(parts[0], tuple):
        return tuple(np.concatenate(arrays) for arrays in zip(*parts))
    return np.concatenate(parts)
