"""Convolutional and locally connected networks with two inputs."""

from .drawn import conv_lyapunov, conv_paths
from .geometry import Geometry
from .local import local_lyapunov, local_paths
from .picture import difference_picture
from .records import ConvPaths
from .sign import SignPaths, sign_automaton

__all__ = [
    "ConvPaths",
    "Geometry",
    "SignPaths",
    "conv_lyapunov",
    "conv_paths",
    "difference_picture",
    "local_lyapunov",
    "local_paths",
    "sign_automaton",
]
