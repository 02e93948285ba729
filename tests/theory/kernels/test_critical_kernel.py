"""The window of κρl: limits, and the recursion that knows nothing of the expansion."""

import pytest
import sympy as sp

import crit
from crit.theory.kernels import critical_condition, critical_distance, critical_overlap, tangent_kernel
from crit.theory.symbols import kappa, l, n, rho

SIZE = sp.Symbol("size", positive=True)
"""κρl."""


def in_one_product(formula):
    return sp.simplify(formula.subs(l, SIZE / (kappa * rho)))


def test_distance_solves_its_equation():
    found = critical_distance()
    assert sp.simplify(sp.diff(found, l) + kappa * found**2) == 0 and found.subs(l, 0) == rho


def test_overlap_solves_its_equation():
    share = critical_overlap()
    # With Θ(x, x) = K l the pair obeys d(l q)/dl = 1 − 2κρ_l l q.
    rest = sp.diff(l * share, l) - 1 + 2 * kappa * critical_distance() * l * share
    assert sp.simplify(rest) == 0


def test_everything_depends_on_one_product():
    for formula in (critical_overlap(), critical_condition()):
        assert in_one_product(formula).free_symbols <= {SIZE, n}


def test_both_ends_of_the_window():
    share, condition = in_one_product(critical_overlap()), in_one_product(critical_condition())
    assert sp.limit(share, SIZE, 0) == 1 and sp.limit(share, SIZE, sp.oo) == sp.Rational(1, 3)
    assert sp.limit(condition * SIZE, SIZE, 0) == n
    assert sp.expand(sp.limit(condition, SIZE, sp.oo)) == 1 + n / 2
    # What is left of the input falls as 1/3κρl.
    assert sp.limit((share - sp.Rational(1, 3)) * SIZE, SIZE, sp.oo) == sp.Rational(1, 3)


@pytest.mark.parametrize("name", ["tanh", "erf", "x*exp(-x**2)"])
def test_the_recursion_approaches_it(name):
    point = crit.critical_point(name, 0.3)
    K0 = (point.K - 0.09) / point.sigma_w**2
    defects = []
    for depth in (100, 400):
        found = tangent_kernel(name, point.sigma_w, 0.3, depth, rho0=1 / depth, K0=K0)
        expected = float(critical_overlap().subs({kappa: point.kappa, rho: found.rho[0], l: depth}))
        defects.append(abs(found.pair[-1] / found.own[-1] - expected))
    # What the expansion leaves out is of the order of ρ and 1/l.
    assert defects[1] < 0.01 and defects[0] / defects[1] == pytest.approx(4, rel=0.3)
