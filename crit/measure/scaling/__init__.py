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
from .cluster_moments import ClusterMoments, cluster_moments
from .common_variance import Floor, variance_floor
from .critical_decay import CriticalDecay, critical_decay
from .extrapolation import infinite_size, limit_at_zero
from .grouped_means import Means, conditional_mean
from .growth import EffectiveExponents, decay_exponent, effective_exponents, growth_exponent
from .means_of_sums import mean_of_sums
from .scaling_function import MetricFactors, metric_factors, scaling_curvature
from .slopes import power_slope
from .spreading import SpreadingExponents, spreading_exponents
from .tails import octave_exponents, tail_exponent
from .zero_crossing import Root, sign_change

__all__ = [
    "ClusterMoments",
    "CriticalDecay",
    "EffectiveExponents",
    "Floor",
    "LocalSlopes",
    "Means",
    "MetricFactors",
    "Root",
    "SpreadingExponents",
    "StaticExponent",
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
    "mean_of_sums",
    "metric_factors",
    "octave_exponents",
    "pooled_errors",
    "power_slope",
    "scaling_curvature",
    "sign_change",
    "spreading_exponents",
    "static_exponent",
    "static_exponents",
    "tail_exponent",
    "variance_floor",
]
