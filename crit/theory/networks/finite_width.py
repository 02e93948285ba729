"""Two close inputs at finite width N: how the distance ρ grows and fluctuates, to first order in 1/N.

Close to ρ = 0 a layer multiplies ρ by a random factor, so ln ρ performs a random walk: of mean λ, the Lyapunov
exponent, and of variance v/N a layer. Both follow from one expansion. Given the variance K of an input and the
part of the difference that is independent of it, of variance S, the difference of two pre-activations is
√S (t z + g) for a pre-activation √K z, with independent normal z and g; t is small and measures how far the difference
points along the input. With brackets for the average over the N units of a layer,

    S' = S [σ_w² ⟨φ'² (t z + g)²⟩ − σ_w⁴ ⟨φ φ' (t z + g)⟩²/K'],

ρ = S/2K. K and t fluctuate by O(1/√N) and remember it for some layers: the walk has correlated steps.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import sympy as sp

from ...checks import real, refuse, whole
from ...documented import documented
from ...typing import ActivationLike
from ..results import typeset
from ..symbols import V_K, V_KS, V_S, V_t, chi_1, chi_1_prime, chi_1_second, chi_K, chi_K_prime, chi_z, x
from ..symbols import K as K_
from .fixed_points import fixed_points
from .mean_field import chi_1 as slope_at
from .mean_field import critical_point, fixed_point
from .pair_distance import deterministic, jumps

MOMENTS = K_, chi_1, chi_K, chi_1_prime, chi_1_second, chi_K_prime, chi_z, V_K, V_S, V_KS, V_t
"""What `growth` is made of: the slopes χ₁ and χ_K of the maps of distance and variance, derivatives by K of both,
χ_z = σ_w² E φ'²z², and N times the variances and covariances of the noise of one layer: V_K of K', V_S and V_KS of
S'/S, V_t of the average of σ_w φ φ' g."""


class Growth(NamedTuple):
    """ln ρ has mean ln χ₁ + shift/N and variance v/N a layer, for a network of width N and ρ → 0."""

    shift: float
    v: float

    def _repr_latex_(self):
        return typeset({r"\Lambda": self.shift, "v": self.v})


@lru_cache(maxsize=1)
def growth() -> Growth:
    """`Growth` of any activation, derived.

    Returns
    -------
    Growth
        Of sympy expressions in `MOMENTS`.
    """
    e, deviation, drift, t = sp.symbols("e delta_1 delta_2 t_1")
    n_S, n_cross, n_t = sp.symbols("n_S n_c n_t")
    # K − K* = e δ₁ + e² δ₂ with E δ₁ = 0, and e = 1/√N counts orders.
    off = e * deviation + e**2 * drift
    settled = chi_1 + chi_1_prime * off + chi_1_second * off**2 / 2
    stretched = settled + e * n_S + 2 * e**2 * t * n_cross + e**2 * t**2 * chi_z
    along = e**2 * (t * sp.sqrt(K_) * chi_K + n_t) ** 2 / K_
    logarithm = sp.series(sp.log(stretched - along), e, 0, 3).removeO()
    second = sp.expand(logarithm).coeff(e, 2)
    spread = V_K / (1 - chi_K**2)
    averages = {
        drift: chi_K_prime * spread / 2 / (1 - chi_K),
        deviation**2: spread,
        t**2: V_t / (K_ * chi_1) / (1 - chi_K**2 / chi_1),
        n_S**2: V_S,
        n_t**2: V_t,
    }
    polynomial = sp.Poly(second, drift, deviation, t, n_S, n_cross, n_t)
    shift = sum(factor * averages[power] for power, factor in _even_terms(polynomial, averages))
    memory = chi_1_prime / (1 - chi_K)
    return Growth(shift, (V_S + 2 * memory * V_KS + memory**2 * V_K) / chi_1**2)


def _even_terms(polynomial, averages):
    """The terms whose average is not zero: noise of a layer is independent of what came before."""
    for powers, factor in polynomial.terms():
        power = sp.prod(symbol**n for symbol, n in zip(polynomial.gens, powers))
        if power in averages:
            yield power, factor


@documented
def finite_width(activation: ActivationLike, sigma_w: float, sigma_b: float) -> Growth:
    """`Growth` in numbers, at the fixed point that a wide network settles at.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous.
    {sigma_w, sigma_b}

    Returns
    -------
    Growth

    Raises
    ------
    ValueError
        If φ jumps or fires at random, σ_w is not positive, or σ_b is negative; if the network settles at K = 0 and φ is
        not scale free: no walk has constant steps then; or if χ_K² >= χ₁: differences forget so fast that the
        direction they have along the input grows against them.
    """
    unit = _continuous(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    if unit.slopes and sigma_b == 0:
        return _scale_free(_moments(unit, math.sqrt(2 / sum(slope**2 for slope in unit.slopes)), 1.0))
    K = fixed_point(unit, sigma_w, sigma_b)
    if K == 0:
        refuse("sigma_b", sigma_b, f"{unit} settles at K = 0 here; a larger sigma_b or sigma_w is needed")
    moments = _moments(unit, sigma_w, K)
    if moments[chi_K] ** 2 >= moments[chi_1]:
        came = f"slopes chi_K = {moments[chi_K]:.6g}, chi_1 = {moments[chi_1]:.6g}"
        refuse("sigma_w", f"{sigma_w} with {came}", "chi_K² < chi_1 is needed for a walk with steps of finite variance")
    return Growth(*(formula(*moments.values()) for formula in _formulas()))


def _continuous(activation):
    unit = deterministic(activation)
    if jumps(unit, 0):
        refuse("activation", str(unit), "it jumps, which tears equal inputs apart: a continuous one is needed")
    return unit


@lru_cache(maxsize=1)
def _formulas():
    return tuple(sp.lambdify(MOMENTS, formula) for formula in growth())


def _scale_free(moments):
    """Without biases a piecewise linear φ has no fixed K but a walk of ln K; ρ = S/2K takes the difference."""
    V_K, V_S, V_KS, V_t = (moments[name] for name in MOMENTS[-4:])
    return Growth((V_K - V_S) / 2 - V_t, V_S - 2 * V_KS + V_K)


def _moments(unit, sigma_w, K):
    """Values of `MOMENTS`. Derivatives by K fall on the normal density, so that kinks do no harm."""
    square, slope, sigma_w2 = unit.second, unit.derivative**2, sigma_w**2

    def mean(expression):
        return unit.mean(expression, K)

    def with_derivatives(expression):
        """Mean, its first and its second derivative by K: Hermite polynomials in z = x/√K under the mean."""
        m0, m2, m4 = (mean(expression * x**n) / K ** (n // 2) for n in (0, 2, 4))
        return m0, (m2 - m0) / (2 * K), (m4 - 6 * m2 + 3 * m0) / (4 * K**2)

    (_, K_slope, K_bend), (S, S_slope, S_bend) = with_derivatives(square), with_derivatives(slope)
    linear = sigma_w2 * S, sigma_w2 * K_slope, sigma_w2 * S_slope, sigma_w2 * S_bend, sigma_w2 * K_bend
    noise = (
        mean(square**2) - mean(square) ** 2,
        3 * mean(slope**2) - mean(slope) ** 2,
        mean(square * slope) - mean(square) * mean(slope),
        mean(square * slope),
    )
    return dict(
        zip(MOMENTS, (K, *linear, sigma_w2 * mean(slope * x**2) / K, *(sigma_w2**2 * value for value in noise)))
    )


@documented
def lyapunov(activation: ActivationLike, sigma_w: float, sigma_b: float, width: int) -> float:
    """Lyapunov exponent ln χ₁ + shift/N: mean change of ln ρ in a layer of a network of finite width, for ρ → 0.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous.
    {sigma_w, sigma_b, width}

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the width is no whole number of at least 1, or where `finite_width` has no answer.
    """
    width = whole("width", width)
    return math.log(slope_at(activation, sigma_w, sigma_b)) + finite_width(activation, sigma_w, sigma_b).shift / width


@documented
def critical_weight(activation: ActivationLike, sigma_b: float, width: int, mu: float = 0.5) -> float:
    """The weight scale at which ρ → 0 grows at a wanted rate in a network of finite width.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous.
    sigma_b : float
        Standard deviation of the biases, > 0.
    {width}
    mu : float
        Growth μ v/N a layer of the *mean* of ρ; that of ln ρ is (μ − ½) v/N. At μ = ½ the Lyapunov exponent vanishes:
        the transition of a network of this width. At μ = 0 the mean stays.

    Returns
    -------
    float
        To first order in 1/N.

    Raises
    ------
    ValueError
        If φ jumps or fires at random, σ_b is not positive, the width is no whole number of at least 1, or μ is not
        finite; if the activation has no edge of chaos at this σ_b; or if the network is too narrow for the first order.
    """
    unit, width, mu = _continuous(activation), whole("width", width), real("mu", mu)
    sigma_b = real("sigma_b", sigma_b, above=0)
    edge = critical_point(unit, sigma_b)
    walk = finite_width(unit, edge.sigma_w, sigma_b)
    found = edge.sigma_w + ((mu - 0.5) * walk.v - walk.shift) / (width * _steepness(unit, edge, sigma_b))
    if not 0 < found < math.inf or not any(point.stable for point in fixed_points(unit, found, sigma_b)):
        refuse("width", width, f"a wider network is needed: shifted by 1/N, to {found:.6g}, sigma_w leaves the branch")
    return found


def _steepness(unit, edge, sigma_b):
    """d ln χ₁/dσ_w along the branch of fixed points: K moves by 2 σ_w E φ²/(1 − χ_K)."""
    moments = _moments(unit, edge.sigma_w, edge.K)
    motion = 2 * (edge.K - sigma_b**2) / edge.sigma_w / (1 - moments[chi_K])
    return 2 / edge.sigma_w + moments[chi_1_prime] / moments[chi_1] * motion
