"""The Widom-like line: the weight scale at which a signal with biases answers most.

Biases are a field. With a field there is no critical point, but near the one that there would be without it the
answers of the signal have a maximum, which moves and sinks as the field grows. All fixed points of a branch are known,
K by K (`crit.theory.networks.fixed_points`), so the maximum is looked for along the branch.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...checks import real, refuse
from ...documented import documented
from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..networks.fixed_points import FLAT, curve, profile
from ..results import row
from .response import Susceptibilities, at_fixed_point

PLACES = 64
"""Places of a branch at which an answer is looked at, before its maximum is refined."""

NEAREST = 1e-4
"""How close to σ_b² the first of them lies, in units of it: there the weights are nearly nothing."""


class WidomPoint(NamedTuple):
    """Where an answer is largest: the weight scale, the fixed point K* there, and the answer.

    ``height`` is infinite at a true critical point and where the branch of weak signals ends in a jump.
    """

    sigma_w: float
    K: float
    height: float

    def _repr_latex_(self):
        return row({r"\sigma_w": self.sigma_w, "K^*": self.K, r"\text{height}": self.height})


@documented
def widom_line(activation: ActivationLike, sigma_b: float, susceptibility: str = "weights") -> WidomPoint:
    """The weight scale at which the signal answers most, at one scale of the biases: a point of the Widom-like line.

    Parameters
    ----------
    {activation, sigma_b}
    susceptibility : {"weights", "field", "fluctuations"}
        Which answer; see `Susceptibilities`. The depth over which the variance forgets its start is largest where
        the answer to the field is.

    Returns
    -------
    WidomPoint
        The maximum along the branch of fixed points on which weak signals settle. Its height is infinite without
        biases, at the critical point; where the branch ends, since all answers diverge there; and for a scale-free
        activation with biases, where K grows without bound.

    Raises
    ------
    ValueError
        If the activation is none, σ_b is negative, or the susceptibility is none of these; or if the answer grows as
        far as fixed points were looked for.

    Examples
    --------
    >>> round(widom_line("tanh", 0.1).sigma_w, 3), round(widom_line("tanh", 0.1, "field").sigma_w, 3)
    (1.063, 1.02)
    """
    unit, sigma_b = find_activation(activation), real("sigma_b", sigma_b, least=0)
    if not isinstance(susceptibility, str) or susceptibility not in Susceptibilities._fields:
        refuse("susceptibility", susceptibility, f"one of {', '.join(Susceptibilities._fields)} is needed")
    return _largest(unit, sigma_b**2, susceptibility)


@lru_cache(maxsize=512)
def _largest(unit, sigma_b2, name):
    line = curve(unit, sigma_b2)
    if 1 - line.slope[0] < FLAT:  # zero is absorbing, up to where a signal can live
        return WidomPoint(math.sqrt(line.sigma_w2[0]), 0.0, math.inf)
    if line.turns:
        end = line.turns[0]
        return WidomPoint(math.sqrt(line.sigma_w2[end]), float(line.K[end]), math.inf)
    if unit.slopes is not None:
        return WidomPoint(math.sqrt(2 / sum(slope**2 for slope in unit.slopes)), math.inf, math.inf)
    return _refined(unit, sigma_b2, name)


def _refined(unit, sigma_b2, name):
    """The largest answer on a branch without end, first on a grid of ln(K − σ_b²), then between its places."""
    from scipy.optimize import minimize_scalar

    def answer(margin):
        return getattr(at_fixed_point(unit, sigma_b2, sigma_b2 + math.exp(margin))[1], name)

    highest = profile(unit)[0][-1] - sigma_b2
    grid = np.linspace(math.log(NEAREST * sigma_b2), math.log(highest), PLACES)
    k = int(np.argmax([answer(margin) for margin in grid]))
    if k == PLACES - 1:
        scale = at_fixed_point(unit, sigma_b2, sigma_b2 + highest)[0]
        refuse("sigma_b", sigma_b2**0.5, f"the answer of {unit} has no maximum: it grows up to sigma_w = {scale:.6g}")
    found = minimize_scalar(
        lambda margin: -answer(margin), bounds=grid[[max(k - 1, 0), k + 1]], method="bounded", options={"xatol": 1e-9}
    )
    K = sigma_b2 + math.exp(found.x)
    return WidomPoint(at_fixed_point(unit, sigma_b2, K)[0], K, -float(found.fun))
