"""Everything that turns data into a number with an error."""

from .couplings import drift_diffusion
from .estimate import Estimate, Exponent, NotEnoughData
from .interpolation import value_at, value_where, zero_beyond
from .ratios import mean_over_spread, ratio
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
    "mean_over_spread",
    "NotEnoughData",
    "ratio",
    "Trials",
    "trials",
    "settled_mean",
    "settled_means",
    "SettledMean",
    "spread",
    "value_at",
    "value_where",
    "zero_beyond",
]
