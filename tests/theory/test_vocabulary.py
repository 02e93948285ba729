"""Sympy's words: what they mean here, and what is refused by name."""

import numpy as np
import pytest
import sympy as sp
from scipy import special

import crit
from crit.theory.distance import jumps

y = sp.Symbol("y")
H = np.linspace(-6, 6, 240)


@pytest.mark.parametrize("expression, reference", [
    (sp.sinc(y), lambda h: np.sinc(h / np.pi)), (sp.sech(y), lambda h: 1 / np.cosh(h)),
    (y * sp.coth(y), lambda h: h / np.tanh(h)), (sp.Heaviside(y - 1), lambda h: h > 1),
    (sp.Heaviside(y - 1) * y, lambda h: np.where(h > 1, h, 0)), (sp.sign(y) * sp.tanh(y), lambda h: np.abs(np.tanh(h))),
    (sp.Max(y, 0, -y / 2), lambda h: np.maximum(h, -h / 2)), (sp.Min(y, 1), lambda h: np.minimum(h, 1)),
    (sp.Piecewise((sp.sin(y) / y, sp.Ne(y, 0)), (1, True)), lambda h: np.sinc(h / np.pi)),
    (sp.Derivative(sp.tanh(y), y), lambda h: 1 / np.cosh(h) ** 2), (sp.sqrt(sp.Abs(y)), lambda h: np.sqrt(np.abs(h))),
    (sp.cbrt(sp.Abs(y)) * sp.sign(y), np.cbrt), (sp.Integral(sp.exp(-(y**2)), (y, 0, y)), lambda h: special.erf(h) * np.pi**0.5 / 2),
    (sp.besselj(0, y), special.j0), (sp.acos(sp.tanh(y)), lambda h: np.arccos(np.tanh(h))), (sp.re(y) + sp.tanh(y), lambda h: h + np.tanh(h)),
    (sp.gamma(2 + sp.tanh(y)), lambda h: special.gamma(2 + np.tanh(h))), (sp.LambertW(sp.exp(y)), lambda h: special.lambertw(np.exp(h)).real),
], ids=str)  # fmt: skip
def test_values(expression, reference):
    unit = crit.activation(expression)
    np.testing.assert_allclose(unit(H), reference(H), rtol=1e-12, atol=1e-15)
    assert np.isfinite(unit.mean(unit.second, 1.0))


@pytest.mark.parametrize("expression", [
    sp.floor(y), y - sp.ceiling(y), sp.Mod(y, 1), sp.frac(y), sp.DiracDelta(y), sp.cbrt(y), sp.erfi(y), sp.expint(1, y**2 + 1),
    sp.Piecewise((1, y > 0)), sp.Function("f")(y), sp.Integral(sp.exp(sp.sin(y) ** 3 * sp.Symbol("t")), (sp.Symbol("t"), 0, sp.tanh(y) + sp.exp(y**3))),
    sp.I * y, sp.zeta(1 + y), sp.Sum(y ** sp.Symbol("n"), (sp.Symbol("n"), 1, 3)) / y**2, sp.oo * y, sp.tan(y),
], ids=str)  # fmt: skip
def test_what_has_no_meaning_here_is_refused_by_name(expression):
    with pytest.raises(ValueError, match="^activation = '"):
        crit.activation(expression)


def test_what_cannot_be_compiled_is_refused_where_it_would_be():
    with pytest.raises(ValueError, match="^activation = .*besselj"):
        crit.replica_paths(sp.besselj(0, y), 1.0, 0.1, 10, 3, rho0=0.1, seed=1)
    assert crit.variance_paths(sp.besselj(0, y), 1.0, 0.1, 10, 3, seed=1).shape == (1, 4)


@pytest.mark.parametrize("specification, expected", [
    ("sign(x)", [(0, 2)]), ("tanh(x) + 0.1*sign(x)", [(0, 0.2)]), ("tanh(x) + 0.00001*sign(x - 3)", [(3, 2e-5)]),
    (sp.Heaviside(y - 3), [(3, 1)]), (sp.Piecewise((0, y < 2), (y, True)), [(2, 2)]), ("x*sign(x)", []), ("max(0, 5000*x)", []),
    (sp.Piecewise((sp.sin(y), y < 2), (sp.sin(y) + sp.Rational(1, 10), y < 5), (sp.sin(y), True)), [(2, 0.1), (5, -0.1)]),
    ("max(0, tanh(1000*x))", []), ("abs(x - 1.3)", []), ("sqrt(abs(x))", []), ("relu", []), ("hard_swish", []), ("sign(x**2 + 1)*x", []),
    ("abs(x - 1/3)/7 + abs(x**3 - 2)", []), ("sign(x - 20)*exp(-x**2/800)", [(20, 2 * np.exp(-0.5))]),
])  # fmt: skip
def test_jumps_wherever_they_are(specification, expected):
    assert jumps(specification, 0) == [(pytest.approx(place), pytest.approx(size, rel=1e-4)) for place, size in expected]


def test_jumps_of_a_comb():
    found = jumps("sign(sin(20*x))", 0)
    places = np.array([place for place, _ in found])
    np.testing.assert_allclose(places / (np.pi / 20), np.round(places / (np.pi / 20)), atol=1e-8)
    assert len(found) >= 1000 and {round(abs(size), 6) for _, size in found} == {2.0}
    assert crit.activation("sign(sin(20*x))").mean(sp.Integer(1) + 0 * sp.Symbol("x", real=True), 1.0) == pytest.approx(1)
