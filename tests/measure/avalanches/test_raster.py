"""Avalanches of rasters: every form in which a recording comes, and rasters without any silence."""

import numpy as np
import pandas as pd
import pytest

import crit
from crit.measure import NotEnoughData
from crit.measure.avalanches import bin_scan

RASTER = np.array([[0, 0], [1, 0], [0, 2], [0, 0], [0, 0], [1, 1], [0, 0], [3, 0], [0, 0]])


def listed(raster):
    """Times of the events of each unit."""
    return [np.repeat(np.arange(len(column)), column) + 0.5 for column in np.transpose(raster)]


def test_runs_between_silent_bins():
    found = crit.avalanches_of(RASTER, 1)
    assert (
        found.size.tolist() == [3, 2, 3] and found.duration.tolist() == [2, 1, 1] and found.start.tolist() == [1, 5, 7]
    )
    assert str(found) == "3 avalanches in 9 bins of width 1"


def test_bins_join_what_is_near():
    found = crit.avalanches_of(np.vstack([RASTER, np.zeros((3, 2), int)]), 2)
    assert found.activity.tolist() == [1, 2, 2, 3, 0, 0]
    assert found.size.size == 0  # the first runs from the beginning on
    assert crit.avalanches_of(RASTER).bin == 1


@pytest.mark.parametrize("form", ["frame", "row", "bools", "lists", "dict", "events", "records"])
def test_every_form_gives_the_same(form):
    one = np.minimum(RASTER, 1)
    times = listed(one)
    events = pd.DataFrame({"time": np.concatenate(times), "unit": np.repeat([0, 1], [len(each) for each in times])})
    given = {
        "frame": pd.DataFrame(one),
        "row": one.sum(axis=1),
        "bools": one.astype(bool),
        "lists": times,
        "dict": dict(enumerate(times)),
        "events": events,
        "records": events.to_records(index=False),
    }[form]
    found = crit.avalanches_of(given, 1.0)
    wanted = crit.avalanches_of(one if form in ("frame", "row", "bools") else one[1:8], 1)
    assert np.array_equal(found.activity, wanted.activity) and np.array_equal(found.size, wanted.size)


def test_the_customary_bin_is_the_mean_interval():
    times = np.sort(np.random.default_rng(1).uniform(0, 50, 400))
    found = crit.avalanches_of([times[::2], times[1::2]])
    assert found.bin == pytest.approx((times[-1] - times[0]) / 399)


def test_scan_leaves_out_bins_without_silence():
    rng = np.random.default_rng(2)
    raster = rng.poisson(0.3, (3000, 4))
    widths = [found.bin for found in bin_scan(raster, [1, 2, 4, 64])]
    assert widths == [1, 2, 4]
    with pytest.raises(NotEnoughData, match="no bin of these widths"):
        bin_scan(raster, [64, 128])


def test_a_message_says_which_bin_would_do():
    rng = np.random.default_rng(3)
    raster = rng.poisson(0.3, (3000, 4))
    with pytest.raises(ValueError, match="^bin = 64.0: no bin is silent: at most .* so try a bin of ") as found:
        crit.avalanches_of(raster, 64)
    advised = int(str(found.value).split()[-1])
    assert crit.avalanches_of(raster, advised).size.size
    busy = rng.poisson(5, (3000, 4))
    with pytest.raises(ValueError, match="nor is any sample. At this rate a bin of 0.5.* threshold = ") as found:
        crit.avalanches_of(busy, 1)
    threshold = float(str(found.value).split("threshold = ")[1].split()[0])
    assert crit.avalanches_of(busy, 1, threshold=threshold).activity.min() == threshold
    events = [np.arange(0, 100, 1.0), np.arange(0.5, 100, 1.0)]
    with pytest.raises(ValueError, match="further apart than 0.5, and bins narrower than half of that"):
        crit.avalanches_of(events, 2.0)
    assert crit.avalanches_of(events, 0.24).size.size


@pytest.mark.parametrize(
    ("raster", "words"),
    [
        (-RASTER, "5 of 18 values are negative"),
        (RASTER / 2, "fractional"),
        (np.where(RASTER == 3, np.nan, RASTER), "nan"),
        (RASTER[:, :1], "two units or more"),
        ([np.arange(5.0)], "1 units: two or more"),
        (RASTER.T, "transpose"),
        (np.ones((9, 2)), "varies"),
        ([[], []], "0 events"),
        (np.ones((3, 3, 3)), "shape"),
        ("spikes.csv", "an array of numbers"),
    ],
)
def test_what_is_no_raster(raster, words):
    with pytest.raises(ValueError, match=f"^raster.*{words}|^raster = {words}"):
        crit.avalanches_of(raster)


@pytest.mark.parametrize("bin", [0, -1, 1.5, np.nan, "two"])
def test_what_is_no_bin(bin):
    with pytest.raises(ValueError, match="^bin = "):
        crit.avalanches_of(RASTER, bin)


def test_a_threshold_that_nothing_exceeds():
    with pytest.raises(ValueError, match="^threshold = 9.*the most active one holds 3"):
        crit.avalanches_of(RASTER, 1, threshold=9)
