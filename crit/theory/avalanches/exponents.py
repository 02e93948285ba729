"""Cascades: from the Langevin equation of the variance K to a random walk, and from the walk to avalanche exponents.

An avalanche is an excursion of the signal. In a variable in which the noise is constant the signal is a particle in a
potential: with demographic noise (D1) y = √K falls into a logarithmic trap, with multiplicative noise (D2) x = ln K is
free. First-passage densities give the durations, the law of the particle on its way gives mean shape and sizes:

    P(T) ~ T^−α,    P(S) ~ S^−τ,    ⟨S⟩(T) ~ T^γ,    γ = (α − 1)/(τ − 1).
"""

import math
from functools import lru_cache, wraps
from typing import NamedTuple

import sympy as sp

from ...checks import real, refuse
from ..landau import drift_and_noise
from ..networks.couplings import K, five, formula

c, D, s = sp.symbols("c D s", positive=True)
x, t, T = sp.symbols("x t T", positive=True)
response = sp.Symbol("p")

FREE, TRAP, DRIVEN = (
    "absorbed free Brownian motion",
    "Brownian motion in a logarithmic trap",
    "driven Brownian motion in a logarithmic trap",
)


class AvalancheExponents(NamedTuple):
    """Exponents of avalanches: P(T) ~ T^−alpha, P(S) ~ S^−tau, ⟨S⟩(T) ~ T^gamma, and the process behind them."""

    alpha: float
    tau: float
    gamma: float
    process: str


def ito(variable, drift, noise):
    """Drift and noise strength of a function of K (Itô's formula).

    Parameters
    ----------
    variable : sympy.Expr
        f(K), in the symbol `crit.theory.networks.couplings.K`.
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
    """A walk that is absorbed at zero, in a variable x in which an avalanche is its area.

    Parameters
    ----------
    drift, noise : sympy.Expr
        A(x) and D(x) in the symbol `x`, noise strength `D`, drive `c` = h/D1.
    first_passage : sympy.Expr
        Density of the time `T` at which the walk from x is absorbed.
    kernel : sympy.Expr
        Density at x, time `t` after the walk left a point next to zero, not absorbed so far; up to a factor.
    """

    drift: sp.Expr
    noise: sp.Expr
    first_passage: sp.Expr
    kernel: sp.Expr


FREE_WALK = Walk(
    drift=sp.Integer(0),
    noise=D,
    first_passage=x * sp.exp(-(x**2) / (4 * D * T)) / sp.sqrt(4 * sp.pi * D * T**3),
    kernel=x * sp.exp(-(x**2) / (4 * D * t)) / t ** sp.Rational(3, 2),
)
"""x = ln K with multiplicative noise, above a threshold at x = 0."""

TRAPPED_WALK = Walk(
    drift=c * D,
    noise=D * x,
    first_passage=(x / D) ** (1 - c) * T ** (c - 2) * sp.exp(-x / (D * T)) / sp.gamma(1 - c),
    kernel=sp.exp(-x / (D * t)) / t ** (2 - c),
)
"""x = K with demographic noise D = D1 and drive h = c D1, c < 1: y = √K is a Bessel process of dimension 2c."""


def _of_walk(function):
    """A function of a walk that is computed once, and refuses what is none."""
    once = lru_cache(function)

    @wraps(function)
    def checked(walk):
        if not isinstance(walk, Walk):
            refuse("walk", walk, "FREE_WALK, TRAPPED_WALK or another Walk is needed")
        return once(walk)

    return checked


def backward(walk, density):
    """Residual of the backward equation ∂_T f = A f' + D f'', zero for a first-passage density.

    Parameters
    ----------
    walk : Walk
    density : sympy.Expr
        f in the symbols `x` and `T`.

    Returns
    -------
    sympy.Expr
    """
    flow = walk.drift * sp.diff(density, x) + walk.noise * sp.diff(density, x, 2)
    return sp.simplify((sp.diff(density, T) - flow) / density)


@_of_walk
def forward(walk):
    """Residual of the forward (Fokker–Planck) equation of the kernel, relative to it: zero."""
    p = walk.kernel
    flow = sp.diff(walk.noise * p, x, 2) - sp.diff(walk.drift * p, x)
    return sp.simplify((sp.diff(p, t) - flow) / p)


@_of_walk
def mean_shape(walk):
    """Mean height at time t of an avalanche that lasts exactly T.

    The walk is at x with the weight of its way up to time t times the first passage over the rest.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    sympy.Expr
    """
    rest = sp.Symbol("rest", positive=True)
    weight = walk.kernel * walk.first_passage.subs(T, rest)
    total, moment = (sp.integrate(sp.powsimp(x**n * weight), (x, 0, sp.oo), conds="none") for n in (0, 1))
    height = sp.simplify(sp.gammasimp(moment / total))
    return sp.simplify(sp.factor(height.subs(rest, T - t)))


@_of_walk
def growth(walk):
    """Exponent p of the height of avalanches, T^p at a fixed fraction of their duration T."""
    fraction = sp.Symbol("f", positive=True)
    height = mean_shape(walk).subs(t, fraction * T)
    return sp.simplify(T * sp.diff(height, T) / height)


@_of_walk
def mean_size(walk):
    """Mean size ⟨S⟩(T) of avalanches that last exactly T: the area under the mean shape.

    The shape is an amplitude times (t (T − t)/T)^p, whose area is a beta function.
    """
    p = growth(walk)
    amplitude = sp.simplify(mean_shape(walk) / (t * (T - t) / T) ** p)
    return sp.simplify(amplitude * sp.gamma(p + 1) ** 2 / sp.gamma(2 * p + 2)) * T ** (p + 1)


@_of_walk
def exponents(walk):
    """The three exponents of a walk, derived: (α, τ, γ), functions of the drive `c`.

    α is read off the late first passages, γ off the mean size, and τ follows because the size of an
    avalanche is T^γ times a factor whose law does not depend on T.
    """
    alpha = -sp.limit(sp.simplify(T * sp.diff(sp.log(walk.first_passage), T)), T, sp.oo)
    gamma = growth(walk) + 1
    return sp.simplify(alpha), sp.simplify(1 + (alpha - 1) / gamma), gamma


def free_range(couplings):
    """Signals K between which ln K is a free walk, for the couplings of a network at its critical point.

    Parameters
    ----------
    couplings : tuple of five floats
        (r, h, u, D1, D2), as from `crit.couplings`, with D2 > 0.

    Returns
    -------
    tuple of float
        (h/D2, ``D2/|u|``), the second inf for u = 0. Empty, with low >= high, where the drive keeps the signal awake.

    Raises
    ------
    ValueError
        If a coupling is no finite number, h or D1 is negative, or D2 is not positive.

    Notes
    -----
    By Itô's formula x = ln K has the drift h/K − uK at the critical point of finite width, r = D2, and the noise D2:
    the potential, in units of the noise, is (h/K + uK)/D2. It is flat, and the walk free, where both terms are less
    than one. For u > 0 its bottom is at K = √(h/u), and ln K, which has the density exp(−2√(hu)/D2 · cosh(x − x0)),
    spreads over one and more as long as the range is not empty. With h|u| >> D2² the signal stays within a small
    fraction of that level and never comes near silence.
    """
    r, h, u, D1, D2 = _checked(couplings)
    if D2 <= 0:
        refuse("couplings", tuple(couplings), "D2 > 0 is needed")
    return h / D2, D2 / abs(u) if u else math.inf


def avalanche_exponents(couplings):
    """Exponents of the avalanches of a network with given couplings, at its critical point r = 0.

    Parameters
    ----------
    couplings : tuple of five floats
        (r, h, u, D1, D2), as from `crit.couplings`.

    Returns
    -------
    AvalancheExponents
        With D1 > 0 and drive c = h/D1 < 1, avalanches run from zero to zero: α = 2 − c, τ = 3/2 − c/2, γ = 2. Else,
        with D2 > 0, the signal never reaches zero, and an avalanche is an excursion above a threshold, its
        size the area above it: α = 3/2, τ = 4/3, γ = 3/2, for signals in the range that `free_range` gives.

    Raises
    ------
    ValueError
        If a coupling is no finite number, h or D1 is negative, or nothing makes avalanches: there is no noise, or
        zero is never reached (h >= D1) while the drive keeps the signal awake: h|u| >= D2² leaves no range of K in
        which ln K is free. So it is in wide networks with φ(0) ≠ 0, or with any bias that is not tiny.

    Notes
    -----
    The couplings r and u do not change the exponents: they cut the power laws off, where rT or uKT outweighs the noise.
    The size of u says where. Its sign says how: a large signal saturates if u > 0, as at a continuous transition,
    and runs away if u < 0, so that the largest avalanches do not end (`Couplings.transition`).
    The exponents are derived in the symbols of this module (`exponents`).
    """
    r, h, u, D1, D2 = _checked(couplings)
    if h < D1:
        drive = sp.nsimplify(h / D1, rational=True)
        values = (exponent.subs(c, drive) for exponent in exponents(TRAPPED_WALK))
        return AvalancheExponents(*map(float, values), DRIVEN if h > 0 else TRAP)
    if D2 <= 0:
        refuse("couplings", tuple(couplings), "no avalanches: D1 > h, so that K reaches zero, or D2 > 0 is needed")
    low, high = free_range(couplings)
    if low >= high:
        awake = f"the drive keeps the signal awake, {low:.3g} = h/D2 >= D2/|u| = {high:.3g}"
        refuse("couplings", tuple(couplings), f"no avalanches: {awake}; h < D1 or h|u| < D2² is needed")
    return AvalancheExponents(*map(float, exponents(FREE_WALK)), FREE)


def _checked(couplings):
    """The five couplings as floats."""
    r, h, u, D1, D2 = five(couplings)
    return (
        real("couplings.r", r),
        real("couplings.h", h, least=0),
        real("couplings.u", u),
        real("couplings.D1", D1, least=0),
        real("couplings.D2", D2),
    )


@_of_walk
def size_transform(walk):
    """Laplace transform E exp(−sS) of the size of an avalanche that starts at height x.

    Parameters
    ----------
    walk : Walk
        `FREE_WALK` or `TRAPPED_WALK`.

    Returns
    -------
    sympy.Expr
        The solution of A g' + D g'' = s x g that is 1 at x = 0 and falls off at large x.
    """
    if walk is FREE_WALK:
        return sp.airyai(x * sp.cbrt(s / D)) / sp.airyai(0)
    if walk is not TRAPPED_WALK:
        refuse("walk", walk, "FREE_WALK or TRAPPED_WALK is needed")
    order, depth = (1 - c) / 2, x * sp.sqrt(s / D)
    return 2 * (depth / 2) ** order * sp.besselk(order, depth) / sp.gamma(order)


def response_hamiltonian(couplings):
    """H(K, p) of the response functional ∫ (p ∂_l K − H) dl of the Langevin equation.

    Parameters
    ----------
    couplings : tuple of five sympy expressions or numbers

    Returns
    -------
    sympy.Expr
        p (h + rK − uK²) + p² (D1 K + D2 K²), in the symbols `K` and `response`.

    Notes
    -----
    With h = D2 = 0 this is the Reggeon theory of directed percolation without space: K → −(D1/u) p,
    p → −(u/D1) K with reversed depth leaves it unchanged (rapidity reversal; Janssen 1981, Grassberger 1982).
    """
    drift, noise = drift_and_noise(couplings)
    return response * drift + response**2 * noise
