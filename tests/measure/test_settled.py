"""Settled means against signals whose mean, noise and correlations are known."""

import numpy as np
import pytest
from scipy.signal import lfilter

from crit.measure import NotEnoughData
from crit.measure.settled import settled_mean, settled_means
from crit.numerics.jackknife import student


def wandering(replicas, layers, rate, rng, start=0.0):
    """Paths about 0 whose correlations decay as exp(−rate l), and so does the start."""
    factor = np.exp(-rate)
    noise = rng.normal(size=(replicas, layers)) * np.sqrt(1 - factor**2)
    noise[:, 0] = start + rng.normal(size=replicas)
    return lfilter([1], [1, -factor], noise, axis=1)


@pytest.mark.parametrize("replicas, layers", [(1, 236), (1, 1000), (2, 60), (6, 60), (40, 45)])
def test_95_per_cent_of_the_intervals_hold_the_mean(replicas, layers):
    rng = np.random.default_rng(3)
    found = [settled_mean(wandering(replicas, layers, 0.2, rng), 0.2) for _ in range(2000)]
    held = np.mean([abs(each.value) < 1.96 * each.error for each in found])
    assert 0.935 < held < 0.965


def test_the_start_is_left_out():
    rng = np.random.default_rng(4)
    found = settled_mean(wandering(400, 100, 0.1, rng, start=30.0), 0.1)
    assert abs(found.value) < 4 * found.error
    kept = settled_mean(wandering(400, 100, 0.1, rng, start=30.0), 0.1, settling=0)
    assert kept.value > 20 * kept.error


def test_networks_are_averaged_over_layers_and_then_among_themselves():
    paths = np.arange(24.0).reshape(3, 8) ** 1.5
    found = settled_mean(paths, 2.0, settling=5)
    each = paths[:, 2:].mean(axis=1)
    assert found.value == pytest.approx(each.mean(), rel=1e-14)
    assert found.error == pytest.approx(student(3) * each.std(ddof=1) / 3**0.5, rel=1e-14)
    assert found.groups == 3


def test_a_single_network_is_cut_into_eight_blocks():
    path = np.sin(np.arange(90.0)) + np.arange(90.0) / 100
    found = settled_mean(path[None], 1.0, settling=2)
    blocks = path[2:].reshape(8, 11).mean(axis=1)
    assert (found.value, found.groups) == (pytest.approx(blocks.mean()), 8)
    # Blocks of 11 correlation times: their means know the error but for the part that neighbours share.
    assert 1.0 < found.error / (student(8) * blocks.std(ddof=1) / 8**0.5) < 1.07


def test_several_ensembles():
    runs = [np.random.default_rng(k).normal(size=(4, 50 * k)) for k in (1, 2)]
    found = settled_means(iter(runs), [0.5, 0.3], settling=2)
    assert found == [settled_mean(runs[0], 0.5, settling=2), settled_mean(runs[1], 0.3, settling=2)]
    with pytest.raises(ValueError, match="^runs = 2 of them: 1, one for each rate"):
        settled_means(runs, [0.5])


@pytest.mark.parametrize("replicas, layers, estimate", [(5, 70, False), (1, 70, False), (1, 300, True)])
def test_too_few_layers(replicas, layers, estimate):
    with pytest.raises(NotEnoughData, match="needed") as caught:
        settled_mean(np.ones((replicas, layers)), 0.1)
    assert (caught.value.estimate is not None) == estimate
    if estimate:
        assert caught.value.estimate.value == 1.0 and np.isnan(caught.value.estimate.error)


@pytest.mark.parametrize(
    "name, arguments",
    [("paths", dict(paths=np.ones(9))), ("rate", dict(rate=0.0)), ("settling", dict(settling=-1.0))],
)
def test_bad_arguments_are_named(name, arguments):
    with pytest.raises(ValueError, match=f"^{name} = "):
        settled_mean(**(dict(paths=np.ones((3, 9)), rate=1.0) | arguments))
