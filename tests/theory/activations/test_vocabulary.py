"""Sympy's words: what they mean here, and what is refused by name."""

import numpy as np
import pytest
import sympy as sp
from scipy import special

import crit

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
], ids=lambda value: str(value).partition(" at 0x")[0])  # fmt: skip
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
