"""Units in which all networks of a finite width follow one curve at the edge of chaos: the metric factors κ and v.

In y = κNρ/v and s = vl/N the distance obeys dy = (μy − y²) ds + y dW, see `crit.theory.networks.finite_size`.
"""

from typing import NamedTuple

from ...checks import whole
from ...typing import ActivationLike
from .finite_width import finite_width
from .mean_field import critical_point


class ScalingUnits(NamedTuple):
    """Units of distance, v/κN, and of depth, N/v layers; mu is the growth of the mean of ρ in such a unit of depth."""

    distance: float
    depth: float
    mu: float


def scaling_units(activation: ActivationLike, sigma_b: float, width: int) -> ScalingUnits:
    """`ScalingUnits` of a network whose weights have the critical scale of an infinitely wide one.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic and continuous, without a kink: κ must be finite.
    sigma_b : float
        Scale of the biases, > 0.
    width : int
        Units in a layer, N.

    Returns
    -------
    ScalingUnits
        ρ = distance · f(l/depth; μ), with f from `mean_distance`. There the walk of ln ρ has the mean step shift/N, and
        μ = ½ + shift/v.

    Raises
    ------
    ValueError
        If the activation is none, or has a kink or a jump or fires at random, σ_b is not > 0, the width is no whole
        number >= 1, or the activation has no edge of chaos at this σ_b.
    """
    width, point = whole("width", width), critical_point(activation, sigma_b)
    walk = finite_width(activation, point.sigma_w, sigma_b)
    return ScalingUnits(walk.v / (point.kappa * width), width / walk.v, 0.5 + walk.shift / walk.v)
