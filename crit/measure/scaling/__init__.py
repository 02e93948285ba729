"""Exponents of curves and tails, with corrections and honest errors."""

from .common_variance import variance_floor
from .critical_decay import critical_decay
from .extrapolation import extrapolate
from .grouped_means import conditional_mean
from .growth import decay_exponent, effective_exponents, growth_exponent
from .means_of_sums import mean_of_sums
from .slopes import power_slope, tail_exponent
from .zero_crossing import sign_change

__all__ = [
    "conditional_mean",
    "critical_decay",
    "decay_exponent",
    "effective_exponents",
    "extrapolate",
    "growth_exponent",
    "mean_of_sums",
    "power_slope",
    "sign_change",
    "tail_exponent",
    "variance_floor",
]
