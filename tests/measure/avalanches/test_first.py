"""First excursions, against a search by hand."""

import numpy as np
import pytest

from crit.measure.avalanches.first import first_excursions


def by_hand(row, threshold):
    begin = 0 if row[0] > threshold else 1
    end = begin
    while end < len(row) and row[end] > threshold:
        end += 1
    return (
        None
        if end == begin or end == len(row)
        else (row[begin:end].sum() - threshold * (end - begin), end - begin, begin)
    )


def test_first_excursions():
    series = np.random.default_rng(2).integers(0, 5, (500, 9)).astype(float)
    wanted = [(i, by_hand(row, 2.0)) for i, row in enumerate(series)]
    wanted = [(size, duration, i * 9 + begin) for i, found in wanted if found for size, duration, begin in [found]]
    found = first_excursions(series, 2.0)
    assert len(wanted) > 50
    assert np.transpose(found) == pytest.approx(np.array(wanted))


def test_one_series_is_refused():
    with pytest.raises(ValueError, match=r"^series = "):
        first_excursions(np.arange(5.0), 1.0)
