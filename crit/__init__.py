"""Critical phenomena in deep neural networks: derived, simulated, measured, playable."""

from .executors import Inline
from .measure.avalanches.branching import branching_ratio
from .measure.avalanches.excursions import excursions
from .measure.avalanches.raster import avalanches_of
from .measure.avalanches.shape import mean_shape
from .measure.collapse.fit import collapse
from .measure.collapse.table import curves
from .measure.couplings import drift_diffusion
from .measure.estimate import NotEnoughData
from .measure.power_law.alternative_fit import fit_alternative
from .measure.power_law.comparison import compare_laws, likelihood_ratio
from .measure.power_law.fit import fit_power_law
from .measure.power_law.goodness import goodness_of_fit
from .measure.power_law.histogram_fit import fit_binned_power_law
from .measure.power_law.result import PowerLaw
from .measure.power_law.xmin_profile import xmin_profile
from .models.lattices.percolation import directed_percolation
from .models.networks.avalanches import network_avalanches
from .models.networks.matrices import dense_network
from .models.networks.pair import replica_paths
from .models.networks.variance import variance_paths
from .models.processes.langevin import langevin_paths
from .reports.initialise import initialise
from .reports.recording import record
from .reports.report import report
from .show import claim, claims, claims_against, explore, figure, table
from .storage.archive import stored
from .storage.sweeps import SweepFailed, sweep
from .theory.activations.lookup import ACTIVATIONS, Activation, activation, binary_unit
from .theory.avalanches.design import NoDesign, design
from .theory.avalanches.exponents import avalanche_exponents
from .theory.networks.branches import branches, edge_line
from .theory.networks.couplings import Couplings, couplings
from .theory.networks.fixed_points import fixed_points
from .theory.networks.initialisation import critical_init
from .theory.networks.mean_field import (
    CriticalPoint,
    DepthScales,
    chi_1,
    critical_point,
    depth_scales,
    fixed_point,
    mean_map,
)
from .theory.networks.phases import correlation_depth, fixed_distance
from .theory.susceptibilities.response import susceptibilities
from .theory.susceptibilities.widom_line import widom_line

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
    "avalanches_of",
    "binary_unit",
    "branches",
    "branching_ratio",
    "chi_1",
    "claim",
    "claims",
    "claims_against",
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
    "initialise",
    "langevin_paths",
    "likelihood_ratio",
    "mean_map",
    "mean_shape",
    "network_avalanches",
    "record",
    "replica_paths",
    "report",
    "stored",
    "susceptibilities",
    "sweep",
    "table",
    "variance_paths",
    "widom_line",
    "xmin_profile",
]
