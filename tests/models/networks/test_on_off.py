"""Binomial chains of active units: against exact survival, and the chain of the binary unit."""

import math

import numpy as np
import pytest

from crit.models.networks.avalanches import network_avalanches
from crit.models.networks.layers import checked_layers
from crit.models.networks.on_off import quanta_avalanches
from crit.models.networks.variance import rates_on_lattice
from crit.theory.activations.lookup import ACTIVATIONS
from tests.models.laws import unlike_the_others


def exact_survival(rates, start, layers):
    """P(n > 0 in each of the layers 0 … layers − 1) from the transition matrix."""
    from scipy.stats import binom

    n = np.arange(rates.size)
    alive = (n > 0).astype(float)
    matrix = binom.pmf(n[None, :], rates.size - 1, rates[:, None])
    for _ in range(layers - 1):
        alive = (n > 0) * (matrix @ alive)
    return alive[start]


@pytest.mark.parametrize("start", [1, 5, 30])
def test_survival_is_that_of_the_transition_matrix(start):
    rates = 1 - 1 / np.sqrt(1 + 2 * np.arange(31) / 30)
    found = quanta_avalanches(rates, start=start, longest=50, replicas=100_000, seed=1)
    for layers in (2, 5, 20):
        expected = exact_survival(rates, start, layers)
        error = math.sqrt(expected * (1 - expected) / 100_000)
        assert abs((found.duration >= layers).mean() - expected) < 4 * error, layers


def test_the_binary_unit_is_a_chain_of_quanta():
    width, sigma_w = 1000, math.sqrt(2)
    rates = rates_on_lattice(ACTIVATIONS["binary"], checked_layers(sigma_w, 0.0, width))
    common = dict(longest=100, replicas=300, seed=3)
    quanta = quanta_avalanches(rates, **common)
    network = network_avalanches("binary", sigma_w, 0.0, width, K0=sigma_w**2 / width, threshold=0.0, **common)
    assert np.array_equal(quanta.duration, network.duration)
    np.testing.assert_allclose(quanta.size, network.size * width / sigma_w**2, rtol=1e-9)


@pytest.mark.parametrize(
    "bad, name",
    [
        (dict(rates=[0.5]), "rates"),
        (dict(rates=[0, 1.5]), "rates"),
        (dict(rates=[0, np.nan]), "rates"),
        (dict(rates=["a", "b"]), "rates"),
        (dict(rates=[0, 0.5], start=2), "start"),
        (dict(rates=[0, 0.5], start=0), "start"),
        (dict(rates=[0, 0.5], longest=0), "longest"),
        (dict(rates=[0, 0.5], replicas=0), "replicas"),
    ],
)
def test_bad_arguments(bad, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        quanta_avalanches(**bad)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("networks.on_off")
