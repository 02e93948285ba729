"""How the peaks of the susceptibilities grow as the biases vanish, and how a finite width rounds them.

Both follow from the couplings. At infinite width h + rK − uK² = 0, and with r = 2√(hu) sinh θ the fixed point is
K* = √(h/u) e^θ: every answer is one function of θ times a power of h. At a finite width the mean of the stationary
law takes the place of K*.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import sympy as sp

from ..landau import stationary_mean
from ..networks.couplings import Couplings, five
from ..results import equations
from ..symbols import D2, K, h, r, u


class Peak(NamedTuple):
    """The distance r at which an answer is largest, and how large it is there."""

    r: sp.Expr
    height: sp.Expr


class WeakFieldPeaks(NamedTuple):
    """`Peak` of d√K*/dr and of dK*/dh, in h and u."""

    root: Peak
    field: Peak

    def _repr_latex_(self):
        letters = r"r\text{ at the peak of }d\sqrt{K^*}/dr", r"\text{its height}", r"r\text{ at the peak of }dK^*/dh"
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

    Parameters
    ----------
    couplings : Couplings
        Numbers or sympy expressions with h, u, D2 > 0; its D1 is not looked at.

    Returns
    -------
    sympy.Expr
        In modified Bessel functions; their orders are r/D2 − 1 and its neighbours.

    Raises
    ------
    ValueError
        If there are not five numbers or expressions.
    """
    given = five(couplings)
    mean = sp.diff(stationary_mean(Couplings(r, h, u, sp.S.Zero, D2)), h)
    return mean.subs(dict(zip((r, h, u, D2), (*given[:3], given[4]))), simultaneous=True)
