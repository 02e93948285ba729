"""What a threshold does to avalanches, and where the power laws of networks end.

Above a threshold θ, a signal with demographic noise D1 has no trap below it at first: an excursion that stays close to
θ meets the constant noise D1 θ and is one of a free walk. Only an excursion that lasts longer than θ/D1 reaches far
enough to know of zero. The laws of the crossover are exact, functions of T D1/θ alone.
"""

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import sympy as sp

from ...checks import finite, real, refuse, refuse_any
from ...numerics.laplace import invert
from ..landau import drift_and_noise
from ..networks.couplings import K, five, formula
from .exponents import D, c, ito, s, x

theta, z, R = sp.symbols("theta z R", positive=True)


def duration_transform():
    """E exp(−sT) of the time from height x to zero, up to a factor.

    Returns
    -------
    sympy.Expr
        The solution of c D f' + D x f'' = s f that falls off at large x, in the symbols of `crit.theory.avalanches`.
    """
    return x ** ((1 - c) / 2) * sp.besselk(1 - c, 2 * sp.sqrt(s * x / D))


@lru_cache
def excursion_rate():
    """Ψ(s) of the excursions above θ: the rate of (1 − exp(−sT)) at which they occur, −f'/f at x = θ.

    From just above, θ + ε, the chance of E exp(−sT) is f(θ + ε)/f(θ) = 1 − ε Ψ(s).

    Returns
    -------
    sympy.Expr
    """
    slope = -sp.diff(sp.log(duration_transform()), x)
    argument = 2 * sp.sqrt(s * x / D)
    lower, middle = sp.besselk(c, argument), sp.besselk(1 - c, argument)
    recurrence = {sp.besselk(2 - c, argument): lower + 2 * (1 - c) / argument * middle, sp.besselk(-c, argument): lower}
    return sp.simplify(sp.expand(slope.subs(recurrence))).subs(x, theta)


def size_rate():
    """Rate of S exp(−sT), for excursions above θ of size S and duration T, in units of θ²/D1 for S and of 1/θ.

    To first order in p, the term p (x − θ) f in the backward equation changes Ψ by

        (1/(8 u²)) ∫_z^∞ (y² − z²) y K_ν(y)² dy / K_ν(z)²,    ν = 1 − c,  u = sθ/D,  z = 2√u,

    an integral that is elementary in the ratio R = K_(ν−1)(z)/K_ν(z).

    Returns
    -------
    sympy.Expr
        In the symbols z, R and c.
    """
    nu = 1 - c
    first = z**3 + nu * (nu + 1) * z
    second = (1 - 2 * nu) * z**2 + 2 * nu * (1 - nu**2)
    third = z**3 + (nu**2 - 1) * z
    return 2 / (3 * z**3) * (first + R * second - R**2 * third)


class Crossover(NamedTuple):
    """Laws of the excursions above a threshold θ, at ratios T D1/θ.

    Attributes
    ----------
    survival : numpy.ndarray
        Rate of excursions that last longer than T, times θ: 1/√(π ratio) at small ratios.
    density : numpy.ndarray
        Minus its derivative by the ratio.
    size : numpy.ndarray
        Mean size ⟨S⟩(T) in units of θ²/D1.
    """

    survival: np.ndarray
    density: np.ndarray
    size: np.ndarray


def crossover(ratio, drive=0.0):
    """Exact laws of the excursions of a signal with noise D1 and drive h = c D1 above a threshold.

    Parameters
    ----------
    ratio : float or array
        T D1/θ > 0.
    drive : float
        c, 0 <= c < 1.

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
    ones are those of the trap, survival ~ ratio^(c−1)/Γ(1−c) and size ~ ratio². Derived here. The relative error is
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
    """Ψ θ and the rate of sizes as functions of z, R and c."""
    scaled = sp.simplify(excursion_rate().subs({theta: 1, D: 1, s: z**2 / 4}))
    rate = scaled.subs({sp.besselk(c, z): R, sp.besselk(1 - c, z): 1})
    return tuple(sp.lambdify((z, R, c), formula) for formula in (rate, size_rate()))


def _at(formula, drive, u):
    from scipy.special import kve  # at first use: it would slow `import crit`

    argument = 2 * np.sqrt(u)
    return formula(argument, kve(drive, argument) / kve(1 - drive, argument), drive)


def cut_off(couplings, threshold):
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
