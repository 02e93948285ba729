"""Finite fan-in in closed form: one quantum makes one at criticality, and the sign of the saturation."""

import pytest
from scipy.stats import norm

from crit.theory.avalanches import critical_fan_in, fan_in_rates, response_probability, saturation


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


def test_responses():
    assert float(response_probability(0, 5, 1.0)) == 0
    assert float(response_probability(5, 5, 1.0)) == pytest.approx(2 * norm.sf(1))
    assert float(response_probability(1, 4, 2.0, threshold=3.0)) == pytest.approx(2 * norm.sf(3))


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: response_probability(1, 0, 1.0), "fan_in"),
        (lambda: response_probability(-1, 2, 1.0), "active"),
        (lambda: response_probability(1, 2, 0.0), "sigma_w"),
        (lambda: response_probability(1, 2, 1.0, threshold=-1.0), "threshold"),
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
