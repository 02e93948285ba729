"""Residual networks, x' = η x + ϵ f(x): the five couplings of the stream's strength K = |x|²/N, derived.

A branch f of fresh weights adds to each of the N units of the stream an independent normal number of one variance v. A
step of the stream is therefore a random walk in N dimensions, of which only the length matters:

    N K' = (η √(N K) + √v z)² + v χ²,    z standard normal, χ² with N − 1 degrees of freedom.
"""

from functools import lru_cache
from typing import NamedTuple, cast

import sympy as sp

from ...checks import flag, real, refuse, whole
from ...documented import documented
from ...typing import ActivationLike
from .. import symbols
from ..activations.lookup import activation as find_activation
from ..symbols import D1, D2, K, N, epsilon, eta, h, r, u, v_branch
from .couplings import Couplings, couplings
from .mean_field import mean_map


class Block(NamedTuple):
    """One block of a residual network.

    Attributes
    ----------
    skip : float
        η, what the stream is multiplied by, >= 0; 0 makes a plain network.
    step : float
        ϵ, what the branch is multiplied by, > 0.
    layers : {1, 2}
        1: f(x) = W φ(x) + b. 2: f(x) = W₂ φ(W₁ x + b₁) + b₂.
    normalised : bool
        Whether the branch reads x/√K, the stream divided by its root mean square.
    """

    skip: float = 1.0
    step: float = 0.1
    layers: int = 2
    normalised: bool = False


def checked_block(block: Block) -> Block:
    """The block, if its entries are what they should be.

    Parameters
    ----------
    block : Block

    Returns
    -------
    Block

    Raises
    ------
    ValueError
        If it is none, the skip is negative, the step is not positive, `layers` is neither 1 nor 2, or `normalised`
        is no bool.
    """
    if not isinstance(block, Block):
        refuse("block", block, "a Block is needed")
    skip, step = real("block.skip", block.skip, least=0), real("block.step", block.step, above=0)
    layers = whole("block.layers", block.layers, most=2)
    return Block(skip, step, layers, flag("block.normalised", block.normalised))


class Moments(NamedTuple):
    """Mean and variance of one step of a chain."""

    mean: sp.Expr
    variance: sp.Expr


@lru_cache(maxsize=1)
def stream_step() -> Moments:
    """Mean and variance of K' where the branch adds variance v to each unit, derived from the walk in N dimensions.

    Returns
    -------
    Moments
        Of sympy expressions in K, `v_branch`, η and N.
    """
    z, X = sp.symbols("z X")
    length = sp.expand(((eta * sp.sqrt(N * K) + sp.sqrt(v_branch) * z) ** 2 + v_branch * X) / N)
    mean, square = (_average(sp.expand(length**power), z, X) for power in (1, 2))
    return Moments(sp.factor(mean), sp.factor(square - mean**2))


def _average(polynomial, z, X):
    """Mean over a normal number z and a chi-squared number X with N − 1 degrees of freedom."""
    normal, chi2 = {0: 1, 2: 1, 4: 3}, {0: 1, 1: N - 1, 2: (N - 1) * (N + 1)}
    terms = sp.Poly(polynomial, z, X).terms()
    return sp.expand(sum(factor * normal.get(i, 0) * chi2[j] for (i, j), factor in terms))


def general_residual_couplings(layers: int = 1) -> Couplings:
    """Couplings of the stream, in those of the plain network with the same weights.

    Parameters
    ----------
    layers : {1, 2}
        In the branch.

    Returns
    -------
    Couplings
        Of sympy expressions in r, h, u, D1, D2 of the plain network, σ_w, σ_b, η, ϵ and N; to leading order in 1/N and
        in the field.

    Raises
    ------
    ValueError
        If `layers` is neither 1 nor 2.
    """
    return _derived(whole("layers", layers, most=2))


@lru_cache(maxsize=2)
def _derived(layers):
    """The couplings; ``order`` counts powers of the field."""
    order, read = sp.Symbol("order"), K
    if layers == 2:
        read = order * symbols.sigma_b**2 + symbols.sigma_w**2 * K
    added = epsilon**2 * (order * h + (1 + r) * read - u * read**2)
    drawn = epsilon**4 * 2 * (order * D1 * read + D2 * read**2) if layers == 2 else 0
    mean, variance = (sp.expand(each.subs(v_branch, added)) for each in stream_step())
    variance = sp.expand(variance + drawn)

    def term(moment, power, field):
        return sp.factor(moment.coeff(K, power).coeff(order, field))

    return Couplings(
        r=sp.expand(term(mean, 1, 0)) - 1,
        h=term(mean, 0, 1),
        u=-term(mean, 2, 0),
        D1=sp.factor(term(variance, 1, 1) / 2),
        D2=sp.factor(term(variance, 2, 0) / 2),
    )


@documented
def residual_couplings(
    activation: ActivationLike, sigma_w: float, sigma_b: float, width: int, block: Block
) -> Couplings:
    """The couplings of the strength K = ‖x‖²/N of a residual stream.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic, not kinked at zero.
    {sigma_w, sigma_b, width}
    block : Block

    Returns
    -------
    Couplings
        Numbers r, h, u, D1, D2. With normalisation they are exact at any K: the branch adds the same variance in each
        block, h, and D1 = 2 η² h/N.

    Raises
    ------
    ValueError
        If the activation is none, fires at random or is kinked at zero, σ_w is not positive, σ_b is negative, the width
        is no whole number >= 1, or the block is none.
    """
    block, unit, width = checked_block(block), find_activation(activation), whole("width", width)
    if unit.stochastic:
        refuse("activation", str(unit), "a deterministic one is needed")
    if block.normalised:
        read = 1.0 if block.layers == 1 else real("sigma_b", sigma_b) ** 2 + real("sigma_w", sigma_w) ** 2
        added = block.step**2 * mean_map(unit, sigma_w, sigma_b, read)
        return Couplings(block.skip**2 - 1, added, 0.0, 2 * block.skip**2 * added / width, 0.0)
    values = dict(zip((r, h, u, D1, D2), couplings(unit, sigma_w, sigma_b, width)))
    values |= {symbols.sigma_w: sigma_w, symbols.sigma_b: sigma_b, eta: block.skip, epsilon: block.step, N: width}
    formulas = cast("tuple[sp.Expr, ...]", general_residual_couplings(block.layers))
    return Couplings(*(float(formula.subs(values)) for formula in formulas))


def critical_skip(gain: float, width: int, layers: int = 1) -> float:
    """The η at which a residual stream neither grows nor dies: r = D2, as in a plain network of finite width.

    Parameters
    ----------
    gain : float
        ϵ² σ_w² φ'(0)², for two layers in the branch ϵ² σ_w⁴ φ'(0)²; 0 < gain < 1.
    width : int
        Units in the stream, N >= 3.
    layers : {1, 2}
        In the branch.

    Returns
    -------
    float
        √(1 − gain) and a correction of the order 1/N.

    Raises
    ------
    ValueError
        If the gain is not between 0 and 1, the width is no whole number >= 3, or `layers` is neither 1 nor 2.
    """
    gain, width = real("gain", gain, above=0, below=1), whole("width", width, least=3)
    layers = whole("layers", layers, most=2)
    return float(((1 - gain + layers * gain**2 / width) / (1 - 2 * gain / width)) ** 0.5)
