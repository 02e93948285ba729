"""Results show themselves on a page as letters and values."""

import math

import pytest
import sympy as sp

import crit
from crit.theory import StaticExponents, critical_magnet
from crit.theory.networks import general_couplings
from crit.theory.networks.finite_width import growth
from crit.theory.results import equations, row, typeset
from crit.theory.symbols import K, h, r

x = sp.Symbol("x")


def test_a_row():
    assert row({"K": 0.25, r"\alpha": sp.Rational(3, 2)}) == (
        r"$$\begin{array}{cc}K & \alpha \\ \hline 0.25 & \frac{3}{2}\end{array}$$"
    )


@pytest.mark.parametrize(
    "value, shown",
    [
        (0.1 + 0.2, "0.3"),
        (1e-12, "10^{-12}"),
        (2, "2"),
        (None, r"\text{–}"),
        ("a walk", r"\text{a walk}"),
        (True, r"\text{yes}"),
        (math.inf, r"\infty"),
        (math.nan, r"\text{–}"),
    ],
)
def test_cells(value, shown):
    assert row({"K": value}) == rf"$$\begin{{array}}{{c}}K \\ \hline {shown}\end{{array}}$$"


def test_equations():
    assert equations({"A": h + r * K, "B": 2}) == r"$$\begin{aligned}A &= h + r K \\ B &= 2\end{aligned}$$"


def test_formulas_become_equations_and_numbers_a_row():
    assert typeset({"A": x, "B": 1}) == equations({"A": x, "B": 1})
    assert typeset({"A": 1.0, "B": sp.Rational(1, 2)}) == row({"A": 1.0, "B": sp.Rational(1, 2)})


SHOWN = {
    "couplings": (crit.couplings("tanh", 1.0, 0.05, 100), "r & h & u & D_1 & D_2", r"0 & 0.0025 & 2 & 0 & 0.01"),
    "critical point": (crit.critical_point("tanh", 0.3), r"\sigma_w & K^* & \kappa", "1.39558"),
    "critical initialisation": (crit.critical_init("tanh", 64), r"\sigma_w & \sigma_b", "1.00788 & 0"),
    "depth scales": (crit.depth_scales("tanh", 1.2, 0.3), r"\xi\text{ of }K", "&"),
    "fixed points": (crit.fixed_points("tanh", 1.5, 0.3)[0], r"K^* & \chi_K & \chi_1", r"\text{yes}"),
    "statics": (StaticExponents(sp.Rational(1, 2), None, 1, 3, None), r"\beta & \gamma", r"\frac{1}{2} & \text{–} & 1"),
    "magnet": (critical_magnet("tanh", 1.0, 0.1, 100), r"\bar w & K^* & u & D", "1.0727"),
    "avalanches": (
        crit.avalanche_exponents(crit.couplings("tanh", 1.0, 0.0, 100)),
        r"\alpha & \tau & \gamma",
        r"1.5 & 1.33333 & 1.5 & \text{absorbed free Brownian motion}",
    ),
    "growth": (growth(), r"\begin{aligned}\Lambda &=", "v &="),
    "general couplings": (general_couplings(), r"\begin{aligned}r &=", r"D_2 &= \frac{"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_result_shows_letters_and_values(name):
    result, letters, values = SHOWN[name]
    latex = result._repr_latex_()
    assert letters in latex
    assert values in latex
