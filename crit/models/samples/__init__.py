"""Independent samples of known laws."""

from .power_law import power_law_sample

__all__ = [
    "power_law_sample",
]
