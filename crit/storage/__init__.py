"""Results that last: sweeps that resume, arrays kept with checksums."""

from .archive import keep, stored
from .sweeps import SweepFailed, sweep

__all__ = [
    "SweepFailed",
    "keep",
    "stored",
    "sweep",
]
