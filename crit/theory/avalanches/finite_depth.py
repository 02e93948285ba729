"""What a network of so many layers shows of its avalanches, and how many there are: closed forms of the free walk."""

import numpy as np

from ...checks import finite, refuse, refuse_any, whole
from ...typing import ArrayLike


def walk_excursions(steps: int) -> float:
    """Mean number of excursions above its start that a normal walk completes in so many steps.

    Parameters
    ----------
    steps : int
        Steps M >= 1.

    Returns
    -------
    float
        Σ_l arctan(l^−1/2)/2π over 1 <= l < M, about √M/π: the walk is below zero with step l and above with the next,
        or the other way round, with chance arctan(l^−1/2)/2π (two normal numbers of correlation √(l/(l + 1))).

    Raises
    ------
    ValueError
        If ``steps`` is no whole number >= 1.
    """
    return float(np.sum(_crossings(whole("steps", steps) - 1)))


def walk_durations(longest: int) -> np.ndarray:
    """Probabilities of the durations T = 1 … longest of avalanches of a free walk in whole steps.

    Parameters
    ----------
    longest : int
        Longest duration, >= 1.

    Returns
    -------
    numpy.ndarray
        Shape (longest,). A walk stays above its start for T steps with chance C(2T, T)/4^T, whatever the law of its
        steps, if that is continuous and symmetric (E. Sparre Andersen); with that chance 1/2 for T = 1, an avalanche
        begins. It falls as T^−3/2.

    Raises
    ------
    ValueError
        If `longest` is no whole number >= 1.
    """
    above = np.cumprod(1 - 0.5 / np.arange(1, whole("longest", longest) + 2))
    return -2 * np.diff(above)


def seen_share(duration: ArrayLike, layers: int, *, start: str = "anywhere") -> np.ndarray:
    """Share of the avalanches of so many layers that are seen whole in a network, up to a factor.

    Parameters
    ----------
    duration : array_like
        T, from 1 to ``layers`` − 1.
    layers : int
        Depth L >= 2 of the network.
    start : {"anywhere", "threshold"}
        Whether an avalanche is as likely to begin in each layer, or the signal is a free walk that starts at the
        threshold.

    Returns
    -------
    numpy.ndarray
        1 − T/L, the places where it fits; or ∝ 1/2 + Σ arctan(l^−1/2)/2π over 1 <= l < L − T, the excursions that a
        normal walk has begun by then, of which the first begins at once with chance 1/2.

    Raises
    ------
    ValueError
        If the layers are no whole number >= 2, a duration is not from 1 to the layers less one, or `start` is none of
        the above.
    """
    layers, duration = whole("layers", layers, least=2), finite("duration", duration)
    refuse_any("duration", (duration < 1) | (duration >= layers), "no duration", f"1 to {layers - 1} is allowed")
    if not isinstance(start, str) or start not in ("anywhere", "threshold"):
        refuse("start", start, "'anywhere' or 'threshold' is needed")
    if start == "anywhere":
        return 1 - duration / layers
    begun = 0.5 + np.append(0.0, np.cumsum(_crossings(layers - 1)))
    return np.interp(layers - duration, np.arange(1, layers + 1), begun)


def _crossings(steps):
    """Chance that a normal walk steps above zero with step l + 1, for l = 1 … steps."""
    return np.arctan(np.arange(1, steps + 1) ** -0.5) / (2 * np.pi)
