"""The symmetry of the response functional."""

import sympy as sp

from crit.theory.avalanches import response_hamiltonian
from crit.theory.symbols import D1, D2, K, K_tilde, r, u


def test_rapidity_reversal():
    H = response_hamiltonian((r, 0, u, D1, D2))
    assert sp.simplify(H.subs({K: -(D1 / u) * K_tilde, K_tilde: -(u / D1) * K}, simultaneous=True) - H) == 0
    driven = response_hamiltonian((r, 1, u, D1, 0))
    assert sp.simplify(driven.subs({K: -(D1 / u) * K_tilde, K_tilde: -(u / D1) * K}, simultaneous=True) - driven) != 0
