"""Excursions above a threshold, and what their sizes, durations and shapes say."""

from .excursions import Avalanches, excursions
from .exponents import CountedAvalanches, MeasuredExponents, count_from_sums, read_exponents
from .first import first_excursions
from .mean_profile import Shape
from .renewal import renewal_exponent, renewal_growth
from .returns import ReturnExponents, Returns, return_exponents, returns, stack
from .shape import ShapeCollapse, asymmetry, mean_shape, shape_collapse, shape_exponent
from .uncut import uncut

__all__ = [
    "Avalanches",
    "CountedAvalanches",
    "MeasuredExponents",
    "ReturnExponents",
    "Returns",
    "Shape",
    "ShapeCollapse",
    "asymmetry",
    "count_from_sums",
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
