"""Two inputs at infinite width: the map of their distance ρ = 1 − c, expanded about ρ = 0 for any activation.

The pre-activations a₁, a₂ of the two inputs are normal with variance K and correlation c, and the next correlation is
an affine function of F(c) = E φ(a₁)φ(a₂). Their density p obeys ∂p/∂c = K ∂²p/∂a₁∂a₂, so each derivative of F by c puts
a derivative on either φ (Price 1958): F⁽ᵏ⁾(c) = Kᵏ E φ⁽ᵏ⁾(a₁)φ⁽ᵏ⁾(a₂). At c = 1 this is a Taylor series in ρ with the
moments E φ⁽ᵏ⁾², as far as they exist. Where φ⁽ᵏ⁾ jumps, φ⁽ᵏ⁺¹⁾ holds a delta function and the series breaks off at a
power ρ^(k + 1/2).
"""

import math
from functools import lru_cache

import numpy as np
import sympy as sp

from ...checks import finite, real, refuse, whole
from ...documented import documented
from ...numerics.pair_quadrature import pair_mean
from ...typing import ActivationLike, ArrayLike
from ..activations.evaluate import evaluator
from ..activations.lookup import activation as find_activation
from ..symbols import Delta, a_1, a_2, c, mean_square, rho, x, x_0
from ..symbols import K as K_
from ..symbols import sigma_w as w_

FIXED_K = """
        K : float
            Variance of the pre-activations at its fixed point, > 0, as from `crit.fixed_point`."""
NEARBY = 1e-7, 1e-5
"""How far from a kink its two sides are looked at, relative to 1 + |kink|: what is no jump fades between them."""


def deterministic(activation):
    """The activation that a specification stands for.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation

    Returns
    -------
    Activation

    Raises
    ------
    ValueError
        If it is none, or a stochastic unit.
    """
    unit = find_activation(activation)
    if unit.stochastic:
        refuse("activation", str(unit), "a deterministic activation is needed: a stochastic unit has no derivative")
    return unit


def pair_density() -> sp.Expr:
    """Density of two centred normal variables a₁, a₂ of variance K and correlation c.

    Returns
    -------
    sympy.Expr
        In the symbols `a_1`, `a_2`, `c` and `K`.
    """
    exponent = -(a_1**2 - 2 * c * a_1 * a_2 + a_2**2) / (2 * K_ * (1 - c**2))
    return sp.exp(exponent) / (2 * sp.pi * K_ * sp.sqrt(1 - c**2))


def distance_series(order: int) -> sp.Expr:
    """Next distance as a polynomial in ρ, for any activation, at a fixed point K of the variance.

    Parameters
    ----------
    order : int
        Highest power of ρ, >= 1.

    Returns
    -------
    sympy.Expr
        σ_w² (F(1) − F(1 − ρ))/K in the symbols `rho`, `K`, `sigma_w` and ``mean_square(k)`` of `crit.theory.symbols`.

    Raises
    ------
    ValueError
        If the order is no whole number of at least 1.
    """
    order = whole("order", order)
    taylor = sum(K_**k * mean_square(k) * (-rho) ** k / sp.factorial(k) for k in range(1, order + 1))
    return sp.expand(-(w_**2) * taylor / K_)


@documented(K=FIXED_K)
def distance_coefficients(activation: ActivationLike, sigma_w: float, K: float, order: int = 2) -> tuple[float, ...]:
    """Numbers χ₁, κ, κ₃, … in ρ' = χ₁ρ − κρ² + κ₃ρ³ − …

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, K}
    order : int
        How many coefficients, >= 1.

    Returns
    -------
    tuple of float
        From the one that does not exist on they are inf: the k-th one needs φ⁽ᵏ⁻¹⁾ to be continuous.

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or the order is no whole number of at least 1.
    """
    unit = deterministic(activation)
    sigma_w2, K, order = real("sigma_w", sigma_w, above=0) ** 2, real("K", K, above=0), whole("order", order)
    smooth = next((k for k in range(order) if any(size for _, size in jumps(unit, k))), order)
    exist = [
        sigma_w2 * K ** (k - 1) * unit.mean_square(_derivative(unit, k), K) / math.factorial(k)
        for k in range(1, smooth + 1)
    ]
    return tuple(exist) + (math.inf,) * (order - smooth)


def jumps(activation: ActivationLike, k: int) -> list[tuple[float, float]]:
    """Where the k-th derivative of φ jumps, and by how much.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    k : int
        Order of the derivative, >= 0.

    Returns
    -------
    list of (float, float)
        Place and size of each jump; empty for a smooth φ. The size is ±inf where the derivative is infinite.

    Raises
    ------
    ValueError
        If the activation fires at random, or k is no whole number of at least 0.
    """
    unit, k = deterministic(activation), whole("k", k, least=0)
    if unit.is_smooth:
        return []
    kinks, values = np.array(unit.kinks), evaluator(_derivative(unit, k))
    near, far = (_jump(values, kinks, step * (1 + np.abs(kinks))) for step in NEARBY)
    sizes = np.where(np.abs(near) > 3 * np.abs(far), np.copysign(np.inf, near), near)
    return [(kink, float(size)) for kink, size, distant in zip(unit.kinks, sizes, far) if size and distant]


def _jump(values, kinks, step):
    """What remains of the difference of both sides when slope and curvature are extrapolated away; 0 if nothing."""
    sides = [(values(kinks + d), values(kinks - d)) for d in (step, step / 2, step / 4)]
    first, second, third = (right - left for right, left in sides)
    size = (first - 6 * second + 8 * third) / 3
    scale = np.max(np.abs(sides), axis=(0, 1))
    return np.where(np.abs(size) > 1e-6 * scale, size, 0.0)


def singular_term(k: int) -> sp.Expr:
    """What a jump of height Δ of φ⁽ᵏ⁾ at x₀ adds to ρ', to leading order in ρ.

    There φ⁽ᵏ⁺¹⁾ is a delta function, so F⁽ᵏ⁺¹⁾ contains Kᵏ⁺¹ Δ² p(x₀, x₀), which diverges as ρ^(−1/2). It is integrated
    k + 1 times.

    Parameters
    ----------
    k : int
        0 for a jump, 1 for a kink, 2 for a jump of curvature, …

    Returns
    -------
    sympy.Expr
        In the symbols `rho`, `Delta`, `x_0`, `K` and `sigma_w` of `crit.theory.symbols`.

    Raises
    ------
    ValueError
        If k is no whole number of at least 0.
    """
    k = whole("k", k, least=0)
    meeting = sp.simplify(pair_density().subs({a_1: x_0, a_2: x_0}).subs(c, 1 - rho))
    term = K_ ** (k + 1) * Delta**2 * sp.limit(meeting * sp.sqrt(rho), rho, 0) / sp.sqrt(rho)
    for _ in range(k + 1):
        term = sp.integrate(term, rho)
    return sp.simplify(sp.expand((-1) ** k * w_**2 * term / K_))


@documented(K=FIXED_K)
def kink_amplitude(activation: ActivationLike, sigma_w: float, K: float) -> float:
    """The coefficient g in ρ' = χ₁ρ − g ρ^(3/2) + … of an activation with kinks.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, K}

    Returns
    -------
    float
        √2 σ_w²/(3π) Σ Δ² exp(−x₀²/2K) over the kinks at x₀ where φ' jumps by Δ; 0 if there are none.

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or φ itself jumps: then ρ' ~ ρ^(1/2), and there is
        no edge of chaos.
    """
    unit = deterministic(activation)
    scale, variance = real("sigma_w", sigma_w, above=0), real("K", K, above=0)
    if jumps(unit, 0):
        refuse("activation", str(unit), "it jumps, so that ρ' ~ ρ^(1/2): no weight scale makes ρ = 0 stable")
    formula = sp.lambdify((w_, K_, Delta, x_0), -singular_term(1) / rho ** sp.Rational(3, 2))
    return float(sum(formula(scale, variance, size, kink) for kink, size in jumps(unit, 1)))


@documented(K=FIXED_K)
def distance_map(activation: ActivationLike, sigma_w: float, K: float, distance: ArrayLike) -> np.ndarray:
    """Next distance of two inputs at infinite width and a fixed point K, to all orders.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, K}
    distance : float or array
        Distances ρ, 0 <= ρ <= 2.

    Returns
    -------
    numpy.ndarray
        σ_w² E (φ(a₁) − φ(a₂))²/2K, of the shape of `distance`, to about ten digits at any K.

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, a distance lies outside 0 to 2, or a mean is none.
    """
    unit = deterministic(activation)
    sigma_w2, K = real("sigma_w", sigma_w, above=0) ** 2, real("K", K, above=0)
    distance = finite("distance", distance)
    if not np.all((distance >= 0) & (distance <= 2)):
        refuse("distance", distance, "numbers from 0 to 2 are needed")
    means = [mean_square_difference(unit, unit, K, value) for value in distance.ravel()]
    return sigma_w2 / (2 * K) * np.reshape(means, distance.shape)


@documented(K=FIXED_K)
def distance_path(activation: ActivationLike, sigma_w: float, K: float, rho0: float, depth: int) -> np.ndarray:
    """Distances layer by layer at infinite width and a fixed point K: `distance_map` again and again.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, K}
    rho0 : float
        Distance in layer 0, 0 to 2.
    {depth}

    Returns
    -------
    numpy.ndarray
        Shape (depth + 1,).

    Raises
    ------
    ValueError
        If the activation fires at random, σ_w or K is not positive, or ρ₀ lies outside 0 to 2.
    """
    path = [real("rho0", rho0, least=0, most=2)]
    for _ in range(whole("depth", depth)):
        path.append(float(distance_map(activation, sigma_w, K, path[-1])))
    return np.array(path)


def mean_square_difference(unit, values, K, distance):
    """E (f(a₁) − f(a₂))² at distance ρ for f = ``values``, the activation itself or a derivative as a function."""
    variances = K * (1 - distance / 2), K * distance / 2
    return pair_mean(values, unit.kinks, _length(unit), variances, str(unit), name="activation")


@lru_cache(maxsize=256)
def _length(unit):
    """Over which φ changes: its range over its steepest slope, about zero and about its first kinks."""
    steps = np.concatenate([-np.geomspace(30, 1e-6, 600), np.geomspace(1e-6, 30, 600)])
    steepest, centres = 0.0, [0.0, *unit.kinks[:20]]
    for centre in centres:
        h = centre + steps
        slopes = np.abs(np.diff(unit(h)) / np.diff(h))
        smooth = ~np.isin(np.arange(h.size - 1), np.searchsorted(h, unit.kinks) - 1)
        steepest = max(steepest, slopes[smooth].max())
    values = unit(np.linspace(-30, 30, 601))
    return float(np.ptp(values) / steepest) if steepest > 0 else 30.0


def _derivative(unit, k):
    """φ⁽ᵏ⁾ on each smooth branch, without the delta functions of kinks."""
    return sp.diff(unit.derivative, x, k - 1) if k else unit.expression
