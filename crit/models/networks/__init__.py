"""Dense networks: one signal, two signals, avalanches, and the units they are made of."""

from ..avalanches import SimulatedAvalanches
from .avalanches import network_avalanches
from .comb import Comb, branching_ratio, spark_survival
from .fan_in import critical_fan_in, fan_in_rates, fan_in_step, saturation
from .matrices import NetworkPaths, dense_network
from .mean_weights import SignedPaths, signed_paths
from .on_off import quanta_avalanches
from .pair import replica_paths
from .readout import observed_variance
from .variance import variance_paths

__all__ = [
    "branching_ratio",
    "Comb",
    "critical_fan_in",
    "dense_network",
    "fan_in_rates",
    "fan_in_step",
    "network_avalanches",
    "NetworkPaths",
    "observed_variance",
    "quanta_avalanches",
    "replica_paths",
    "saturation",
    "signed_paths",
    "SignedPaths",
    "SimulatedAvalanches",
    "spark_survival",
    "variance_paths",
]
