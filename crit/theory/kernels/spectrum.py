"""What a kernel matrix says about training: how many directions it knows, and how unequal they are."""

from typing import NamedTuple

import numpy as np

from ...checks import finite, refuse
from ...typing import ArrayLike
from ..results import row


class KernelSpectrum(NamedTuple):
    """Numbers of a kernel matrix.

    Attributes
    ----------
    mean : float
        Mean of all entries over the mean of the diagonal: near 1 where all inputs look alike.
    condition : float
        Largest over smallest eigenvalue; infinite if the smallest is lost in rounding.
    rank : float
        Effective rank exp(−Σ p ln p), p the eigenvalues over their sum (Roy & Vetterli 2007): 1 … n.
    """

    mean: float
    condition: float
    rank: float

    def _repr_latex_(self):
        return row({r"\text{mean}": self.mean, r"\text{condition}": self.condition, r"\text{rank}": self.rank})


def kernel_spectrum(kernel: ArrayLike) -> KernelSpectrum:
    """Mean, condition number and effective rank of a kernel matrix.

    Parameters
    ----------
    kernel : array of shape (n, n)
        Symmetric, with a positive trace.

    Returns
    -------
    KernelSpectrum

    Raises
    ------
    ValueError
        If the matrix is not square or not symmetric, or has no positive trace.
    """
    kernel = finite("kernel", kernel, ("n", "n"))
    if kernel.shape[0] != kernel.shape[1] or not np.allclose(kernel, kernel.T, rtol=1e-8) or np.trace(kernel) <= 0:
        refuse("kernel", kernel, "a symmetric matrix of shape (n, n) with a positive trace is needed")
    values = np.linalg.eigvalsh(kernel)
    lost = values.size * np.finfo(float).eps * values[-1]
    share = np.clip(values, 0, None) / np.clip(values, 0, None).sum()
    entropy = -np.sum(share[share > 0] * np.log(share[share > 0]))
    condition = values[-1] / values[0] if values[0] > lost else np.inf
    return KernelSpectrum(float(kernel.mean() / np.diag(kernel).mean()), float(condition), float(np.exp(entropy)))
