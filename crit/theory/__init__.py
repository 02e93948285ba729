"""Symbols, formulas, numbers: no randomness and no simulation."""

from .known_exponents import Known, known, propagate
from .landau import (
    StaticExponents,
    StationaryLaw,
    drift_and_noise,
    log_density,
    potential,
    static_exponents,
    stationary_mean,
)
from .magnet import CriticalMagnet, critical_magnet, mean_activity_law
from .stationary_laws import stationary_law, variance_law

__all__ = [
    "critical_magnet",
    "CriticalMagnet",
    "drift_and_noise",
    "Known",
    "known",
    "log_density",
    "mean_activity_law",
    "potential",
    "propagate",
    "static_exponents",
    "StaticExponents",
    "stationary_law",
    "stationary_mean",
    "StationaryLaw",
    "variance_law",
]
