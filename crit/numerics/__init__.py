"""The ground: what knows no physics. Streams of random numbers, words, sums, quadrature, errors, compile options.

The rooms above import its files directly; handed on is what a caller of the package may want as well.
"""

from .stationary import StationaryLaw
from .streams import seed_bits

__all__ = ["StationaryLaw", "seed_bits"]
