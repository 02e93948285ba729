"""Stationary laws of the variance, from couplings or from any drift and noise that are given as formulas."""

import math

import sympy as sp

from ..checks import real, refuse
from .landau import StationaryLaw, drift_and_noise
from .networks.couplings import Couplings, K, five, formula

REACH = 1e-5, 100.0
"""Where the law of a variance is looked at, in units of the minimum of its potential."""


def stationary_law(drift, noise, window, *, variable=K, spacing="logarithmic"):
    """The stationary law of a drift and a noise strength that are given as formulas.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A and D of dx = A dl + √(2D) dW, in `variable` and no other symbol; D > 0 inside the window.
    window : tuple of float
        (low, high), which holds all but a negligible part of the law.
    variable : sympy.Symbol
        x; by default the variance K.
    spacing : {"logarithmic", "even"}
        Whether x is positive, or may have either sign; see `crit.theory.landau.StationaryLaw`.

    Returns
    -------
    StationaryLaw

    Raises
    ------
    ValueError
        If a formula holds another symbol, the noise is not positive, or the law reaches beyond the window.
    """
    if not isinstance(variable, sp.Symbol):
        refuse("variable", variable, "a sympy symbol is needed")
    formulas = {"drift": formula("drift", drift), "noise": formula("noise", noise)}
    for name, given in formulas.items():
        if given.free_symbols - {variable}:
            refuse(name, str(given), f"a formula in {variable} alone is needed")
    try:
        low, high = window
    except (TypeError, ValueError):
        refuse("window", window, "a pair (low, high) is needed")
    return StationaryLaw(*(sp.lambdify(variable, given) for given in formulas.values()), low, high, spacing=spacing)


def variance_law(couplings):
    """The stationary law of the variance for drift h + rK − uK² and noise strength D1 K + D2 K².

    Parameters
    ----------
    couplings : Couplings
        Numbers, with u > 0, h >= 0, and h > 0 or r > 0.

    Returns
    -------
    StationaryLaw

    Raises
    ------
    ValueError
        On bad couplings; also where there is no stationary law, as without field unless D1 = 0 and r > D2.
    """
    given = Couplings(*(real(f"couplings.{name}", c) for name, c in zip(Couplings._fields, five(couplings))))
    u, h = real("couplings.u", given.u, above=0), real("couplings.h", given.h, least=0)
    place = (given.r + math.sqrt(given.r**2 + 4 * h * u)) / (2 * u)
    if place <= 0:
        refuse("couplings", couplings, "h > 0 or r > 0 is needed, or every signal dies")
    return stationary_law(*drift_and_noise(given), tuple(place * end for end in REACH))
