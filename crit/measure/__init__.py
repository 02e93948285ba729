"""Everything that turns data into a number with an error."""

from .couplings import drift_diffusion
from .estimate import Estimate, Exponent, NotEnoughData
from .settled import SettledMean, settled_mean, settled_means
from .spread import spread
from .summary import Histogram, histogram, log_histogram, mean
from .trials import Trials, trials

__all__ = [
    "drift_diffusion",
    "Estimate",
    "Exponent",
    "Histogram",
    "histogram",
    "log_histogram",
    "mean",
    "NotEnoughData",
    "Trials",
    "trials",
    "settled_mean",
    "settled_means",
    "SettledMean",
    "spread",
]
