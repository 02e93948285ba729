"""What joins theory, measurement and pictures into one answer: about a network of one's own, or a recording."""

from .classes import classes, odds
from .initialise import InitialisedLayer, initialise
from .network import NetworkNumbers, numbers_of
from .page import Report
from .recording import Layer, Recording, record
from .report import report

__all__ = [
    "InitialisedLayer",
    "Layer",
    "NetworkNumbers",
    "Recording",
    "Report",
    "classes",
    "initialise",
    "numbers_of",
    "odds",
    "record",
    "report",
]
