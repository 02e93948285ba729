"""The Langevin equation of the four couplings, dK = (h + rK − uK²) dl + √(2(D1 K + D2 K²)) dW (Itô).

Each step is a symmetric composition of three flows that are solved exactly and never leave K >= 0:

- saturation dK = −uK² dl: K/(1 + uK dl);
- multiplicative noise dK = √(2 D2) K dW: a log-normal factor;
- linear drift with demographic noise dK = (h + rK) dl + √(2 D1 K) dW (Feller 1951): a Poisson number of
  exponential quanta plus a Gamma variable. At h = 0 it reaches K = 0 with its exact probability, and stays.

So the square-root noise at K = 0 costs no accuracy, and the error of the composition is second order in the step.
"""

from collections.abc import Iterable
from functools import partial

import numpy as np

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics import variates
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ...theory.networks.couplings import Couplings
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..ensemble import run_ensemble, start_values


@documented
def langevin_paths(
    couplings: Iterable,
    K0: ArrayLike,
    depth: int,
    *,
    replicas: int = 1,
    seed: SeedLike = None,
    steps: int = 4,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> np.ndarray:
    """Paths of the four-coupling Langevin equation, recorded once a layer.

    Parameters
    ----------
    couplings : tuple of five floats
        (r, h, u, D1, D2) with h >= 0, u >= 0, D1 >= 0. A negative D2 (noise that saturates) is allowed
        if D1 > 0: the noise D1 + D2 K is then frozen over a step, and ends where it reaches zero.
    K0 : float or array of shape (replicas,)
        Value at l = 0, >= 0.
    depth : int
        Number of layers, >= 1.
    replicas : int
        Number of paths, >= 1.
    {seed}
    steps : int
        Steps per layer, >= 1. The error of averages falls as 1/steps².
    {executor, progress}

    Returns
    -------
    numpy.ndarray
        K, shape (replicas, depth + 1).

    Raises
    ------
    ValueError
        Before any work, if the couplings are not five finite numbers with the signs above, K0 is not >= 0 or not one
        for each replica, the depth, the replicas or the steps are no whole number >= 1, the seed is none, the executor
        takes no calls, or `progress` is no bool.
    """
    couplings = _checked(couplings)
    depth, replicas, steps = whole("depth", depth), whole("replicas", replicas), whole("steps", steps)
    start = start_values("K0", K0, replicas, least=0)
    simulate = partial(_block, couplings, start, depth, steps, seed_bits(seed))
    return run_ensemble(simulate, replicas, executor=executor, progress=progress)


def _checked(couplings):
    try:
        r, h, u, D1, D2 = couplings
    except (TypeError, ValueError):
        refuse("couplings", couplings, "five numbers (r, h, u, D1, D2) are needed")
    noise = {"above": 0} if real("couplings.D2", D2) < 0 else {"least": 0}
    return Couplings(
        real("couplings.r", r),
        real("couplings.h", h, least=0),
        real("couplings.u", u, least=0),
        real("couplings.D1", D1, **noise),
        real("couplings.D2", D2),
    )


def _block(couplings, start, depth, steps, key, first, count):
    paths = np.empty((count, depth + 1))
    paths[:, 0] = start[first : first + count]
    _fill(paths, key, first, steps, couplings)
    return paths


@njit(**KERNEL)
def _fill(paths, key, first, steps, couplings):
    r, h, u, D1, D2 = couplings
    dl = 1.0 / steps
    for row in range(paths.shape[0]):
        state = variates.stream_state(key, first + row)
        for layer in range(paths.shape[1] - 1):
            K = paths[row, layer]
            for _ in range(steps):
                K = _saturate(K, u, dl / 2)
                K = _multiply(K, max(D2, 0.0), dl / 2, state)
                K = _feller(K, (r, h, max(D1 + min(D2, 0.0) * K, 0.0)), dl, state)
                K = _multiply(K, max(D2, 0.0), dl / 2, state)
                K = _saturate(K, u, dl / 2)
            paths[row, layer + 1] = K


@njit(**KERNEL)
def _saturate(K, u, dl):
    return K / (1.0 + u * K * dl)


@njit(**KERNEL)
def _multiply(K, D2, dl, state):
    if D2 == 0.0 or K == 0.0:
        return K
    return K * np.exp(np.sqrt(2.0 * D2 * dl) * variates.normal(state) - D2 * dl)


@njit(**KERNEL)
def _feller(K, drift_and_noise, dl, state):
    r, h, D1 = drift_and_noise
    growth = np.exp(r * dl)
    elapsed = (growth - 1.0) / r if r != 0.0 else dl
    if D1 == 0.0:
        return K * growth + h * elapsed
    quantum = D1 * elapsed
    return quantum * variates.gamma(state, variates.poisson(state, K * growth / quantum) + h / D1)
