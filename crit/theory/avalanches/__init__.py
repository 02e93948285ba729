"""Avalanches: random walks, their exponents, what thresholds and read-outs do, and design."""

from .classes import AvalancheClass, avalanche_class
from .design import Design, NoDesign, design, parabola_unit
from .exponents import (
    DRIVEN,
    FREE,
    FREE_WALK,
    TRAP,
    TRAPPED_WALK,
    AvalancheExponents,
    D,
    T,
    avalanche_exponents,
    c,
    free_range,
    ito,
    mean_shape,
    mean_size,
    s,
    t,
    x,
)
from .finite_depth import seen_share, walk_excursions
from .readout import flicker_durations
from .thresholds import R, crossover, cut_off, duration_transform, excursion_rate, size_rate, z

__all__ = [
    "avalanche_class",
    "avalanche_exponents",
    "AvalancheClass",
    "AvalancheExponents",
    "c",
    "crossover",
    "cut_off",
    "D",
    "Design",
    "design",
    "DRIVEN",
    "duration_transform",
    "excursion_rate",
    "flicker_durations",
    "FREE",
    "free_range",
    "FREE_WALK",
    "ito",
    "mean_shape",
    "mean_size",
    "NoDesign",
    "parabola_unit",
    "R",
    "s",
    "seen_share",
    "size_rate",
    "T",
    "t",
    "TRAP",
    "TRAPPED_WALK",
    "walk_excursions",
    "x",
    "z",
]
