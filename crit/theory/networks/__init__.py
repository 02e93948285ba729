"""Wide networks: couplings, fixed points, phases, edges of chaos, and what a finite width adds."""

from .branches import Branches, Edge, EdgeLine, Fold, branches, edge_line
from .couplings import (
    Couplings,
    couplings,
    derive,
    expansion_range,
    general_couplings,
    half_moment,
    moment_series,
    power_series,
)
from .edge_of_chaos import Decay, decay_law, edge_decay
from .finite_size import finite_size_exponents, mean_distance
from .finite_width import Growth, critical_weight, finite_width, growth, lyapunov
from .fixed_points import FixedPoint, fixed_points
from .initialisation import CriticalInit, critical_init
from .mean_field import CriticalPoint, DepthScales, chi_1, critical_point, depth_scales, fixed_point, mean_map
from .mean_weights import (
    NextLayer,
    SignedCouplings,
    general_signed_couplings,
    mean_output,
    next_layer,
    signed_couplings,
    slaved_excess,
)
from .pair_distance import (
    distance_coefficients,
    distance_map,
    distance_path,
    distance_series,
    jumps,
    kink_amplitude,
    pair_density,
    singular_term,
)
from .phases import FixedDistance, correlation_depth, fixed_distance
from .residual import (
    Block,
    Moments,
    critical_skip,
    general_residual_couplings,
    residual_couplings,
    stream_step,
)
from .scaling_units import ScalingUnits, scaling_units
from .sign_automaton import flip_branching_point, flip_branching_ratio, flip_correlation, flip_probability, is_dominated

__all__ = [
    "Block",
    "Branches",
    "Couplings",
    "CriticalInit",
    "CriticalPoint",
    "Decay",
    "DepthScales",
    "Edge",
    "EdgeLine",
    "FixedDistance",
    "FixedPoint",
    "Fold",
    "Growth",
    "Moments",
    "NextLayer",
    "ScalingUnits",
    "SignedCouplings",
    "branches",
    "chi_1",
    "correlation_depth",
    "couplings",
    "critical_init",
    "critical_point",
    "critical_skip",
    "critical_weight",
    "decay_law",
    "depth_scales",
    "derive",
    "distance_coefficients",
    "distance_map",
    "distance_path",
    "distance_series",
    "edge_decay",
    "edge_line",
    "expansion_range",
    "finite_size_exponents",
    "finite_width",
    "fixed_distance",
    "fixed_point",
    "fixed_points",
    "flip_branching_point",
    "flip_branching_ratio",
    "flip_correlation",
    "flip_probability",
    "general_couplings",
    "general_residual_couplings",
    "general_signed_couplings",
    "growth",
    "half_moment",
    "is_dominated",
    "jumps",
    "kink_amplitude",
    "lyapunov",
    "mean_distance",
    "mean_map",
    "mean_output",
    "moment_series",
    "next_layer",
    "pair_density",
    "power_series",
    "residual_couplings",
    "scaling_units",
    "signed_couplings",
    "singular_term",
    "slaved_excess",
    "stream_step",
]
