"""The response functional of the Langevin equation, and the symmetry by which a spark and a full start are one."""

from collections.abc import Iterable

import sympy as sp

from ..landau import drift_and_noise
from ..symbols import K_tilde


def response_hamiltonian(couplings: Iterable) -> sp.Expr:
    """H(K, K̃) of the response functional ∫ (K̃ ∂_l K − H) dl of the Langevin equation.

    Parameters
    ----------
    couplings : tuple of five sympy expressions or numbers

    Returns
    -------
    sympy.Expr
        K̃ (h + rK − uK²) + K̃² (D1 K + D2 K²), in the symbols `K` and `K_tilde`.

    Raises
    ------
    ValueError
        If there are not five numbers or expressions.

    Notes
    -----
    With h = D2 = 0 this is the Reggeon theory of directed percolation without space: K → −(D1/u) K̃,
    K̃ → −(u/D1) K with reversed depth leaves it unchanged (rapidity reversal; Janssen 1981, Grassberger 1982).
    """
    drift, noise = drift_and_noise(couplings)
    return K_tilde * drift + K_tilde**2 * noise
