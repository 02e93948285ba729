"""What a threshold does to avalanches, and where the power laws of networks end.

Above a threshold Θ, a signal with demographic noise D1 has no trap below it at first: an excursion that stays close to
Θ meets the constant noise D1 Θ and is one of a free walk. Only an excursion that lasts longer than Θ/D1 reaches far
enough to know of zero. The laws of the crossover are exact, functions of T D1/Θ alone.
"""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import sympy as sp

from ...checks import finite, real, refuse, refuse_any
from ...numerics.laplace import invert
from ...typing import ArrayLike
from ..landau import drift_and_noise
from ..networks.couplings import five, formula
from ..symbols import B, D, K, Theta, h_hat, q, s, zeta
from .walks import ito


def duration_transform() -> sp.Expr:
    """E exp(−sT) of the time from height q to zero, up to a factor.

    Returns
    -------
    sympy.Expr
        The solution of ĥ D f' + D q f'' = s f that falls off at large q, in `crit.theory.symbols`.
    """
    return q ** ((1 - h_hat) / 2) * sp.besselk(1 - h_hat, 2 * sp.sqrt(s * q / D))


@lru_cache
def excursion_rate() -> sp.Expr:
    """Ψ(s) of the excursions above Θ: the rate of (1 − exp(−sT)) at which they occur, −f'/f at q = Θ.

    From just above, Θ + ε, the chance of E exp(−sT) is f(Θ + ε)/f(Θ) = 1 − ε Ψ(s).

    Returns
    -------
    sympy.Expr
    """
    slope = -sp.diff(sp.log(duration_transform()), q)
    argument = 2 * sp.sqrt(s * q / D)
    lower, middle = sp.besselk(h_hat, argument), sp.besselk(1 - h_hat, argument)
    raised = lower + 2 * (1 - h_hat) / argument * middle
    recurrence = {sp.besselk(2 - h_hat, argument): raised, sp.besselk(-h_hat, argument): lower}
    return sp.simplify(sp.expand(slope.subs(recurrence))).subs(q, Theta)


def size_rate() -> sp.Expr:
    """Rate of S exp(−sT), for excursions above Θ of size S and duration T, in units of Θ²/D1 for S and of 1/Θ.

    To first order in p, the term p (q − Θ) f in the backward equation changes Ψ by

        (1/(8 w²)) ∫_ζ^∞ (y² − ζ²) y K_ν(y)² dy / K_ν(ζ)²,    ν = 1 − ĥ,  w = sΘ/D,  ζ = 2√w,

    an integral that is elementary in the ratio B = K_(ν−1)(ζ)/K_ν(ζ).

    Returns
    -------
    sympy.Expr
        In the symbols `zeta`, `B` and `h_hat`.
    """
    nu = 1 - h_hat
    first = zeta**3 + nu * (nu + 1) * zeta
    second = (1 - 2 * nu) * zeta**2 + 2 * nu * (1 - nu**2)
    third = zeta**3 + (nu**2 - 1) * zeta
    return 2 / (3 * zeta**3) * (first + B * second - B**2 * third)


class Crossover(NamedTuple):
    """Laws of the excursions above a threshold Θ, at ratios T D1/Θ.

    Attributes
    ----------
    survival : numpy.ndarray
        Rate of excursions that last longer than T, times Θ: 1/√(π ratio) at small ratios.
    density : numpy.ndarray
        Minus its derivative by the ratio.
    size : numpy.ndarray
        Mean size ⟨S⟩(T) in units of Θ²/D1.
    """

    survival: np.ndarray
    density: np.ndarray
    size: np.ndarray


def crossover(ratio: ArrayLike, drive: float = 0.0) -> Crossover:
    """Exact laws of the excursions of a signal with noise D1 and drive h = ĥ D1 above a threshold.

    Parameters
    ----------
    ratio : float or array
        T D1/Θ > 0.
    drive : float
        ĥ, 0 <= ĥ < 1.

    Returns
    -------
    Crossover
        Of arrays of the shape of ratio.

    Raises
    ------
    ValueError
        If a ratio is not positive and finite, or the drive is outside [0, 1).

    Notes
    -----
    Small ratios are those of free Brownian motion whatever the drive: survival ~ ratio^−1/2, size ~ ratio^3/2. Large
    ones are those of the trap, survival ~ ratio^(ĥ−1)/Γ(1−ĥ) and size ~ ratio². Derived here. The relative error is
    below 2e-9; that of the size grows to 2e-11/ratio below a ratio of 0.01, where large terms cancel.
    """
    ratio, drive = finite("ratio", ratio), real("drive", drive, least=0, below=1)
    if not ratio.size:
        refuse("ratio", ratio, "at least one number is needed")
    refuse_any("ratio", ratio <= 0, "not positive", "positive numbers are needed")
    drive = drive if drive > np.finfo(float).eps else 0.0  # as good as none, and none too small for a Bessel function
    rate, sizes = (partial(_at, formula, drive) for formula in _numbers())
    survival = invert(lambda u: rate(u) / u, ratio)
    density = -invert(rate, ratio)
    return Crossover(survival, density, invert(sizes, ratio) / density)


@lru_cache
def _numbers():
    """Ψ Θ and the rate of sizes as functions of ζ, B and ĥ."""
    scaled = sp.simplify(excursion_rate().subs({Theta: 1, D: 1, s: zeta**2 / 4}))
    rate = scaled.subs({sp.besselk(h_hat, zeta): B, sp.besselk(1 - h_hat, zeta): 1})
    return tuple(sp.lambdify((zeta, B, h_hat), formula) for formula in (rate, size_rate()))


def _at(formula, drive, u):
    from scipy.special import kve  # at first use: it would slow `import crit`

    argument = 2 * np.sqrt(u)
    return formula(argument, kve(drive, argument) / kve(1 - drive, argument), drive)


def cut_off(couplings: Iterable, threshold: float | sp.Expr) -> sp.Expr:
    """Duration at which excursions above a threshold are cut off by a drift: P(T) ~ T^−3/2 exp(−T/T_c).

    Near the threshold ln K is a walk with constant drift A and noise D, whose first passages have T_c = 4D/A².

    Parameters
    ----------
    couplings : tuple of five floats or sympy expressions
        (r, h, u, D1, D2).
    threshold : float or sympy.Expr
        Threshold > 0.

    Returns
    -------
    sympy.Expr
        Infinite (zoo) where the drift vanishes. Valid if it is so short that ln K has not moved much by then.

    Raises
    ------
    ValueError
        If couplings or threshold are no numbers or expressions, or the threshold is a number that is not positive.
    """
    couplings, level = five(couplings), formula("threshold", threshold)
    if level.is_nonpositive or level.is_real is False:
        refuse("threshold", threshold, "a positive number or expression is needed")
    drift, noise = (term.subs(K, level) for term in ito(sp.log(K), *drift_and_noise(couplings)))
    return sp.simplify(4 * noise / drift**2)
