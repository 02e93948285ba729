"""Scaling collapse: exponents without bias, errors that cover."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.quality import quality_of
from tests.measure.curves import SIZES, covers, law, magnet, ragged, scores, walks


@pytest.mark.slow
def test_normal_errors_cover():
    rng = np.random.default_rng(1)
    found = [collapse(*ragged(rng), start={"a": 0.8, "b": 0.8}, replicas=50, seed=k) for k in range(24)]
    assert covers(scores(found, a=1.0, b=1.0))
    assert 0.85 < np.mean([c.chi2 for c in found]) < 1.15
    assert 0.85 < np.mean([c.quality.value for c in found]) < 1.15
    assert 0.3 < np.mean([c.p for c in found]) < 0.7


@pytest.mark.slow
@pytest.mark.parametrize("log", ["y", ""])
def test_critical_place_is_fitted_too(log):
    rng = np.random.default_rng(3)
    start = {"a": 0.2, "b": -1.0, "x0": 0.52}
    found = [collapse(*magnet(rng), start=start, log=log, replicas=50, seed=k) for k in range(8)]
    assert covers(scores(found, a=0.125, b=-0.75, x0=0.5))


@pytest.mark.slow
def test_correction_to_scaling():
    """A bend that fades as s^(−1/2) spoils the plain fit, which says so, and not the corrected one."""
    rng = np.random.default_rng(4)
    corrected, plain = [], []
    for k in range(4):
        sizes, x, y, error = ragged(rng, sizes=(50, 100, 200, 400, 800))
        bend = [np.exp(3 * n**-0.5 * (0.5 + places / n)) for n, places in zip(sizes, x)]
        data = sizes, x, [v * e for v, e in zip(y, bend)], [v * e for v, e in zip(error, bend)]
        how = dict(start={"a": 1.0, "b": 1.0}, replicas=50, seed=k)
        corrected.append(collapse(*data, fixed={"omega": 0.5}, **how))
        plain.append(collapse(*data, **how))
    assert np.all(abs(scores(corrected, a=1.0, b=1.0)) < 4)
    assert np.all(abs(scores(plain, a=1.0, b=1.0)) > 8)
    assert max(c.p for c in plain) < 0.05 < np.median([c.p for c in corrected])


def test_exact_curves():
    x = [np.geomspace(0.03, 4, 25) * n**1.5 for n in SIZES]
    y = [law(places, n, a=0.5, b=1.5) for n, places in zip(SIZES, x)]
    found = collapse(SIZES, x, y, [0.001 * v for v in y], start={"a": 1.0, "b": 1.0}, replicas=50, seed=1)
    assert found.a.value == pytest.approx(0.5, abs=1e-4)
    assert found.b.value == pytest.approx(1.5, abs=1e-4)
    u, f = found.master
    assert f == pytest.approx(law(u, 1), rel=2e-3)
    assert found.curves[0].y == pytest.approx(law(found.curves[0].x, 1), rel=2e-3)


def test_same_seed_same_numbers():
    data = ragged(np.random.default_rng(8))
    first, second = (collapse(*data, start={"a": 1.0, "b": 1.0}, replicas=50, seed=3) for _ in range(2))
    assert first[:2] == second[:2]
    assert first.p == second.p


def test_fixed_exponents_stay():
    found = collapse(*ragged(np.random.default_rng(9)), start={"a": 0.5}, fixed={"b": 1.0}, replicas=50, seed=1)
    assert found.b == (1.0, 0.0)
    assert abs(found.a.value - 1) < 4 * found.a.error
    assert found.a.error**2 == pytest.approx(found.covariance[0, 0])
    assert not found.covariance[1:].any()


def test_p_ranks_the_data_among_its_bootstrap_samples():
    # Exact curves scatter less than any sample with noise, p = 1; curves that no noise explains more, p = 1/(1 + 50).
    sizes, x, _, error = ragged(np.random.default_rng(10))
    exact = [law(places, n) for n, places in zip(sizes, x)]
    wavy = [y * (1 + 0.3 * np.sin(3 * np.log(places)) * (-1) ** k) for k, (y, places) in enumerate(zip(exact, x))]
    how = dict(start={"a": 1.0}, fixed={"b": 1.0}, replicas=50, seed=1)
    assert collapse(sizes, x, exact, error, **how).p == 1
    assert collapse(sizes, x, wavy, error, **how).p == pytest.approx(1 / 51)


@pytest.mark.parametrize("log", ["", "y"])
def test_replicas_without_correlation_err_like_independent_points(log):
    rng, sizes = np.random.default_rng(11), (16, 32, 64)
    x = [0.5 + np.linspace(-3, 3, 13) / n**0.9 for n in sizes]
    y = [n**-0.125 * (1.2 - np.tanh((v - 0.5) * n**0.75)) for n, v in zip(sizes, x)]
    y = [v + 0.05 * n**-0.125 * rng.normal(size=(32, v.size)) for n, v in zip(sizes, y)]
    how = dict(start={"a": 0.2, "b": -0.7}, fixed={"x0": 0.5}, log=log, replicas=60, seed=1)
    one = collapse(sizes, x, y, **how)
    other = collapse(sizes, x, [v.mean(axis=0) for v in y], [v.std(axis=0, ddof=1) / 32**0.5 for v in y], **how)
    for name in "ab":
        first, second = getattr(one, name), getattr(other, name)
        assert first.value == pytest.approx(second.value, abs=0.2 * second.error)
        assert 0.65 < first.error / second.error < 1.5


def test_a_single_point_is_compared_but_compares_nothing():
    line, far = (np.arange(5.0), np.arange(5.0), np.ones(5)), (np.arange(20.0, 23), np.ones(3), np.ones(3))
    single = np.array([2.0]), np.array([5.0]), np.array([1.0])
    found, terms = quality_of([line, single, far])
    # The line through the two neighbours of the place, itself among them, is known there to the error of one point.
    assert list(terms) == [0, 1, 0] and (found.terms, found.n) == (1, 9)
    assert found.value == pytest.approx((5 - 2) ** 2 / (1 + 1))


def test_eight_replicas_are_enough():
    sizes, x, y = walks(np.random.default_rng(12), replicas=8)
    how = dict(start={"a": 1.0}, fixed={"b": 1.0}, replicas=50, seed=1)
    assert collapse(sizes, x, y, **how).a.error > 0
    with pytest.raises(NotEnoughData, match="^7 runs of s = 400; 8 are needed"):
        collapse(sizes, x, [*y[:2], y[2][1:]], **how)


@pytest.mark.parametrize("start, fixed", [
    ({"a": 1.0, "b": 1.0}, {"a": 1.0}),  # one stands twice
    ({"a": 1.0}, {}),  # one is missing
])  # fmt: skip
def test_each_exponent_stands_in_one_place(start, fixed):
    with pytest.raises(ValueError, match="^start = .*each of a, b, x0 must stand either here or in fixed"):
        collapse(*ragged(np.random.default_rng(1)), start=start, fixed=fixed, replicas=50, seed=1)
