"""Histograms: the same answers as the data in them give, coverage, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.histogram_fit import fit_binned_power_law
from crit.models.samples.power_law import power_law_sample
from tests.measure.coverage import TRIALS, covers, unbiased

OCTAVES, WHOLE = 2.0 ** np.arange(-5, 60), np.append(np.arange(0.0, 60), math.inf)


def sample(alpha, n, seed, body=False):
    """A power law from 1 on; with as many evenly spread numbers below."""
    x = power_law_sample(alpha, n, xmin=1, discrete=False, seed=seed)
    return np.append(np.random.default_rng(seed).uniform(0.05, 1, n), x) if body else x


def counted(x, edges):
    return edges, np.histogram(x, edges)[0]


def test_fine_bins_give_the_fit_of_the_data():
    x = sample(2.3, 3000, 0, body=True)
    edges = np.geomspace(0.01, 1e6, 200_000)
    start, end = edges[np.searchsorted(edges, [1.0, 300.0])]
    for ends in ({}, dict(xmax=end)):
        open_ends = ends or dict(xmax=math.inf)
        one = fit_power_law(x, discrete=False, xmin=start, **ends)
        other = fit_binned_power_law(*counted(x, edges), xmin=start, **open_ends)
        assert (other.alpha, other.error, other.n) == pytest.approx((one.alpha, one.error, one.n), rel=1e-3)
        assert other.ks == pytest.approx(one.ks, abs=2 / one.n)


def test_rounded_numbers_are_cells():
    k = np.rint(sample(2.1, 2000, 1) * 5)
    edges = np.arange(0.5, k.max() + 1)
    cells = fit_power_law(k, discrete=False, grid=1, xmin=7)
    binned = fit_binned_power_law(*counted(k, edges), xmin=6.5, xmax=math.inf)
    assert (binned.alpha, binned.error, binned.n) == pytest.approx((cells.alpha, cells.error, cells.n), rel=1e-8)


@pytest.mark.parametrize("edges", [OCTAVES, WHOLE], ids=["octaves", "whole"])
@pytest.mark.parametrize("alpha", [1.5, 2.5, 3.5])
def test_intervals_cover(edges, alpha):
    z = []
    for seed in range(TRIALS):
        fit = fit_binned_power_law(*counted(sample(alpha, 1000, seed), edges), xmin=1.0, xmax=math.inf)
        z.append((fit.alpha - alpha) / fit.error)
    assert covers(z) and unbiased(z)


@pytest.mark.parametrize("edges", [OCTAVES, WHOLE], ids=["octaves", "whole"])
@pytest.mark.parametrize("alpha", [1.5, 2.5, 3.5])
def test_intervals_cover_after_a_scan(edges, alpha):
    """Where bins leave most of the law in a few of them the error is too large: then all intervals hold the truth."""
    z = []
    for seed in range(300):
        fit = fit_binned_power_law(*counted(sample(alpha, 1000, seed, body=True), edges), xmax=math.inf)
        z.append((fit.alpha - alpha) / fit.error)
    assert np.mean(np.abs(z) < 1.96) > 0.93 - 3 * (0.07 * 0.93 / 300) ** 0.5
    assert unbiased(z, 0.3)


def test_truncated_at_the_last_edge_by_default():
    x = sample(1.2, 20_000, 3)
    edges = 2.0 ** np.arange(0, 6)
    fit = fit_binned_power_law(*counted(x, edges), xmin=1)
    assert fit.xmax == 32 and abs(fit.alpha - 1.2) < 4 * fit.error
    assert fit_binned_power_law(*counted(x, edges), xmin=1, xmax=math.inf).alpha > 1.2 + 10 * fit.error


def test_an_empty_end_is_a_distance():
    """An open law that goes on beyond bins that hold all the data is far from them."""
    x = power_law_sample(1.2, 20_000, xmin=1, xmax=32, discrete=False, seed=3)
    edges = 2.0 ** np.arange(0, 6)
    fit = fit_binned_power_law(*counted(x, edges), xmin=1, xmax=math.inf)
    assert fit.ks >= float(fit.ccdf(32.0)) > 0.03


def test_scan_stays_within_its_range():
    edges, counts = counted(sample(2.5, 3000, 0, body=True), OCTAVES)
    assert fit_binned_power_law(edges, counts).xmin == 1
    assert fit_binned_power_law(edges, counts, xmin=(2, 8)).xmin in (2, 4, 8)


def test_order_of_magnitude_does_not_matter():
    edges, counts = counted(sample(2.5, 3000, 0, body=True), OCTAVES)
    one = fit_binned_power_law(edges, counts)
    for scale in (2.0**-400, 2.0**400):
        other = fit_binned_power_law(edges * scale, counts)
        assert (other.alpha, other.error, other.xmin) == pytest.approx((one.alpha, one.error, one.xmin * scale))


def test_too_few_data():
    with pytest.raises(NotEnoughData, match="40 data") as few:
        fit_binned_power_law([1, 2, 4, 8], [25, 10, 5], xmin=1)
    assert few.value.estimate.n == 40
    with pytest.raises(NotEnoughData, match="1 bin") as none:
        fit_binned_power_law([1, 2, 4, 8], [0, 90, 0])
    assert none.value.estimate is None
    with pytest.raises(NotEnoughData):
        fit_binned_power_law([0, 2, 4, 8], [100, 0, 0])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    edges=st.lists(
        st.sampled_from([0.0, 1e-300, 0.5, 1.0, 1.0001, 2.0, 8.0, 1e6, 1e300, math.inf]), min_size=3, unique=True
    ),
    counts=st.lists(st.sampled_from([0, 0, 1, 3, 60, 10**9]), min_size=9, max_size=9),
    xmin=st.sampled_from([None, 0.5, 2.0, (0.5, 2.0)]),
    xmax=st.sampled_from([None, 8.0, math.inf]),
)
def test_degenerate_problems_end_in_named_errors(edges, counts, xmin, xmax):
    edges = sorted(edges)
    try:
        fit = fit_binned_power_law(edges, counts[: len(edges) - 1], xmin=xmin, xmax=xmax)
    except NotEnoughData as few:
        fit = few.estimate
    except ValueError as error:
        assert str(error).startswith(("edges = ", "counts = ", "xmin = ", "xmax = "))
        fit = None
    if fit is not None:
        assert np.all(np.isfinite([fit.alpha, fit.error, fit.ks])) and fit.error > 0 and fit.xmin in edges


def test_picture():
    fit = fit_binned_power_law(*counted(sample(2.5, 3000, 0, body=True), OCTAVES))
    assert fit.share == pytest.approx(0.5) and "<img" in fit._repr_html_() and "histogram" not in fit.sentence


GOOD = dict(edges=[0.5, 1, 2, 4, 8], counts=[100, 60, 30, 20], xmin=1, xmax=8)


@pytest.mark.parametrize(
    "bad",
    [
        dict(edges=[4, 2, 1, 0.5, 0.2]),
        dict(edges=[-1, 1, 2, 4, 8]),
        dict(edges=[0.5, 1, 2, 2, 8]),
        dict(edges=[0.5, 1, 2, math.inf, math.inf]),
        dict(edges=[0.5, 1, math.nan, 4, 8]),
        dict(edges="abc"),
        dict(counts=[100], edges=[1, 2]),
        dict(counts=[100, 60, 30]),
        dict(counts=[100, 60, 30, -1]),
        dict(counts=[100, 60, 30, 0.5]),
        dict(counts=[100, 60, 30, math.nan]),
        dict(xmin=1.5),
        dict(xmin=8),
        dict(xmin=(10, 20)),
        dict(xmin="1"),
        dict(xmax=5),
        dict(xmax="8"),
    ],
    ids=str,
)
def test_bad_arguments_are_refused(bad):
    with pytest.raises(ValueError, match=list(bad)[-1]):
        fit_binned_power_law(**GOOD | bad)
