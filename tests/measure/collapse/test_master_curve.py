"""The master curve against SciPy's splines and minimiser."""

import numpy as np
import pytest

from crit.measure.collapse.master_curve import Master, Points, _bending, _gram, _spline, descend, scaled


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
