"""Spreading on lattices: directed percolation and the contact process."""

from ..avalanches import SimulatedAvalanches
from .contact import contact_process
from .percolation import Spreading, directed_percolation, percolation_avalanches
from .picture import space_time

__all__ = [
    "SimulatedAvalanches",
    "Spreading",
    "contact_process",
    "directed_percolation",
    "percolation_avalanches",
    "space_time",
]
