"""F(c) = E φ(a₁)φ(a₂) in closed form, for two inputs of variance K and correlation c.

The pair density p obeys ∂p/∂c = K ∂²p/∂a₁∂a₂, so F⁽ᵏ⁾(c) = Kᵏ E φ⁽ᵏ⁾(a₁)φ⁽ᵏ⁾(a₂) (Price 1958). Some derivative of an
error function or of a rectifier is a Gaussian or a delta function, whose average is elementary; F follows by
integrating over c from 0, where the two inputs are independent. The results are the arcsine kernel of Williams (1997)
and the arc-cosine kernel of Cho & Saul (2009), for inputs of one length.
"""

from collections.abc import Callable

import sympy as sp

from ..networks.pair_distance import pair_density
from ..symbols import K, a_1, a_2, c, x


def arcsine_kernel() -> sp.Expr:
    """F(c) of φ = erf.

    φ' = 2e^(−x²)/√π, and the mean of two such factors is (4/π)/√det(1 + 2C), with C the covariance of the pair.

    Returns
    -------
    sympy.Expr
        (2/π) arcsin(2Kc/(1 + 2K)), in the symbols `K` and `c`.
    """
    upto = sp.Dummy(real=True)
    covariance = K * sp.Matrix([[1, c], [c, 1]])
    height = sp.diff(sp.erf(x), x).subs(x, 0) ** 2
    slope = K * height / sp.sqrt(sp.det(sp.eye(2) + 2 * covariance))
    scale = 2 * K / (1 + 2 * K)
    # With s = c·2K/(1 + 2K) the integrand is free of K.
    square = sp.simplify((slope.subs(c, upto / scale) / scale) ** 2)
    front, rest = sp.sqrt(square.subs(upto, 0)), sp.simplify(square.subs(upto, 0) / square)
    return front * sp.integrate(1 / sp.sqrt(rest), (upto, 0, scale * c))


def arc_cosine_kernel() -> sp.Expr:
    """F(c) of φ = relu.

    φ'' is a delta function at zero, so that F''(c) = K² p(0, 0); F'(0) = K/4 and F(0) = K/2π.

    Returns
    -------
    sympy.Expr
        (K/2π)(√(1 − c²) + c(π/2 + arcsin c)), in the symbols `K` and `c`.
    """
    upto = sp.Dummy(real=True)
    bend = sp.simplify(K**2 * pair_density().subs({a_1: 0, a_2: 0}))
    mean = sp.integrate(x * sp.exp(-(x**2) / (2 * K)) / sp.sqrt(2 * sp.pi * K), (x, 0, sp.oo))
    slope = K * sp.Rational(1, 2) ** 2 + sp.integrate(bend.subs(c, upto), (upto, 0, c))
    return sp.simplify(mean**2 + sp.integrate(slope.subs(c, upto), (upto, 0, c)))


CLOSED: dict[str, Callable[[], sp.Expr]] = {"erf": arcsine_kernel, "relu": arc_cosine_kernel}
"""Activations of the catalogue with a closed form."""
