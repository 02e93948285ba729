"""Exponents of curves and tails, with corrections and honest errors."""

from .asymptotics import (
    LocalSlopes,
    StaticExponent,
    limiting_ratio,
    local_slopes,
    pooled_errors,
    static_exponent,
    static_exponents,
)
from .cluster_moments import cluster_moments
from .common_variance import variance_floor
from .critical_decay import critical_decay
from .extrapolation import infinite_size, limit_at_zero
from .grouped_means import conditional_mean
from .growth import decay_exponent, effective_exponents, growth_exponent
from .means_of_sums import mean_of_sums
from .scaling_function import metric_factors, scaling_curvature
from .slopes import power_slope
from .spreading import spreading_exponents
from .tails import tail_exponent
from .zero_crossing import sign_change

__all__ = [
    "cluster_moments",
    "conditional_mean",
    "critical_decay",
    "decay_exponent",
    "effective_exponents",
    "growth_exponent",
    "infinite_size",
    "limit_at_zero",
    "limiting_ratio",
    "local_slopes",
    "LocalSlopes",
    "mean_of_sums",
    "metric_factors",
    "pooled_errors",
    "power_slope",
    "scaling_curvature",
    "sign_change",
    "spreading_exponents",
    "static_exponent",
    "static_exponents",
    "StaticExponent",
    "tail_exponent",
    "variance_floor",
]
