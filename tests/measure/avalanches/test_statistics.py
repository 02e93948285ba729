"""Avalanches of unknown class: branching has its exponents, independent events have none."""

import numpy as np
import pytest

import crit
from crit.measure import NotEnoughData
from crit.measure.avalanches import avalanche_statistics
from crit.models.processes import branching_paths, shuffled, spike_raster
from crit.models.processes.branching import branching_avalanches
from crit.reports import odds
from crit.theory.avalanches.exponents import FREE, TRAP


@pytest.fixture(scope="module")
def raster():
    paths = branching_paths(1.0, 1000, start=1, replicas=6000, seed=11)
    return spike_raster(np.concatenate([[*path[path > 0], *[0] * 64] for path in paths if path[-1] == 0]), 10, seed=1)


@pytest.mark.slow
def test_branching_has_its_exponents(raster):
    found = avalanche_statistics(crit.avalanches_of(raster, 1), sizes=(10, 5000), durations=(20, 400))
    assert found.found and found.crackles
    assert abs(found.tau.value - 1.5) < 3 * found.tau.error
    assert abs(found.alpha.value - 2.0) < 3 * found.alpha.error
    assert min(fit.p for fit in found.fits) > 0.01
    assert str(found).startswith("59") and "goodness of fit" in str(found)


@pytest.mark.slow
def test_sizes_keep_their_exponent_where_few_units_are_seen(raster):
    found = avalanche_statistics(crit.avalanches_of(raster[:, :2], 16), sizes=(20, 2000))
    assert found.found and abs(found.tau.value - 1.5) < 3 * found.tau.error


@pytest.mark.slow
@pytest.mark.parametrize("units", [2, 10])
def test_shuffled_events_make_no_avalanches(raster, units):
    avalanches = crit.avalanches_of(shuffled(raster[:, :units], seed=2), 1)
    try:
        found = avalanche_statistics(avalanches)
    except NotEnoughData:
        return
    assert not found.found and str(found).startswith("no avalanches")


def branching(seed):
    return branching_avalanches(1.0, longest=20_000, replicas=3000, seed=seed)


def free_walk(seed):
    """Excursions of 200 walks above zero; the last one of each is cut short at its 3000th step."""
    walks = np.cumsum(np.random.default_rng(seed).normal(size=(200, 3000)), axis=1)
    walks[:, -1] = -1
    return crit.excursions(np.hstack([np.full((200, 1), -1.0), walks]).ravel(), 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("process", "truth", "own"),
    [(branching, (1.5, 2, 2), TRAP), (free_walk, (4 / 3, 3 / 2, 3 / 2), FREE)],
)
def test_errors_cover_what_a_fit_without_a_class_is_off(process, truth, own):
    found = [avalanche_statistics(process(seed), resamples=1) for seed in range(40)]
    for name, value in zip(("tau", "alpha", "gamma"), truth):
        z = [(one.value - value) / one.error for one in (getattr(each, name) for each in found) if one is not None]
        assert len(z) >= 10 and np.mean(np.abs(z) < 2) >= 0.93 and np.max(np.abs(z)) < 4
    assert all(own in odds(each).allowed for each in found)


def test_in_a_window_that_is_given_errors_are_statistical():
    avalanches = branching(1)
    given = avalanche_statistics(avalanches, sizes=(10, 1e4), durations=(10, 1000), resamples=1)
    assert (given.tau, given.alpha) == (given.sizes.estimate, given.durations.estimate)
    looked_for = avalanche_statistics(avalanches, resamples=1)
    assert looked_for.tau.value == looked_for.sizes.alpha and looked_for.tau.error > looked_for.sizes.error


def test_a_growth_that_cannot_be_told_is_none():
    assert avalanche_statistics(branching_avalanches(1.0, longest=20_000, replicas=400, seed=1)).gamma is None


def test_bad_data():
    with pytest.raises(ValueError, match="^avalanches"):
        avalanche_statistics(np.ones(5))
    few = crit.excursions(np.tile([0, 1, 0, 2, 2, 0], 5), 0)
    with pytest.raises(NotEnoughData):
        avalanche_statistics(few)
    with pytest.raises(ValueError, match="^sizes = \\(3, 1\\)"):
        avalanche_statistics(few, sizes=(3, 1))
