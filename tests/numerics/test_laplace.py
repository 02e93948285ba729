"""Inversion of Laplace transforms against pairs that every table has."""

import mpmath
import numpy as np
import pytest
from scipy.special import erfc

from crit.numerics import laplace
from crit.numerics.laplace import invert

PAIRS = {
    "decay": (lambda s: 1 / (s + 2), lambda t: np.exp(-2 * t)),
    "root": (lambda s: 1 / np.sqrt(s), lambda t: 1 / np.sqrt(np.pi * t)),
    "passage": (lambda s: np.exp(-np.sqrt(s)), lambda t: np.exp(-1 / (4 * t)) / np.sqrt(4 * np.pi * t**3)),
    "survival": (lambda s: -np.expm1(-np.sqrt(s)) / s, lambda t: 1 - erfc(1 / (2 * np.sqrt(t)))),
    "growing": (np.sqrt, lambda t: -1 / np.sqrt(4 * np.pi * t**3)),
}
TIMES = np.geomspace(0.05, 3, 12).reshape(3, 4)


@pytest.mark.parametrize("name", PAIRS)
def test_known_pairs(name):
    transform, function = PAIRS[name]
    assert invert(transform, TIMES) == pytest.approx(function(TIMES), rel=1e-9)


def test_against_mpmath():
    # No closed form: the passage of a walk that drifts and is reset.
    transform = {kit: (lambda s, kit=kit: kit.exp(1 - kit.sqrt(1 + 2 * s)) / (1 + s**1.5)) for kit in (mpmath, np)}
    exact = [float(mpmath.invertlaplace(transform[mpmath], t, method="talbot")) for t in TIMES.ravel()]
    assert invert(transform[np], TIMES).ravel() == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("factor", [0.5, 2])
def test_half_and_twice_as_many_points_are_worse(factor, monkeypatch):
    transform, function = PAIRS["decay"]
    monkeypatch.setattr(laplace, "TERMS", int(factor * laplace.TERMS))
    assert np.max(np.abs(invert(transform, TIMES) / function(TIMES) - 1)) > 1e-7


def test_shape_of_a_number():
    assert invert(lambda s: 1 / s, 2.0).shape == ()
