"""How often an alternative that contains the power law does better than it on data from the power law itself."""

import math
from functools import lru_cache

from ...checks import generator
from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import Law, moments
from .alternatives import TRUNCATED
from .likelihood import fit_law
from .resampling import NOTHING, draw, source_of

SAMPLES, LARGEST = 400, 1000
"""Number of samples drawn, and the size of the largest; the chance changes slowly with the size."""


def chance_to_leave(kind, law, n):
    """Chance that n numbers from the law are likelier under the alternative than under the power law fitted to them.

    At the edge the likelihood rises towards the inside if the mean of x, for the truncated power law, or else that of
    (ln x)² is smaller than under the law fitted to the mean of ln x. Such means are skewed: for few data, and for
    the truncated power law also for many if α is small, the chance is more than the one half of Chernoff (1954). It
    is counted in samples that are always the same.
    """
    return _counted(kind == TRUNCATED, float(law.a), law.start, law.end, bool(law.discrete), min(int(n), LARGEST))


@lru_cache(maxsize=256)
def _counted(plain, a, start, end, discrete, n):
    law, rng = Law(a, start, end, moments(a, start, end, discrete)[0], discrete), generator(0)
    source = source_of(law, NOTHING, NOTHING, n)
    return sum(_rises(law, draw(source, rng), plain) for _ in range(SAMPLES)) / SAMPLES


@njit(**KERNEL)
def _rises(law, sample, plain):
    mean, shown = 0.0, 0.0
    for x in sample:
        y = math.log(x / law.start)
        mean += y / sample.size
        shown += (math.exp(y) if plain else y * y) / sample.size
    if mean == 0.0:
        return True
    found, _ = fit_law(mean, law.start, law.end, law.discrete, law.a)
    if not plain:
        zero, _, two = moments(found.a, law.start, law.end, law.discrete)
        return shown < two / zero
    if found.a <= 1.0 and law.end == math.inf:
        return True
    return shown < moments(found.a - 1.0, law.start, law.end, law.discrete)[0] / found.mass
