"""Critical phenomena in deep neural networks: derived, simulated, measured, playable."""

from .executors import Inline
from .measure.alternative import fit_alternative
from .measure.binned import fit_binned_power_law
from .measure.collapse import collapse
from .measure.comparison import compare_laws
from .measure.drift import drift_diffusion
from .measure.errors import NotEnoughData
from .measure.excursions import excursions
from .measure.fitted import PowerLaw
from .measure.goodness import goodness_of_fit
from .measure.powerlaw import fit_power_law
from .measure.ratio import likelihood_ratio
from .measure.shape import mean_shape
from .measure.table import curves
from .measure.xmin_profile import xmin_profile
from .models.avalanches import network_avalanches
from .models.dense import dense_network
from .models.langevin import langevin_paths
from .models.mlp import variance_paths
from .models.percolation import directed_percolation
from .models.replicas import replica_paths
from .models.stored import stored
from .models.sweep import SweepFailed, sweep
from .show import claim, claims, explore, figure
from .theory.activations import ACTIVATIONS, Activation, activation, binary_unit
from .theory.branches import branches, edge_line
from .theory.cascades import avalanche_exponents
from .theory.couplings import Couplings, couplings
from .theory.design import NoDesign, design
from .theory.fixed_points import fixed_points
from .theory.initialisation import critical_init
from .theory.meanfield import (
    CriticalPoint,
    DepthScales,
    chi_1,
    critical_point,
    depth_scales,
    fixed_point,
    mean_map,
)
from .theory.phases import correlation_depth, fixed_distance

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Couplings",
    "CriticalPoint",
    "DepthScales",
    "Inline",
    "NoDesign",
    "NotEnoughData",
    "PowerLaw",
    "SweepFailed",
    "activation",
    "avalanche_exponents",
    "binary_unit",
    "branches",
    "chi_1",
    "claim",
    "claims",
    "collapse",
    "compare_laws",
    "correlation_depth",
    "couplings",
    "critical_init",
    "critical_point",
    "curves",
    "dense_network",
    "depth_scales",
    "design",
    "directed_percolation",
    "drift_diffusion",
    "edge_line",
    "excursions",
    "explore",
    "figure",
    "fit_alternative",
    "fit_binned_power_law",
    "fit_power_law",
    "fixed_distance",
    "fixed_point",
    "fixed_points",
    "goodness_of_fit",
    "langevin_paths",
    "likelihood_ratio",
    "mean_map",
    "mean_shape",
    "network_avalanches",
    "replica_paths",
    "stored",
    "sweep",
    "variance_paths",
    "xmin_profile",
]
