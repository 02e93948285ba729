"""A quantity that multiplies at random and saturates: the finite-size theory of two inputs at the edge of chaos.

With λ, v and κ of a network of width N, the distance obeys (Itô)

    dρ = μ (v/N) ρ dl − κ ρ² dl + √(v/N) ρ dW.

Measured in y = κNρ/v and s = vl/N it has no parameter but μ: dy = (μy − y²) ds + y dW. So ρ = N⁻¹ f(l/N), and κ and
v are the metric factors. Its solution is an exponential functional of Brownian motion: with X = (μ − ½)s + W,
y = e^X/(1/y₀ + ∫e^X ds).
"""

import math

import numpy as np
import sympy as sp

from ...checks import finite, real, refuse
from ...typing import ArrayLike

NODES = 2001


def finite_size_exponents(saturation: float | sp.Expr = 2, noise: float | sp.Expr = 1) -> tuple[sp.Expr, ...]:
    """Exponents (a, b) of ρ = N^−a f(l/N^b) for a drift −ρ^saturation and a noise ρ^noise dW/√N.

    All terms must scale alike: ρ/l ~ ρ^saturation, and ρ² ~ ρ^(2 noise) l/N.

    Parameters
    ----------
    saturation : number or sympy.Expr
        2 for a smooth activation, 3/2 for a kinked one; > 1.
    noise : number or sympy.Expr
        1 for multiplicative noise, 1/2 for demographic noise.

    Returns
    -------
    tuple of sympy.Expr

    Raises
    ------
    ValueError
        If one is no number or expression, the saturation is not above 1, or no powers make all terms scale alike.
    """
    saturation, noise = _exponent("saturation", saturation, above=1), _exponent("noise", noise)
    a, b = sp.symbols("a b")
    solution = sp.solve([-a - b + a * saturation, -2 * a + 2 * a * noise - b + 1], (a, b), dict=True)
    if not solution:
        refuse("noise", noise, f"no power of N fits it to a saturation with exponent {saturation}")
    return tuple(sp.simplify(solution[0][exponent]) for exponent in (a, b))


def _exponent(name, value, **bounds):
    """An exact number inside the bounds, or an expression with symbols."""
    try:
        exact = sp.nsimplify(value)
    except (AttributeError, TypeError, ValueError):
        refuse(name, value, "a number or an expression is needed")
    if not isinstance(exact, sp.Expr):
        refuse(name, value, "a number or an expression is needed")
    if isinstance(value, bool) or not getattr(exact, "free_symbols", None):
        real(name, value if isinstance(value, bool) else exact, **bounds)
    return exact


def mean_distance(s: ArrayLike, mu: float = 0.0) -> np.ndarray:
    """Mean of y = κNρ/v at scaled depth s = vl/N, started far above the scaling region.

    Started at y₀ = ∞, y is 1/∫e^(−X) over a Brownian path with drift. That integral, conditioned on the end point
    B_t = x of its path, has E[1/∫₀ᵗ e^(2B)] = x e^(−x)/(t sinh x) (Dufresne 2001; Matsumoto & Yor 2005), and a
    Girsanov factor adds the drift.

    Parameters
    ----------
    s : float or array
        Scaled depths, > 0.
    mu : float
        Growth of the mean without saturation, in units of v/N a layer.

    Returns
    -------
    numpy.ndarray
        f(s), of the shape of `s`: about 1/s for small s. For large s it tends to μ − ½ if that is positive, and else to
        zero.

    Raises
    ------
    ValueError
        If a depth is not positive, or μ is not finite.
    """
    mu, s = real("mu", mu), finite("s", s)
    if not np.all(s > 0):
        refuse("s", s, "finite numbers > 0 are needed")
    t = s[..., None] / 4
    reach = 10 * np.sqrt(t) + (1 + 2 * abs(mu)) * t
    x = reach * np.linspace(-1, 1, NODES)
    # e^(νB) of the drift ν = 1 − 2μ, the normal density of B_t and e^(−x) in one exponent that never overflows.
    exponent = -((1 - 2 * mu) ** 2) * t / 2 - x**2 / (2 * t) - 2 * mu * x - np.abs(x)
    ratio = 2 * np.abs(x) / -np.expm1(-2 * np.abs(x) - 1e-300)
    density = np.exp(exponent) * np.where(x == 0, 1.0, ratio) / np.sqrt(2 * math.pi * t)
    return density.sum(axis=-1) * (2 * reach[..., 0] / (NODES - 1)) / s
