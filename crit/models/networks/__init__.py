"""Dense networks: one signal, two signals, avalanches, and the units they are made of."""

from ..avalanches import SimulatedAvalanches
from .avalanches import network_avalanches
from .comb import Comb
from .events import Events, network_events
from .fan_in import fan_in_step
from .matrices import NetworkPaths, dense_network
from .mean_weights import SignedPaths, signed_paths
from .on_off import quanta_avalanches
from .pair import replica_paths
from .readout import observed_variance
from .residual import residual_paths
from .variance import variance_paths

__all__ = [
    "Comb",
    "Events",
    "NetworkPaths",
    "SignedPaths",
    "SimulatedAvalanches",
    "dense_network",
    "fan_in_step",
    "network_avalanches",
    "network_events",
    "observed_variance",
    "quanta_avalanches",
    "replica_paths",
    "residual_paths",
    "signed_paths",
    "variance_paths",
]
