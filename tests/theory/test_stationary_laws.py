"""Stationary laws from formulas and from couplings, against closed forms that SciPy knows."""

import numpy as np
import pytest
import sympy as sp
from scipy.stats import gamma, geninvgauss, norm

from crit.theory.landau import stationary_mean
from crit.theory.networks.couplings import Couplings
from crit.theory.stationary_laws import stationary_law, variance_law
from crit.theory.symbols import K


@pytest.mark.parametrize("r, h, u, D2", [(0.0, 1e-5, 2.0, 5e-3), (0.02, 1e-3, 1.0, 1e-2), (-0.01, 1e-4, 2.0, 1e-2)])
def test_a_field_and_multiplicative_noise(r, h, u, D2):
    ours = variance_law(Couplings(r, h, u, 0.0, D2))
    expected = geninvgauss(p=r / D2 - 1, b=2 * np.sqrt(h * u) / D2, scale=np.sqrt(h / u))
    at = expected.ppf([0.01, 0.5, 0.99])
    np.testing.assert_allclose(ours.cdf(at), expected.cdf(at), atol=1e-4)
    assert ours.mean == pytest.approx(float(stationary_mean(Couplings(r, h, u, 0.0, D2))), rel=1e-4)


def test_no_field():
    ours, expected = variance_law((0.05, 0.0, 2.0, 0.0, 0.01)), gamma(a=4, scale=0.005)
    assert (ours.mean, ours.sd) == (pytest.approx(expected.mean(), rel=1e-4), pytest.approx(expected.std(), rel=1e-3))


def test_both_signs():
    x = sp.Symbol("x", real=True)
    ours, at = stationary_law(-x, sp.Rational(1, 4), -4, 4, variable=x, spacing="even"), np.linspace(-1.5, 1.5, 7)
    np.testing.assert_allclose(ours.density(at), norm(scale=0.5).pdf(at), rtol=1e-4)


@pytest.mark.parametrize(
    "couplings", [(-0.1, 0, 1, 0, 0.1), (0, 1e-3, -1, 0, 0.1), (0, -1e-3, 1, 0, 0.1), (0.001, 0, 1, 0, 0.1)]
)
def test_where_every_signal_dies_or_grows_there_is_no_law(couplings):
    with pytest.raises(ValueError, match="^couplings"):
        variance_law(couplings)


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("drift", dict(drift=sp.Symbol("h") - K)),
        ("noise", dict(noise=sp.Symbol("N") * K)),
        ("low", dict(low=0)),
        ("low, high", dict(high=1.0)),
        ("noise", dict(noise=sp.Integer(10) ** 400)),
        ("variable", dict(variable="K")),
        ("spacing", dict(spacing="odd")),
    ],
)
def test_bad_arguments_are_named(name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = "):
        stationary_law(**(dict(drift=1 - K, noise=K / 10, low=1e-3, high=9) | arguments))
