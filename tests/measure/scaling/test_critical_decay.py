"""Critical point and exponents from decays: against data that obey the form, with runs correlated in time."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.critical_decay import critical_decay
from tests.measure.coverage import scores, unbiased

TIMES = np.unique(np.geomspace(1, 3000, 40).astype(int))
CONTROLS = np.array([1.09, 1.10, 1.115, 1.12])
POINT, DELTA, POWER = 1.11, 0.16, 0.58


def decays(seed, runs=20, noise=0.05, correction=0.0):
    rng = np.random.default_rng(seed)
    clock = np.log(TIMES)
    x = (CONTROLS - POINT)[:, None] * TIMES**POWER
    form = -DELTA * clock - 0.3 * x - 0.02 * x**2 + correction / TIMES
    steps = rng.normal(size=(len(CONTROLS), runs, len(TIMES) - 1)) * np.sqrt(np.diff(clock))
    walk = np.concatenate([np.zeros((len(CONTROLS), runs, 1)), np.cumsum(steps, axis=2)], axis=2)
    return np.exp(form[:, None] + noise * walk - noise**2 * clock / 2)


def test_exact_data_give_exact_exponents():
    runs = decays(1, noise=1e-7)
    found = critical_decay(CONTROLS, runs, window=(5, 3000), times=TIMES)
    assert found.point.value == pytest.approx(POINT, abs=1e-6)
    assert found.delta.value == pytest.approx(DELTA, abs=1e-5)
    assert found.inverse_nu.value == pytest.approx(POWER, abs=1e-5)
    assert found.beta.value == pytest.approx(DELTA / POWER, abs=1e-4)
    assert found.amplitude == pytest.approx(-0.3 * 3000**POWER, rel=1e-3)
    assert (found.n, found.window) == (20, (5, 3000))


def test_a_correction_does_not_go_into_the_exponent():
    runs = decays(1, noise=1e-7, correction=0.2)
    bare = critical_decay(CONTROLS, runs, window=(5, 3000), times=TIMES)
    found = critical_decay(CONTROLS, runs, window=(5, 3000), times=TIMES, corrections=[lambda t: 1 / t])
    assert abs(bare.delta.value - DELTA) > 5e-4 > 1e-5 > abs(found.delta.value - DELTA)


@pytest.mark.slow
def test_errors_hold_what_they_promise():
    """Of 200 fits, too few to know the share of one number to a percent, all four numbers together."""
    truth = {"point": POINT, "delta": DELTA, "inverse_nu": POWER, "beta": DELTA / POWER}
    fits = [critical_decay(CONTROLS, decays(seed), window=(10, 3000), times=TIMES) for seed in range(200)]
    z = np.array([scores([getattr(fit, name) for fit in fits], value) for name, value in truth.items()])
    assert 0.93 <= np.mean(np.abs(z) < 1.96) <= 0.97
    assert all(map(unbiased, z))


@pytest.mark.parametrize(
    "wrong, name",
    [
        (dict(controls=[1.0, 1.0, 1.1, 1.2]), "controls"),
        (dict(controls=[1.0, 1.1]), "controls"),
        (dict(controls=[1.0, 1.1, 1.2, np.nan]), "controls"),
        (dict(controls=["1", "2", "3", "4"]), "controls"),
        (dict(controls=[1.0, [1.1], 1.2, 1.3]), "controls"),
        (dict(runs=np.ones((3, 20, len(TIMES)))), "runs"),
        (dict(runs=decays(1) * np.nan), "runs"),
        (dict(runs="none"), "runs"),
        (dict(runs=[[1.0], [1.0, 2.0]]), "runs"),
        (dict(runs=np.ones((4, 20, 3))), "times"),
        (dict(times=TIMES[::-1]), "times"),
        (dict(times=[["1"], 2]), "times"),
        (dict(window=(0, 10)), "window"),
        (dict(window=(10, 5)), "window"),
        (dict(window=3), "window"),
        (dict(window=None), "window"),
        (dict(window=(1,)), "window"),
        (dict(inverse_nu=0.0), "inverse_nu"),
        (dict(points=2), "points"),
        (dict(corrections=[1.0]), "corrections"),
        (dict(corrections=5), "corrections"),
    ],
)
def test_bad_arguments(wrong, name):
    arguments = dict(controls=CONTROLS, runs=decays(1), window=(10, 3000), times=TIMES)
    with pytest.raises(ValueError, match=f"^{name}"):
        critical_decay(**arguments | wrong)


def test_too_little_data():
    runs = decays(1)
    for few in (runs[:, :7], runs * 0, np.broadcast_to(runs[:, :1], runs.shape)):
        with pytest.raises(NotEnoughData):
            critical_decay(CONTROLS, few, window=(10, 3000), times=TIMES)
    with pytest.raises(NotEnoughData, match="^[0-9] times lie in the window; 4 are needed"):
        critical_decay(CONTROLS, runs, window=(2900, 3000), times=TIMES)


@pytest.mark.parametrize("size", [10.0, 30.0])
def test_the_residual_is_the_distance_in_standard_errors(size):
    # Every second time is too high and every other too low by so many errors of the average, which no form can follow.
    rng, times = np.random.default_rng(2), np.unique(np.geomspace(5, 3000, 16).astype(int))
    x = (CONTROLS - POINT)[:, None] * times**POWER
    noise, sign = 1e-4 * rng.normal(size=(len(CONTROLS), 40, times.size)), (-1.0) ** np.arange(times.size)
    logs = -DELTA * np.log(times) - 0.3 * x + size * 1e-4 / np.sqrt(40) * sign
    found = critical_decay(CONTROLS, np.exp(logs[:, None] + noise), window=(5, 3000), times=times)
    assert found.residual == pytest.approx(np.sqrt(size**2 + 1), rel=0.2)


def test_eight_runs_and_four_times_are_enough():
    times = TIMES[-4:]
    found = critical_decay(CONTROLS, decays(1, noise=1e-3)[:, :8], window=(10, 3000), times=TIMES)
    assert found.n == 8 and found.point.value == pytest.approx(POINT, abs=1e-3)
    window = times[0], times[-1]
    assert critical_decay(CONTROLS, decays(1, noise=1e-4), window=window, times=TIMES).window == window
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        critical_decay(CONTROLS, decays(1)[:, :7], window=(10, 3000), times=TIMES)
    with pytest.raises(NotEnoughData, match="^3 times lie in the window; 4 are needed"):
        critical_decay(CONTROLS, decays(1), window=(times[1], times[-1]), times=TIMES)
