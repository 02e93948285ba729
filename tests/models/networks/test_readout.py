"""The read-out of a layer: a χ² law in each layer, fresh in every one."""

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from crit.models.networks.readout import observed_variance


def test_law():
    K = np.full((200, 50), 0.3)
    seen = observed_variance(K, 7, seed=1)
    assert kstest(7 * seen.ravel() / 0.3, chi2(7).cdf).pvalue > 0.01


def test_layers_are_independent():
    seen = observed_variance(np.ones((100, 400)), 5, seed=2)
    correlation = np.corrcoef(seen[:, :-1].ravel(), seen[:, 1:].ravel())[0, 1]
    assert abs(correlation) < 4 / np.sqrt(seen.size)


def test_same_bits_for_a_row_alone():
    K = np.linspace(0.1, 1, 60).reshape(3, 20)
    both = observed_variance(K, 4, seed=3)
    assert np.array_equal(both[:1], observed_variance(K[:1], 4, seed=3))
    assert np.array_equal(both[0], observed_variance(K[0], 4, seed=3))
    assert not np.array_equal(both[0] / K[0], both[1] / K[1])


def test_silence_is_seen_as_silence():
    assert np.all(observed_variance(np.zeros(9), 3, seed=1) == 0)


@pytest.mark.parametrize("K", [[], -1.0, [[[1.0]]], [np.nan], [-1.0, 1.0]])
def test_bad_variances(K):
    with pytest.raises(ValueError, match="^K = "):
        observed_variance(K, 3, seed=1)


@pytest.mark.parametrize("units", [0, 1.5, True])
def test_bad_units(units):
    with pytest.raises(ValueError, match="^units = "):
        observed_variance([1.0], units, seed=1)
