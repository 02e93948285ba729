"""Avalanches of unknown class: branching has its exponents, independent events have none."""

import numpy as np
import pytest

import crit
from crit.measure import NotEnoughData
from crit.measure.avalanches import avalanche_statistics
from crit.models.processes import branching_paths, shuffled, spike_raster


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


def test_bad_data():
    with pytest.raises(ValueError, match="^avalanches"):
        avalanche_statistics(np.ones(5))
    few = crit.excursions(np.tile([0, 1, 0, 2, 2, 0], 5), 0)
    with pytest.raises(NotEnoughData):
        avalanche_statistics(few)
    with pytest.raises(ValueError, match="^sizes = \\(3, 1\\)"):
        avalanche_statistics(few, sizes=(3, 1))
