"""The exact law of durations in a very wide critical network of binary units: a branching process with immigration."""

import numpy as np

from ...checks import real, whole


def branching_durations(drive: float, longest: int) -> np.ndarray:
    """Probabilities of the durations T = 1 … longest of critical avalanches of quanta with a drive.

    One active unit excites a Poisson number of others, one on average, and a Poisson number of mean ĥ/2 becomes active
    by itself in each layer: binary units with N → ∞, where D1 = 1/2 in units of one quantum.

    Parameters
    ----------
    drive : float
        ĥ = h/D1 >= 0. Without a drive an avalanche begins with one active unit, else with as many as the first layer
        after a quiet one has. For ĥ >= 1 these are the avalanches that end; not all do.
    longest : int
        Longest duration, >= 1.

    Returns
    -------
    numpy.ndarray
        Shape (longest,). It falls as T^−(2−ĥ) for ĥ < 1, but approaches that law only as T^−(1−ĥ).

    Raises
    ------
    ValueError
        If the drive is not >= 0 or `longest` is no whole number >= 1.

    Notes
    -----
    A spark is alive after k layers with chance P_k, where P_(k+1) = 1 − exp(−P_k). A layer is quiet t layers after
    another quiet one with chance u_t = exp(−ĥ/2 Σ_(k<t) P_k), and these times are a renewal process: u_t = Σ_j f_j
    u_(t−j), with f_j the chance that j layers pass from one quiet layer to the next, T = j − 1 of them active.
    """
    drive, longest = real("drive", drive, least=0), whole("longest", longest)
    alive = np.ones(longest + 2)
    for k in range(longest + 1):
        alive[k + 1] = -np.expm1(-alive[k])
    if drive == 0:
        return -np.diff(alive)[:longest]
    quiet = np.exp(-drive / 2 * np.append(0.0, np.cumsum(alive[:-1])))
    wait = np.zeros(longest + 2)
    for j in range(1, longest + 2):
        wait[j] = quiet[j] - wait[1:j] @ quiet[j - 1 : 0 : -1]
    return wait[2:] / (1 - wait[1])
