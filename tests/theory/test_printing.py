"""Formulas are printed as a person would write them, and mean what they meant."""

import builtins
import random
import re
from types import SimpleNamespace

import pytest
import sympy as sp
from sympy.parsing.sympy_parser import implicit_multiplication_application, parse_expr, standard_transformations

from crit.theory import avalanches, landau, networks
from crit.theory.networks import Couplings
from crit.theory.networks.finite_width import growth
from crit.theory.networks.mean_weights import general_signed_couplings
from crit.theory.printing import Printer, latex, typeset_in_notebooks
from crit.theory.symbols import (
    D1,
    D2,
    D,
    K,
    N,
    T,
    chi_K,
    h,
    h_bar,
    h_hat,
    kappa,
    l,
    q,
    r,
    rho,
    sigma_b,
    t,
    u,
    x,
)

half, third = sp.Rational(1, 2), sp.Rational(1, 3)
C, alpha = sp.symbols("C alpha", positive=True)

WRITTEN = {
    # the order of terms and factors
    h + r * K - u * K**2: "h + r K - u K^{2}",
    u * K**3 / 3 - r * K**2 / 2 - h * K: r"- h K - \frac{r K^{2}}{2} + \frac{u K^{3}}{3}",
    chi_K - 1: r"\chi_{K} - 1",
    1 - x**2: "1 - x^{2}",
    sp.pi - 2: r"\pi - 2",
    r - D2 - u * K: "r - D_{2} - u K",
    C + kappa * l + (kappa - 1 / kappa) * sp.log(l): r"C + \kappa l + \left(\kappa - \frac{1}{\kappa}\right) \ln l",
    K + 9 * K**2 - K ** (3 * half) + sp.O(K ** (5 * half)): "K - K^{3/2} + 9 K^{2} + O(K^{5/2})",
    -2 * K * N - 2 * sp.log(K) - N * sigma_b**2 / K: r"- \frac{N \sigma_{b}^{2}}{K} - 2 N K - 2 \ln K",
    2 * sp.exp(-K) * sp.Function("f")(q) * (1 + u) * K: "2 K (1 + u) f(q) e^{- K}",
    # minus signs in brackets
    -(K**2) * (8 * K - 1) / N: r"\frac{K^{2} (1 - 8 K)}{N}",
    -D * t * (T - t) * (h_hat - 2) / T: r"\frac{D t (2 - \hat{h}) (T - t)}{T}",
    -(h_bar**2) * chi_K / (chi_K - 1): r"\frac{\bar{h}^{2} \chi_{K}}{1 - \chi_{K}}",
    sp.factor(avalanches.size_rate().subs(h_hat, 0)): (
        r"\frac{2 (2 + \zeta^{2} - B \zeta - B^{2} \zeta^{2})}{3 \zeta^{2}}"
    ),
    -K * (u + 1): "- K (1 + u)",
    # roots and fractions
    1 / sp.sqrt(2 * sp.pi): r"\frac{1}{\sqrt{2 \pi}}",
    sp.sqrt(2) / 2: r"\frac{1}{\sqrt{2}}",
    sp.sqrt(2) / sp.sqrt(sp.pi - 2): r"\sqrt{\frac{2}{\pi - 2}}",
    4 * sp.sqrt(D) * sp.sqrt(t) * sp.sqrt(T - t) / sp.sqrt(sp.pi * T): r"4 \sqrt{\frac{D t (T - t)}{\pi T}}",
    sp.sqrt(2 * rho) / (2 * K): r"\frac{\sqrt{\rho}}{\sqrt{2} K}",
    q * sp.exp(-(q**2) / (4 * D * T)) / (2 * sp.sqrt(sp.pi * D) * T ** (3 * half)): (
        r"\frac{q e^{- q^{2}/(4 D T)}}{2 \sqrt{\pi D} T^{3/2}}"
    ),
    D * T**2 * (2 - h_hat) / 6: r"\frac{1}{6} D T^{2} (2 - \hat{h})",
    (alpha + 1) / 2: r"\frac{1}{2} + \frac{\alpha}{2}",
    sp.factor(alpha / 2 + half): r"\frac{1 + \alpha}{2}",
    2 * sp.Integer(3) ** (2 * third) * K: r"2 \cdot 3^{2/3} K",
    -half: r"- \frac{1}{2}",
    # functions
    sp.log(K + 1): r"\ln(1 + K)",
    sp.log(K) ** 2: r"\ln^{2} K",
    sp.log(sp.pi / 2): r"\ln\left(\frac{\pi}{2}\right)",
    sp.asin(sp.sqrt(K)): r"\arcsin{(\sqrt{K} )}",
    sp.besselk(h_hat, 2 * K): r"\mathrm K_{\hat{h}}(2 K)",
    sp.besselk(r / D2, K) ** 2: r"\mathrm K^{2}_{r/D_{2}}(K)",
    sp.besseli(1, K): r"\mathrm I_{1}(K)",
    sp.airyai(K): r"\operatorname{Ai}(K)",
    sp.gamma(1 - h_hat): r"\Gamma(1 - \hat{h})",
    sp.Function("f")(q): "f(q)",
    sp.Function("f")(q) ** 2: "f^{2}(q)",
    # decimal numbers
    sp.Float(1e-5) * K: "10^{-5} K",
    sp.Float(-2.5e12): r"-2.5\times10^{12}",
    sp.Float(0.6447001851234): "0.6447",
    # equations, matrices
    sp.Eq(D1, 2 * K): "D_{1} = 2 K",
    sp.ImmutableMatrix([[K, 0]]): r"\left[\begin{matrix}K & 0\end{matrix}\right]",
}
NAMES = {
    "D_1'": "D_{1}'",
    "(uD_1)'": "(uD_1)'",
    r"\langle S_0\rangle": r"\langle S_0\rangle",
    "mean/spread": r"\text{mean/spread}",
    "rate": r"\mathrm{rate}",
    "varsigma_bound": r"\varsigma_{\mathrm{bound}}",
    r"\varsigma_{bound}": r"\varsigma_\mathrm{bound}",
    "sigma_w": r"\sigma_{w}",
    "sigma_w_c": r"\sigma_{w,c}",
    "C1": "C_{1}",
    "V_KS": "V_{KS}",
    "w_bar": r"w_{\mathrm{bar}}",
    "wbar": r"\bar{w}",
    "Theta": r"\Theta",
    "varepsilon": r"\varepsilon",
}


@pytest.mark.parametrize("expression", WRITTEN, ids=str)
def test_as_written(expression):
    assert latex(expression) == WRITTEN[expression]


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    assert latex(sp.Symbol(name)) == NAMES[name]


def formulas():
    """Formulas that the chapters show."""
    drift, noise = landau.drift_and_noise((r, h, u, D1, D2))
    walks = avalanches.FREE_WALK, avalanches.TRAPPED_WALK
    yield from networks.general_couplings()
    yield from general_signed_couplings()
    yield from growth()
    yield from (networks.flip_probability(), networks.flip_correlation(), networks.flip_branching_point())
    yield from (networks.singular_term(k) for k in range(3))
    yield from (networks.distance_series(3), networks.pair_density())
    yield from (walk.first_passage for walk in walks)
    yield from (shape(walk) for walk in walks for shape in (avalanches.mean_shape, avalanches.mean_size))
    yield from (drift, noise, landau.log_density(drift, noise), landau.potential(drift, K))
    yield from (landau.stationary_mean(Couplings(r, h, u, 0, D2)), avalanches.excursion_rate(), avalanches.size_rate())
    yield from (
        formula
        for formula in WRITTEN
        if isinstance(formula, sp.Expr) and not formula.has(sp.Order, sp.Float) and not formula.is_Matrix
    )


class Numbered(Printer):
    """The printer, with v0, v1, … for the symbols, so that what it writes can be read back."""

    def __init__(self, made):
        super().__init__()
        self.numbers = {symbol: f" v{place} " for place, symbol in enumerate(made)}

    def _print_Symbol(self, expr, style="plain"):
        return self.numbers[expr]


WORDS = {
    r"\Gamma": "gamma",
    r"\ln": "log",
    r"\arcsin": "asin",
    r"\operatorname{Ai}": "airyai",
    r"\cdot": " ",
    r"\pi": "pi",
}
WORDS |= {r"\left": "", r"\right": "", r"\sin": "sin"}


def group(text, place):
    """Return what stands in the braces or brackets that open at a place, and the place behind them."""
    depth, start, opening = 0, place, text[place]
    closing = {"{": "}", "[": "]", "(": ")"}[opening]
    while True:
        depth += (text[place] == opening) - (text[place] == closing)
        place += 1
        if not depth:
            return text[start + 1 : place - 1], place


def meant(text):
    """Read LaTeX as the Python of sympy, from the left to the right."""
    out, place = "", 0
    while place < len(text):
        if text.startswith(r"\frac", place):
            above, place = group(text, place + 5)
            below, place = group(text, place)
            out += f" (({meant(above)})/({meant(below)})) "
        elif text.startswith(r"\sqrt", place):
            index, place = group(text, place + 5) if text[place + 5] == "[" else ("2", place + 5)
            inside, place = group(text, place)
            out += f" (({meant(inside)})**Rational(1,{index})) "
        elif bessel := re.compile(r"\\mathrm ([KI])(?:\^\{(\d)\})?_").match(text, place):
            order, place = group(text, bessel.end())
            argument, place = group(text, place + 5 * text.startswith(r"\left", place))
            argument = argument.removesuffix(r"\right")
            out += f" (bessel{bessel[1].lower()}({meant(order)}, {meant(argument)})**{bessel[2] or 1}) "
        elif power := re.compile(r"(sin|ln|f)\^\{(\d)\}\{?").match(text, place + (text[place] == "\\")):
            argument, place = group(text, text.index("(", power.end()))
            argument, place = argument.removesuffix(r"\right"), place + text[place : place + 1].count("}")
            out += f" ({power[1].replace('ln', 'log')}({meant(argument)})**{power[2]}) "
        elif text.startswith("^{", place):
            power, place = group(text, place + 1)
            out += f"**({meant(power)})"
        elif word := next((word for word in WORDS if text.startswith(word, place)), None):
            out, place = out + f" {WORDS[word]} ", place + len(word)
        else:
            out, place = out + {"{": "(", "}": ")", "e": " E "}.get(text[place], text[place]), place + 1
    return out


RULES = *standard_transformations, implicit_multiplication_application


@pytest.mark.parametrize("formula", list(formulas()), ids=lambda f: str(f)[:60])
def test_a_printed_formula_means_the_same(formula):
    formula, rng = formula.subs(sp.log(K) ** 2, K), random.Random(1)
    made = sorted(formula.free_symbols, key=str)
    values = [sp.Rational(rng.randint(10, 90), 100) for _ in made]
    names = {f"v{place}": value for place, value in enumerate(values)} | {"f": sp.cos}
    again = parse_expr(meant(Numbered(made).doprint(formula)), names, transformations=RULES)
    ours = formula.subs(dict(zip(made, values))).replace(sp.Function("f"), sp.cos)
    assert abs(complex(sp.N(ours - again))) < 1e-9 * max(1, abs(complex(sp.N(ours))))


def test_notebooks_typeset_by_it(monkeypatch):
    printers = {}
    formatter = SimpleNamespace(for_type=printers.__setitem__)
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/latex": formatter}))
    monkeypatch.setattr(builtins, "get_ipython", lambda: shell, raising=False)
    typeset_in_notebooks()
    (kind, printer), *_ = printers.items()
    assert isinstance(sp.log(K), kind)
    assert isinstance(sp.Matrix([[K]]), kind)
    assert printer(sp.log(K)) == r"$\displaystyle \ln K$"


def test_without_a_notebook_nothing_happens(monkeypatch):
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)
    typeset_in_notebooks()
    monkeypatch.delattr(builtins, "get_ipython")
    typeset_in_notebooks()


@pytest.mark.parametrize("expression", ["K", 1, None])
def test_what_is_no_formula(expression):
    with pytest.raises(ValueError, match="^expression = "):
        latex(expression)
