"""The couplings: the small-variance expansion of one random layer, carried out by computer algebra.

Given the variance K of the pre-activations of one layer, the next one is (exactly)

    K' = σ_b² + σ_w² (1/N) Σ_i φ(√K z_i)²,    z_i iid N(0, 1),

so its mean is M(K) = σ_b² + σ_w² E φ² and its variance σ_w⁴ V(K)/N with V = E φ⁴ − (E φ²)². Expanding both in
K gives the drift h + rK − uK² and the noise 2(D1 K + D2 K²) of a Langevin equation for the depth. A unit of K in which
|u| = 1 leaves four couplings and the sign of u, which decides the order of the transition.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from numbers import Integral, Real
from typing import NamedTuple, cast

import sympy as sp

from ...checks import real, refuse, whole
from ...documented import documented
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..results import typeset
from ..symbols import N, phi_n, sigma_b, sigma_w


class Couplings(NamedTuple):
    """dK = (h + r K − u K²) dl + √(2(D1 K + D2 K²)) dW (Itô), one layer being one unit of l.

    The fields are numbers, or sympy expressions in σ_w, σ_b and N when derived symbolically.
    """

    r: float
    h: float
    u: float
    D1: float
    D2: float

    @property
    def transition(self) -> str:
        """How activity sets in as r grows through 0: "continuous" for u > 0, "discontinuous" for u < 0.

        With u = 0 it is "marginal": this order of the expansion does not decide.
        """
        return "continuous" if self.u > 0 else "discontinuous" if self.u < 0 else "marginal"

    def __repr__(self):
        shown = (
            f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value}"
            for name, value in self._asdict().items()
        )
        return f"Couplings({', '.join(shown)})"

    def _repr_latex_(self):
        return typeset(dict(zip(("r", "h", "u", "D_1", "D_2"), self, strict=True)))


def formula(name, value):
    """Return a number or a sympy expression of real numbers as an expression, or raise ``ValueError``."""
    if isinstance(value, Real) and not isinstance(value, bool | sp.Expr):
        return sp.Integer(int(value)) if isinstance(value, Integral) else sp.Float(real(name, value))
    if not isinstance(value, sp.Expr) or value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        refuse(name, value, "a sympy expression is needed")
    return value


def five(couplings):
    """Return five couplings, numbers or expressions, as expressions, or raise ``ValueError``."""
    try:
        values = list(couplings)
    except TypeError:
        values = []
    if isinstance(couplings, str | bytes | dict | set) or len(values) != 5:
        refuse("couplings", couplings, "five numbers or expressions (r, h, u, D1, D2) are needed")
    return tuple(formula(f"couplings.{field}", value) for field, value in zip(Couplings._fields, values))


def half_moment(n: int) -> sp.Expr:
    """E[zⁿ; z > 0] of a standard normal variable z, as a number of sympy.

    Parameters
    ----------
    n : int
        Power, >= 0.

    Returns
    -------
    sympy.Expr
        2^(n/2 − 1) Γ((n + 1)/2)/√π.

    Raises
    ------
    ValueError
        If n is no whole number of at least 0.
    """
    n = whole("n", n, least=0)
    return 2 ** (sp.Rational(n, 2) - 1) * sp.gamma(sp.Rational(n + 1, 2)) / sp.sqrt(sp.pi)


def power_series(coefficients: Sequence[sp.Expr], power: int) -> list[sp.Expr]:
    """Coefficients of a power of a power series, to the same order.

    Parameters
    ----------
    coefficients : sequence of sympy.Expr
        Of the series, from the constant on.
    power : int
        Exponent, >= 0.

    Returns
    -------
    list of sympy.Expr

    Raises
    ------
    ValueError
        If there are no coefficients, or the power is no whole number of at least 0.
    """
    if not isinstance(coefficients, list | tuple) or not coefficients:
        refuse("coefficients", coefficients, "a list of at least one number or expression is needed")
    coefficients = [formula("coefficients", each) for each in coefficients]
    power, order = whole("power", power, least=0), len(coefficients)
    result = [sp.Integer(1)] + [sp.Integer(0)] * (order - 1)
    for _ in range(power):
        result = [sum(result[i] * coefficients[n - i] for i in range(n + 1)) for n in range(order)]
    return result


def moment_series(activation: ActivationLike, power: int, order: int = 4) -> list[sp.Expr]:
    """Small-variance expansion of the conditional moment E[output^power].

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
    power : {2, 4}
        Which moment.
    order : int
        Highest power of √K, 0 to 40.

    Returns
    -------
    list of sympy.Expr
        c_n with E[output^power] = Σ_n c_n K^(n/2). Odd n vanish for a smooth formula and measure a kink at zero.

    Raises
    ------
    ValueError
        If the activation is none or has no Taylor series at zero, or power or order are not among those allowed.

    Notes
    -----
    Each side of zero has its own Taylor series, and E[z^n; z > 0] its own weight, so kinked
    formulas need no separate treatment. The series is asymptotic: kinks away from zero, and
    poles in the complex plane, add what no power of K shows.
    """
    unit, power = find_activation(activation), whole("power", power, least=2, most=4)
    order, series = whole("order", order, least=0, most=40), []
    if power == 3:
        refuse("power", power, "2 or 4 is needed")
    for side in (1, -1):
        terms = unit.taylor(order, side)
        series.append(terms if unit.stochastic else power_series(terms, power))
    right, left = series
    return [sp.simplify((right[n] + (-1) ** n * left[n]) * half_moment(n)) for n in range(order + 1)]


def derive(activation: ActivationLike) -> Couplings:
    """The couplings of an activation as sympy expressions in σ_w, σ_b and N.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation

    Returns
    -------
    Couplings
        Of sympy expressions.

    Raises
    ------
    ValueError
        If E φ² has a term in K^(1/2) or K^(3/2) (φ is kinked at zero): no four couplings describe it.
    """
    return _derive(find_activation(activation))


@lru_cache(maxsize=256)
def _derive(activation):
    mean, fourth = moment_series(activation, 2), moment_series(activation, 4)
    if mean[1] != 0 or mean[3] != 0:
        odd = " + ".join(f"({mean[n]}) K^({n}/2)" for n in (1, 3) if mean[n] != 0)
        refuse("activation", str(activation), f"it is kinked at zero, so E φ² contains {odd} and has no expansion in K")
    square = power_series(mean, 2)
    variance = [sp.simplify(a - b) for a, b in zip(fourth, square)]
    return Couplings(
        r=sigma_w**2 * mean[2] - 1,
        h=sigma_b**2 + sigma_w**2 * mean[0],
        u=-(sigma_w**2) * mean[4],
        D1=sigma_w**4 * variance[2] / (2 * N),
        D2=sigma_w**4 * variance[4] / (2 * N),
    )


def expansion_range(activation: ActivationLike, tolerance: float = 0.01) -> float:
    """Variance K up to which few powers of K describe a layer, from the size of the fourth one.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
    tolerance : float
        Size of the K⁴ term of E output² relative to its K term at the end of the range, > 0.

    Returns
    -------
    float
        At most 4, also where the series ends before K⁴, as for scale-free activations; and so small that
        a kink away from zero lies beyond 5.5 standard deviations.

    Raises
    ------
    ValueError
        If the activation is none or has no Taylor series at zero, or the tolerance is not positive.
    """
    unit, tolerance = find_activation(activation), real("tolerance", tolerance, above=0)
    series = moment_series(unit, 2, order=8)
    first, fourth = (abs(float(series[n])) for n in (2, 8))
    nearest_kink = min((abs(kink) for kink in unit.kinks if kink), default=math.inf)
    from_series = (tolerance * first / fourth) ** (1 / 3) if fourth else math.inf
    return min(4.0, (nearest_kink / 5.5) ** 2, from_series)


def general_couplings() -> Couplings:
    """The couplings of any smooth deterministic φ, in its derivatives φₙ = φ⁽ⁿ⁾(0).

    Returns
    -------
    Couplings
        Of sympy expressions in φ₀…φ₄ (`phi_n`), σ_w, σ_b and N.
    """
    square = power_series([derivative / sp.factorial(n) for n, derivative in enumerate(phi_n)], 2)
    gaussian = {n: 2 * half_moment(n) for n in (0, 2, 4)}
    mean = {n: square[n] * gaussian[n] for n in (0, 2, 4)}
    fourth = {n: term * gaussian[n] for n, term in enumerate(power_series(square, 2)) if n in (2, 4)}
    noise = {2: fourth[2] - 2 * mean[0] * mean[2], 4: fourth[4] - mean[2] ** 2 - 2 * mean[0] * mean[4]}
    return Couplings(
        r=sp.expand(sigma_w**2 * mean[2]) - 1,
        h=sigma_b**2 + sigma_w**2 * mean[0],
        u=-sp.expand(sigma_w**2 * mean[4]),
        D1=sp.factor(sigma_w**4 * noise[2] / (2 * N)),
        D2=sp.factor(sigma_w**4 * noise[4] / (2 * N)),
    )


@documented
def couplings(activation: ActivationLike, sigma_w: float, sigma_b: float, width: int) -> Couplings:
    """The couplings of a random network: four, and u, whose size scales away while its sign stays.

    Parameters
    ----------
    {activation, sigma_w, sigma_b, width}

    Returns
    -------
    Couplings
        Numbers r, h, u, D1, D2.

    Raises
    ------
    ValueError
        If the activation is none, σ_w is not positive, σ_b is negative, or the width is no whole number of at least 1;
        or if the activation is kinked at zero so that no four couplings exist.
    """
    derived = derive(find_activation(activation))
    values = {
        "sigma_w": real("sigma_w", sigma_w, above=0),
        "sigma_b": real("sigma_b", sigma_b, least=0),
        "N": whole("width", width),
    }
    formulas = cast("tuple[sp.Expr, ...]", derived)
    return Couplings(*(float(formula.subs({s: values[s.name] for s in formula.free_symbols})) for formula in formulas))
