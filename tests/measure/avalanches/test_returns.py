"""Exponents from returns to quiet: a coin walk, whose returns are known exactly, and a count by brute force."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.avalanches.returns import Returns, return_exponents, returns, stack

LAGS = np.arange(10.5, 120, 10)
AREAS = np.geomspace(30, 3000, 9)


def coin_walks(seed, rows, layers):
    """|S_n| of a coin walk: zero after n even steps with probability (n choose n/2) 2^−n, avalanches 3/2, 4/3, 3/2."""
    steps = np.random.default_rng(seed).choice([-1, 1], (rows, layers))
    return np.abs(np.cumsum(steps, axis=1)).astype(float)


def test_counts_by_brute_force():
    series = coin_walks(1, 2, 4000)
    found = returns(series, 0.0, LAGS, AREAS)
    for row, path in enumerate(series):
        quiet, area = np.flatnonzero(path == 0), np.cumsum(path)
        starts = [q for q in quiet if q + 20 * LAGS[-1] <= path.size]
        assert found.starts[row] == len(starts)
        for k in range(len(LAGS) - 1):
            pairs = [(a, b) for a in starts for b in quiet if LAGS[k] <= b - a < LAGS[k + 1]]
            assert found.by_lag[row, k] == len(pairs)
            assert found.area[row, k] == pytest.approx(sum(area[b] - area[a] for a, b in pairs))
        for k in range(len(AREAS) - 1):
            pairs = [(a, b) for a in starts for b in quiet if AREAS[k] <= area[b] - area[a] < AREAS[k + 1]]
            assert found.by_area[row, k] == len(pairs)


def test_exponents_of_a_coin_walk():
    lags = np.unique(4 * np.geomspace(3, 125, 12).astype(int)) - 0.5
    counted = stack(
        [returns(coin_walks(seed, 10, 100_000), 0.0, lags, np.geomspace(20, 5000, 12)) for seed in range(4)]
    )
    alpha, tau, gamma = return_exponents(counted)
    for found, expected in ((alpha, 3 / 2), (tau, 4 / 3), (gamma, 3 / 2)):
        assert found.error < 0.08
        assert abs(found.value - expected) < 3.5 * found.error


def test_a_bin_holds_whole_lags_wherever_its_edges_lie_between_them():
    walks = coin_walks(3, 20, 20_000)
    between, on = (returns(walks, 0.0, first + np.arange(0, 101, 10), AREAS) for first in (9.5, 10.0))
    assert all(map(np.array_equal, between, on))


def test_errors_need_rows():
    counted = returns(coin_walks(2, 3, 20_000), 0.0, LAGS, AREAS)
    with pytest.raises(NotEnoughData, match="^3 rows came; 20 are needed"):
        return_exponents(counted)


def test_an_empty_bin_is_too_little():
    counted = returns(coin_walks(2, 20, 20_000), 0.0, LAGS, AREAS)
    emptied = Returns(*counted[:3], counted.by_lag * (np.arange(len(LAGS) - 1) > 0), *counted[4:])
    with pytest.raises(NotEnoughData, match="^a bin of lags or areas holds returns of fewer than two rows"):
        return_exponents(emptied)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"series": []}, "series"),
        ({"series": [[1.0, np.nan]]}, "series"),
        ({"series": np.zeros((2, 2, 2))}, "series"),
        ({"threshold": "high"}, "threshold"),
        ({"lags": [1.0, 2.0]}, "lags"),
        ({"lags": [1.0, 3.0, 2.0, 4.0]}, "lags"),
        ({"lags": [10.0, 20.0, 30.0, 400.0]}, "lags"),
        ({"lags": [10.2, 10.4, 20.0, 30.0]}, "lags"),
        ({"areas": [-1.0, 1.0, 2.0, 3.0]}, "areas"),
    ],
)
def test_bad_arguments(change, name):
    good = dict(series=np.zeros(4000), threshold=0.0, lags=LAGS, areas=AREAS)
    with pytest.raises(ValueError, match=f"^{name} = "):
        returns(**{**good, **change})


def test_no_start_is_closer_to_the_end_than_twenty_times_the_longest_lag():
    # All quiet: every layer is a start but the last ones, and from each start every lag of whole layers leads to quiet.
    layers, last = 4000, 20 * LAGS[-1]
    found = returns(np.zeros((2, layers)), 0.0, LAGS, AREAS)
    assert np.all(found.starts == layers - int(last) + 1)
    assert np.all(found.by_lag == found.starts[:, None] * np.diff(LAGS))
    assert not found.area.any() and not found.by_area.any()


def test_twenty_rows_are_enough():
    lags = np.arange(2.5, 62, 6)
    counted = returns(coin_walks(3, 20, 20_000), 0.0, lags, np.geomspace(3, 300, 9))
    assert return_exponents(counted).alpha.error > 0
    with pytest.raises(NotEnoughData, match="^19 rows came; 20 are needed"):
        return_exponents(Returns(*counted[:2], *(part[1:] for part in counted[2:])))


def test_counts_in_other_bins_are_not_joined():
    series = coin_walks(2, 3, 20_000)
    one, other = returns(series, 0.0, LAGS, AREAS), returns(series, 0.0, LAGS, AREAS * 1.5)
    with pytest.raises(ValueError, match="^parts = 2 counts: the same lags and areas"):
        stack([one, other])
    assert len(stack([one, one]).by_lag) == 2 * len(one.by_lag)
