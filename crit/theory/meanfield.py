"""Infinite width: fixed points, the edge of chaos, and the depth scales on either side of it.

At N → ∞ the variance obeys K' = σ_b² + σ_w² E φ(√K z)², and the distance ρ of two inputs ρ' = χ₁ρ − κρ² with
χ₁ = σ_w² E φ'² and κ = ½ σ_w² K E φ''² at the fixed point K* (Poole et al. 2016, Schoenholz et al. 2017; the
expansion to second order is derived in the book).
"""

import math
from typing import NamedTuple

import numpy as np

from ..checks import real, refuse, whole
from .activations import activation as find_activation
from .distance import deterministic, jumps

K_RANGE = 1e-9, 1e3
"""Where fixed points are looked for."""


class CriticalPoint(NamedTuple):
    """Edge of chaos: σ_w, the fixed point K*, and κ there (inf for a kinked φ, whose law is ρ^(3/2))."""

    sigma_w: float
    K: float
    kappa: float


class DepthScales(NamedTuple):
    """Layers over which K forgets its start (variance) and two inputs forget their distance (correlation)."""

    variance: float
    correlation: float


def mean_map(activation, sigma_w, sigma_b, K):
    """Variance of the next layer at infinite width, σ_b² + σ_w² E φ(√K z)²; bad arguments raise ValueError."""
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    return sigma_b**2 + sigma_w**2 * unit.mean(unit.second, K)


def fixed_point(activation, sigma_w, sigma_b):
    """The variance K* that a wide network settles at: the smallest stable fixed point of `mean_map`.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
    sigma_w, sigma_b : float
        Scales of weights (> 0) and biases (>= 0).

    Returns
    -------
    float
        K*, which is 0 where zero is absorbing and stable.

    Raises
    ------
    ValueError
        On a bad argument, or if no stable fixed point lies below 1000.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)

    def growth(log_K):
        K = math.exp(log_K)
        return (sigma_b**2 + sigma_w**2 * _mean_or_inf(unit.mean, unit.second, K)) / K - 1

    grid = np.linspace(*np.log(K_RANGE), 61)
    values = np.array([growth(point) for point in grid])
    if values[0] <= 0:
        return 0.0
    falling = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    if not falling.size:
        refuse(
            "sigma_w", sigma_w, f"no stable fixed point of {unit} lies below K = {K_RANGE[1]:g} at sigma_b = {sigma_b}"
        )
    return math.exp(_root(growth, grid[falling[0]], grid[falling[0] + 1]))


def _mean_or_inf(mean, expression, K):
    # An exponential φ has averages beyond any float at large K: to a search they are infinite.
    try:
        return mean(expression, K)
    except ValueError:
        return math.inf


def _root(function, low, high):
    from scipy.optimize import brentq  # at first use: it would double the time of `import crit`

    return brentq(function, low, high, xtol=1e-14, rtol=1e-14)


def chi_1(activation, sigma_w, sigma_b):
    """Slope χ₁ = σ_w² E φ'² of the distance map at K*: inputs converge below 1 and separate above.

    Takes and raises what `fixed_point` does.
    """
    unit = deterministic(activation)
    K = fixed_point(unit, sigma_w, sigma_b)
    return sigma_w**2 * unit.mean_square(unit.derivative, K)


def depth_scales(activation, sigma_w, sigma_b):
    """Depths ξ over which variance and correlation relax, ξ = −1/ln|slope of their map at K*|.

    Takes and raises what `fixed_point` does.

    Returns
    -------
    DepthScales
        Infinite where the slope is 1 or more (the chaotic phase, for the correlation at c = 1). A negative slope, of
        a variance that overshoots at every layer, relaxes as its size says.
    """
    unit = deterministic(activation)
    K = fixed_point(unit, sigma_w, sigma_b)
    if unit.is_smooth:
        slope = sigma_w**2 * (unit.mean_square(unit.derivative, K) + unit.mean(unit.expression * unit.curvature, K))
    else:
        step = 1e-4 * K
        slope = (mean_map(unit, sigma_w, sigma_b, K + step) - mean_map(unit, sigma_w, sigma_b, K - step)) / (2 * step)
    return DepthScales(_scale(slope), _scale(sigma_w**2 * unit.mean_square(unit.derivative, K)))


def _scale(slope):
    return -1 / math.log(abs(slope)) if 0 < abs(slope) < 1 else (0.0 if slope == 0 else math.inf)


def critical_point(activation, sigma_b):
    """The edge of chaos: the σ_w at which χ₁ = 1 for biases of scale σ_b.

    At the fixed point σ_w² = (K − σ_b²)/E φ², so χ₁ = 1 is one equation in K: (K − σ_b²) E φ'² = E φ².

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
        On a bad argument, or if no critical point exists with K* below 1000.
    """
    unit = deterministic(activation)
    sigma_b = real("sigma_b", sigma_b, least=0)
    if sigma_b == 0 and unit(0.0) == 0:
        return _critical_without_bias(unit)

    def excess(log_margin):
        K = sigma_b**2 + math.exp(log_margin)
        slope = _mean_or_inf(unit.mean_square, unit.derivative, K)
        return math.exp(log_margin) * slope / _mean_or_inf(unit.mean, unit.second, K) - 1

    grid = np.linspace(*np.log(K_RANGE), 61)
    values = np.array([excess(point) for point in grid])
    crossings = np.flatnonzero(values[:-1] * values[1:] < 0)
    if not crossings.size:
        refuse("sigma_b", sigma_b, f"{unit} has no critical point in range (chi_1 = 1 with K* below {K_RANGE[1]:g})")
    margin = math.exp(_root(excess, grid[crossings[0]], grid[crossings[0] + 1]))
    K = sigma_b**2 + margin
    weight = margin / unit.mean(unit.second, K)
    return CriticalPoint(math.sqrt(weight), K, _kappa(unit, weight, K))


def _critical_without_bias(unit):
    slopes = [float(unit.taylor(1, side)[1]) for side in (-1, 1)]
    if not any(slopes):
        refuse("activation", str(unit), "its slope at zero vanishes, so no critical point exists at sigma_b = 0")
    return CriticalPoint(math.sqrt(2 / (slopes[0] ** 2 + slopes[1] ** 2)), 0.0, _kappa(unit, 0.0, 0.0))


def _kappa(unit, weight, K):
    kinked = any(jumps(unit, k) for k in (0, 1))
    return math.inf if kinked else weight * K * unit.mean_square(unit.curvature, K) / 2


def critical_init(activation, width):
    """Initialisation at which a network of finite width neither loses nor amplifies a weak signal.

    Without biases ln K performs a random walk whose drift is ln σ_w² plus E ln of the mean square response. That drift,
    the typical growth rate, vanishes at σ_w² = (N/2) exp(−ψ(N/2))/φ'(0)² for φ with one slope at zero, a little above
    the infinite-width value: multiplicative noise pulls typical paths down. For two slopes (relu) the
    average runs over the binomial number of active units, on condition that one is active.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic, with φ(0) = 0 and a slope at zero.
    width : int
        Units in a layer, N >= 1.

    Returns
    -------
    tuple of float
        (sigma_w, sigma_b), with sigma_b = 0.

    Raises
    ------
    ValueError
        On a bad argument; or if φ(0) ≠ 0, since h = σ_b² + σ_w² φ(0)² then drives the signal at any σ_w.
    """
    unit, width = deterministic(activation), whole("width", width)
    if unit(0.0) != 0:
        refuse("activation", str(unit), "φ(0) = 0 is needed: else h > 0 at any sigma_w and no weak signal exists")
    _critical_without_bias(unit)
    left, right = (float(unit.taylor(1, side)[1]) ** 2 for side in (-1, 1))
    return math.exp(-_typical_growth(left, right, width) / 2), 0.0


def _typical_growth(left, right, width):
    """E ln of the mean square response (1/N) Σ φ'(0±)² z² of N units."""
    if left == right:
        return _log_chi_squared(right, width, width)
    from scipy.special import gammaln

    # Counts further than twelve standard deviations from the middle weigh less than 1e-31.
    far = int(6 * math.sqrt(width))
    counts = np.arange(max(0, width // 2 - far), min(width, width // 2 + far + 1) + 1)
    log_weight = gammaln(width + 1) - gammaln(counts + 1) - gammaln(width - counts + 1) - width * math.log(2)
    alive = counts > 0 if left == 0 else counts >= 0
    growth = np.array([_log_mean(left, right, k, width) for k in counts[alive]])
    weight = np.exp(log_weight[alive])
    return float(weight @ growth / weight.sum())


def _log_chi_squared(slope, units, width):
    from scipy.special import digamma

    return math.log(2 * slope / width) + float(digamma(units / 2))


def _log_mean(left, right, active, width):
    """E ln((left χ²_{N−n} + right χ²_n)/N), through E ln X = ∫ (e^{−s} − E e^{−sX}) ds/s when both sides answer."""
    silent = width - active
    if left == 0 or silent == 0:
        return _log_chi_squared(right, active, width)
    if active == 0 or right == 0:
        return _log_chi_squared(left, silent, width)
    s = np.exp(np.linspace(-40, 40, 4001))
    laplace = np.exp(-silent / 2 * np.log1p(2 * s * left / width) - active / 2 * np.log1p(2 * s * right / width))
    return float(np.trapezoid(np.exp(-s) - laplace, np.log(s)))
