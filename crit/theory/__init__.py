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

__all__ = [
    "drift_and_noise",
    "Known",
    "known",
    "log_density",
    "potential",
    "propagate",
    "static_exponents",
    "StaticExponents",
    "stationary_mean",
    "StationaryLaw",
]
