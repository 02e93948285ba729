"""The designer: from wanted avalanches to a network that makes them.

Two families are within reach of a random network of wide layers with zero-mean weights.

- *Free Brownian motion*, (α, τ, γ) = (3/2, 4/3, 3/2): any deterministic φ with φ(0) = 0 and a slope at zero.
- *The log trap* with drive ĥ, (2 − ĥ, 3/2 − ĥ/2, 2), 0 <= ĥ < 1: units that fire at random with probability
  p(a) ≈ a²/2s². The drive is a bias, σ_b² = ĥ D1, and ĥ = 0 is directed percolation of mean field.

A target on neither has no design, and `NoDesign` names the nearest exponents that have one.
"""

import math
from dataclasses import dataclass

import sympy as sp

from ...checks import real, refuse, whole
from ...typing import ActivationLike
from ..activations.lookup import Activation, binary_unit, parabola_unit
from ..activations.lookup import activation as find_activation
from ..networks.couplings import Couplings, couplings, moment_series
from ..networks.initialisation import critical_init
from ..symbols import x
from .exponents import DRIVEN, FREE, TRAP, AvalancheExponents, avalanche_exponents

TOLERANCE = 0.0051
"""How far an exponent may be from the wanted one: targets may be rounded to two decimals."""

PROCESSES = {"free": (FREE,), "trap": (TRAP, DRIVEN)} | {name: (name,) for name in (FREE, TRAP, DRIVEN)}
"""The classes that a name stands for."""


class NoDesign(ValueError):
    """No network has the wanted exponents.

    Attributes
    ----------
    nearest : AvalancheExponents
        The nearest exponents that some network has.
    """

    def __init__(self, message, nearest):
        super().__init__(message)
        self.nearest = nearest

    def __reduce__(self):
        return NoDesign, (self.args[0], self.nearest)


@dataclass(frozen=True)
class Design:
    """A network and where to start it.

    Attributes
    ----------
    activation : Activation
        What each unit does.
    sigma_w, sigma_b : float
        Scales of weights and biases: at criticality, with the bias that the drive takes.
    width : int
        Units in a layer, N.
    K0 : float
        Variance of the input. In the log trap, that of one active unit; else far below saturation.
    threshold : float
        What an avalanche must exceed: ``sigma_b**2`` (no unit is active), or K0 itself.
    exponents : AvalancheExponents
        What the avalanches will have.
    drive : float
        ĥ = h/D1; 0 for free Brownian motion.
    longest : float
        Layers, up to a factor of order one, beyond which the exponents fail: durations should stay well below.
    stable_for : str
        In the free class, which signals the network holds, in words (see `crit.critical_init`).
    """

    activation: Activation
    sigma_w: float
    sigma_b: float
    width: int
    K0: float
    threshold: float
    exponents: AvalancheExponents
    drive: float
    longest: float
    stable_for: str = ""

    @property
    def network(self) -> dict:
        """Arguments of `crit.network_avalanches`: ``network_avalanches(**design.network, longest=…, replicas=…)``."""
        names = "activation", "sigma_w", "sigma_b", "width", "K0", "threshold"
        return {name: getattr(self, name) for name in names}

    @property
    def kind(self) -> str:
        """``"free"``, ``"trap"`` or, in the trap with a drive, ``"driven"``."""
        return {FREE: "free", TRAP: "trap", DRIVEN: "driven"}[self.exponents.process]

    @property
    def from_silence(self) -> dict:
        """`network` with the start at which avalanches are measured: where there is a drive, silence."""
        return self.network | ({"K0": self.sigma_b**2} if self.drive > 0 else {})

    @property
    def couplings(self) -> Couplings:
        """(r, h, u, D1, D2) of the network; ValueError where a kink leaves none (see `crit.couplings`)."""
        return couplings(self.activation, self.sigma_w, self.sigma_b, self.width)

    @property
    def quantum(self) -> float:
        """Variance that one active unit adds, σ_w²/N; in the free class the step of K in a layer, K0 √(2/N)."""
        one = self.sigma_w**2 / self.width
        return one if self.activation.stochastic else self.K0 * math.sqrt(2 / self.longest)

    def __str__(self):
        alpha, tau, gamma, process = self.exponents
        return (
            f"{self.activation}: σ_w = {self.sigma_w:.6g}, σ_b = {self.sigma_b:.4g}, N = {self.width}\n"
            f"{process}: α = {alpha:.4g}, τ = {tau:.4g}, γ = {gamma:.4g}\n"
            f"start at K = {self.K0:.4g}, threshold {self.threshold:.4g}, durations well below {self.longest:.3g}"
            + (f"\nfor {self.stable_for}" if self.stable_for else "")
        )


def design(
    *,
    process: str | None = None,
    alpha: float | None = None,
    tau: float | None = None,
    gamma: float | None = None,
    drive: float | None = None,
    sigma_w: float | None = None,
    width: int = 10_000,
    shape: ActivationLike | None = None,
) -> Design:
    """A network whose avalanches have the wanted exponents.

    Give what you want, at least one of the first five; what you leave open is chosen.

    Parameters
    ----------
    process : str, optional
        ``"free"``, ``"trap"`` (with or without drive), or the process of an `AvalancheExponents`.
    alpha, tau : float, optional
        Exponents of durations and sizes, > 1.
    gamma : float, optional
        Exponent of the mean size of avalanches of given duration, > 0.
    drive : float, optional
        ĥ = h/D1, 0 <= ĥ < 1. If open it follows from the exponents, or is 0.
    sigma_w : float, optional
        Where the critical point shall lie, > 0; the activation is rescaled to put it there.
    width : int
        Units in a layer, N >= 10.
    shape : str, sympy.Expr or Activation, optional
        For free Brownian motion any deterministic activation that `crit.critical_init` takes, tanh if open. For the
        log trap ``"parabola"``, p = min(1, a²/2s²), whose exponents hold for N layers, or ``"binary"``,
        p = 1 − exp(−a²/2s²), whose saturation ends them after √N.

    Returns
    -------
    Design

    Raises
    ------
    NoDesign
        A ValueError: the targets contradict each other, or no random network of this kind has them.
    ValueError
        If an argument is bad, nothing is wanted, or both classes fit: α = 3/2 alone is free Brownian motion or the log
        trap at ĥ = 1/2, τ = 4/3 the one or the trap at ĥ = 1/3.

    Notes
    -----
    Numbers may be rounded: an exponent counts as met within 0.005. The design has the exact value of its class, and
    in the trap the drive that comes closest to all that was given (least squares).
    """
    wanted = _checked(alpha, tau, gamma)
    if process is not None and (not isinstance(process, str) or process not in PROCESSES):
        refuse("process", process, "'free', 'trap' or the name of a process is needed")
    drive = None if drive is None else real("drive", drive, least=0, below=1)
    sigma_w = None if sigma_w is None else real("sigma_w", sigma_w, above=0)
    width = whole("width", width, least=10)
    if not wanted and process is None and drive is None:
        refuse("target", None, "at least one of process, alpha, tau, gamma and drive is needed")
    exponents = _choose(wanted, process, drive)
    if exponents.process == FREE:
        return _free(exponents, sigma_w, width, shape)
    return _trap(exponents, 2 - exponents.alpha, sigma_w, width, shape)


def _checked(alpha, tau, gamma):
    bounds = {"alpha": (alpha, 1), "tau": (tau, 1), "gamma": (gamma, 0)}
    return {name: real(name, value, above=low) for name, (value, low) in bounds.items() if value is not None}


def _choose(wanted, process, drive):
    """Exponents of the one class that fits, or the error that says why there is none, or not one."""
    trap = _trap_exponents(_nearest_drive(wanted) if drive is None else drive)
    known = [trap] if drive or not (wanted or process) else [trap, _free_exponents()]
    allowed = PROCESSES.get(process, (FREE, TRAP, DRIVEN))
    fits = [one for one in known if one.process in allowed and _distance(one, wanted) < TOLERANCE]
    if len(fits) == 1:
        return fits[0]
    words = ", ".join(f"{name} = {value}" for name, value in _given(wanted, process, drive))
    if fits:
        raise ValueError(f"{words}: fits 'free' and, at drive = {2 - trap.alpha:.4g}, 'trap'; the process is needed")
    nearest = min((trap, _free_exponents()), key=lambda one: (_distance(one, wanted), one.process not in allowed))
    raise NoDesign(_none_exists(words, nearest), nearest)


def _free_exponents():
    return avalanche_exponents((0, 0, 1, 0, 1))


def _trap_exponents(drive):
    return avalanche_exponents((0, drive, 1, 1, 0))


def _nearest_drive(wanted):
    """The drive 0 <= ĥ < 1 whose exponents 2 − ĥ and 3/2 − ĥ/2 come closest to those wanted (least squares)."""
    lines = {"alpha": (2.0, 1.0), "tau": (1.5, 0.5)}
    rows = [(start - wanted[name], slope) for name, (start, slope) in lines.items() if name in wanted]
    return max(0.0, sum(gap * slope for gap, slope in rows) / sum(slope**2 for _, slope in rows)) if rows else 0.0


def _distance(exponents, wanted):
    return max((abs(getattr(exponents, name) - value) for name, value in wanted.items()), default=0.0)


def _given(wanted, process, drive):
    named = {"process": process and repr(process), **wanted, "drive": drive}
    return [(name, value) for name, value in named.items() if value is not None]


def _none_exists(words, nearest):
    return (
        f"{words}: no such network. Free Brownian motion has (alpha, tau, gamma) = (3/2, 4/3, 3/2) and no drive,"
        " the log trap (2 - drive, 3/2 - drive/2, 2) with a drive from 0 to below 1 (0 unless given); nearest is"
        f" ({nearest.alpha:.4g}, {nearest.tau:.4g}, {nearest.gamma:.4g}), {nearest.process}"
    )


def _free(exponents, sigma_w, width, shape):
    unit = find_activation("tanh" if shape is None else shape)
    critical, sigma_b = critical_init(unit, width)
    stretch = 1.0 if sigma_w is None else critical / sigma_w
    rescaled = unit if sigma_w is None else _stretched(unit, stretch)
    # So weak a signal feels no saturation in N layers, not even the √K of a kink at zero.
    start = 1e-4 / (width * stretch) ** 2
    return Design(
        activation=rescaled,
        sigma_w=sigma_w or critical,
        sigma_b=sigma_b,
        width=width,
        K0=start,
        threshold=start,
        exponents=exponents,
        drive=0.0,
        longest=1 / _diffusion(unit, width),
        stable_for=critical_init(rescaled, width).stable_for,
    )


def _stretched(unit, stretch):
    """φ(ax), with its slope at zero a times that of φ."""
    factor = sp.nsimplify(stretch, rational=True)
    return Activation(f"{unit}({stretch:.4g} x)", unit.expression.subs(x, factor * x))


def _diffusion(unit, width):
    """D2 at criticality of an activation with φ(0) = 0, kinked or not: half the variance of the step of ln K."""
    second, fourth = (float(moment_series(unit, power)[power]) for power in (2, 4))
    return (fourth / second**2 - 1) / (2 * width)


def _trap(exponents, drive, sigma_w, width, shape):
    units = {None: parabola_unit, "parabola": parabola_unit, "binary": binary_unit}
    if not (shape is None or isinstance(shape, str)) or shape not in units:
        refuse("shape", shape, "'parabola' or 'binary' is needed: units of the log trap fire at random")
    scale = 1.0 if sigma_w is None else sigma_w / math.sqrt(2)
    # At unit scale, where the series expansion is done once; K and with it D1 grow as s², and u falls.
    _, _, u, D1, D2 = couplings(units[shape](), math.sqrt(2), 0.0, width)
    sigma_w, sigma_b = math.sqrt(2) if sigma_w is None else sigma_w, scale * math.sqrt(drive * D1)
    return Design(
        activation=units[shape](scale),
        sigma_w=sigma_w,
        sigma_b=sigma_b,
        width=width,
        K0=sigma_w**2 / width + sigma_b**2,
        threshold=sigma_b**2,
        exponents=exponents,
        drive=drive,
        longest=min(1 / math.sqrt(u * D1) if u > 0 else math.inf, 1 / abs(D2)),
    )
