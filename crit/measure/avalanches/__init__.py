"""Excursions above a threshold, and what their sizes, durations and shapes say."""

from .branching import BranchingRatio, branching_ratio
from .corrections import BARRIER
from .crackling import Crackling, crackling
from .excursions import Avalanches, excursions
from .exponents import CountedAvalanches, MeasuredExponents, count_from_sums, read_exponents
from .first import first_excursions
from .mean_profile import Shape
from .raster import RasterAvalanches, avalanches_of, bin_scan
from .renewal import renewal_exponent, renewal_growth
from .returns import ReturnExponents, Returns, return_exponents, returns, stack
from .shape import ShapeCollapse, asymmetry, mean_shape, shape_collapse, shape_exponent
from .statistics import AvalancheStatistics, avalanche_statistics
from .uncut import uncut

__all__ = [
    "BARRIER",
    "AvalancheStatistics",
    "Avalanches",
    "BranchingRatio",
    "CountedAvalanches",
    "Crackling",
    "MeasuredExponents",
    "RasterAvalanches",
    "ReturnExponents",
    "Returns",
    "Shape",
    "ShapeCollapse",
    "asymmetry",
    "avalanche_statistics",
    "avalanches_of",
    "bin_scan",
    "branching_ratio",
    "count_from_sums",
    "crackling",
    "excursions",
    "first_excursions",
    "mean_shape",
    "read_exponents",
    "renewal_exponent",
    "renewal_growth",
    "return_exponents",
    "returns",
    "shape_collapse",
    "shape_exponent",
    "stack",
    "uncut",
]
