"""Infinite width: fixed points, the edge of chaos, and the depth scales on either side of it.

At N → ∞ the variance obeys K' = σ_b² + σ_w² E φ(√K z)², and the distance ρ of two inputs ρ' = χ₁ρ − κρ² with
χ₁ = σ_w² E φ'² and κ = ½ σ_w² K E φ''² at the fixed point K* (Poole et al. 2016, Schoenholz et al. 2017; the
expansion to second order is derived in the book).
"""

import math
from typing import NamedTuple, NoReturn

import numpy as np

from ...checks import real, refuse
from ...documented import documented
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..results import row
from .branches import branches, edge_line, edges_of
from .fixed_points import K_RANGE, averages, differentiable, fixed_points, relaxation
from .pair_distance import jumps
from .phases import correlation_depth


class CriticalPoint(NamedTuple):
    """Edge of chaos: σ_w, the fixed point K*, and κ there (inf for a kinked φ, whose law is ρ^(3/2))."""

    sigma_w: float
    K: float
    kappa: float

    def _repr_latex_(self):
        return row({r"\sigma_w": self.sigma_w, "K^*": self.K, r"\kappa": self.kappa})


class DepthScales(NamedTuple):
    """Layers over which K forgets its start (variance) and two inputs forget their distance (correlation)."""

    variance: float
    correlation: float

    def _repr_latex_(self):
        return row({r"\xi\text{ of }K": self.variance, r"\xi\text{ of }c": self.correlation})


@documented
def mean_map(activation: ActivationLike, sigma_w: float, sigma_b: float, K: float) -> float:
    """Variance of the next layer at infinite width, σ_b² + σ_w² E φ(√K z)² (Poole et al. 2016).

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    K : float
        Variance of the pre-activations of a layer, >= 0.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, σ_b or K is negative, or the Gaussian average does not exist.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    return sigma_b**2 + sigma_w**2 * unit.mean(unit.second, K)


@documented
def fixed_point(activation: ActivationLike, sigma_w: float, sigma_b: float) -> float:
    """The variance K* that weak signals settle at in a wide network: the smallest stable fixed point of `mean_map`.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}

    Returns
    -------
    float
        K*, which is 0 where zero is absorbing and stable.

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, or σ_b is negative;
        or if no stable fixed point lies below 10⁴: the message says from which σ_w on.
    """
    return _settled(find_activation(activation), sigma_w, sigma_b).K


def _settled(unit, sigma_w, sigma_b):
    points = fixed_points(unit, sigma_w, sigma_b)
    stable = next((point for point in points if point.stable), None)
    if stable is None:
        last = branches(unit, sigma_b).last
        explodes = f"above sigma_w = {last:.6g} the signal explodes" if last else "the signal explodes at any sigma_w"
        refuse(
            "sigma_w",
            sigma_w,
            f"no stable fixed point of {unit} lies below K = {K_RANGE[1]:g} at sigma_b = {sigma_b}; {explodes}",
        )
    return stable


@documented
def chi_1(activation: ActivationLike, sigma_w: float, sigma_b: float) -> float:
    """Slope χ₁ = σ_w² E φ'² of the distance map at K*: inputs converge below 1 and separate above.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}

    Returns
    -------
    float
        Infinite if φ jumps, or is as steep as √|h| somewhere. A scale-free φ without bias has the same χ₁ at every K,
        and no K* is asked for.

    Raises
    ------
    ValueError
        If the activation has no formula or fires at random, σ_w is not positive, or σ_b is negative; or if no stable
        fixed point K* lies below 10⁴.
    """
    unit = differentiable(activation)
    if unit.slopes is not None and real("sigma_b", sigma_b, least=0) == 0:
        return real("sigma_w", sigma_w, above=0) ** 2 * averages(unit, 0.0).stretch
    return _settled(unit, sigma_w, sigma_b).chi_1


@documented
def depth_scales(activation: ActivationLike, sigma_w: float, sigma_b: float) -> DepthScales:
    """Depths ξ over which variance and correlation relax, ξ = −1/ln|slope of their map where it settles|.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}

    Returns
    -------
    DepthScales
        Infinite at the edge of chaos and, for the variance, where χ_K = 1. In the ordered phase the correlation relaxes
        to c = 1, with the slope χ₁; in the chaotic phase to c* < 1 (`fixed_distance`). A negative
        slope, of a variance that overshoots at every layer, relaxes as its size says.

    Raises
    ------
    ValueError
        If the activation has no formula or fires at random, σ_w is not positive, or σ_b is negative; or if no stable
        fixed point K* lies below 10⁴.
    """
    unit = differentiable(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    if unit.slopes is not None and sigma_b == 0:
        chi = chi_1(unit, sigma_w, sigma_b)
        return DepthScales(relaxation(chi), correlation_depth(unit, 1 / math.sqrt(averages(unit, 0.0).stretch), 1.0))
    point = _settled(unit, sigma_w, sigma_b)
    if point.K == 0:
        return DepthScales(relaxation(point.slope), relaxation(point.chi_1))
    return DepthScales(relaxation(point.slope), correlation_depth(unit, sigma_w, point.K))


def critical_point(activation: ActivationLike, sigma_b: float) -> CriticalPoint:
    """The edge of chaos: the σ_w at which χ₁ = 1, at the fixed point that a weak signal settles at.

    At a fixed point σ_w² = (K − σ_b²)/E φ², so χ₁ = 1 is one equation in K: (K − σ_b²) E φ'² = E φ². A root of it is
    an edge only if networks stay there, χ_K = dK'/dK < 1; `crit.theory.networks.branches` has the whole picture.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    sigma_b : float
        Standard deviation of the biases, >= 0.

    Returns
    -------
    CriticalPoint
        At σ_b = 0 with φ(0) = 0 the limit K* = 0.

    Raises
    ------
    ValueError
        If the activation has no formula or fires at random, σ_b is negative, or no network settles where χ₁ = 1. The
        message says what happens instead: the σ_w at
        which the signal explodes or jumps, and the σ_b from which on there is an edge.
    """
    unit = differentiable(activation)
    sigma_b = real("sigma_b", sigma_b, least=0)
    edge = next((edge for edge in edges_of(unit, sigma_b**2) if edge.reached), None)
    if edge is None:
        _refuse_edge(unit, sigma_b, branches(unit, sigma_b))
    return CriticalPoint(edge.sigma_w, edge.K, _kappa(unit, edge.sigma_w**2, edge.K))


def _kappa(unit, sigma_w2, K):
    if any(jumps(unit, k) for k in (0, 1)):
        return math.inf
    return sigma_w2 * K * unit.mean_square(unit.curvature, K) / 2 if K else 0.0


def _refuse_edge(unit, sigma_b, found) -> NoReturn:
    """Say why there is no edge of chaos, and what happens instead."""
    if math.isinf(found.chi_1[-1]):
        refuse("activation", str(unit), "it jumps or is infinitely steep, so that chi_1 is infinite: no edge of chaos")
    if found.zero == math.inf:
        refuse("activation", str(unit), "its slope at zero vanishes, so no critical point exists at sigma_b = 0")
    reasons = [f"{unit} has no critical point here", _instead(unit, sigma_b, found)]
    ends = [fold for fold in found.folds if fold.ends == "above"]
    if ends and math.isfinite(ends[0].lands):
        reasons.append(f"at sigma_w = {ends[0].sigma_w:.6g} weak ones jump to K = {ends[0].lands:.6g}")
    elif unit.slopes is None:
        reasons.append(f"above sigma_w = {found.last:.6g} every signal grows beyond K = {K_RANGE[1]:g}")
    from_here = [scale for _, scale, _ in edge_line(unit).half_stable if scale > sigma_b]
    if from_here:
        reasons.append(f"an edge exists for sigma_b > {min(from_here):.6g}")
    refuse("sigma_b", sigma_b, "; ".join(reasons))


def _instead(unit, sigma_b, found):
    if unit.slopes is not None:
        sigma_w = averages(unit, 0.0).stretch ** -0.5
        return f"it is scale free, and chi_1 = 1 for sigma_w = {sigma_w:.6g} and sigma_b = 0 only"
    if not found.edges:
        return f"chi_1 stays {'below' if np.nanmax(found.chi_1) < 1 else 'above'} 1"
    edge = found.edges[0]
    where = f"chi_1 = 1 only at K = {edge.K:.6g} (sigma_w = {edge.sigma_w:.6g})"
    if edge.K == 0:
        return f"{where}, where every signal grows, since u < 0"
    stable = [point.K for point in fixed_points(unit, edge.sigma_w, sigma_b) if point.stable]
    weaker, stronger = ([K for K in stable if sign * (K - edge.K) > 0] for sign in (-1, 1))
    if edge.stable:
        return f"{where}, while weak signals settle at K = {stable[0]:.6g}"
    below = f"weaker signals settle at K = {weaker[-1]:.6g}" if weaker else "weaker signals grow too"
    above = f"settle at K = {stronger[0]:.6g}" if stronger else "explode"
    return f"{where}, an unstable fixed point: {below}, stronger ones {above}"
