"""Finite fan-in with a hard zero: the binomial chain against real wires and weights, and the sign of saturation."""

import math

import numpy as np
import pytest

from crit.models.networks.fan_in import answer, critical_fan_in, fan_in_rates, fan_in_step, saturation


@pytest.mark.parametrize("fan_in, sigma_w, threshold", [(2, 2.1, 1.0), (4, 1.7, 1.0), (9, 3.0, 0.7)])
@pytest.mark.parametrize("active", [1, 20, 80])
def test_real_wires_and_weights_obey_the_rates(fan_in, sigma_w, threshold, active):
    width, rng = 100, np.random.default_rng(3)
    x = np.zeros(width)
    x[:active] = rng.choice([-1, 1], active)
    fired = np.array([np.abs(fan_in_step(x, fan_in, sigma_w, rng, threshold=threshold)).sum() for _ in range(3000)])
    rate = fan_in_rates(fan_in, sigma_w, width, threshold=threshold)[active]
    assert abs(fired.mean() - width * rate) < 4 * math.sqrt(width * rate * (1 - rate) / 3000)
    spread = (fired - width * rate) ** 2 - width * rate * (1 - rate)
    assert abs(spread.mean()) < 4 * spread.std() / math.sqrt(3000)


def test_silence_is_absorbing():
    silent = fan_in_step(np.zeros(50), 3, 2.0, np.random.default_rng(0))
    assert not silent.any()
    assert fan_in_rates(3, 2.0, 50)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("fan_in", [2, 3, 6, 7, 12])
@pytest.mark.parametrize("threshold", [0.3, 1.0])
def test_at_criticality_one_quantum_makes_one(fan_in, threshold):
    width = 10**6
    rates = fan_in_rates(fan_in, critical_fan_in(fan_in, threshold=threshold), width, threshold=threshold)
    assert width * rates[1] == pytest.approx(1, rel=1e-4)
    n = 1000
    assert (1 - width * rates[n] / n) * width / n == pytest.approx(saturation(fan_in), rel=0.02, abs=0.02)


def test_the_transition_turns_discontinuous_at_seven_inputs():
    assert all(saturation(k) > 0 for k in range(2, 7))
    assert all(saturation(k) < 0 for k in range(7, 40))


def test_answers():
    from scipy.stats import norm

    assert float(answer(0, 5, 1.0)) == 0
    assert float(answer(5, 5, 1.0)) == pytest.approx(2 * norm.sf(1))
    assert float(answer(1, 4, 2.0, threshold=3.0)) == pytest.approx(2 * norm.sf(3))


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: fan_in_rates(0, 1, 10), "fan_in"),
        (lambda: fan_in_rates(2, 0, 10), "sigma_w"),
        (lambda: fan_in_rates(2, 1, 0), "width"),
        (lambda: fan_in_rates(2, 1, 10, threshold=0), "threshold"),
        (lambda: critical_fan_in(1), "fan_in"),
        (lambda: saturation(1), "fan_in"),
    ],
)
def test_bad_arguments(call, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        call()
