"""Read-out noise on a still signal against a closed form for one unit and a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import chi2, norm

from crit.theory.avalanches.readout import flicker_durations


@pytest.mark.parametrize("units", (1, 3, 10, 100))
def test_all_chances_sum_to_one(units):
    assert flicker_durations(units, 20_000).sum() == pytest.approx(1, abs=2e-4)


def test_many_units_make_normal_noise():
    # With normal noise ∫Φ(1 − Φ) is 1/√π, and by symmetry half of all excursions last one layer.
    chances = flicker_durations(10**7, 2)
    second = quad(lambda y: norm.sf(y) ** 2 * norm.cdf(y) ** 2, -9, 9)[0] * np.sqrt(np.pi)
    assert chances == pytest.approx([0.5, second], rel=1e-3)


def test_against_coins():
    rng, units = np.random.default_rng(2), 4
    x = np.linspace(-5, 4.5, 4001)  # beyond, a signal is practically never or always above
    q = chi2.sf(units * np.exp(-x), units)
    above = rng.random((400, x.size)) < q
    first = above[1:-1] & ~above[:-2]
    single, double = (first & ~above[2:]).sum(), (first[:-1] & above[2:-1] & ~above[3:]).sum()
    expected = flicker_durations(units, 2)
    for count, chance in zip((single / first.sum(), double / first[:-1].sum()), expected, strict=True):
        assert abs(count - chance) < 4 * np.sqrt(chance * (1 - chance) / first.sum())


def test_a_fake_exponent_of_two():
    chances = flicker_durations(10, 1000)
    slope = np.diff(np.log(chances[[99, 999]])) / np.log(10)
    assert -2.1 < slope < -1.95


@pytest.mark.parametrize("name, arguments", [("units", (0, 5)), ("units", (2.5, 5)), ("longest", (5, 0))])
def test_bad_arguments(name, arguments):
    with pytest.raises(ValueError, match=name):
        flicker_durations(*arguments)


@given(st.integers(1, 300), st.integers(1, 60))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_chances_fall_and_do_not_depend_on_how_far_one_looks(units, longest):
    chances = flicker_durations(units, longest)
    assert np.all(chances > 0) and chances.sum() < 1
    assert np.all(np.diff(chances) < 0)
    np.testing.assert_array_equal(flicker_durations(units, longest + 5)[:longest], chances)
