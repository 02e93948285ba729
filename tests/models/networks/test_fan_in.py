"""Finite fan-in with a hard zero: the binomial chain against real wires and weights."""

import math

import numpy as np
import pytest

from crit.models.networks.fan_in import fan_in_step
from crit.theory.avalanches import fan_in_rates


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
