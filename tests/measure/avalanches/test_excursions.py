"""Excursions against a plain loop, bit for bit in time and to rounding in size, and against exact laws of walks."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from crit.measure.avalanches.excursions import excursions

KINDS = np.float64, np.float32, np.int64, np.uint8, np.float16, ">f8", np.bool_


def plain(series, threshold):
    """Sizes, durations and starts by the definition, a sample at a time; sizes correctly rounded."""
    size, duration, start, begin = [], [], [], 0
    for i in range(1, len(series)):
        if series[i] > threshold and not series[i - 1] > threshold:
            begin = i
        if begin and series[i - 1] > threshold and not series[i] > threshold:
            size.append(math.fsum(float(x) - threshold for x in series[begin:i]))
            duration.append(i - begin)
            start.append(begin)
    return np.array(size), np.array(duration, int), np.array(start, int)


def agree(found, expected):
    """Tell if excursions are the expected ones, times to the bit and sizes to rounding."""
    size, duration, start = expected
    assert found.size.dtype == np.float64 and found.duration.dtype == found.start.dtype == np.int64
    return (
        np.array_equal(found.duration, duration)
        and np.array_equal(found.start, start)
        and np.allclose(found.size, size, rtol=1e-14 * max(16, *duration, 0) ** 0.5, atol=0)
    )


def crosses(series, threshold):
    """Tell if some samples but not all are above."""
    return 0 < np.sum(np.asarray(series) > threshold) < np.size(series)


@st.composite
def series_with_runs(draw):
    """A series of runs of many lengths, of values of many magnitudes, around a threshold."""
    runs = draw(st.lists(st.tuples(st.integers(1, 150), st.booleans()), min_size=1, max_size=12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    parts = [10 ** rng.uniform(-6, 6, n) * (1 if above else -1) for n, above in runs]
    return np.concatenate(parts), draw(st.sampled_from([0.0, 0.5, -1.0, 1e5]))


@given(series_with_runs())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_runs_of_every_length(case):
    series, threshold = case
    if crosses(series, threshold):
        assert agree(excursions(series, threshold), plain(series, threshold))


@given(
    arrays.arrays(np.float64, st.integers(1, 300), elements=st.sampled_from([-1.0, 0.0, 0.5, 1.0, 3.0])),
    st.sampled_from([-0.5, 0.0, 0.5, 0.7]),
)
@settings(max_examples=150, deadline=None, derandomize=True)
@example(np.array([0.0, 1.0]), 0.0)
@example(np.array([1.0, 0.0]), 0.0)
def test_samples_on_the_threshold_are_not_above(series, threshold):
    if crosses(series, threshold):
        assert agree(excursions(series, threshold), plain(series, threshold))


@pytest.mark.parametrize("length", [2, 3, 15, 16, 17, 63, 64, 65, 79, 80, 81, 127, 128, 129, 143, 144, 145, 200, 1000])
@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_every_length_of_series(length, share):
    rng = np.random.default_rng(length)
    for _ in range(20):
        series = rng.random(length) - 1 + share
        series[rng.integers(length)], series[rng.integers(length)] = 0.5, -0.5
        if crosses(series, 0):
            assert agree(excursions(series, 0.0), plain(series, 0.0))


@pytest.mark.parametrize("begin", range(0, 140, 3))
def test_one_excursion_anywhere(begin):
    for duration in (1, 15, 16, 17, 63, 64, 65, 130, 300):
        series = np.zeros(begin + duration + 1)
        series[begin : begin + duration] = 0.1
        found = excursions(series, 0)
        if begin == 0:
            assert found.size.size == 0
        else:
            assert (*found.duration, *found.start) == (duration, begin)
            assert found.size[0] == pytest.approx(0.1 * duration, rel=1e-15 * duration)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_type_of_number(kind):
    series = np.random.default_rng(1).integers(0, 2, 500).astype(kind)
    assert agree(excursions(series, 0.25), plain(series.astype(float), 0.25))
    assert agree(excursions(series.tolist(), 0.25), plain(series.astype(float), 0.25))


def test_what_lies_oddly_in_memory():
    base = np.random.default_rng(2).standard_normal((200, 6))
    series = base[::-2, 3]
    expected = plain(series, 0.1)
    assert agree(excursions(series, 0.1), expected)
    frozen = series.copy()
    frozen.flags.writeable = False
    assert agree(excursions(frozen, 0.1), expected)
    rows = excursions(base.T, 0.1)
    assert agree(rows, by_rows(base.T, 0.1))


def by_rows(series, threshold):
    """The excursions of each row by the plain loop, joined."""
    parts = [plain(row, threshold) for row in series]
    size, duration, start = (np.concatenate(column) for column in zip(*parts))
    row = np.repeat(np.arange(len(series)), [len(part[0]) for part in parts])
    return size, duration, start + row * series.shape[1]


@pytest.mark.parametrize("shape", [(1, 200), (7, 1), (50, 3), (20, 64), (20, 80), (9, 333), (200, 2)])
def test_rows_are_series_of_their_own(shape):
    series = np.random.default_rng(3).standard_normal(shape)
    found = excursions(series, 0.2)
    assert agree(found, by_rows(series, 0.2))
    row = found.start // shape[1]
    assert np.all(found.start % shape[1] > 0) and np.all((found.start + found.duration) // shape[1] == row)


def test_what_is_given_is_not_changed():
    series = np.random.default_rng(4).standard_normal(1000)
    before = series.copy()
    excursions(series, 0)
    assert np.array_equal(series, before)


def test_long_excursions_keep_their_digits():
    series = np.full(10**6, 0.1, np.float32)
    series[[0, -1]] = 0
    found = excursions(series, 1e-3)
    assert found.size[0] == pytest.approx((float(np.float32(0.1)) - 1e-3) * (10**6 - 2), rel=1e-11)


def test_a_small_excursion_beside_a_great_one_keeps_its_size():
    series = np.tile([0, 1e12, 0, 1e-6], 100)
    assert set(excursions(series, 0).size) == {1e12, 1e-6}


def test_nothing_complete():
    for series in ([0, 1], [1, 0], [1, 1, 0, 0, 2], [[1, 0], [0, 1]]):
        found = excursions(np.array(series, float), 0.5)
        assert [column.size for column in found] == [0, 0, 0]


def test_excursions_of_a_simple_walk_have_the_law_of_first_return():
    # From 1 to 0 in d steps, d odd: P = C(d, (d + 1)/2)/(d 2^d). All that begin 20 samples before the end are counted.
    walks = np.cumsum(np.random.default_rng(5).choice([-1, 1], (200, 5000)), axis=1)
    begin = np.argwhere((walks[:, 1:-20] > 0) & (walks[:, :-21] <= 0)) @ [5000, 1] + 1
    found = excursions(walks, 0)
    duration = found.duration[np.isin(found.start, begin)]
    d = np.arange(1, 16, 2)
    law = np.array([math.comb(k, (k + 1) // 2) / (k * 2.0**k) for k in d])
    seen = np.array([np.sum(duration == k) for k in d])
    rest = begin.size - seen.sum()
    assert begin.size > 4000
    assert stats.chisquare([*seen, rest], np.array([*law, 1 - law.sum()]) * begin.size).pvalue > 1e-4


def test_excursions_of_independent_samples_are_geometric():
    found = excursions(np.random.default_rng(6).random(10**6), 0.7)
    seen = np.bincount(np.minimum(found.duration, 8), minlength=9)[1:]
    law = np.append(0.7 * 0.3 ** np.arange(7), 0.3**7)
    assert stats.chisquare(seen, law * seen.sum()).pvalue > 1e-4
    assert abs(found.size.sum() - 0.3 * 0.15 * 10**6) < 4 * np.std(found.size) * math.sqrt(found.size.size) * 1.2


@pytest.mark.parametrize(
    "series",
    [
        [],
        np.empty((0, 5)),
        np.empty((5, 0)),
        3.0,
        np.zeros((2, 2, 2)),
        np.full(100, 2.5),
        [1.0],
        "abc",
        None,
        [[1, 2], [3]],
        np.array([1 + 1j, 0]),
        np.array(["1", "2"]),
    ],
    ids=repr,
)
@pytest.mark.parametrize("threshold", [0.5, 100.0])
def test_bad_series(series, threshold):
    with pytest.raises(ValueError, match="^series = "):
        excursions(series, threshold)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 1, 50, 127, 128, 199])
def test_a_sample_that_is_not_finite(kind, value, place):
    series = np.random.default_rng(7).random(200).astype(kind)
    series[place] = value
    with pytest.raises(ValueError, match="^series = 1 of .* values is (nan|infinite): finite values"):
        excursions(series, 0.5)
    with pytest.raises(ValueError, match="^series = "):
        excursions(np.full(200, value), 0.5)


@pytest.mark.parametrize("threshold", [-1.0, -0.001, 3.0, 1e9])
def test_a_threshold_outside_the_data(threshold):
    with pytest.raises(ValueError, match=rf"^threshold = {threshold}: .* they go from 0 to 3$"):
        excursions(np.arange(400) % 4, threshold)


@pytest.mark.parametrize("threshold", [np.nan, np.inf, "1", None, True, [1, 2]], ids=repr)
def test_bad_thresholds(threshold):
    with pytest.raises(ValueError, match="^threshold = "):
        excursions(np.arange(10.0), threshold)


def test_masked_samples_frames_and_sparse_matrices_are_refused_by_name():
    walk = np.tile([0.0, 1.0, 2.0, 0.0], 25)
    whole = excursions(np.ma.array(walk), 0.5)
    np.testing.assert_array_equal(whole.size, excursions(walk, 0.5).size)
    with pytest.raises(ValueError, match="^series = 3 of 100 values are masked"):
        excursions(np.ma.array(walk, mask=np.arange(100) < 3), 0.5)
    with pytest.raises(ValueError, match="^series = sparse matrix of shape"):
        excursions(scipy.sparse.coo_array(walk[None]), 0.5)
    with pytest.raises(ValueError, match="^series = table of 100 rows and 4 columns: .* transpose it"):
        excursions(pd.DataFrame(np.tile(walk[:, None], 4)), 0.5)
    with pytest.raises(ValueError, match="^series = table of 100 rows and 2 channel: .* transpose it"):
        excursions(xr.DataArray(np.ones((100, 2)), dims=("time", "channel")), 0.5)


@pytest.mark.parametrize(
    "hold", [list, tuple, iter, pd.Series, np.ma.array, xr.DataArray, lambda x: pd.Series(x, dtype="Int64")]
)
def test_series_as_people_hold_them(hold):
    walk = [0, 1, 2, 0, 3, 0]
    found = excursions(hold(walk), 0)
    assert found.size.tolist() == [3, 3] and found.start.tolist() == [1, 4]
    frame = pd.DataFrame([walk, walk], index=["left", "right"])
    assert excursions(frame, 0).start.tolist() == [1, 4, 7, 10]


def test_an_area_beyond_all_floats():
    with pytest.raises(ValueError, match="^series = 1 of 2 values is a size beyond the largest float"):
        excursions([0, 1.5e308, 1.5e308, 0, 1, 0], 0)


@pytest.mark.parametrize("kind", [np.uint8, np.int64])
def test_whole_numbers_with_a_sign_and_without_over_their_whole_range(kind):
    ends = np.iinfo(kind)
    series = np.random.default_rng(3).integers(ends.min, ends.max, 5000, dtype=kind, endpoint=True)
    for share in (0.2, 0.5, 0.9):
        threshold = float(ends.min) + share * (float(ends.max) - float(ends.min))
        one, other = excursions(series, threshold), excursions(series.astype(float), threshold)
        assert one.start.size > 100
        assert np.array_equal(one.start, other.start) and np.array_equal(one.duration, other.duration)
        assert one.size == pytest.approx(other.size, rel=1e-12)
