"""Critical phenomena in deep neural networks: derived, simulated, measured, playable."""

from .measure.drift import drift_diffusion
from .measure.errors import NotEnoughData
from .models.dense import dense_network
from .models.langevin import langevin_paths
from .models.mlp import variance_paths
from .models.replicas import replica_paths
from .models.sweep import sweep
from .show import claim, claims, explore, figure
from .theory.activations import ACTIVATIONS, Activation, activation, binary_unit
from .theory.couplings import Couplings, couplings
from .theory.meanfield import (
    CriticalPoint,
    DepthScales,
    chi_1,
    critical_init,
    critical_point,
    depth_scales,
    fixed_point,
    mean_map,
)

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Couplings",
    "CriticalPoint",
    "DepthScales",
    "NotEnoughData",
    "activation",
    "binary_unit",
    "chi_1",
    "claim",
    "claims",
    "couplings",
    "critical_init",
    "critical_point",
    "dense_network",
    "depth_scales",
    "drift_diffusion",
    "explore",
    "figure",
    "fixed_point",
    "langevin_paths",
    "mean_map",
    "replica_paths",
    "sweep",
    "variance_paths",
]
