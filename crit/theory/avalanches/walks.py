"""Walks: from the Langevin equation of the variance K to a random walk, and from the walk to avalanche exponents.

An avalanche is an excursion of the signal. In a variable in which the noise is constant the signal is a particle in a
potential: with demographic noise (D1) √K falls into a logarithmic trap, with multiplicative noise (D2) ln K is free.
First-passage densities give the durations, the law of the particle on its way gives mean shape and sizes:

    P(T) ~ T^−α,    P(S) ~ S^−τ,    ⟨S⟩(T) ~ T^γ,    γ = (α − 1)/(τ − 1).
"""

from functools import lru_cache, wraps
from typing import NamedTuple

import sympy as sp

from ...checks import refuse
from ..networks.couplings import formula
from ..symbols import D, K, T, h_hat, q, s, t


def ito(variable: sp.Expr, drift: sp.Expr, noise: sp.Expr) -> tuple[sp.Expr, ...]:
    """Drift and noise strength of a function of K (Itô's formula).

    Parameters
    ----------
    variable : sympy.Expr
        f(K), in the symbol `crit.theory.symbols.K`.
    drift, noise : sympy.Expr
        A(K) and D(K) of dK = A dl + √(2 D) dW.

    Returns
    -------
    tuple of sympy.Expr
        A f' + D f'' and D f'², as functions of K.

    Raises
    ------
    ValueError
        If one is no expression.
    """
    variable, drift, noise = formula("variable", variable), formula("drift", drift), formula("noise", noise)
    slope = sp.diff(variable, K)
    return sp.simplify(drift * slope + noise * sp.diff(slope, K)), sp.simplify(noise * slope**2)


class Walk(NamedTuple):
    """A walk that is absorbed at zero, in a variable q in which an avalanche is its area.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A(q) and D(q) in the symbol `q`, noise strength `D`, drive `h_hat`.
    first_passage : sympy.Expr
        Density of the time `T` at which the walk from q is absorbed.
    kernel : sympy.Expr
        Density at q, time `t` after the walk left a point next to zero, not absorbed so far; up to a factor.
    """

    drift: sp.Expr
    noise: sp.Expr
    first_passage: sp.Expr
    kernel: sp.Expr


FREE_WALK = Walk(
    drift=sp.Integer(0),
    noise=D,
    first_passage=q * sp.exp(-(q**2) / (4 * D * T)) / sp.sqrt(4 * sp.pi * D * T**3),
    kernel=q * sp.exp(-(q**2) / (4 * D * t)) / t ** sp.Rational(3, 2),
)
"""q = ln(K/Θ) with multiplicative noise, above a threshold Θ."""

TRAPPED_WALK = Walk(
    drift=h_hat * D,
    noise=D * q,
    first_passage=(q / D) ** (1 - h_hat) * T ** (h_hat - 2) * sp.exp(-q / (D * T)) / sp.gamma(1 - h_hat),
    kernel=sp.exp(-q / (D * t)) / t ** (2 - h_hat),
)
"""q = K with demographic noise D = D1 and drive h = ĥ D1, ĥ < 1: √K is a Bessel process of dimension 2ĥ."""


def _of_walk(function):
    """A function of a walk that is computed once, and refuses what is none."""
    once = lru_cache(function)

    @wraps(function)
    def checked(walk):
        if not isinstance(walk, Walk):
            refuse("walk", walk, "FREE_WALK, TRAPPED_WALK or another Walk is needed")
        return once(walk)

    return checked


def backward(walk: Walk, density: sp.Expr) -> sp.Expr:
    """Residual of the backward equation ∂_T f = A f' + D f'', zero for a first-passage density.

    Parameters
    ----------
    walk : Walk
    density : sympy.Expr
        f in the symbols `q` and `T`.

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If one is no walk, or no expression.
    """
    density = formula("density", density)
    if not isinstance(walk, Walk):
        refuse("walk", walk, "FREE_WALK, TRAPPED_WALK or another Walk is needed")
    flow = walk.drift * sp.diff(density, q) + walk.noise * sp.diff(density, q, 2)
    return sp.simplify((sp.diff(density, T) - flow) / density)


@_of_walk
def forward(walk: Walk) -> sp.Expr:
    """Residual of the forward (Fokker–Planck) equation of the kernel, relative to it: zero.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If it is no walk.
    """
    p = walk.kernel
    flow = sp.diff(walk.noise * p, q, 2) - sp.diff(walk.drift * p, q)
    return sp.simplify((sp.diff(p, t) - flow) / p)


@_of_walk
def mean_shape(walk: Walk) -> sp.Expr:
    """Mean height at time t of an avalanche that lasts exactly T.

    The walk is at q with the weight of its way up to time t times the first passage over the rest.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    sympy.Expr
        In the symbols `t`, `T`, `D` and `h_hat`.

    Raises
    ------
    ValueError
        If it is no walk.
    """
    rest = sp.Symbol("rest", positive=True)
    weight = walk.kernel * walk.first_passage.subs(T, rest)
    total, moment = (sp.integrate(sp.powsimp(q**n * weight), (q, 0, sp.oo), conds="none") for n in (0, 1))
    height = sp.simplify(sp.gammasimp(moment / total))
    return sp.simplify(sp.factor(height.subs(rest, T - t)))


@_of_walk
def height_exponent(walk: Walk) -> sp.Expr:
    """Exponent p of the height of avalanches, T^p at a fixed fraction of their duration T.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    sympy.Expr

    Raises
    ------
    ValueError
        If it is no walk.
    """
    fraction = sp.Symbol("f", positive=True)
    height = mean_shape(walk).subs(t, fraction * T)
    return sp.simplify(T * sp.diff(height, T) / height)


@_of_walk
def mean_size(walk: Walk) -> sp.Expr:
    """Mean size ⟨S⟩(T) of avalanches that last exactly T: the area under the mean shape.

    The shape is an amplitude times (t (T − t)/T)^p, whose area is a beta function.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    sympy.Expr
        In the symbols `T`, `D` and `h_hat`.

    Raises
    ------
    ValueError
        If it is no walk.
    """
    p = height_exponent(walk)
    amplitude = sp.simplify(mean_shape(walk) / (t * (T - t) / T) ** p)
    return sp.simplify(amplitude * sp.gamma(p + 1) ** 2 / sp.gamma(2 * p + 2)) * T ** (p + 1)


@_of_walk
def walk_exponents(walk: Walk) -> tuple[sp.Expr, ...]:
    """The three exponents of a walk, derived.

    α is read off the late first passages, γ off the mean size, and τ follows because the size of an
    avalanche is T^γ times a factor whose law does not depend on T.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    tuple of sympy.Expr
        (α, τ, γ), functions of the drive `h_hat`.

    Raises
    ------
    ValueError
        If it is no walk.
    """
    alpha = -sp.limit(sp.simplify(T * sp.diff(sp.log(walk.first_passage), T)), T, sp.oo)
    gamma = height_exponent(walk) + 1
    return sp.simplify(alpha), sp.simplify(1 + (alpha - 1) / gamma), gamma


@_of_walk
def size_transform(walk: Walk) -> sp.Expr:
    """Laplace transform E exp(−sS) of the size of an avalanche that starts at height q.

    Parameters
    ----------
    walk : Walk
        `FREE_WALK` or `TRAPPED_WALK`.

    Returns
    -------
    sympy.Expr
        The solution of A g' + D g'' = s q g that is 1 at q = 0 and falls off at large q.

    Raises
    ------
    ValueError
        If it is neither of the two.
    """
    if walk is FREE_WALK:
        return sp.airyai(q * sp.cbrt(s / D)) / sp.airyai(0)
    if walk is not TRAPPED_WALK:
        refuse("walk", walk, "FREE_WALK or TRAPPED_WALK is needed")
    order, depth = (1 - h_hat) / 2, q * sp.sqrt(s / D)
    return 2 * (depth / 2) ** order * sp.besselk(order, depth) / sp.gamma(order)
