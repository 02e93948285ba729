r"""Every symbol of the book, once: the sympy object, its letter, its meaning, its subject.

The notation page is made from it, and a check refuses a chapter whose letters are not here. A Python name is the
printed one: ``D1`` prints :math:`D_1`, ``w_bar`` :math:`\bar w`, ``phi_n`` :math:`\varphi_n`. Letters without a subject
mean one thing in the whole book. Some that the literature fixes twice (:math:`\gamma` of a response and of avalanches,
:math:`z` of a normal number and of spreading) belong to a subject instead, and a chapter names the subjects it speaks
of: no letter may then have two senses. Where that did not do, one of two got another letter: a pre-activation is aᵢ (h
is a field), the drive of avalanches ĥ (c is a correlation), a threshold Θ (θ is an exponent), the response field K̃ (p
is a probability), the mean number of active sites n (N is the width), and channels are counted by greek indices. What
stands for a random number or an index has a letter, but no symbol.
"""

from typing import NamedTuple

import sympy as sp

from ..checks import whole


class Entry(NamedTuple):
    """A line of the notation page.

    Attributes
    ----------
    letter : str
        LaTeX, without dollars; several that are declared together are separated by commas.
    meaning : str
        Markdown.
    library : str
        Names by which the library calls it, in Markdown; empty if it has none.
    name : str or None
        Name of the symbol in this module, None for a letter that is no symbol.
    subject : str
        What must be spoken of for the letter to mean this; empty: it does everywhere.
    """

    letter: str
    meaning: str
    library: str
    name: str | None
    subject: str


NOTATION: dict[str, list] = {}
"""Part of the page → its entries, in reading order."""


class _Part(list):
    """The entries of one part of the page, filled in the order of this file."""

    def __init__(self, title, subject=""):
        NOTATION[title], self.subject = self, subject

    def symbol(self, name, meaning, library="", *, printed=None, subject=None, **assumptions):
        made = sp.Symbol(printed or name, **assumptions)
        self.letter(sp.latex(made), meaning, library, name, subject=subject)
        return made

    def letter(self, latex, meaning, library="", name=None, *, subject=None):
        self.append(Entry(latex, meaning, library, name, self.subject if subject is None else subject))


_part = _Part("The network")
N = _part.symbol("N", "units in a layer", "`width`", positive=True)
l = _part.symbol("l", "layer; one layer is one unit of time", "`depth` counts them", positive=True)
_part.letter("W_{ij}", r"weights, normal with variance $\sigma_w^2/N$")
_part.letter("b_i", r"biases, normal with variance $\sigma_b^2$")
sigma_w = _part.symbol("sigma_w", "scale of the weights", "`sigma_w`", positive=True)
sigma_b = _part.symbol("sigma_b", "scale of the biases", "`sigma_b`", nonnegative=True)
_part.letter("a_i", "pre-activation of unit $i$")
_part.letter("x_i", r"its activity $\varphi(a_i)$")
_part.letter(r"\varphi", "activation function", "`activation`")
phi_n = tuple(sp.symbols("varphi_0:5", real=True))
"""Derivatives φ⁽ⁿ⁾(0), n = 0 … 4."""
_part.letter(
    r"\varphi_n",
    r"derivative $\varphi^{(n)}(0)$; Taylor coefficients are $\varphi_n/n!$",
    "`Activation.taylor`",
    "phi_n",
)
_part.letter(r"\mathbb E", "average, over a standard normal number $z$ if nothing else is said", "`Activation.mean`")
_part.letter("P", "probability, or its density")
_part.letter(r"\psi", "digamma function")
t = _part.symbol("t", "time since something began; in percolation one step is a unit", positive=True)

_part = _Part("Units", "units")
x = _part.symbol("x", r"input of $\varphi$ in a formula", real=True)
Delta = _part.symbol("Delta", r"height of a jump of $\varphi$ or of a derivative", real=True)
x_0 = _part.symbol("x_0", "place of that jump", real=True)
_part.letter("z,z_i", "standard normal number")

_part = _Part("Signals")
K = _part.symbol(
    "K", "variance of the pre-activations of a layer, given the layer before", "`K`, `variance_paths`", positive=True
)
_part.letter("K^*", "its stable fixed point at infinite width", "`fixed_point`")
c = _part.symbol("c", "correlation of the pre-activations of two inputs", "`fixed_distance`", real=True)
rho = _part.symbol(
    "rho",
    "order parameter of an absorbing transition: distance $1-c$ of two inputs, density of active sites in percolation",
    "`rho`, `replica_paths`",
    positive=True,
)
_part.letter(r"\rho_\infty,\rho^*", r"$\rho$ at infinite width; $\rho$ once it has settled")
chi_1 = _part.symbol("chi_1", r"factor by which one layer multiplies a small $\rho$", "`chi_1`", positive=True)
chi_K = _part.symbol(
    "chi_K",
    "factor by which one layer multiplies a small deviation of $K$ from a fixed point",
    "`FixedPoint.slope`",
    real=True,
)
_part.letter(
    r"\lambda",
    r"Lyapunov exponent, mean growth of $\ln\rho$ of a small distance in a layer; that of the difference itself is "
    r"$\lambda/2$",
    r"`lyapunov`; `local_lyapunov` measures $\lambda/2$",
)
_part.letter(r"\xi", "layers over which a signal forgets its start", "`depth_scales`")

_part = _Part("Pairs of inputs", "pairs")
a_1 = _part.symbol("a_1", "pre-activation of a unit for the first of two inputs", real=True)
a_2 = _part.symbol("a_2", "the same for the second input", real=True)
_part.letter("F", r"correlation $F(c)=\mathbb E\,\varphi(a_1)\varphi(a_2)$ of what they become")
chi_1_prime = _part.symbol("chi_1_prime", r"derivative of $\chi_1$ by $K$", printed=r"{\chi_1'}", real=True)
chi_1_second = _part.symbol("chi_1_second", r"second derivative of $\chi_1$ by $K$", printed=r"{\chi_1''}", real=True)
chi_K_prime = _part.symbol("chi_K_prime", r"derivative of $\chi_K$ by $K$", printed=r"{\chi_K'}", real=True)
chi_z = _part.symbol("chi_z", r"$\sigma_w^2\,\mathbb E\,\varphi'^2z^2$", real=True)
kappa = _part.symbol(
    "kappa", r"coefficient of $-\rho^2$ at the edge of chaos", "`critical_point`", real=True, subject=""
)
kappa_3 = _part.symbol("kappa_3", r"coefficient of $\rho^3$ there", "`distance_coefficients`", real=True)
_part.letter("g", r"coefficient of $-\rho^{3/2}$ there, for an activation with kinks", "`kink_amplitude`")
_part.letter(r"\hat l", r"effective depth, $1/\kappa\rho$ at infinite width", "`distance_path`")
_part.letter("S", "variance of the difference of two pre-activations that the first does not explain")
V_K = _part.symbol("V_K", "$N$ times the variance that a layer adds to $K$", real=True, subject="")
V_S = _part.symbol("V_S", "the same for $S$, relative to $S$", real=True)
V_KS = _part.symbol("V_KS", "$N$ times the covariance of the two", real=True)
V_t = _part.symbol("V_t", "$N$ times the variance of the tilt of the difference towards the signal", real=True)
_part.letter("v", r"$N$ times the variance of the growth of $\ln\rho$ in a layer", "`finite_width`")
_part.letter(r"\mu", "growth of the mean distance, in units of $v/N$ a layer", "`mu`")

_part = _Part("The stochastic theory")
r = _part.symbol("r", "distance from the critical point", "`Couplings.r`", real=True)
h = _part.symbol("h", "field that feeds the signal", "`Couplings.h`", positive=True)
u = _part.symbol(
    "u",
    "saturation; a unit of $K$ takes its size to 1, its sign is the order of the transition",
    "`Couplings.u`",
    positive=True,
)
D1 = _part.symbol("D1", "demographic noise, of a signal made of quanta", "`Couplings.D1`", printed="D_1", positive=True)
D2 = _part.symbol("D2", "multiplicative noise, a random percentage", "`Couplings.D2`", printed="D_2", positive=True)
D = _part.symbol("D", "noise strength, a function of the signal or a constant", positive=True)
_part.letter("A", "drift, a function of the signal", subject="drift")
_part.letter("W", "Wiener process; $dW$ is its increment in a layer")
K_tilde = _part.symbol("K_tilde", "response field of $K$", "`response_hamiltonian`", printed=r"\tilde{K}")

_part = _Part("Statics", "statics")
_part.letter("F", "potential, minus the integral of the drift", "`potential`")
_part.letter(
    r"\beta,\delta", r"order parameter $\sim r^\beta$ without field, $\sim h^{1/\delta}$ at $r=0$", "`static_exponents`"
)
_part.letter(r"\gamma", r"response to a weak field $\sim\lvert r\rvert^{-\gamma}$", "`static_exponents`")
m = _part.symbol("m", "mean activity, the signed order parameter", "`signed_paths`", real=True)
w_bar = _part.symbol("w_bar", "mean of the weights, times $N$", "`mean_w`", printed=r"\bar{w}", positive=True)
b_bar = _part.symbol("b_bar", "mean of the biases", "`mean_b`", printed=r"\bar{b}", real=True)
h_bar = _part.symbol("h_bar", r"mean of the pre-activations, $\bar wm+\bar b$", printed=r"\bar{h}", real=True)
delta_K = _part.symbol(
    "delta_K", "what the variance has above its fixed point at $m=0$", printed=r"{\delta K}", real=True
)
E_phi_1 = _part.symbol("E_phi_1", r"mean of $\varphi'$", printed=r"\mathbb{E}\varphi^{(1)}", real=True)
E_phi_3 = _part.symbol("E_phi_3", r"mean of $\varphi'''$", printed=r"\mathbb{E}\varphi^{(3)}", real=True)
E_phi_squared = _part.symbol(
    "E_phi_squared", r"mean of $\varphi^2$", printed=r"\mathbb{E}\varphi^2", subject="", positive=True
)

_part = _Part("Avalanches", "avalanches")
q = _part.symbol("q", "height of a walk: $K$ itself, or its logarithm above a threshold", positive=True)
T = _part.symbol("T", "duration of an avalanche in layers", "`duration`", positive=True)
S = _part.symbol("S", "size of an avalanche, its area above the threshold", "`size`", positive=True)
_part.letter(
    r"\alpha,\tau,\gamma",
    r"$P(T)\sim T^{-\alpha}$, $P(S)\sim S^{-\tau}$, $\langle S\rangle(T)\sim T^\gamma$",
    "`avalanche_exponents`",
)
h_hat = _part.symbol("h_hat", "drive $h/D_1$", "`drive`", printed=r"\hat{h}", positive=True)
Theta = _part.symbol("Theta", "threshold", "`threshold`", positive=True)
s = _part.symbol("s", "variable of a Laplace transform", positive=True)
Lambda = _part.symbol(
    "Lambda", "rate at which a driven signal comes back to $K^*$", "`pull`", positive=True, subject="pull"
)
zeta = _part.symbol("zeta", r"argument $2\sqrt{s\Theta/D_1}$ of Bessel functions", positive=True, subject="thresholds")
B = _part.symbol(
    "B",
    r"ratio $\mathrm K_{\hat h}(\zeta)/\mathrm K_{1-\hat h}(\zeta)$ of Bessel functions",
    positive=True,
    subject="thresholds",
)
_part.letter(r"\omega", "frequency of the comb", "`Comb.omega`", subject="combs")

_part = _Part("Residual networks", "residual")
eta = _part.symbol("eta", "what a block multiplies its stream by", "`Block.skip`", nonnegative=True)
epsilon = _part.symbol("epsilon", "what a block multiplies its branch by", "`Block.step`", positive=True)
v_branch = _part.symbol("v_branch", "variance that a branch adds to each unit", printed="v", positive=True)
_part.letter("f", "the branch of a block")

_part = _Part("Absorbing transitions", "absorbing")
_part.letter(r"\varepsilon", "distance from the threshold")
beta = _part.symbol("beta", r"$\rho_\infty\sim\varepsilon^\beta$", "`known`", real=True)
delta = _part.symbol("delta", r"$\rho,P_s\sim t^{-\delta}$", "`known`", real=True)
nu_parallel = _part.symbol(
    "nu_parallel", "exponent of the correlation time", "`known`", printed=r"\nu_\parallel", real=True
)
_part.letter(r"\xi_\parallel", r"correlation time, $\sim\lvert\varepsilon\rvert^{-\nu_\parallel}$")

_part = _Part("Spreading in space", "spreading")
p = _part.symbol("p", "probability of an open bond or site, with threshold $p_c$", "`p`, `known`", positive=True)
_part.letter("p_c", "threshold of percolation", "`known`")
_part.letter("n", "mean number of active sites from a single one", "`number`")
_part.letter("R^2", "their mean squared distance from it", "`spread`")
_part.letter("P_s", "chance that one active site still has descendants", "`survival`")
_part.letter("L", "sites of a lattice in one direction", "`size`")
theta = _part.symbol("theta", r"$n\sim t^\theta$", "`known`", real=True)
z = _part.symbol("z", r"$R^2\sim t^{2/z}$", "`known`", real=True)
nu_perp = _part.symbol("nu_perp", "exponent of the correlation length", "`known`", printed=r"\nu_\perp", real=True)
_part.letter(r"\xi_\perp", r"correlation length, $\sim\lvert\varepsilon\rvert^{-\nu_\perp}$")
d = _part.symbol("d", "dimensions of space", "`dimension`", real=True)
y = _part.symbol("y", "position", real=True)
Gamma = _part.symbol("Gamma", "diffusion: strength with which neighbouring positions are coupled", positive=True)
_part.letter(r"\eta", "white noise")

_part = _Part("Convolutional networks", "convolution")
_part.letter("C", "channels of a position; a channel has a greek index", "`channels`")
_part.letter("k", "positions of a window", "`kernel`")
M = _part.symbol("M", "entries that a unit reads, $kC$", "`entries`", positive=True)
J = _part.symbol("J", "how many of them differ between two inputs", positive=True)
varsigma = _part.symbol("varsigma", r"ratio $\sigma_b/\sigma_w$ in sign networks", "`ratio`", nonnegative=True)
_part.letter(r"\varrho", "local distance of two inputs at a position")
_part.letter(
    r"v_\text{common},v_\text{local}",
    "variance between networks that all positions share, and the part that falls as 1/size",
    "`variance_floor`",
)

_part = _Part("Training", "training")
_part.letter(
    r"\Theta", r"tangent kernel $\sum\partial f(x)/\partial\theta\,\partial f(x')/\partial\theta$", "`tangent_kernel`"
)
_part.letter("L", "hidden layers", "`depth`")
_part.letter(r"\eta", "learning rate", "`rate`")
n = _part.symbol("n", "number of inputs", positive=True)

_part = _Part("Measurement")
_part.letter(r"\pm", "one standard error", "`error`")
_part.letter("z", "measured − expected, in units of the standard error", "`Claim.z`", subject="tests")
_part.letter("p", "probability, under the hypothesis tested, of data at least as extreme", subject="tests")
_part.letter("n", "number of data", "`n`", subject="samples")
_part.letter(r"x,x_{\min}", "a datum; the lower end of the window of a fit", "`xmin`", subject="samples")
_part.letter(r"\alpha", r"exponent of a power law $x^{-\alpha}$", "`PowerLaw.alpha`", subject="samples")
_part.letter("Q", "quality of a collapse, 1 where curves lie apart by their errors", "`Quality`", subject="collapse")
_part.letter("a,b", r"exponents of a collapse", "`collapse`", subject="collapse")


def mean_square(k):
    """Symbol that stands for E φ⁽ᵏ⁾(√K z)².

    Parameters
    ----------
    k : int
        Order of the derivative, >= 0.

    Returns
    -------
    sympy.Symbol

    Raises
    ------
    ValueError
        If k is no such number.
    """
    return sp.Symbol(rf"\mathbb{{E}}\,{{\varphi^{{({whole('k', k, least=0)})}}}}^2", nonnegative=True)
