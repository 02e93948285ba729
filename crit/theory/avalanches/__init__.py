"""Avalanches: random walks, their exponents, what thresholds and read-outs do, and design."""

from .design import Design, NoDesign, design, parabola_unit
from .exponents import DRIVEN, FREE, TRAP, AvalancheExponents, avalanche_exponents, free_range
from .readout import flicker_durations
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
    "avalanche_exponents",
    "AvalancheExponents",
    "backward",
    "Crossover",
    "crossover",
    "cut_off",
    "Design",
    "design",
    "DRIVEN",
    "duration_transform",
    "excursion_rate",
    "flicker_durations",
    "forward",
    "FREE",
    "free_range",
    "FREE_WALK",
    "height_exponent",
    "ito",
    "mean_shape",
    "mean_size",
    "NoDesign",
    "parabola_unit",
    "size_rate",
    "size_transform",
    "TRAP",
    "TRAPPED_WALK",
    "Walk",
    "walk_exponents",
]
