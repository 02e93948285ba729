"""The whole picture over the weight scale at infinite width: branches of fixed points, folds, jumps, edges of chaos.

The curve σ_w²(K) of all fixed points (see `fixed_points`) rises where they are stable. At a maximum a stable branch
ends, and the signal jumps to another or explodes. The edge of chaos is where χ₁ = σ_w² E φ'² passes one.
"""

import math
from typing import NamedTuple

import numpy as np

from ...checks import real
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from .fixed_points import (
    FLAT,
    all_fixed_points,
    at_zero,
    averages,
    curve,
    differentiable,
    filled,
    has_formula,
    has_zero,
    infinite_stretch,
    place,
    profile,
    zero_between,
)


class Edge(NamedTuple):
    """A place where χ₁ = 1.

    ``sigma_w`` and ``K``; whether the fixed point is ``stable``; and whether it is ``reached``: the one that a weak
    signal settles at.
    """

    sigma_w: float
    K: float
    stable: bool
    reached: bool


class Fold(NamedTuple):
    """Where a stable and an unstable branch meet and end.

    ``sigma_w`` and ``K``; ``ends`` says for which weights the branches are gone, "above" or "below" this ``sigma_w``;
    ``lands`` is the fixed point that the signal jumps to there, infinite if it explodes.
    """

    sigma_w: float
    K: float
    ends: str
    lands: float


class Branches(NamedTuple):
    """The curve of all fixed points at one bias scale, ordered by K.

    Attributes
    ----------
    K, sigma_w, slope, chi_1 : arrays of shape (points,)
        Fixed points and, for each, the weight scale at which it is one, its χ_K and its χ₁. Stable where ``slope`` < 1.
    edges : tuple of Edge
    folds : tuple of Fold
    zero : float
        Weight scale up to which K = 0 is stable; nan if K = 0 is no fixed point.
    last : float
        Weight scale above which no stable fixed point lies in the range that was looked at.
    """

    K: np.ndarray
    sigma_w: np.ndarray
    slope: np.ndarray
    chi_1: np.ndarray
    edges: tuple
    folds: tuple
    zero: float
    last: float


class EdgeLine(NamedTuple):
    """The edge of chaos of an activation over the variance K*.

    Attributes
    ----------
    K, sigma_w, sigma_b : arrays of shape (points,)
        Fixed points with χ₁ = 1 and the scales of weights and biases that make them so.
    stable : array of bool, shape (points,)
        Where networks stay there: χ_K < 1.
    half_stable : tuple of (sigma_w, sigma_b, K)
        Where the line changes between the two, χ_K = χ₁ = 1.
    """

    K: np.ndarray
    sigma_w: np.ndarray
    sigma_b: np.ndarray
    stable: np.ndarray
    half_stable: tuple


def branches(activation: ActivationLike, sigma_b: float) -> Branches:
    """The whole picture at one bias scale: every fixed point over σ_w, with folds, jumps and edges of chaos.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic or stochastic (then without edges).
    sigma_b : float
        Standard deviation of the biases, >= 0.

    Returns
    -------
    Branches
        For K − σ_b² up to 10⁴, or as far as the Gaussian averages of φ² exist.

    Raises
    ------
    ValueError
        If the activation is none, or σ_b is no finite number of at least 0.
    """
    unit, sigma_b2 = find_activation(activation), real("sigma_b", sigma_b, least=0) ** 2
    line = curve(unit, sigma_b2)
    zero = math.sqrt(line.sigma_w2[0]) if has_zero(unit, sigma_b2) else math.nan
    last = math.sqrt(line.sigma_w2.max())
    folds, edges = tuple(_fold(unit, sigma_b2, line, i) for i in line.turns), tuple(edges_of(unit, sigma_b2))
    K, sigma_w2, slope, chi = _drawn(unit, sigma_b2, line, edges)
    return Branches(K, np.sqrt(sigma_w2), slope, chi, edges, folds, zero, last)


def _drawn(unit, sigma_b2, line, edges):
    """The curve with its edges among the places, and with more of them where it leaves K = σ_b²."""
    more = {edge.K for edge in edges if edge.K > 0} | set(
        sigma_b2 * (1 + np.geomspace(1e-3, 0.3, 12)) if sigma_b2 else ()
    )
    more = sorted(more - set(line.K.tolist()))
    columns = np.hstack([line[:4], np.array([(K, *place(unit, sigma_b2, K)) for K in more]).reshape(-1, 4).T])
    return columns[:, np.argsort(columns[0])]


def _fold(unit, sigma_b2, line, i):
    maximum = line.sigma_w2[i] > line.sigma_w2[i - 1]
    sigma_w2, K = line.sigma_w2[i], line.K[i]
    # Just beyond the fold the two branches that meet there are gone.
    beyond = [p.K for p in all_fixed_points(unit, sigma_w2 * (1 + (1e-9 if maximum else -1e-9)), sigma_b2) if p.stable]
    further = [k for k in beyond if (k > K if maximum else k < K)]
    lands = (min(further) if maximum else max(further)) if further else (math.inf if maximum else math.nan)
    return Fold(math.sqrt(sigma_w2), float(K), "above" if maximum else "below", lands)


def edges_of(unit, sigma_b2):
    """Every `Edge` at one bias scale, in increasing order of K; none for a stochastic unit or an infinite χ₁."""
    line = curve(unit, sigma_b2)
    if unit.stochastic or not has_formula(unit) or infinite_stretch(unit):
        return
    if line.K[0] == 0 and 0 < line.sigma_w2[0] < math.inf:
        here = at_zero(unit, line.sigma_w2[0], line)
        if abs(here.chi_1 - 1) < FLAT:
            yield Edge(math.sqrt(line.sigma_w2[0]), 0.0, here.stable, here.stable)
    if unit.slopes is not None:
        return  # χ₁ = 1 at K = 0 or nowhere
    above = filled(np.where(np.abs(line.chi - 1) < FLAT, 0, np.sign(line.chi - 1)))
    for i in np.flatnonzero(above[1:] * above[:-1] < 0):
        K = zero_between(lambda K: place(unit, sigma_b2, K)[2] - 1, *line.K[i : i + 2], sigma_b2)
        sigma_w2, slope, _ = place(unit, sigma_b2, K)
        settled = next((p.K for p in all_fixed_points(unit, sigma_w2, sigma_b2) if p.stable), math.nan)
        yield Edge(math.sqrt(sigma_w2), float(K), bool(abs(slope) < 1), math.isclose(settled, K, rel_tol=1e-6))


def edge_line(activation: ActivationLike) -> EdgeLine:
    """Every edge of chaos of an activation, K* by K*.

    χ₁ = σ_w² E φ'² = 1 gives the weights, the fixed point K = σ_b² + σ_w² E φ² the biases:

        σ_w² = 1/E φ'²,    σ_b² = K − E φ²/E φ'²,

    wherever that is not negative. There χ_K = 1 + E φφ''/E φ'², so that the point is stable where E φφ'' < 0.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous.

    Returns
    -------
    EdgeLine
        For K from 10⁻⁹ to 10⁴, or as far as the Gaussian averages exist; empty if χ₁ is infinite or one nowhere.

    Raises
    ------
    ValueError
        If the activation is none, or has no formula.
    """
    unit = differentiable(activation)
    K, found = profile(unit)
    with np.errstate(invalid="ignore", divide="ignore"):
        sigma_b2, bend = K - found.second / found.stretch, found.rise - found.stretch
    # Below, σ_b² is the difference of numbers that are equal but for rounding.
    keep = np.isfinite(bend) & (sigma_b2 > 1e-6 * K) & (found.stretch > 0) & (unit.slopes is None)
    turns = np.flatnonzero(keep[1:] & keep[:-1] & (bend[1:] * bend[:-1] < 0))
    half_stable = tuple(_half_stable(unit, *K[i : i + 2]) for i in turns)
    return EdgeLine(K[keep], found.stretch[keep] ** -0.5, sigma_b2[keep] ** 0.5, bend[keep] < 0, half_stable)


def _half_stable(unit, low, high):
    def bend(K):
        average = averages(unit, K)
        return average.rise / average.stretch - 1

    K = zero_between(bend, low, high, 0.0)
    second, _, stretch = averages(unit, K)
    return stretch**-0.5, (K - second / stretch) ** 0.5, K
