"""Exponents of curves and tails, with corrections and honest errors."""

from .common_variance import variance_floor
from .critical_decay import critical_decay
from .grouped_means import conditional_mean
from .growth import decay_exponent, effective_exponents, growth_exponent
from .slopes import power_slope
from .tails import tail_exponent
from .zero_crossing import sign_change

__all__ = [
    "conditional_mean",
    "critical_decay",
    "decay_exponent",
    "effective_exponents",
    "growth_exponent",
    "power_slope",
    "sign_change",
    "tail_exponent",
    "variance_floor",
]
