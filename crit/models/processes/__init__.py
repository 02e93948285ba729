"""Plain stochastic processes: the Langevin equation of the couplings, branching, rasters of active units."""

from ..avalanches import SimulatedAvalanches
from .branching import branching_avalanches, branching_paths
from .langevin import langevin_paths
from .raster import shuffled, spike_raster

__all__ = [
    "SimulatedAvalanches",
    "branching_avalanches",
    "branching_paths",
    "langevin_paths",
    "shuffled",
    "spike_raster",
]
