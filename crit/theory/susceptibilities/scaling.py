"""How the peaks of the susceptibilities grow as the biases vanish, and how a finite width rounds them.

Both follow from the couplings. At infinite width h + rK − uK² = 0, and with r = 2√(hu) sinh θ the fixed point is
K* = √(h/u) e^θ: every answer is one function of θ times a power of h. At a finite width the mean of the stationary
law takes the place of K*. In units of D2, which is about 1/N, its answer depends on r/D2 and √h/D2 alone.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import sympy as sp

from ..networks.couplings import five
from ..results import equations
from ..symbols import K, h, r, u


class Peak(NamedTuple):
    """The distance r at which an answer is largest, and how large it is there."""

    r: sp.Expr
    height: sp.Expr


class WeakFieldPeaks(NamedTuple):
    """`Peak` of d√K*/dr and of dK*/dh, in h and u."""

    root: Peak
    field: Peak

    def _repr_latex_(self):
        top, letter = r"r\text{ at the peak of }", r"\mathrm{d}"
        letters = rf"{top}{letter}\sqrt{{K^*}}/{letter}r", r"\text{its height}", rf"{top}{letter}K^*/{letter}h"
        return equations(dict(zip((*letters, r"\text{its height }"), (*self.root, *self.field), strict=True)))


@lru_cache(maxsize=1)
def weak_field_peaks() -> WeakFieldPeaks:
    """Where the answers of the weakest signals peak, from the couplings at infinite width.

    Returns
    -------
    WeakFieldPeaks
        Of sympy expressions in h and u.
    """
    theta = sp.Symbol("theta", real=True)
    distance, settled = 2 * sp.sqrt(h * u) * sp.sinh(theta), sp.sqrt(h / u) * sp.exp(theta)
    imbalance = u * K**2 - r * K - h

    def along(answer):
        """An answer in θ, with K and r replaced by what they are there."""
        return sp.simplify(answer.subs({K: settled, r: distance}).rewrite(sp.exp))

    def moved(cause):
        return -sp.diff(imbalance, cause) / sp.diff(imbalance, K)

    return WeakFieldPeaks(*(_peak(along(each), distance, theta) for each in (moved(r) / (2 * sp.sqrt(K)), moved(h))))


def _peak(answer, distance, theta):
    """The only maximum: e^(2θ) is the positive root of a polynomial."""
    w = sp.Symbol("w", positive=True)
    slope = sp.numer(sp.together(sp.diff(sp.log(answer), theta).rewrite(sp.exp).subs(theta, sp.log(w) / 2)))
    top = sp.log(sp.solve(sp.simplify(slope), w)[0]) / 2
    return Peak(*(sp.simplify(each.rewrite(sp.exp).subs(theta, top)) for each in (distance, answer)))


def response_at_width(couplings: Iterable) -> sp.Expr:
    """The answer d⟨K⟩/dh of the stationary mean at D1 = 0, where a finite width is the only noise.

    The field stands in the law as exp(−h/D2 K) alone, so that its mean answers as it fluctuates:
    d⟨K⟩/dh = (⟨K⟩⟨1/K⟩ − 1)/D2, exactly.

    Parameters
    ----------
    couplings : Couplings
        Numbers or sympy expressions with h, u, D2 > 0; its D1 is not looked at.

    Returns
    -------
    sympy.Expr
        (K_{p+1}(b) K_{p−1}(b)/K_p(b)² − 1)/D2 with p = r/D2 − 1, b = 2√(hu)/D2 and K_p the modified Bessel function,
        from the moments of a generalised inverse Gaussian law (Jørgensen 1982). It is even in p: largest at r = D2.

    Raises
    ------
    ValueError
        If there are not five numbers or expressions.
    """
    r, h, u, _, D2 = five(couplings)
    p, b = r / D2 - 1, 2 * sp.sqrt(h * u) / D2
    above, at, below = (sp.besselk(p + n, b) for n in (1, 0, -1))
    return (above * below / at**2 - 1) / D2
