"""The edge of chaos: how the distance of two inputs falls there, as 1/κl for smooth φ and as 1/l² for kinked φ."""

import math
from typing import NamedTuple

import sympy as sp

from ...checks import refuse
from ...typing import ActivationLike
from ..symbols import kappa, kappa_3, rho
from .mean_field import CriticalPoint
from .pair_distance import deterministic, distance_coefficients, kink_amplitude


class Decay(NamedTuple):
    """ρ^(−1/exponent) = rate · l + logarithm · ln l + constant + … at the edge of chaos, as l → ∞."""

    exponent: float
    rate: float
    logarithm: float


def decay_law() -> tuple[Decay, ...]:
    """How ρ decays at the edge of chaos, for the smooth map ρ − κρ² + κ₃ρ³ and for the kinked one ρ − κρ^(3/2).

    In the variable y = ρ^(−1/n), n = 1 or 2, the map adds a constant and a term in 1/y, which sums up to a logarithm.

    Returns
    -------
    tuple of Decay
        Of sympy expressions in `kappa` and `kappa_3`.
    """
    smooth, kinked = rho - kappa * rho**2 + kappa_3 * rho**3, rho - kappa * rho ** sp.Rational(3, 2)
    return tuple(_decay(theta, step) for theta, step in ((1, smooth), (2, kinked)))


def _decay(theta, step):
    y = sp.Symbol("y", positive=True)
    ratio = sp.expand(step.subs(rho, y**-theta) * y**theta)
    growth = sp.series(ratio.subs(y, 1 / rho) ** sp.Rational(-1, theta) / rho - 1 / rho, rho, 0, 2).removeO()
    rate, next_order = (sp.factor(sp.expand(growth).coeff(rho, n)) for n in (0, 1))
    return Decay(sp.Integer(theta), rate, sp.simplify(next_order / rate))


def edge_decay(activation: ActivationLike, point: CriticalPoint) -> Decay:
    """`decay_law` in numbers at a critical point.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous. The factor of the logarithm is nan where the order after the leading one is
        not that of `decay_law`: if φ'' jumps, or if φ is kinked and curved.
    point : CriticalPoint
        From `crit.critical_point`, with K > 0; a scale-free φ may take any K, as in ``point._replace(K=1.0)``.

    Returns
    -------
    Decay

    Raises
    ------
    ValueError
        If the activation fires at random or jumps, or the point is none.
    """
    unit = deterministic(activation)
    if not isinstance(point, CriticalPoint):
        refuse("point", point, "what critical_point returned is needed")
    smooth, kinked = decay_law()
    amplitude = kink_amplitude(unit, point.sigma_w, point.K)
    if amplitude:
        straight = unit.mean_square(unit.curvature, point.K) == 0
        rate, logarithm = (float(sp.sympify(term).subs(kappa, amplitude)) for term in (kinked.rate, kinked.logarithm))
        return Decay(2.0, rate, logarithm if straight else math.nan)
    _, second, third = distance_coefficients(unit, point.sigma_w, point.K, 3)
    formula = sp.sympify(smooth.logarithm)
    logarithm = float(formula.subs({kappa: second, kappa_3: third})) if math.isfinite(third) else math.nan
    return Decay(1.0, second, logarithm)
