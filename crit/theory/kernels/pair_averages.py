"""Averages over two inputs of one variance K: what a layer of infinite width does to all pairs at once.

In orthonormal Hermite polynomials φ(√K z) = Σ aₙ Heₙ(z)/√n!, and for two inputs of correlation c (Mehler 1866)

    E φ(a₁)φ(a₂) = Σ aₙ² cⁿ,    K E φ'(a₁)φ'(a₂) = Σ n aₙ² cⁿ⁻¹:

one set of coefficients serves every pair. Their sum at c = 1 is known by itself, K E φ'², which tells whether enough of
them are at hand. Where they are not, as for a φ with kinks, a closed form or adaptive quadrature takes their place.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import sympy as sp

from ..activations.lookup import activation as find_activation
from ..networks.fixed_points import averages
from ..networks.pair_distance import distance_map
from ..networks.phases import pair_slope
from ..symbols import K, c
from .closed_forms import CLOSED

ORDERS, PANELS, REACH = 160, 200, 14.0
COMPLETE = 1e-9
"""Share of K E φ'² that the orders left out may hold."""


class PairAverages(NamedTuple):
    """Averages at one variance, for pairs at distances ρ.

    Attributes
    ----------
    square, stretch : float
        E φ² and E φ'².
    drop, bend : numpy.ndarray
        E φ² − E φ(a₁)φ(a₂) and E φ'² − E φ'(a₁)φ'(a₂), of the shape of the distances; small ones keep their digits.
    """

    square: float
    stretch: float
    drop: np.ndarray
    bend: np.ndarray


def pair_averages(unit, variance, rho):
    """`PairAverages` of a deterministic activation at a variance > 0 and an array of distances from 0 to 2."""
    square, _, stretch = averages(unit, variance)
    if unit in _closed():
        return PairAverages(square, stretch, *_from_closed_form(unit, variance, rho, stretch))
    powers = _hermite_squares(unit, variance)
    order = np.arange(ORDERS)
    if abs(powers @ order / variance - stretch) <= COMPLETE * stretch:
        drop = _one_minus_power(rho, order) @ powers
        bend = _one_minus_power(rho, np.maximum(order - 1, 0)) @ (order * powers) / variance
        return PairAverages(square, stretch, drop, bend)
    return PairAverages(square, stretch, *_by_quadrature(unit, variance, rho, stretch))


def _one_minus_power(rho, order):
    """1 − (1 − ρ)ⁿ for all pairs and orders."""
    rho = np.asarray(rho, dtype=float)[..., None]
    near = np.minimum(rho, 0.5)
    return np.where(rho < 0.5, -np.expm1(order * np.log1p(-near)), 1 - (1 - rho) ** order)


@lru_cache(maxsize=1)
def _hermite():
    """Nodes z, and orthonormal Hermite polynomials there times weights of the normal density."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    half = REACH / PANELS
    z = ((2 * np.arange(PANELS) + 1) * half - REACH)[:, None] + half * nodes
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * half * weights
    z, rows = z.ravel(), [density.ravel(), (z * density).ravel()]
    for n in range(1, ORDERS - 1):
        rows.append((z * rows[n] - np.sqrt(n) * rows[n - 1]) / np.sqrt(n + 1))
    return z, np.array(rows)


def _hermite_squares(unit, variance):
    z, polynomials = _hermite()
    return (polynomials @ unit(np.sqrt(variance) * z)) ** 2


@lru_cache(maxsize=1)
def _closed():
    """F(c) and its derivative as functions of numbers, by activation."""
    formulas = {find_activation(name): formula() for name, formula in CLOSED.items()}
    return {unit: sp.lambdify((K, c), (formula, sp.diff(formula, c))) for unit, formula in formulas.items()}


def _from_closed_form(unit, variance, rho, stretch):
    (same, _), (apart, slope) = _closed()[unit](variance, 1.0), _closed()[unit](variance, 1.0 - np.asarray(rho))
    return same - apart, stretch - slope / variance


def _by_quadrature(unit, variance, rho, stretch):
    rho = np.asarray(rho, dtype=float)
    drop = variance * distance_map(unit, 1.0, variance, rho)
    slopes = [pair_slope(unit, 1.0, variance, float(one)) if 0 < one < 2 else stretch for one in rho.ravel()]
    return drop, stretch - np.reshape(slopes, rho.shape)
