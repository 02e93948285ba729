"""Everything that a reader sees: figures, explorers, tables and claims.

Arrays and plain values come in; what goes out shows itself in a notebook, on a static page and in print.
"""

from .claims import Claim, Claims, claim, claims, claims_against
from .explorers.explorer import Explorer, explore
from .figures import figure
from .marks import draw_estimates, draw_fit, draw_measured, draw_power, draw_theory, legend
from .palette import COLOURS, colour, hues, shades
from .tables import Table, table

__all__ = [
    "COLOURS",
    "Claim",
    "Claims",
    "Explorer",
    "Table",
    "claim",
    "claims",
    "claims_against",
    "colour",
    "draw_estimates",
    "draw_fit",
    "draw_measured",
    "draw_power",
    "draw_theory",
    "explore",
    "figure",
    "hues",
    "legend",
    "shades",
    "table",
]
