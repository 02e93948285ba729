"""Symbols, formulas, numbers: no randomness and no simulation."""

from .known_exponents import Known, known, known_class, propagate
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
from .notation import notation_table
from .printing import latex
from .stationary_laws import stationary_law, variance_law

__all__ = [
    "CriticalMagnet",
    "Known",
    "StaticExponents",
    "StationaryLaw",
    "critical_magnet",
    "drift_and_noise",
    "known",
    "known_class",
    "latex",
    "log_density",
    "mean_activity_law",
    "notation_table",
    "potential",
    "propagate",
    "static_exponents",
    "stationary_law",
    "stationary_mean",
    "variance_law",
]
