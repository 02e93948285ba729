"""Networks that learn: plain and residual perceptrons, many at once, and their tangent kernels."""

from .architecture import Architecture
from .optimisers import SGD, Adam
from .runs import Training, train
from .tangent import empirical_kernel

__all__ = ["SGD", "Adam", "Architecture", "Training", "empirical_kernel", "train"]
