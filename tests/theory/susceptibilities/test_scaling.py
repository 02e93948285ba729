"""Peaks of weak fields in closed form, and their rounding at finite width."""

import math

import pytest
import sympy as sp

from crit.theory import stationary_mean
from crit.theory.networks import Couplings
from crit.theory.susceptibilities import response_at_width, weak_field_peaks
from crit.theory.symbols import D2, h, r, u


def test_peaks():
    root, field = weak_field_peaks()
    assert (root.r - 2 * sp.sqrt(h * u / 3)).equals(0)
    assert (root.height - 3 ** sp.Rational(3, 4) / (8 * h ** sp.Rational(1, 4) * u ** sp.Rational(3, 4))).equals(0)
    assert field.r == 0 and (field.height - 1 / (2 * sp.sqrt(h * u))).equals(0)


@pytest.mark.parametrize("at", [(0.0, 1e-4, 2.0, 0.01), (0.03, 1e-5, 1.0, 0.01), (-0.02, 1e-3, 0.5, 0.002)])
def test_response_is_the_slope_of_the_mean(at):
    formula = response_at_width(Couplings(r, h, u, sp.S.Zero, D2))
    mean = sp.lambdify((r, h, u, D2), stationary_mean(Couplings(r, h, u, sp.S.Zero, D2)), "scipy")
    step = 1e-5 * at[1]
    slope = (mean(at[0], at[1] + step, *at[2:]) - mean(at[0], at[1] - step, *at[2:])) / (2 * step)
    assert sp.lambdify((r, h, u, D2), formula, "scipy")(*at) == pytest.approx(slope, rel=1e-6)


def test_the_peak_is_shifted_by_the_noise():
    """The answer is the same at r = D2 + x and D2 − x, and largest in between."""
    low, top, high = (float(response_at_width(Couplings(r, 1e-4, 2.0, 0.0, 0.01))) for r in (-0.01, 0.01, 0.03))
    assert low == pytest.approx(high, rel=1e-12) and low < top


def test_weak_noise_leaves_the_response_of_infinite_width():
    found = float(response_at_width(Couplings(0.05, 0.01, 2.0, 0.0, 1e-3)))
    assert found == pytest.approx(1 / math.sqrt(0.05**2 + 4 * 0.01 * 2), rel=5e-3)


def test_noise_does_not_blunt_the_peak():
    """Against 1/2√(hu) at infinite width, the largest answer at a finite one is equal for strong fields and larger for weak ones."""
    fields = 1e-2, 1e-4, 1e-6, 1e-8
    gain = [float(response_at_width(Couplings(0.01, h, 2.0, 0.0, 0.01))) * 2 * math.sqrt(2 * h) for h in fields]
    assert gain[0] == pytest.approx(1, abs=0.01) and gain[0] < gain[1] < gain[2] < gain[3] and gain[3] > 2


def test_numbers_scale_with_the_width():
    """r, √h and D2 in units of 1/N: the answer is N times one function."""
    one, ten = (float(response_at_width(Couplings(0.3 / n, 0.2 / n**2, 2.0, 0.0, 1 / n))) for n in (100, 1000))
    assert ten / one == pytest.approx(10)


def test_bad_couplings():
    with pytest.raises(ValueError, match="^couplings = "):
        response_at_width((1, 2))
