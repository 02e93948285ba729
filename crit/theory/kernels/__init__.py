"""Kernels of infinitely wide networks: what two inputs have in common, and what training makes of it."""

from .closed_forms import arc_cosine_kernel, arcsine_kernel
from .critical_kernel import critical_condition, critical_distance, critical_overlap
from .fluctuation import kernel_fluctuation
from .spectrum import KernelSpectrum, kernel_spectrum
from .tangent_kernel import TangentKernel, tangent_kernel

__all__ = [
    "KernelSpectrum",
    "TangentKernel",
    "arc_cosine_kernel",
    "arcsine_kernel",
    "critical_condition",
    "critical_distance",
    "critical_overlap",
    "kernel_fluctuation",
    "kernel_spectrum",
    "tangent_kernel",
]
