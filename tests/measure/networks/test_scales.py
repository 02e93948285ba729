"""Scales of random layers against the scales that they were drawn with."""

import numpy as np
import pytest

from crit.measure import NotEnoughData
from crit.measure.networks import common_scales, weight_scales
from tests.measure.coverage import TRIALS, covers, unbiased


def layer(rng, sigma_w=1.3, sigma_b=0.4, points=6, fan_in=50, units=40, alike=1.0):
    """Inputs and outputs of a layer; the inputs share a part of what they are."""
    x = rng.normal(size=fan_in) + alike * rng.normal(size=(points, fan_in))
    weights = rng.normal(0, sigma_w / fan_in**0.5, (units, fan_in))
    return x, x @ weights.T + rng.normal(0, sigma_b, units)


@pytest.mark.parametrize("alike", [1.0, 0.01])
def test_the_errors_are_the_scatter(alike):
    rng = np.random.default_rng(1)
    found = [weight_scales(*layer(rng, alike=alike), resolution=1e-15) for _ in range(TRIALS)]
    w = np.array([(each.sigma_w2.value - 1.69) / each.sigma_w2.error for each in found])
    assert covers(w) and unbiased(w)
    chances = np.array([each.freedom * each.sigma_w2.value / 1.69 for each in found])
    assert chances.mean() == pytest.approx(200, abs=2.5) and chances.var() == pytest.approx(400, rel=0.2)


@pytest.mark.parametrize("sigma_b", [0.0, 0.1, 1.0])
def test_several_layers_share_their_scales(sigma_b):
    rng = np.random.default_rng(2)
    many = [
        common_scales(
            weight_scales(*layer(rng, sigma_b=sigma_b, units=n), resolution=1e-15) for n in (20, 40, 60, 80, 30)
        )
        for _ in range(TRIALS)
    ]
    w = np.array([(each.sigma_w2.value - 1.69) / each.sigma_w2.error for each in many])
    b = np.array([(each.sigma_b2.value - sigma_b**2) / each.sigma_b2.error for each in many])
    assert covers(w) and covers(b) and unbiased(w) and unbiased(b)


def test_a_narrow_layer_has_no_more_contrasts_than_inputs():
    x, h = layer(np.random.default_rng(3), points=30, fan_in=4, units=200)
    assert weight_scales(x, h, resolution=1e-15).freedom == 4 * 200


def test_bad_data():
    x, h = layer(np.random.default_rng(4))
    with pytest.raises(NotEnoughData, match="cannot tell apart"):
        weight_scales(np.ones_like(x), h)
    with pytest.raises(ValueError, match="^h = array of shape"):
        weight_scales(x, h[:-1])
    with pytest.raises(ValueError, match="^layers"):
        common_scales([])
