"""The decay at the edge of chaos: against maps iterated a long way."""

import math

import pytest

import crit
from crit.theory.networks import edge_of_chaos as decay
from crit.theory.networks import pair_distance as distance
from crit.theory.symbols import kappa, kappa_3


def arc_cosine(rho):
    """Exact map of relu at its critical point (Cho & Saul 2009)."""
    c = 1 - rho
    return 1 - (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / math.pi


def iterate(step, rho, layers):
    for _ in range(layers):
        rho = step(rho)
    return rho


def test_the_decay_law_of_smooth_maps():
    smooth, _ = decay.decay_law()
    numbers = {kappa: 0.3, kappa_3: 0.2}
    rate, logarithm = (float(term.subs(numbers)) for term in (smooth.rate, smooth.logarithm))
    early, late = 10**4, 10**5
    y = [1 / iterate(lambda rho: rho - 0.3 * rho**2 + 0.2 * rho**3, 0.1, layers) for layers in (early, late)]
    assert y[1] - y[0] == pytest.approx(rate * (late - early) + logarithm * math.log(late / early), abs=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "sin"])
def test_edge_decay_of_a_smooth_activation(name):
    point = crit.critical_point(name, 0.3)
    exponent, rate, logarithm = decay.edge_decay(name, point)
    early, late = distance.distance_path(name, point.sigma_w, point.K, 0.05, 1600)[[200, 1600]]
    assert exponent == 1
    # The terms 1/y that sum up to a logarithm give ln y rather than ln l while y₀ is not small.
    assert 1 / late - 1 / early == pytest.approx(rate * 1400 + logarithm * math.log(early / late), abs=0.01)


def test_edge_decay_of_relu():
    exponent, rate, logarithm = decay.edge_decay("relu", crit.critical_point("relu", 0)._replace(K=1.0))
    assert (exponent, rate**-2) == (2, pytest.approx(9 * math.pi**2 / 2))
    early, late = (iterate(arc_cosine, 0.5, n) for n in (1000, 8000))
    assert late**-0.5 - early**-0.5 == pytest.approx(rate * 7000 + logarithm * math.log(8), abs=0.02)


def test_what_the_next_order_of_the_decay_does_not_cover():
    curved_kink = "max(x, tanh(x - 1))"
    assert math.isnan(decay.edge_decay(curved_kink, crit.CriticalPoint(1.0, 1.0, math.inf)).logarithm)
    point = crit.critical_point("elu", 0.3)
    assert decay.edge_decay("elu", point)[:2] == (1, pytest.approx(point.kappa))
    assert math.isnan(decay.edge_decay("elu", point).logarithm)
