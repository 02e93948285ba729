"""Which kind of avalanche an activation makes, read off its behaviour at zero."""

import math
from typing import NamedTuple

from ...typing import ActivationLike
from ..activations.lookup import activation as find_activation
from ..networks.couplings import couplings
from .exponents import FREE, avalanche_exponents

WIDE = 10**6
"""Width at which the question is asked: the answer is that of wide networks."""


class AvalancheClass(NamedTuple):
    """What an activation does at its critical point, in a wide network without biases.

    Attributes
    ----------
    drive : float or None
        h/(D1 N), the drive for each unit of the width: 0 where zero is absorbing, inf where there is a field and no
        demographic noise, None where there is neither.
    process : str or None
        `FREE` or `TRAP`; None where there are no avalanches.
    remark : str
        Why there are none, or what else there is to know.
    """

    drive: float | None
    process: str | None
    remark: str = ""


def avalanche_class(activation: ActivationLike) -> AvalancheClass:
    """Class of the avalanches that an activation makes.

    The question is always the same: can the signal die, and what is its noise on the way there?

    Parameters
    ----------
    activation : str, sympy.Expr or Activation

    Returns
    -------
    AvalancheClass

    Raises
    ------
    ValueError
        If it is no activation.

    Examples
    --------
    >>> print(avalanche_class("tanh").process)
    absorbed free Brownian motion
    >>> print(avalanche_class("cos(x)").remark)
    φ(0) ≠ 0 keeps the signal awake
    """
    unit = find_activation(activation)
    if unit.stochastic:
        return AvalancheClass(0.0, avalanche_exponents(couplings(unit, math.sqrt(2), 0.0, WIDE)).process)
    if unit(0.0) != 0:
        return _awake(unit)
    if not any(unit.taylor(1, side)[1] for side in (-1, 1)):
        return AvalancheClass(None, None, "φ′(0) = 0, so weak signals die")
    return AvalancheClass(None, FREE, "φ is kinked at zero" if 0 in unit.kinks else "")


def _awake(unit):
    found = couplings(unit, 1.0, 0.0, WIDE)
    drive = found.h / found.D1 / WIDE if found.D1 > 0 else math.inf
    try:
        return AvalancheClass(drive, avalanche_exponents(found).process)
    except ValueError:
        return AvalancheClass(drive, None, "φ(0) ≠ 0 keeps the signal awake")
