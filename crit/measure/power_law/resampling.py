"""Samples like the data: a fitted power law above its start, the data themselves below it."""

from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit
from ...numerics.power_law import Law, first_chances, number_above
from ...numerics.resampling import uniform_gaps
from .data import Data
from .likelihood import fit_from

NOTHING = np.empty(0)


class Source(NamedTuple):
    """What samples are drawn from: a law with the table of its chances, and other data below it."""

    law: Law
    table: np.ndarray
    body: np.ndarray
    """Values below the start of the law, in rising order."""
    upto: np.ndarray
    """How many data there are up to each of them."""
    size: int
    """Number of data in all."""
    rounded: bool
    """Whether numbers from the law are rounded to whole ones, the smallest half above its start."""


class Resampler(NamedTuple):
    """Makes tails like that of the data: drawn from the source and then treated as the data were."""

    source: Source
    data: Data
    """How the data were given; the data themselves are not in it."""
    xmin: float
    """Zero for a scan."""
    xmax: float
    within: tuple

    def tail(self, rng):
        """The tail of a new sample."""
        return self.data._replace(values=draw(self.source, rng)).tail(self.xmin, self.xmax, self.within)


def samples_of_law(data, fit, tail):
    """Samples of the law that was fitted to a tail, as many numbers as it has."""
    source = source_of(fit_from(tail, 0)[0], NOTHING, NOTHING, int(tail.below[-1]), data.rounded)
    return Resampler(source, data._replace(values=NOTHING, counts=None), fit.xmin, fit.xmax, fit.within)


def samples_of_all(data, fit, law):
    """Samples of a law and of the data below it, for which xmin is scanned for."""
    counts = np.ones(data.values.size) if data.counts is None else data.counts
    kept = data.values <= data.units(fit.xmax)
    body = data.values < law.start
    source = source_of(law, data.values[body], counts[body], int(counts[kept].sum()), data.rounded)
    return Resampler(source, data._replace(values=NOTHING, counts=None), 0.0, fit.xmax, fit.within)


def source_of(law, body, counts, size, rounded=False):
    """Collect a `Source`; each number of a sample is above the start of the law as often as one of the data is."""
    return Source(law, first_chances(law), body, np.cumsum(counts), size, rounded)


def draw(source, rng):
    """Draw a sample, in rising order."""
    return _quantiles(source, uniform_gaps(source.size, rng))


@njit(**KERNEL)
def _quantiles(source, gaps):
    """The values above which the share of all is as large as the ordered uniform numbers that the gaps leave."""
    size, low = source.size, source.upto[-1] if source.upto.size else 0.0
    sample, total, above = np.empty(size), gaps.sum(), 0.0
    for k in range(size):
        above += gaps[k]
        rank = above / total * size
        if rank < size - low:
            x = number_above(source.law, source.table, rank / (size - low))
            sample[size - 1 - k] = max(np.rint(x), source.law.start + 0.5) if source.rounded else x
        else:
            place = min(size - rank, np.nextafter(low, 0.0))
            sample[size - 1 - k] = source.body[np.searchsorted(source.upto, place, side="right")]
    return sample
