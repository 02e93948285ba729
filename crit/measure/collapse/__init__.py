"""Scaling collapse: exponents that put the curves of several systems on one."""

from .chance import quality_by_chance
from .fit import collapse, quality
from .quality import Quality
from .result import Collapse
from .table import curves

__all__ = [
    "Collapse",
    "Quality",
    "collapse",
    "curves",
    "quality",
    "quality_by_chance",
]
