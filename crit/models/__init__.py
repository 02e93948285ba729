"""Everything that makes data; every random draw of the package lives here."""

from .avalanches import SimulatedAvalanches

__all__ = ["SimulatedAvalanches"]
