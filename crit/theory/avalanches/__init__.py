"""Avalanches: random walks, their exponents, what thresholds and read-outs do, and design."""

from .branching import branching_durations
from .classes import AvalancheClass, avalanche_class
from .comb import branching_ratio, spark_survival
from .design import Design, NoDesign, design, parabola_unit
from .exponents import DRIVEN, FREE, TRAP, AvalancheExponents, avalanche_exponents, exponents_in_words, free_range
from .fan_in import critical_fan_in, fan_in_rates, response_probability, saturation
from .finite_depth import seen_share, walk_durations, walk_excursions
from .pulled import (
    PULLED_WALK,
    PulledExcursions,
    duration_bend,
    pull,
    pulled_duration,
    pulled_excursions,
    pulled_shape,
)
from .readout import flicker_durations
from .response import response_hamiltonian
from .thresholds import Crossover, crossover, cut_off, duration_transform, excursion_rate, size_rate
from .walks import (
    FREE_WALK,
    TRAPPED_WALK,
    Walk,
    backward,
    forward,
    height_exponent,
    ito,
    mean_shape,
    mean_size,
    size_transform,
    walk_exponents,
)

__all__ = [
    "DRIVEN",
    "FREE",
    "FREE_WALK",
    "PULLED_WALK",
    "TRAP",
    "TRAPPED_WALK",
    "AvalancheClass",
    "AvalancheExponents",
    "Crossover",
    "Design",
    "NoDesign",
    "PulledExcursions",
    "Walk",
    "avalanche_class",
    "avalanche_exponents",
    "backward",
    "branching_durations",
    "branching_ratio",
    "critical_fan_in",
    "crossover",
    "cut_off",
    "design",
    "duration_bend",
    "duration_transform",
    "excursion_rate",
    "exponents_in_words",
    "fan_in_rates",
    "flicker_durations",
    "forward",
    "free_range",
    "height_exponent",
    "ito",
    "mean_shape",
    "mean_size",
    "parabola_unit",
    "pull",
    "pulled_duration",
    "pulled_excursions",
    "pulled_shape",
    "response_hamiltonian",
    "response_probability",
    "saturation",
    "seen_share",
    "size_rate",
    "size_transform",
    "spark_survival",
    "walk_durations",
    "walk_excursions",
    "walk_exponents",
]
