"""Data of which only the cells are known, against quadrature and a likelihood maximised by SciPy."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize

from crit.measure.power_law.likelihood import NARROW, binned_tail, cells_of, fit_from, inside


def moments_within(a, width):
    """Mean and variance of y in a cell, by quadrature."""
    weights = [integrate.quad(lambda y, p=p: y**p * math.exp(-a * y), 0, width)[0] for p in range(3)]
    mean = weights[1] / weights[0]
    return mean, weights[2] / weights[0] - mean**2


@pytest.mark.parametrize("a", [-30.0, -2.0, -1e-9, 0.0, 0.5, 1.5, 9.0, 12.0, 100.0])
@pytest.mark.parametrize("width", [1e-3, 0.9 * NARROW, 1.1 * NARROW, 1.0, 5.0])
def test_mean_and_variance_within_a_cell(a, width):
    low = np.array([2.0, 3.0])
    cells = cells_of(low, low * math.exp(width), np.array([4.0, 10.0]))
    mean, variance = moments_within(a, width)
    assert inside(cells, 0, a) == pytest.approx((14 * mean, 14 * variance), rel=1e-7)
    assert inside(cells, 1, a) == pytest.approx((10 * mean, 10 * variance), rel=1e-7)


def test_a_cell_without_an_upper_end():
    cells = cells_of(np.array([1.0]), np.array([math.inf]), np.array([3.0]))
    assert inside(cells, 0, 0.5) == pytest.approx((6.0, 12.0))


EDGES = {
    "fine": np.linspace(1, 40, 400),
    "whole": np.arange(0.5, 60),
    "octaves": 2.0 ** np.arange(8),
    "two": np.array([1.0, 3.0, 20.0]),
    "uneven": np.array([1.0, 1.01, 1.5, 4.0, 4.2, 30.0]),
}


@pytest.mark.parametrize("edges", EDGES.values(), ids=EDGES)
@pytest.mark.parametrize("end", [math.inf, 100.0])
@pytest.mark.parametrize("seed", range(3))
def test_likelihood_is_largest(edges, end, seed):
    rng = np.random.default_rng(seed)
    mean = 1000 * -np.diff(edges**-1.4) / edges[0] ** -1.4
    counts = rng.poisson(mean).astype(float) + 1
    tail = binned_tail(edges[:-1], edges[1:], counts, end)
    law, error = fit_from(tail, 0)

    def loss(a):
        beyond = 0.0 if end == math.inf else end**-a
        return -np.sum(counts * np.log(np.diff(edges**-a) / (beyond - edges[0] ** -a)))

    best = optimize.minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options=dict(xatol=1e-10)).x
    step = 1e-3
    curvature = (loss(best + step) - 2 * loss(best) + loss(best - step)) / step**2
    assert law.a == pytest.approx(best, rel=1e-5)
    assert error == pytest.approx(1 / math.sqrt(curvature), rel=1e-3)


def test_narrow_cells_are_points():
    x = np.sort(np.random.default_rng(0).pareto(1.5, 500) + 1)
    tail = binned_tail(x * (1 - 1e-9), x * (1 + 1e-9), np.ones(500), math.inf)
    law, error = fit_from(tail, 0)
    assert law.a == pytest.approx(500 / np.sum(np.log(x / x[0])), rel=1e-6)
    assert error == pytest.approx(law.a / math.sqrt(500), rel=1e-6)
