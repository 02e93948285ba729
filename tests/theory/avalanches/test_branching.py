"""The exact law of driven avalanches, against a chain of probabilities, its limits, and simulations."""

import math

import numpy as np
import pytest
from scipy.stats import poisson

from crit.models.networks import network_avalanches
from crit.models.processes import branching_avalanches
from crit.theory.avalanches import branching_durations


@pytest.mark.parametrize("drive", [0.3, 1.4])
def test_the_law_is_that_of_the_numbers_of_active_units(drive):
    # All of P(n), layer by layer, with a quiet layer before; forty units are enough for four layers.
    units, mean = np.arange(60), drive / 2
    active, expected = poisson.pmf(units, mean) * (units > 0), []
    active /= active.sum()
    step = poisson.pmf(units[None, :], units[:, None] + mean)
    for _ in range(4):
        active = active @ step
        expected.append(active[0])
        active = active * (units > 0)
    np.testing.assert_allclose(branching_durations(drive, 4), expected, rtol=1e-9)


def test_without_a_drive_it_is_the_law_of_one_spark():
    law = branching_durations(0, 300)
    assert law[0] == pytest.approx(math.exp(-1))
    assert law[-1] * 300**2 / 2 == pytest.approx(1, abs=0.05)  # P_s = 2/T in the limit
    np.testing.assert_allclose(branching_durations(1e-9, 3).sum(), law[:3].sum(), rtol=1e-6)


@pytest.mark.parametrize("drive", [0.25, 0.75])
def test_the_slope_creeps_to_that_of_the_trap(drive):
    law, T = branching_durations(drive, 4000), np.array([250, 1000, 4000])
    slope = [np.log(law[t - 1] / law[t // 2 - 1]) / np.log(t / (t // 2)) for t in T]
    away = np.abs(np.array(slope) + 2 - drive)
    assert np.all(np.diff(away) < 0)
    assert away[-1] < 0.12


def test_simulations_agree():
    found = branching_avalanches(1.0, immigration=0.25, longest=60, replicas=100_000, seed=1)
    units = network_avalanches(
        "binary", 2**0.5, (0.5 / 1e7) ** 0.5, 10**7, K0=0.5e-7, threshold=0.5e-7, longest=60, replicas=400_000, seed=2
    )
    law = branching_durations(0.5, 59)
    for duration in (found.duration[found.complete], units.duration[units.complete & (units.duration > 0)]):
        count = duration.size / law.sum()  # those that last longer are not complete
        for T in (1, 2, 5, 20):
            assert np.sum(duration == T) == pytest.approx(count * law[T - 1], abs=4 * math.sqrt(count * law[T - 1]))


@pytest.mark.parametrize(("drive", "longest", "name"), [(-0.1, 5, "drive"), (0.5, 0, "longest"), (0.5, 2.5, "longest")])
def test_bad_arguments(drive, longest, name):
    with pytest.raises(ValueError, match=name):
        branching_durations(drive, longest)
