"""Scaling collapse: exponents without bias, errors that cover."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.collapse import collapse, quality
from crit.measure.collapsed import _sigma
from crit.measure.master import Master, Points, _bending, _gram, _spline, descend, scaled
from crit.measure.quality import quality_of

SIZES = 100, 200, 400, 800


def law(x, n, a=1.0, b=1.0):
    """Exact scaling form: a decay that bends at x = n^b and goes on."""
    u = x / n**b
    return n**-a * (np.exp(-u) + 0.1) / u


def ragged(rng, noise=0.03, sizes=SIZES, a=1.0, b=1.0):
    """Arguments of `collapse`: every size with as many points as it likes."""
    x = [np.geomspace(3, 4 * n**b, int(rng.integers(12, 21))) for n in sizes]
    exact = [law(places, n, a, b) for n, places in zip(sizes, x)]
    return sizes, x, [y * (1 + noise * rng.normal(size=y.size)) for y in exact], [noise * y for y in exact]


def walks(rng, replicas=48, sizes=(100, 200, 400)):
    """The same curves as means of replicas, each multiplied by a random walk: neighbouring points err alike."""
    x = [np.geomspace(3, 3 * n, 14) for n in sizes]
    y = []
    for n, places in zip(sizes, x):
        spread = 0.15 * np.sqrt(np.diff(places / n, prepend=0))
        y.append(law(places, n) * np.exp(np.cumsum(spread * rng.normal(size=(replicas, 14)) - spread**2 / 2, axis=1)))
    return sizes, x, y


def magnet(rng):
    """A sigmoid in (x − 0.5) s^0.75 times s^−0.125, each size on a grid of its own."""
    sizes, data = (16, 32, 64, 128), []
    for n in sizes:
        x = 0.5 + np.linspace(-3, 3, int(rng.integers(11, 16))) / n**0.9
        exact = n**-0.125 * (1.2 - np.tanh((x - 0.5) * n**0.75))
        error = np.full(x.size, 0.01 * n**-0.125)
        data.append((x, exact + error * rng.normal(size=x.size), error))
    return sizes, *zip(*data)


def scores(estimates, **truth):
    return np.array([[(getattr(c, k).value - v) / getattr(c, k).error for k, v in truth.items()] for c in estimates])


def covers(z):
    """No bias beyond chance, and errors of the right size within chance (a χ² of as many numbers)."""
    n = len(z)
    return np.all(abs(z.mean(axis=0)) < 3.5 / n**0.5) and np.all(abs(np.log(z.std(axis=0))) < 3.5 / (2 * n) ** 0.5)
from crit.measure.collapse import collapse
from tests.measure.curves import SIZES, covers, law, magnet, ragged, scores


def test_normal_errors_cover():
    rng = np.random.default_rng(1)
    found = [collapse(*ragged(rng), start={"a": 0.8, "b": 0.8}, resamples=50, seed=k) for k in range(24)]
    assert covers(scores(found, a=1.0, b=1.0))
    assert 0.85 < np.mean([c.chi2 for c in found]) < 1.15
    assert 0.85 < np.mean([c.quality.value for c in found]) < 1.15
    assert 0.3 < np.mean([c.p for c in found]) < 0.7


@pytest.mark.parametrize("log", ["y", ""])
def test_critical_place_is_fitted_too(log):
    rng = np.random.default_rng(3)
    start = {"a": 0.2, "b": -1.0, "x0": 0.52}
    found = [collapse(*magnet(rng), start=start, log=log, resamples=50, seed=k) for k in range(8)]
    assert covers(scores(found, a=0.125, b=-0.75, x0=0.5))


def test_correction_to_scaling():
    """A bend that fades as s^(−1/2) spoils the plain fit, which says so, and not the corrected one."""
    rng = np.random.default_rng(4)
    corrected, plain = [], []
    for k in range(4):
        sizes, x, y, error = ragged(rng, sizes=(50, 100, 200, 400, 800))
        bend = [np.exp(3 * n**-0.5 * (0.5 + places / n)) for n, places in zip(sizes, x)]
        data = sizes, x, [v * e for v, e in zip(y, bend)], [v * e for v, e in zip(error, bend)]
        how = dict(start={"a": 1.0, "b": 1.0}, resamples=50, seed=k)
        corrected.append(collapse(*data, correction=0.5, **how))
        plain.append(collapse(*data, **how))
    assert np.all(abs(scores(corrected, a=1.0, b=1.0)) < 4)
    assert np.all(abs(scores(plain, a=1.0, b=1.0)) > 8)
    assert max(c.p for c in plain) < 0.05 < np.median([c.p for c in corrected])


def test_exact_curves():
    x = [np.geomspace(0.03, 4, 25) * n**1.5 for n in SIZES]
    y = [law(places, n, a=0.5, b=1.5) for n, places in zip(SIZES, x)]
    found = collapse(SIZES, x, y, [0.001 * v for v in y], start={"a": 1.0, "b": 1.0}, resamples=50, seed=1)
    assert found.a.value == pytest.approx(0.5, abs=1e-4)
    assert found.b.value == pytest.approx(1.5, abs=1e-4)
    u, f = found.master
    assert f == pytest.approx(law(u, 1), rel=2e-3)
    assert found.curves[0].y == pytest.approx(law(found.curves[0].x, 1), rel=2e-3)


def test_same_seed_same_numbers():
    data = ragged(np.random.default_rng(8))
    first, second = (collapse(*data, start={"a": 1.0, "b": 1.0}, resamples=50, seed=3) for _ in range(2))
    assert first[:2] == second[:2]
    assert first.p == second.p


def test_fixed_exponents_stay():
    found = collapse(*ragged(np.random.default_rng(9)), start={"a": 0.5}, fixed={"b": 1.0}, resamples=50, seed=1)
    assert found.b == (1.0, 0.0)
    assert abs(found.a.value - 1) < 4 * found.a.error
    assert found.a.error**2 == pytest.approx(found.covariance[0, 0])
    assert not found.covariance[1:].any()


def test_a_wrong_pair_is_far():
    found = collapse(*ragged(np.random.default_rng(10)), start={"a": 0.9, "b": 0.9}, resamples=50, seed=1)
    truth, wrong = found.distance(a=1.0, b=1.0), found.distance(a=0.5, b=0.5)
    assert truth.sigma < 3.5
    assert truth.quality.value < 1.5
    assert wrong.sigma > 20
    assert wrong.quality.value > 10
    assert found.distance(b=0.9).mahalanobis == pytest.approx(abs(found.b.value - 0.9) / found.b.error)
    with pytest.raises(ValueError, match="exponents"):
        found.distance(x0=1.0)
    with pytest.raises(ValueError, match="exponents"):
        found.distance()


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("distance", [0.3, 1.0, 5.0, 12.0])
def test_sigma_is_as_unlikely(dimension, distance):
    stats = pytest.importorskip("scipy.stats")
    chance = stats.chi2.sf(distance**2, dimension)
    assert _sigma(distance**2, dimension) == pytest.approx(max(stats.norm.isf(chance / 2), 0), rel=1e-6)
    assert 90 < _sigma(100.0**2, dimension) <= 100


def plain_quality(curves):
    """S as Houdayer & Hartmann write it, point by point."""
    terms = []
    for i, (xs, ys, errors) in enumerate(curves):
        for x, y, error in zip(xs, ys, errors):
            near = []
            for other in (c for k, c in enumerate(curves) if k != i):
                below, above = [v for v in other[0] if v <= x], [v for v in other[0] if v > x]
                if below and above:
                    near += [(v, *other[1:, list(other[0]).index(v)]) for v in (max(below), min(above))]
            if not near:
                continue
            K = sum(1 / e**2 for _, _, e in near)
            Kx, Ky = (sum(p[m] / p[2] ** 2 for p in near) for m in (0, 1))
            Kxx, Kxy = (sum(p[0] * p[m] / p[2] ** 2 for p in near) for m in (0, 1))
            delta = K * Kxx - Kx**2
            Y = (Kxx * Ky - Kx * Kxy) / delta + x * (K * Kxy - Kx * Ky) / delta
            variance = (Kxx - 2 * x * Kx + x**2 * K) / delta
            terms.append((y - Y) ** 2 / (error**2 + variance))
    return sum(terms) / len(terms), len(terms)


def test_quality_is_that_of_houdayer_and_hartmann():
    rng = np.random.default_rng(11)
    curves = [np.array([np.sort(rng.random(n)), rng.normal(size=n), 0.5 + rng.random(n)]) for n in (5, 9, 13)]
    found = quality((1, 2, 3), *zip(*curves), a=0.0, b=0.0, log="")
    value, terms = plain_quality(curves)
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.terms == terms < found.n == 27


def test_quality_does_not_depend_on_the_order():
    sizes, x, y, error = ragged(np.random.default_rng(12))
    straight = quality(sizes, x, y, error, a=1.0, b=1.0)
    back = [[v[::-1] for v in part[::-1]] for part in (x, y, error)]
    turned = quality(sizes[::-1], *back, a=1.0, b=1.0)
    assert turned == pytest.approx(straight)


def spline_points(rng, log_y=True):
    n = 60
    log_s, u = np.log(rng.choice([1.0, 2.0, 5.0], n)), rng.uniform(0, 3, n)
    y = np.sin(u) - 0.7 * log_s + 0.05 * rng.normal(size=n)
    return Points(log_s, u + 0.4 * log_s, y, np.full(n, 20.0), np.ones((n, 1)), True, log_y)


def test_search_agrees_with_another_program():
    """Design matrix and minimiser of SciPy, the same knots and penalty."""
    interpolate, optimize = pytest.importorskip("scipy.interpolate"), pytest.importorskip("scipy.optimize")
    points, pieces, stiffness = spline_points(np.random.default_rng(13)), 8, 1e-3
    ends = -0.2, 3.4
    knots = ends[0] + (ends[1] - ends[0]) / pieces * np.arange(-3, pieces + 4)

    def loss(exponents):
        u = points.x - exponents[1] * points.log_s
        design = interpolate.BSpline.design_matrix(u, knots, 3, extrapolate=True).toarray() * points.weight[:, None]
        penalty = stiffness * np.trace(design.T @ design) / (pieces + 3) * _bending(pieces, 1)
        target = (points.y + exponents[0] * points.log_s) * points.weight
        c = np.linalg.solve(design.T @ design + penalty, design.T @ target)
        return np.sum((target - design @ c) ** 2) + c @ penalty @ c

    best = optimize.minimize(loss, [0.7, 0.4], method="Nelder-Mead", options=dict(xatol=1e-7, fatol=1e-9))
    start = Master(np.array([0.5, 0.5, 0.0]), ends, pieces, stiffness)
    found = descend(points, start, np.array([True, True, False]))
    assert found.loss == pytest.approx(best.fun, rel=1e-5)
    assert found.exponents[:2] == pytest.approx(best.x, abs=1e-3)


def test_spline_derivative_and_gram():
    rng = np.random.default_rng(14)
    places, coefficients = rng.uniform(0, 5, 40), rng.normal(size=16)
    shares = np.column_stack([np.ones(40), rng.random(40)])
    value, steep = (_spline(places, shares, coefficients, 5, order) for order in (0, 1))
    step = 1e-6
    ahead = _spline(places + step, shares, coefficients, 5, 0)
    assert (ahead - value) / step == pytest.approx(steep, abs=1e-4)
    assert _spline(places, shares[:, :1], np.ones(8), 5, 0) == pytest.approx(np.ones(40))
    columns, weight = rng.normal(size=(40, 2)), rng.random(40)
    design = np.column_stack([_spline(places, shares, unit, 5, 0) for unit in np.eye(16)])
    design = np.column_stack([design, columns]) * weight[:, None]
    assert _gram(places, shares, weight, columns, 5) == pytest.approx(design.T @ design)


@pytest.mark.parametrize(("log_x", "log_y"), [(True, True), (False, True), (False, False)])
def test_scaled_variable(log_x, log_y):
    points = spline_points(np.random.default_rng(15))._replace(log_x=log_x, log_y=log_y)
    s = np.exp(points.log_s)
    expected = np.log(np.exp(points.x) * s**-0.4) if log_x else (points.x - 0.1) * s**-0.4
    assert scaled(points, np.array([0.7, 0.4, 0.0 if log_x else 0.1])) == pytest.approx(expected)


def test_one_power_law_leaves_the_pair_open():
    """If every curve is the same straight line, only a − γb is determined: b is at least ten times as uncertain."""
    sizes, x, _, _ = ragged(np.random.default_rng(16))
    noise = np.random.default_rng(17)
    y = [3 * v**-1.2 * n**0.3 * (1 + 0.03 * noise.normal(size=v.size)) for n, v in zip(sizes, x)]
    data = sizes, x, y, [0.03 * v for v in y]
    try:
        found = collapse(*data, start={"a": 1.0, "b": 1.0}, resamples=50, seed=1)
    except NotEnoughData as caught:
        found = caught.estimate
    assert found.b.error > 0.15
    assert (
        collapse(*ragged(np.random.default_rng(16)), start={"a": 1.0, "b": 1.0}, resamples=50, seed=1).b.error < 0.015
    )
    line = collapse(*data, start={"a": 1.0}, fixed={"b": 1.0}, resamples=50, seed=1)
    assert abs(line.a.value - 0.9) < 4 * line.a.error < 0.1


def test_systems_that_never_meet():
    x = [np.linspace(1, 2, 10), np.linspace(30, 40, 10)]
    y = [1 / v for v in x]
    with pytest.raises(NotEnoughData, match="lie between") as caught:
        collapse([1, 2], x, y, [0.01 * v for v in y], start={"a": 0.0}, fixed={"b": 0.0}, resamples=50, seed=1)
    assert math.isfinite(caught.value.estimate.a.value)
    assert caught.value.estimate.quality.terms == 0
    assert math.isnan(caught.value.estimate.quality.value)


def test_few_replicas_and_few_points():
    sizes, x, y = walks(np.random.default_rng(18))
    how = dict(start={"a": 1.0, "b": 1.0}, resamples=50, seed=1)
    with pytest.raises(NotEnoughData, match="replicas"):
        collapse(sizes, x, [v[:7] for v in y], **how)
    with pytest.raises(NotEnoughData, match="points"):
        collapse(sizes[:2], [v[:3] for v in x[:2]], [v[:, :3] for v in y[:2]], **how)
    with pytest.raises(NotEnoughData, match="window"):
        collapse(sizes, x, y, window=(1e8, 1e9), **how)
    with pytest.raises(NotEnoughData, match="3 points"):
        collapse(sizes, [v[:1] for v in x], [v[:, :1] for v in y], **how)
    with pytest.raises(NotEnoughData, match="at 1 places"):
        collapse(sizes, [np.ones(14)] * 3, y, **how)


def test_window():
    sizes, x, y, error = ragged(np.random.default_rng(19))
    windows = [(0.05 * n, 3 * n) for n in sizes]
    found = collapse(sizes, x, y, error, window=windows, start={"a": 1.0, "b": 1.0}, resamples=50, seed=1)
    assert found.n == sum(int(np.sum((v >= low) & (v <= high))) for v, (low, high) in zip(x, windows))
    assert found.window[0] >= 0.04
    assert found.window[1] <= 3.3


X, Y, E = [np.arange(1.0, 9)] * 2, [np.arange(8.0, 0, -1)] * 2, [np.ones(8)] * 2
GOOD = dict(scale=[1.0, 2.0], x=X, y=Y, error=E, start={"a": 1.0, "b": 1.0}, seed=1)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"scale": [1.0]}, "scale"),
        ({"scale": 3.0}, "scale"),
        ({"scale": [1.0, 1.0]}, "scale"),
        ({"scale": [1.0, -2.0]}, r"scale\[1\]"),
        ({"scale": [1.0, math.nan]}, r"scale\[1\]"),
        ({"scale": [1.0, [2.0]]}, r"scale\[1\]"),
        ({"scale": [np.True_, 2.0]}, r"scale\[0\]"),
        ({"scale": [1.0, 2.0, 3.0]}, "x"),
        ({"x": X[:1]}, "x"),
        ({"x": X[0]}, "x"),
        ({"x": [X[0], X[0][:5]]}, r"y\[1\]"),
        ({"x": [X[0], X[0] - 1]}, r"x\[1\]"),
        ({"x": [X[0], np.array([])]}, r"x\[1\]"),
        ({"y": [Y[0], Y[0] * math.nan]}, r"y\[1\]"),
        ({"y": [Y[0], -Y[0]]}, r"y\[1\]"),
        ({"y": [Y[0], np.ones((2, 2, 8))]}, r"y\[1\]"),
        ({"y": [Y[0], ["1"] * 8]}, r"y\[1\]"),
        ({"y": [Y[0], Y[0] > 3]}, r"y\[1\]"),
        ({"y": [Y[0], [1.0, [2.0]]]}, r"y\[1\]"),
        ({"y": [np.ones((9, 8))] * 2}, "error"),
        ({"y": [np.ones((9, 8))] * 2, "error": None}, "y"),
        ({"error": None}, "error"),
        ({"error": E[:1]}, "error"),
        ({"error": [E[0], E[0][:5]]}, r"error\[1\]"),
        ({"error": [E[0], 0 * E[0]]}, r"error\[1\]"),
        ({"error": [E[0], math.inf * E[0]]}, r"error\[1\]"),
        ({"start": {}}, "start"),
        ({"start": {"a": 1.0}}, "start"),
        ({"start": {"a": 1.0, "b": 1.0, "c": 1.0}}, "start"),
        ({"start": {"a": math.nan, "b": 1.0}}, "a"),
        ({"start": [1.0, 1.0]}, "start"),
        ({"fixed": {"b": 1.0}}, "start"),
        ({"fixed": {"nu": 1.0}}, "fixed"),
        ({"fixed": {"x0": 0.5}}, "log"),
        ({"start": {"a": 1.0, "b": 1.0, "x0": 0.5}}, "log"),
        ({"log": "yx"}, "log"),
        ({"window": (3, 1)}, "window"),
        ({"window": [(1, 2)] * 3}, "window"),
        ({"window": 3}, "window"),
        ({"window": [(1, 2), (3,)]}, "window"),
        ({"seed": "x"}, "seed"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"correction": 0.5}, "correction"),
        ({"resamples": 10}, "resamples"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        collapse(**{**GOOD, **change})


def test_nothing_free_is_no_fit():
    with pytest.raises(ValueError, match="start"):
        collapse(**{**GOOD, "start": {}, "fixed": {"a": 1.0, "b": 1.0}})


def test_p_ranks_the_data_among_its_bootstrap_samples():
    # Exact curves scatter less than any sample with noise, p = 1; curves that no noise explains more, p = 1/(1 + 50).
    sizes, x, _, error = ragged(np.random.default_rng(10))
    exact = [law(places, n) for n, places in zip(sizes, x)]
    wavy = [y * (1 + 0.3 * np.sin(3 * np.log(places)) * (-1) ** k) for k, (y, places) in enumerate(zip(exact, x))]
    how = dict(start={"a": 1.0}, fixed={"b": 1.0}, resamples=50, seed=1)
    assert collapse(sizes, x, exact, error, **how).p == 1
    assert collapse(sizes, x, wavy, error, **how).p == pytest.approx(1 / 51)


@pytest.mark.parametrize("log", ["", "y"])
def test_replicas_without_correlation_err_like_independent_points(log):
    rng, sizes = np.random.default_rng(11), (16, 32, 64)
    x = [0.5 + np.linspace(-3, 3, 13) / n**0.9 for n in sizes]
    y = [n**-0.125 * (1.2 - np.tanh((v - 0.5) * n**0.75)) for n, v in zip(sizes, x)]
    y = [v + 0.05 * n**-0.125 * rng.normal(size=(32, v.size)) for n, v in zip(sizes, y)]
    how = dict(start={"a": 0.2, "b": -0.7}, fixed={"x0": 0.5}, log=log, resamples=60, seed=1)
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
    how = dict(start={"a": 1.0}, fixed={"b": 1.0}, resamples=50, seed=1)
    assert collapse(sizes, x, y, **how).a.error > 0
    with pytest.raises(NotEnoughData, match="^7 replicas of s = 400; 8 are needed"):
        collapse(sizes, x, [*y[:2], y[2][1:]], **how)
