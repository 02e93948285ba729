"""Exponents of spreading against series of known law, and against an open branching walk."""

import numpy as np
import pytest

from crit.measure.scaling.spreading import spreading_exponents

TIMES = np.unique(np.rint(np.geomspace(1, 1000, 40)))
SHARES = np.array([0.0, 2.0, 0.5, 1.5, 0.75, 1.25, 0.0, 2.0])[:, None]


def test_powers_are_read_exactly():
    number, spread = SHARES * TIMES**0.3, SHARES * TIMES ** (0.3 + 1.25)
    found = spreading_exponents(number, spread, window=(2, 1000), times=TIMES)
    assert found.theta.value == pytest.approx(0.3, abs=1e-9)
    assert found.two_over_z.value == pytest.approx(1.25, abs=1e-9)
    assert found.z.value == pytest.approx(1.6, abs=1e-9)


def test_windows_and_corrections_are_those_asked_for():
    bend = np.exp(0.7 / TIMES)
    number, spread = SHARES * TIMES**0.3 * bend, SHARES * TIMES**1.5 * bend**2
    settings = dict(times=TIMES, corrections=[np.reciprocal])
    found = spreading_exponents(number, spread, window=(2, 500), distance_window=(8, 900), **settings)
    assert found.theta.value == pytest.approx(0.3, abs=1e-9)
    assert found.two_over_z.value == pytest.approx(1.2, abs=1e-9)
    assert found.theta.window[0] < 8 <= found.two_over_z.window[0]
    assert found.theta.window[1] <= 500 < found.two_over_z.window[1]


def walkers(seed, runs=400, depth=64):
    """Walks that die at random: N falls as e^(−t/40) and R² = t, with a z of 2."""
    rng = np.random.default_rng(seed)
    place = np.cumsum(rng.choice([-1, 1], size=(runs, depth + 1)), axis=1)
    place -= place[:, :1]
    alive = rng.exponential(40, size=runs)[:, None] > np.arange(depth + 1)
    return alive.astype(float), alive * place**2.0


def test_error_of_z_is_that_of_its_inverse():
    number, spread = walkers(3)
    found = spreading_exponents(number, spread, window=(2, 64))
    rate = found.two_over_z
    assert found.z.error / found.z.value == pytest.approx(rate.error / rate.value)
    assert abs(found.z.value - 2) < 3 * found.z.error


def test_diffusion_has_z_two_within_the_errors():
    hits = [abs(found.z.value - 2) < 1.96 * found.z.error for found in map(diffusion, range(250))]
    # 93 of 100 in 750 samples: few walkers are left at the end.
    assert np.mean(hits) == pytest.approx(0.935, abs=0.03)


def diffusion(seed):
    return spreading_exponents(*walkers(seed), window=(2, 64))


@pytest.mark.parametrize("name, value, message", [
    ("window", (5,), "window = "), ("distance_window", (5, 2), r"window\[1\] = 2"), ("number", SHARES[0], "number = "),
    ("spread", SHARES, "spread = "), ("times", TIMES[1:], "times = "),
])  # fmt: skip
def test_bad_arguments(name, value, message):
    given = dict(number=SHARES * TIMES, spread=SHARES * TIMES**2, window=(2, 1000), times=TIMES) | {name: value}
    with pytest.raises(ValueError, match=f"^{message}"):
        spreading_exponents(**given)
