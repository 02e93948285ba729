"""Couplings of modules with known scales, recovered from what their layers make of some inputs."""

import numpy as np
import pytest

import crit
from crit.reports import numbers_of

networks = pytest.importorskip("tests.reports.networks", exc_type=pytest.skip.Exception)
torch, nn = networks.torch, networks.nn
UNITS = {
    "tanh": (nn.Tanh, 1.3, 0.3),
    "relu": (nn.ReLU, 1.4, 0.1),
    "gelu": (nn.GELU, 1.6, 0.3),
    "silu": (nn.SiLU, 1.5, 0.4),
    "mish": (nn.Mish, 1.5, 0.3),
}


@pytest.mark.slow
@pytest.mark.parametrize("width", [64, 512])
@pytest.mark.parametrize("unit", UNITS)
def test_known_couplings_are_recovered(unit, width):
    module, sigma_w, sigma_b = UNITS[unit]
    model = networks.drawn(networks.stack(width, 20, module), sigma_w, sigma_b, seed=width)
    found = numbers_of(crit.record(model, networks.inputs(12, 64)))
    expected = crit.couplings(unit, sigma_w, sigma_b, width)
    z = {
        name: (each.value - getattr(expected, name)) / each.error
        for name, each in found.couplings.items()
        if each.error
    }
    assert max(map(abs, z.values())) < 3.5
    assert found.width == width and found.chance > 1e-3
    assert len(found.chi) == 19


def test_distances_to_the_edge_and_to_the_widom_line():
    rng = np.random.default_rng(1)
    layers = [rng.normal(size=(8, 300))]
    for _ in range(19):
        layers.append(np.tanh(layers[-1]) @ rng.normal(0, 1.2 / 300**0.5, (300, 300)) + rng.normal(0, 0.3, 300))
    found = numbers_of(crit.record(layers, activation="tanh"))
    assert abs(found.edge.value - (1.2 - crit.critical_point("tanh", 0.3).sigma_w)) < 3.5 * found.edge.error
    assert abs(found.widom.value - (1.2 - crit.widom_line("tanh", 0.3).sigma_w)) < 3.5 * found.widom.error
