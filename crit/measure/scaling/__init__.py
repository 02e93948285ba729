"""Exponents of curves and tails, with corrections and honest errors."""

from .asymptotics import limiting_ratio, local_slopes, pooled_errors, static_exponent, static_exponents
from .classes import Verdict, class_of
from .cluster_moments import cluster_moments
from .common_variance import variance_floor
from .critical_decay import critical_decay
from .extrapolation import infinite_size, limit_at_zero
from .grouped_means import conditional_mean
from .growth import decay_exponent, effective_exponents, growth_exponent
from .scaling_function import metric_factors, scaling_curvature
from .slopes import power_slope, tail_exponent
from .spreading import spreading_exponents
from .zero_crossing import sign_change

__all__ = [
    "class_of",
    "cluster_moments",
    "conditional_mean",
    "critical_decay",
    "decay_exponent",
    "effective_exponents",
    "growth_exponent",
    "metric_factors",
    "infinite_size",
    "limit_at_zero",
    "limiting_ratio",
    "local_slopes",
    "pooled_errors",
    "power_slope",
    "scaling_curvature",
    "sign_change",
    "spreading_exponents",
    "static_exponent",
    "static_exponents",
    "tail_exponent",
    "variance_floor",
    "Verdict",
]
