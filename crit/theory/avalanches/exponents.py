"""Avalanche exponents of a network, from its couplings: which walk it makes, and for which signals."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import sympy as sp

from ...checks import real, refuse
from ..networks.couplings import five
from ..results import row
from ..symbols import h_hat
from .walks import FREE_WALK, TRAPPED_WALK, walk_exponents

FREE, TRAP, DRIVEN = (
    "absorbed free Brownian motion",
    "Brownian motion in a logarithmic trap",
    "driven Brownian motion in a logarithmic trap",
)


class AvalancheExponents(NamedTuple):
    """Exponents of avalanches: P(T) ~ T^−alpha, P(S) ~ S^−tau, ⟨S⟩(T) ~ T^gamma, and the process behind them."""

    alpha: float
    tau: float
    gamma: float
    process: str

    def _repr_latex_(self):
        return row({r"\alpha": self.alpha, r"\tau": self.tau, r"\gamma": self.gamma, r"\text{walk}": self.process})


def free_range(couplings: Iterable) -> tuple[float, ...]:
    """Signals K between which ln K is a free walk, for the couplings of a network at its critical point.

    Parameters
    ----------
    couplings : tuple of five floats
        (r, h, u, D1, D2), as from `crit.couplings`, with D2 > 0.

    Returns
    -------
    tuple of float
        (h/D2, ``D2/|u|``), the second inf for u = 0. Empty, with low >= high, where the drive keeps the signal awake.

    Raises
    ------
    ValueError
        If a coupling is no finite number, h or D1 is negative, or D2 is not positive.

    Notes
    -----
    By Itô's formula ln K has the drift h/K − uK at the critical point of finite width, r = D2, and the noise D2:
    the potential, in units of the noise, is (h/K + uK)/D2. It is flat, and the walk free, where both terms are less
    than one. For u > 0 its bottom is at K₀ = √(h/u), and ln K, which has the density exp(−2√(hu)/D2 · cosh ln(K/K₀)),
    spreads over one and more as long as the range is not empty. With h|u| >> D2² the signal stays within a small
    fraction of that level and never comes near silence.
    """
    _, h, u, _, D2 = _checked(couplings)
    if D2 <= 0:
        refuse("couplings", tuple(couplings), "D2 > 0 is needed")
    return h / D2, D2 / abs(u) if u else math.inf


def avalanche_exponents(couplings: Iterable) -> AvalancheExponents:
    """Exponents of the avalanches of a network with given couplings, at its critical point r = 0.

    Parameters
    ----------
    couplings : tuple of five floats
        (r, h, u, D1, D2), as from `crit.couplings`.

    Returns
    -------
    AvalancheExponents
        With D1 > 0 and drive ĥ = h/D1 < 1, avalanches run from zero to zero: α = 2 − ĥ, τ = 3/2 − ĥ/2, γ = 2. Else,
        with D2 > 0, the signal never reaches zero, and an avalanche is an excursion above a threshold, its
        size the area above it: α = 3/2, τ = 4/3, γ = 3/2, for signals in the range that `free_range` gives.

    Raises
    ------
    ValueError
        If a coupling is no finite number, h or D1 is negative, or nothing makes avalanches: there is no noise, or
        zero is never reached (h >= D1) while the drive keeps the signal awake: h|u| >= D2² leaves no range of K in
        which ln K is free. So it is in wide networks with φ(0) ≠ 0, or with any bias that is not tiny.

    Notes
    -----
    The couplings r and u do not change the exponents: they cut the power laws off, where rT or uKT outweighs the noise.
    The size of u says where. Its sign says how: a large signal saturates if u > 0, as at a continuous transition,
    and runs away if u < 0, so that the largest avalanches do not end (`Couplings.transition`).
    The exponents are derived by `walk_exponents`.
    """
    _, h, _, D1, D2 = _checked(couplings)
    if h < D1:
        drive = sp.nsimplify(h / D1, rational=True)
        alpha, tau, gamma = (float(exponent.subs(h_hat, drive)) for exponent in walk_exponents(TRAPPED_WALK))
        return AvalancheExponents(alpha, tau, gamma, DRIVEN if h > 0 else TRAP)
    if D2 <= 0:
        refuse("couplings", tuple(couplings), "no avalanches: D1 > h, so that K reaches zero, or D2 > 0 is needed")
    low, high = free_range(couplings)
    if low >= high:
        awake = f"the drive keeps the signal awake, {low:.3g} = h/D2 >= D2/|u| = {high:.3g}"
        refuse("couplings", tuple(couplings), f"no avalanches: {awake}; h < D1 or h|u| < D2² is needed")
    alpha, tau, gamma = map(float, walk_exponents(FREE_WALK))
    return AvalancheExponents(alpha, tau, gamma, FREE)


def exponents_in_words(of: str) -> dict[str, str]:
    """Say what the exponents of avalanches are the exponents of: sentences of claims about them.

    Parameters
    ----------
    of : str
        Whose avalanches: "relu networks, N = 100".

    Returns
    -------
    dict of str
        Name of an exponent, as in `AvalancheExponents`, → "duration exponent, relu networks, N = 100" and so on.

    Raises
    ------
    ValueError
        If `of` is no text.
    """
    if not isinstance(of, str) or not of.strip():
        refuse("of", of, "a text is needed")
    words = {"alpha": "duration exponent", "tau": "size exponent", "gamma": "mean-size exponent"}
    return {name: f"{word}, {of}" for name, word in words.items()}


def _checked(couplings):
    """The five couplings as floats."""
    r, h, u, D1, D2 = five(couplings)
    return (
        real("couplings.r", r),
        real("couplings.h", h, least=0),
        real("couplings.u", u),
        real("couplings.D1", D1, least=0),
        real("couplings.D2", D2),
    )
