"""Plain stochastic processes: the Langevin equation of the couplings, branching."""

from ..avalanches import SimulatedAvalanches
from .branching import branching_avalanches, branching_paths
from .langevin import langevin_paths

__all__ = [
    "SimulatedAvalanches",
    "branching_avalanches",
    "branching_paths",
    "langevin_paths",
]
