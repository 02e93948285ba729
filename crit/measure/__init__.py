"""Everything that turns data into a number with an error."""

from .couplings import drift_diffusion
from .estimate import Estimate, Exponent, NotEnoughData
from .geometric_means import geometric_means
from .random_walk import walk_steps
from .settled import SettledMean, settled_mean, settled_means
from .spread import spread
from .summary import Histogram, histogram, log_histogram, mean
from .trials import Trials, trials

__all__ = [
    "drift_diffusion",
    "Estimate",
    "Exponent",
    "geometric_means",
    "Histogram",
    "histogram",
    "log_histogram",
    "mean",
    "NotEnoughData",
    "settled_mean",
    "settled_means",
    "SettledMean",
    "spread",
    "Trials",
    "trials",
    "walk_steps",
]
