"""How strongly a signal answers to weights, biases and chance, and where it answers most: the Widom-like line."""

from .response import Susceptibilities, responses, susceptibilities
from .scaling import Peak, WeakFieldPeaks, response_at_width, weak_field_peaks
from .widom_line import WidomPoint, widom_line

__all__ = [
    "Peak",
    "Susceptibilities",
    "WeakFieldPeaks",
    "WidomPoint",
    "response_at_width",
    "responses",
    "susceptibilities",
    "weak_field_peaks",
    "widom_line",
]
