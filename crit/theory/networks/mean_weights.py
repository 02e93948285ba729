"""A second Landau theory of the same networks: weights of mean w̄/N make the mean activity m an order parameter.

Given m and the variance K of a layer, its pre-activations are N(w̄ m + b̄, K), and the next m and K are averages of φ
and φ² over them. Near m = 0 the variance follows m² closely; put into the average of φ it leaves

    dm = (h + r m − u m³) dl + √(2D) dW,

one layer being one unit of l. Every coefficient is an average over N(0, K*), K* the fixed point of the variance at
m = 0.
"""

from typing import NamedTuple, cast

import numpy as np
import sympy as sp

from ...checks import real, refuse, whole
from ...documented import documented
from ...numerics.quadrature import gaussian_mean
from ...typing import ActivationLike
from ..activations.evaluate import PROBES, evaluator
from ..activations.lookup import activation as find_activation
from ..symbols import E_phi_1, E_phi_3, E_phi_squared, N, b_bar, chi_K, delta_K, h_bar, w_bar, x
from .mean_field import fixed_point

MEANS = {
    "mean_w": """
        mean_w : float
            Mean of the weights times the width, w̄.""",
    "mean_b": """
        mean_b : float
            Mean of the biases, b̄.""",
}

STEPS, SETTLED = 1000, 1e-10
"""Layers to wait for the variance at given m, and the relative change at which it counts as settled."""


class SignedCouplings(NamedTuple):
    """dm = (h + r m − u m³) dl + √(2D) dW, as numbers or sympy expressions."""

    r: float
    h: float
    u: float
    D: float


def mean_output() -> sp.Expr:
    """E φ at pre-activations N(h̄, K* + δK), φ odd: a sympy series to third order in h̄ and first order in δK.

    A shift by h̄ acts as exp(h̄ d/dh) on φ, and a variance larger by δK as exp(δK/2 d²/dh²), for Gaussian averages
    solve the heat equation.

    Returns
    -------
    sympy.Expr
    """
    return E_phi_1 * h_bar + E_phi_3 * (h_bar**3 / 6 + h_bar * delta_K / 2)


def slaved_excess() -> sp.Expr:
    """The excess δK of the variance once it has settled at a given mean h̄, to order h̄².

    Returns
    -------
    sympy.Expr
        Solution of δK = χ_K (h̄² + δK): the mean of φ² rises alike with h̄² and with the variance.
    """
    return sp.solve(sp.Eq(delta_K, chi_K * (h_bar**2 + delta_K)), delta_K)[0]


def general_signed_couplings() -> SignedCouplings:
    """The couplings of the mean activity for any odd φ.

    Returns
    -------
    SignedCouplings
        Of sympy expressions in w̄, b̄, χ_K, N and Gaussian averages of φ.
    """
    settled = sp.expand(mean_output().subs(delta_K, slaved_excess()))
    linear, cubic = settled.coeff(h_bar, 1), settled.coeff(h_bar, 3)
    u, D = sp.factor(-(w_bar**3) * cubic), E_phi_squared / (2 * N)
    return SignedCouplings(r=w_bar * linear - 1, h=b_bar * linear, u=u, D=D)


@documented(**MEANS)
def signed_couplings(
    activation: ActivationLike, sigma_w: float, sigma_b: float, width: int, *, mean_w: float, mean_b: float = 0.0
) -> SignedCouplings:
    """The couplings of the mean activity of a random network.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        An odd, deterministic φ.
    {sigma_w, sigma_b, width, mean_w, mean_b}

    Returns
    -------
    SignedCouplings
        The transition is at r = 0, where w̄ = 1/E φ', and it is continuous if u > 0.

    Raises
    ------
    ValueError
        If φ is not odd or fires at random, σ_w or w̄ is not positive, σ_b is negative, the width is no whole number
        of at least 1, or the variance has no stable fixed point.
    """
    unit = find_activation(activation)
    if unit.stochastic or not np.allclose(unit(-PROBES), -unit(PROBES), rtol=1e-9, atol=1e-12):
        refuse("activation", str(unit), "an odd function, φ(−x) = −φ(x), is needed")
    sigma_w = real("sigma_w", sigma_w, above=0)
    values = {w_bar: real("mean_w", mean_w, above=0), b_bar: real("mean_b", mean_b), N: whole("width", width)}
    values |= gaussian_averages(unit, sigma_w, fixed_point(unit, sigma_w, sigma_b))
    if values[chi_K] >= 1:
        refuse("sigma_w", sigma_w, "the variance must settle: a smaller one is needed")
    formulas = cast("tuple[sp.Expr, ...]", general_signed_couplings())
    return SignedCouplings(*(float(formula.subs(values)) for formula in formulas))


def gaussian_averages(unit, sigma_w, K):
    """Symbol → value of E φ', E φ''', E φ² and χ_K = ½ σ_w² E (φ²)'' at pre-activations N(0, K), K >= 0.

    For K > 0 derivatives are traded for Hermite polynomials, E f⁽ⁿ⁾ = E f He_n(z)/K^(n/2), so that φ may have kinks
    and jumps.
    """
    if K == 0:
        _, first, _, cubic = (float(c) for c in unit.taylor(3))
        numbers = first, 6 * cubic, 0.0, first**2
    else:
        phi = unit.expression
        numbers = (
            unit.mean(x * phi, K) / K,
            unit.mean((x**3 - 3 * K * x) * phi, K) / K**3,
            unit.mean(phi**2, K),
            unit.mean((x**2 - K) * phi**2, K) / (2 * K**2),
        )
    first, third, square, bend = numbers
    return {E_phi_1: first, E_phi_3: third, E_phi_squared: square, chi_K: sigma_w**2 * bend}


class NextLayer(NamedTuple):
    """Mean output of a wide layer, and the variance that it has settled at."""

    m: float
    K: float


@documented(**MEANS)
def next_layer(
    activation: ActivationLike, sigma_w: float, sigma_b: float, m: float, *, mean_w: float, mean_b: float = 0.0
) -> NextLayer:
    """What a wide layer makes of mean activity m, its variance settled there: E φ(w̄ m + b̄ + √K z), to all orders.

    Parameters
    ----------
    {activation, sigma_w, sigma_b}
    m : float
        Mean activity of the layer before.
    {mean_w, mean_b}

    Returns
    -------
    NextLayer
        Its ``m`` less the m given is the drift, of which `signed_couplings` has the first powers.

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, σ_b is negative, a mean is not finite, or the variance does not
        settle.
    """
    unit = find_activation(activation)
    sigma_w, sigma_b = real("sigma_w", sigma_w, above=0), real("sigma_b", sigma_b, least=0)
    at = real("mean_w", mean_w) * real("m", m) + real("mean_b", mean_b)
    output, power = (_about(at, evaluator(formula)) for formula in (unit.expression, unit.second))
    kinks, K = [kink - at for kink in unit.kinks], sigma_b**2 + sigma_w**2 * float(power(0.0))
    for _ in range(STEPS):
        previous, K = K, sigma_b**2 + sigma_w**2 * gaussian_mean(power, K, kinks, name="activation")
        if abs(K - previous) <= SETTLED * K:
            return NextLayer(gaussian_mean(output, K, kinks, name="activation"), K)
    return refuse("sigma_w", sigma_w, f"the variance of {unit} does not settle at m = {m:g} and sigma_b = {sigma_b:g}")


def _about(at, values):
    """The same function of the distance from a point."""

    def shifted(h):
        return values(h + at)

    shifted.formula = values.formula
    return shifted
