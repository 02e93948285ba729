"""Everything that a reader sees: figures, explorers and claims.

Arrays and plain values come in; what goes out shows itself in a notebook, on a static page and in print.
"""

from .claims import Claim, Claims, claim, claims
from .explorer import Explorer, explore
from .figures import draw_fit, draw_measured, draw_theory, figure, legend
from .palette import COLOURS, colour, shades

__all__ = [
    "COLOURS",
    "Claim",
    "Claims",
    "Explorer",
    "claim",
    "claims",
    "colour",
    "draw_fit",
    "draw_measured",
    "draw_theory",
    "explore",
    "figure",
    "legend",
    "shades",
]
