"""Means and histograms: closed forms, NumPy's own density, coverage of the error bars, bad data."""

import numpy as np
import pytest

from crit.measure import NotEnoughData, histogram, log_histogram, mean


def test_mean_of_a_sample_and_along_an_axis():
    assert mean([1, 2, 3, 6]) == pytest.approx((3.0, (14 / 3 / 4) ** 0.5))
    assert mean(np.array([True, False, False, True])).value == 0.5
    table = np.arange(24.0).reshape(2, 3, 4) ** 2
    for axis in (0, 1, 2, -1):
        found, n = mean(table, axis=axis), table.shape[axis]
        np.testing.assert_array_equal(found.value, table.mean(axis=axis))
        np.testing.assert_allclose(found.error, table.std(axis=axis, ddof=1) / n**0.5)


@pytest.mark.parametrize(("n", "expected"), [(8, 0.909), (20, 0.935)])
def test_few_replicas_cover_as_often_as_told(n, expected):
    found = mean(np.random.default_rng(2).normal(size=(n, 40_000)))
    assert np.mean(np.abs(found.value) < 1.96 * found.error) == pytest.approx(expected, abs=0.006)


def test_a_single_replica_has_no_error():
    with pytest.raises(NotEnoughData, match="^1 replica; two are needed") as caught:
        mean([3.0])
    assert caught.value.estimate.value == 3 and np.isnan(caught.value.estimate.error)


@pytest.mark.parametrize(
    ("values", "axis", "name"),
    [(3.0, 0, "values"), ([], 0, "values"), ([1.0, np.nan], 0, "values"), ([1.0, 2.0], 1, "axis"), ([1.0], -2, "axis")],
)
def test_bad_arguments_of_mean(values, axis, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        mean(values, axis)


@pytest.mark.parametrize("read", [histogram, log_histogram])
def test_density_is_that_of_numpy(read):
    x = np.random.default_rng(3).gamma(2.0, size=5000)
    edges = np.geomspace(0.05, 20, 12)
    found, (density, _) = read(x, bins=edges), np.histogram(x, edges, density=True)
    assert found.n.sum() < len(x)
    share = found.n.sum() / len(x)  # of all data, not of those in the bins
    full = density > 0
    np.testing.assert_allclose(found.density, density[full] * share)
    assert np.all((found.x > edges[:-1][full]) & (found.x < edges[1:][full]))


def test_bins_lie_in_the_window_and_hold_both_its_ends():
    x = [1.0, 2.0, 3.0, 4.0, 5.0]
    found = histogram(x, bins=4)
    assert found.x.tolist() == [1.5, 2.5, 3.5, 4.5] and found.n.tolist() == [1, 1, 1, 2]
    assert histogram(x, bins=2, window=(2, 4)).n.tolist() == [1, 2]
    assert log_histogram(x, bins=2, window=(1, 4), discrete=False).n.tolist() == [1, 3]
    assert histogram(x, bins=4, fewest=2).x.tolist() == [4.5]
    assert histogram([0.0, 10.0], bins=10, fewest=0).n.tolist() == [1, 1]


def test_bins_of_whole_numbers_are_as_wide_as_they_hold_numbers():
    x = np.repeat([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [40, 20, 10, 8, 6, 5, 4, 3, 2, 2])
    found = log_histogram(x, bins=3)
    assert found.n.tolist() == [40, 38, 22]  # 1, 2 to 4, 5 to 10
    np.testing.assert_allclose(found.density * [1, 3, 6], found.n / 100)
    np.testing.assert_allclose(found.x**2, [1, 8, 50])
    assert log_histogram(x, bins=1000).n.tolist() == [40, 20, 10, 8, 6, 5, 4, 3, 2, 2]
    assert log_histogram(x, bins=[1, 2.5, 11]).n.tolist() == [60, 40]  # the edge 2.5 is that of 3


def test_counts_are_repetitions():
    x, counts = np.arange(1.0, 31), np.arange(30, 0, -1)
    one, other = log_histogram(x, counts=counts), log_histogram(np.repeat(x, counts))
    for left, right in zip(one, other, strict=True):
        np.testing.assert_allclose(left, right)


def test_histogram_errors_hold_the_truth_as_often_as_they_should():
    rng, edges = np.random.default_rng(4), np.linspace(-2, 2, 9)
    from scipy.stats import norm

    truth = np.diff(norm.cdf(edges)) / np.diff(edges)
    found = [histogram(rng.normal(size=2000), bins=edges) for _ in range(500)]
    z = np.array([(each.density - truth) / each.error for each in found])
    assert 0.93 < np.mean(np.abs(z) < 1.96) < 0.97


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(x=[0.0, 1.0]), "x"),
        (dict(x=[2.0, 2.0]), "x"),
        (dict(x=[1.5, 2.0], discrete=True), "x"),
        (dict(bins=0), "bins"),
        (dict(bins=[2.0, 1.0]), "bins"),
        (dict(bins=[0.0, 1.0]), "bins"),
        (dict(bins=[1.0, 2.0], window=(1, 2)), "window"),
        (dict(window=(0, 2)), r"window\[0\]"),
        (dict(window=(2, 2)), r"window\[1\]"),
        (dict(window=(1.2, 1.8), discrete=True), "window"),
        (dict(counts=[1, 2]), "counts"),
        (dict(counts=[0, 0, 0]), "counts"),
        (dict(fewest=-1), "fewest"),
        (dict(discrete=1), "discrete"),
    ],
)
def test_bad_arguments_of_log_histogram(change, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        log_histogram(**dict(x=[1.0, 2.0, 4.0]) | change)


def test_bad_arguments_of_histogram():
    for change, name in (dict(x=[]), "x"), (dict(window=3), "window"), (dict(bins=np.ones(3)), "bins"):
        with pytest.raises(ValueError, match=f"^{name} = "):
            histogram(**dict(x=[-1.0, 2.0]) | change)
