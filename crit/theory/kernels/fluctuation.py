"""How much the tangent kernel differs from network to network: exactly, for one hidden layer.

With pre-activations h of variance K and read-out weights σ_w v/√N, v standard normal, Θ(x, x) is a mean over N units,

    Θ = σ_b² + σ_w² (1/N) Σ (φ² + K v² φ'²),

so that N times its variance is that of one term. Its mean is the kernel of infinite width, at any N.
"""

from ...checks import real
from ...documented import documented
from ...typing import ActivationLike
from ..networks.fixed_points import differentiable


@documented
def kernel_fluctuation(activation: ActivationLike, sigma_w: float, sigma_b: float, *, K0: float = 1.0) -> float:
    """N times the variance of Θ(x, x) over networks of one hidden layer of N units.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic.
    {sigma_w, sigma_b}
    K0 : float
        Mean square of an entry of the input, > 0.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the activation fires at random or has no formula, a number lies outside its range, or an average does not
        exist.
    """
    unit, sigma_w2 = differentiable(activation), real("sigma_w", sigma_w, above=0) ** 2
    K = real("sigma_b", sigma_b, least=0) ** 2 + sigma_w2 * real("K0", K0, above=0)
    # Given h the mean over v is φ² + Kφ'², and the variance 2K²φ'⁴.
    given = unit.second + K * unit.derivative**2
    between = unit.mean_square(given, K) - unit.mean(given, K) ** 2
    return float(sigma_w2**2 * (between + 2 * K**2 * unit.mean_square(unit.derivative**2, K)))
