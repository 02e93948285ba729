"""Quality of a collapse by chance: what systems that do lie on one curve would show with noise of the measured kind."""

from collections.abc import Sequence

import numpy as np

from ...checks import finite, generator, refuse, refuse_any, whole
from ...numerics.resampling import redrawn_rows
from ...typing import ArrayLike, SeedLike
from ..arguments import one_each
from ..estimate import Estimate
from .fit import quality


def quality_by_chance(
    x: ArrayLike | Sequence[ArrayLike],
    y: ArrayLike | Sequence[ArrayLike],
    curve: ArrayLike | Sequence[ArrayLike],
    *,
    replicas: int = 100,
    seed: SeedLike,
) -> Estimate:
    """Mean and standard deviation of the quality S of systems that lie on one curve, each point with its noise.

    Parameters
    ----------
    x : list of arrays
        Scaled variable of each system, > 0, shape (points,).
    y : list of arrays
        Rescaled runs of each system, positive, of shape (runs, points). Runs are drawn anew, with replacement, and
        their ratio to the mean is kept: noise and its correlation along a curve are those of the data.
    curve : list of arrays
        What each system would be without noise, positive, shape (points,).
    replicas : int
        How often, at least 2.
    seed : int, SeedSequence or Generator

    Returns
    -------
    Estimate
        ``value`` is the mean of S, ``error`` the standard deviation of one S: what a measured one may differ by.

    Raises
    ------
    ValueError
        If there are fewer than two systems, a value is not positive, the shapes do not fit, `replicas` is no whole
        number >= 2, or the seed is none.
    """
    given = list(x) if np.iterable(x) else []
    if len(given) < 2:
        refuse("x", x, "arrays of at least two systems are needed")
    x = [_positive(f"x[{k}]", each, "points") for k, each in enumerate(given)]
    y = [_positive(f"y[{k}]", each, "runs", len(x[k])) for k, each in enumerate(one_each("y", y, len(x)))]
    curve = [_positive(f"curve[{k}]", each, len(x[k])) for k, each in enumerate(one_each("curve", curve, len(x)))]
    noise = [each / each.mean(axis=0) * exact for each, exact in zip(y, curve)]
    replicas, rng = whole("replicas", replicas, least=2), generator(seed)
    scale = np.arange(1.0, len(x) + 1)  # any: the systems are rescaled already

    def draw():
        drawn = [each[redrawn_rows(len(each), rng)] for each in noise]
        return quality(scale, x, drawn, fixed={"a": 0, "b": 0}).value

    found = [draw() for _ in range(replicas)]
    return Estimate(float(np.mean(found)), float(np.std(found)))


def _positive(name, values, *shape):
    values = finite(name, values, shape)
    refuse_any(name, values <= 0, "not positive", "positive values are needed")
    return values
