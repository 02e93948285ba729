"""Letters are read off formulas as a reader sees them."""

import pytest

from letters import letters

CASES = {
    r"\sigma_w^2\,\mathbb E\varphi(\sqrt K z)^2": r"\sigma_w \mathbb{E} \varphi K z",
    r"dK = A\,dl+\sqrt{2D}\,dW": "K A l D W",
    r"\frac{d}{dl}\ln\rho^*": r"l \rho^*",
    r"\frac{d}{d h} \langle K\rangle": "h K",
    r"\hat{h}=\hat h": r"\hat{h} \hat{h}",
    r"v_\text{common}+v_{\text{local}}": r"v_{\text{common}} v_{\text{local}}",
    r"x_\min=x_\mathrm{min}": r"x_{\text{min}} x_{\text{min}}",
    r"\nu_\parallel=\nu_{\parallel}": r"\nu_{\parallel} \nu_{\parallel}",
    r"\sum_{k=1}^N x_k k": "N x_k",
    r"C_k k": "C_k",
    r"k C": "k C",
    r"\mathrm K_{\hat h}(\zeta)": r"\hat{h} \zeta",
    r"F^{(k)}(c)=\varphi^{(k)}": r"F c \varphi",
    r"e^{-x^2/2K}+e": "x K e",
    r"d\rho^\theta + d": r"\rho \theta d",
    r"{\chi_1'} + \chi_1''": r"\chi_1 \chi_1",
    r"O(N) + O\left(N\right) + O": "N N O",
    r"\Gamma(x) + \Gamma\left(x\right) + \Gamma \partial_y": r"x x \Gamma y",
    r"\operatorname{var} q \sim \mathcal N(0,1)": "q",
    r"P_\mathrm{alive}(t;L)": r"P_{\text{alive}} t L",
    r"\bar wm": r"\bar{w} m",
    r"2\pi i": "",
    "": "",
}


@pytest.mark.parametrize("latex", CASES)
def test_letters_of(latex):
    assert " ".join(map(str, letters(latex))) == CASES[latex]


@pytest.mark.parametrize(
    "latex, pattern",
    [
        ("a_i", "a_*"),
        ("a_{12}", "a_*"),
        ("W_{ij}", "W_{**}"),
        (r"b_{\mu,i}", "b_{*,*}"),
        (r"x_\min", r"x_{\text{min}}"),
        (r"\nu_\parallel", r"\nu_{\parallel}"),
    ],
)
def test_counters_are_one_declaration(latex, pattern):
    assert str(letters(latex)[0].pattern) == pattern


@pytest.mark.parametrize(
    "latex, bare",
    [
        (r"\sigma_{w,c}", r"\sigma_w"),
        ("K_{l+1}", "K"),
        ("K_0", "K"),
        (r"\rho_\infty", r"\rho"),
        (r"K_\text{start}", "K"),
        ("h_b", "h_b"),
        (r"\xi_\perp", r"\xi_{\perp}"),
    ],
)
def test_indices_that_say_nothing_new(latex, bare):
    assert str(letters(latex)[0].bare) == bare
