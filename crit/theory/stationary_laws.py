"""Stationary laws of the variance, from couplings or from any drift and noise that are given as formulas."""

import math
from collections.abc import Iterable

import sympy as sp

from ..checks import real, refuse
from ..numerics.stationary import StationaryLaw
from .landau import drift_and_noise
from .networks.couplings import Couplings, five, formula
from .symbols import K

REACH = 1e-5, 100.0
"""Where the law of a variance is looked at, in units of the minimum of its potential."""

LARGEST = 1e100
"""Numbers of a formula whose square is still far from the end of the floats."""


def stationary_law(
    drift: sp.Expr, noise: sp.Expr, low: float, high: float, *, variable: sp.Symbol = K, spacing: str = "logarithmic"
) -> StationaryLaw:
    """The stationary law of a drift and a noise strength that are given as formulas.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A and D of dx = A dl + √(2D) dW, in `variable` and no other symbol; D > 0 between low and high.
    low, high : float
        Range that holds all but a negligible part of the law, low < high; 0 < low for logarithmic spacing.
    variable : sympy.Symbol
        x; by default the variance K.
    spacing : {"logarithmic", "even"}
        Whether x is positive, or may have either sign; see `StationaryLaw`.

    Returns
    -------
    StationaryLaw

    Raises
    ------
    ValueError
        If a formula holds another symbol, the noise is not positive, or the law reaches beyond the range.
    """
    if not isinstance(variable, sp.Symbol):
        refuse("variable", variable, "a sympy symbol is needed")
    if not isinstance(spacing, str):
        refuse("spacing", spacing, '"logarithmic" or "even" is needed')
    formulas = _formula("drift", drift, variable), _formula("noise", noise, variable)
    drift_at, noise_at = (sp.lambdify(variable, each) for each in formulas)
    return StationaryLaw(drift_at, noise_at, low, high, spacing=spacing)


def _formula(name, given, variable):
    """An expression in one variable, with numbers that floats can hold."""
    given = formula(name, given)
    if given.free_symbols - {variable} or any(abs(number) > LARGEST for number in given.atoms(sp.Number)):
        refuse(name, str(given), f"a formula in {variable} alone, with numbers up to {LARGEST:g}, is needed")
    return given


def variance_law(couplings: Iterable) -> StationaryLaw:
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
    try:
        return stationary_law(*drift_and_noise(given), *(place * end for end in REACH))
    except ValueError as reason:
        return refuse("couplings", couplings, f"there is no stationary law; {reason}")
