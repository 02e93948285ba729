"""Critical initialisation of a network of finite width: for weak signals, or about a wanted variance."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from ...checks import real, refuse, whole
from ...typing import ActivationLike
from ..results import row
from .branches import edge_line, edges_of
from .finite_width import critical_weight
from .fixed_points import all_fixed_points, averages
from .pair_distance import deterministic


class CriticalInit(tuple):
    """The pair (σ_w, σ_b) of a critical initialisation, and what goes with it.

    Weights are drawn with standard deviation ``std(fan_in)`` = σ_w/√fan_in, biases with σ_b. For several widths σ_w is
    an array, one entry for each layer.

    Attributes
    ----------
    sigma_w : float or array of shape (layers,)
    sigma_b : float
    width : int or tuple of int
        Units N that feed a unit.
    K : float
        Variance of the pre-activations that the network holds; 0 for weak signals.
    largest : float
        Variance of the pre-activations from which a signal still does not grow, at infinite width: infinite if every
        signal settles, 0 if only infinitely weak ones do.
    stable_for : str
        The same in words.
    """

    width: int | tuple[int, ...]
    K: float
    largest: float
    stable_for: str

    def __new__(cls, sigma_w, sigma_b, **facts):
        """Make the pair and keep the facts beside it."""
        pair = super().__new__(cls, (sigma_w, sigma_b))
        pair.__dict__.update(facts)
        return pair

    def __getnewargs_ex__(self):
        return tuple(self), dict(self.__dict__)

    @property
    def sigma_w(self) -> float | np.ndarray:
        """Standard deviation of the weights times √fan_in."""
        return self[0]

    @property
    def sigma_b(self) -> float | np.ndarray:
        """Standard deviation of the biases."""
        return self[1]

    def std(self, fan_in: int | Sequence[int] | None = None) -> float | np.ndarray:
        """Standard deviation of the weights of a layer.

        Parameters
        ----------
        fan_in : int, optional
            Inputs of a unit: units of the layer before, times the points of the kernel if it is convolutional. By
            default the width.

        Returns
        -------
        float or array of shape (layers,)
        """
        inputs = np.array(self.width) if fan_in is None else whole("fan_in", fan_in)
        found = self.sigma_w / np.sqrt(inputs)
        return found if np.ndim(found) else float(found)

    @property
    def he(self) -> float | np.ndarray:
        """σ_w relative to He's initialisation, which has σ_w = √2."""
        return self.sigma_w / math.sqrt(2)

    def xavier(self, fan_in: int = 1, fan_out: int = 1) -> float | np.ndarray:
        """σ_w relative to Xavier's initialisation, whose weights have variance 2/(fan_in + fan_out).

        Parameters
        ----------
        fan_in, fan_out : int
            Of the layer; equal unless told otherwise. What ``gain=`` of PyTorch's ``xavier_normal_`` takes.

        Returns
        -------
        float or array of shape (layers,)
        """
        inputs, outputs = whole("fan_in", fan_in), whole("fan_out", fan_out)
        return self.sigma_w * math.sqrt((inputs + outputs) / (2 * inputs))

    def _repr_latex_(self):
        if np.ndim(self.sigma_w):
            return None
        return row({r"\sigma_w": self.sigma_w, r"\sigma_b": self.sigma_b, r"\text{for}": self.stable_for})

    def __repr__(self):
        return f"CriticalInit(sigma_w={self.sigma_w}, sigma_b={self.sigma_b}; for {self.stable_for})"


def critical_init(activation: ActivationLike, width: int | Sequence[int], *, K: float = 0.0) -> CriticalInit:
    """Initialisation at which a network of finite width neither loses nor amplifies a signal.

    Without biases ln K performs a random walk whose drift is ln σ_w² plus E ln of the mean square response. That drift,
    the typical growth rate of a weak signal, vanishes at σ_w² = (N/2) exp(−ψ(N/2))/φ'(0)² for φ with one slope at zero,
    a little above the infinite-width value: multiplicative noise pulls typical paths down. For two slopes (relu) the
    average runs over the binomial number of active units, on condition that one is active.

    Parameters
    ----------
    activation : str, sympy.Expr or Activation
        Deterministic; with φ(0) = 0 and a slope at zero for weak signals.
    width : int or sequence of int
        Units N >= 1 in the layer that feeds a unit; for layers of different widths one for each, the input first.
        For a convolution the number of channels.
    K : float
        Variance of the pre-activations to hold, >= 0. 0 means weak signals. Inputs of mean square s have variance
        σ_b² + σ_w² s after the first layer.

    Returns
    -------
    CriticalInit
        The tuple (sigma_w, sigma_b), which also says in ``stable_for`` which signals it holds, and has the standard
        deviation of the weights of a layer, ``std(fan_in)``. With K = 0, sigma_b = 0. With K > 0 the weights are those
        of `crit.theory.networks.finite_width.critical_weight`: the edge of chaos with K* = K, to first order in 1/N.

    Raises
    ------
    ValueError
        If the activation has no formula or fires at random, or a width or K is none. For K = 0 if φ(0) ≠ 0, since
        h = σ_b² + σ_w² φ(0)² then drives the signal at any σ_w. For
        K > 0 if no edge of chaos has this K*, or none at which networks stay; the message says which K there are.

    Examples
    --------
    >>> import crit
    >>> crit.critical_init("gelu", 300)
    CriticalInit(sigma_w=2.00334..., sigma_b=0.0; for weak signals only, since u < 0: larger ones grow without bound)
    >>> sigma_w, sigma_b = crit.critical_init("tanh", 300, K=1.0)
    """
    unit, K = deterministic(activation), real("K", K, least=0)
    layers = cast("Sequence[int]", width)
    widths = [whole("width", width)] if np.ndim(width) == 0 else [whole(f"width[{k}]", n) for k, n in enumerate(layers)]
    if not widths:
        refuse("width", width, "a whole number, or one for each layer, is needed")
    scales, sigma_b, facts = _weak(unit, widths) if K == 0 else _at_variance(unit, widths, K)
    one = np.ndim(width) == 0
    return CriticalInit(
        scales[0] if one else np.array(scales), sigma_b, width=widths[0] if one else tuple(widths), K=K, **facts
    )


def _weak(unit, widths):
    if unit(0.0) != 0:
        refuse("activation", str(unit), "φ(0) = 0 is needed: else h > 0 at any sigma_w and no weak signal exists")
    left, right = (float(unit.taylor(1, side)[1]) ** 2 for side in (-1, 1))
    if left == right == 0:
        refuse("activation", str(unit), "its slope at zero vanishes, so no critical point exists at sigma_b = 0")
    scales = [math.exp(-_typical_growth(left, right, width) / 2) for width in widths]
    return scales, 0.0, _holds(unit, averages(unit, 0.0).rise ** -1, 0.0)


def _at_variance(unit, widths, K):
    average = averages(unit, K)
    sigma_b2 = K - average.second / average.stretch if 0 < average.stretch < math.inf else math.nan
    if unit.slopes is not None:
        return _weak(unit, widths)
    if not sigma_b2 >= 0 or average.rise >= average.stretch or not _reached(unit, math.sqrt(sigma_b2), K):
        refuse("K", K, f"no network of {unit} stays at an edge of chaos with this K; {_where(edge_line(unit))}")
    scales = [critical_weight(unit, math.sqrt(sigma_b2), width) for width in widths]
    return scales, math.sqrt(sigma_b2), _holds(unit, 1 / average.stretch, sigma_b2)


def _reached(unit, sigma_b, K):
    return any(edge.reached and math.isclose(edge.K, K, rel_tol=1e-6) for edge in edges_of(unit, sigma_b**2))


def _where(line):
    """Which K* the edges have at which networks stay."""
    if not line.stable.any():
        return "it has none at any K"
    ends = [f"K = {K:.6g} (sigma_w = {w:.6g}, sigma_b = {b:.6g})" for w, b, K in line.half_stable]
    if not ends:
        return f"it has them from K = {line.K[line.stable].min():.3g} to {line.K[line.stable].max():.3g}"
    return f"it has them {'above' if line.stable[-1] else 'below'} {' and '.join(ends)}"


def _holds(unit, sigma_w2, sigma_b2):
    """The largest variance from which signals do not grow, as a number and in words."""
    if unit.slopes is not None:
        return {"largest": math.inf, "stable_for": "signals of any variance, which keep it: φ is scale free"}
    points = all_fixed_points(unit, sigma_w2, sigma_b2)
    unstable, stable = ([point.K for point in points if point.stable == kind] for kind in (False, True))
    if not unstable:
        return {"largest": math.inf, "stable_for": "signals of any variance: larger ones fall back"}
    end = f"settle at K = {stable[-1]:.6g}" if stable and stable[-1] > unstable[0] else "grow without bound"
    if unstable[0] == 0:
        return {"largest": 0.0, "stable_for": f"weak signals only, since u < 0: larger ones {end}"}
    return {"largest": unstable[0], "stable_for": f"signals of variance below {unstable[0]:.6g}: larger ones {end}"}


def _typical_growth(left, right, width):
    """E ln of the mean square response (1/N) Σ φ'(0±)² z² of N units."""
    if left == right:
        return _log_chi_squared(right, width, width)
    from scipy.special import gammaln

    # Counts further than twelve standard deviations from the middle weigh less than 1e-31.
    far = int(6 * math.sqrt(width))
    counts = np.arange(max(0, width // 2 - far), min(width, width // 2 + far + 1) + 1)
    log_weight = gammaln(width + 1) - gammaln(counts + 1) - gammaln(width - counts + 1) - width * math.log(2)
    alive = counts > 0 if left == 0 else counts >= 0
    growth = np.array([_log_mean(left, right, k, width) for k in counts[alive]])
    weight = np.exp(log_weight[alive])
    return float(weight @ growth / weight.sum())


def _log_chi_squared(slope, units, width):
    from scipy.special import digamma

    return math.log(2 * slope / width) + float(digamma(units / 2))


def _log_mean(left, right, active, width):
    """E ln Y of Y = (left X_{N−n} + right X_n)/N with chi-squared numbers X.

    Through E ln Y = ∫ (e^{−s} − E e^{−sY}) ds/s when both sides answer.
    """
    silent = width - active
    if left == 0 or silent == 0:
        return _log_chi_squared(right, active, width)
    if active == 0 or right == 0:
        return _log_chi_squared(left, silent, width)
    s = np.exp(np.linspace(-40, 40, 4001))
    laplace = np.exp(-silent / 2 * np.log1p(2 * s * left / width) - active / 2 * np.log1p(2 * s * right / width))
    return float(np.trapezoid(np.exp(-s) - laplace, np.log(s)))
