"""Everything that turns data into a number with an error."""

from .couplings import MeasuredCouplings, drift_diffusion
from .estimate import Estimate, Exponent, NotEnoughData
from .geometric_means import geometric_means
from .interpolation import Peak, crossings, peak, value_at, value_where, zero_beyond
from .random_walk import WalkSteps, walk_steps
from .ratios import mean_over_spread, moment_ratio, ratio
from .settled import SettledMean, settled_mean, settled_means
from .spread import spread
from .summary import Histogram, histogram, log_histogram, mean
from .trials import Trials, trials
from .universality import Verdict, class_of

__all__ = [
    "Estimate",
    "Exponent",
    "Histogram",
    "MeasuredCouplings",
    "NotEnoughData",
    "Peak",
    "SettledMean",
    "Trials",
    "Verdict",
    "WalkSteps",
    "class_of",
    "crossings",
    "drift_diffusion",
    "geometric_means",
    "histogram",
    "log_histogram",
    "mean",
    "mean_over_spread",
    "moment_ratio",
    "peak",
    "ratio",
    "settled_mean",
    "settled_means",
    "spread",
    "trials",
    "value_at",
    "value_where",
    "walk_steps",
    "zero_beyond",
]
