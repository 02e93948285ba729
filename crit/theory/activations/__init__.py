"""Activations: from a name, a formula or a function to one sympy object, and from it to numbers."""

from .activation import Activation
from .lookup import ACTIVATIONS, activation, binary_unit
from .python_function import CallableActivation

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "CallableActivation",
    "activation",
    "binary_unit",
]
