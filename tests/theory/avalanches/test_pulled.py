"""Excursions of a pulled walk: equations, quadratures, and series that are simulated."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

import crit
from crit.measure.avalanches import excursions, uncut
from crit.theory.avalanches import (
    FREE_WALK,
    PULLED_WALK,
    backward,
    duration_bend,
    forward,
    mean_shape,
    pull,
    pulled_duration,
    pulled_excursions,
    pulled_shape,
)
from crit.theory.symbols import D, Lambda, T, q, t


def test_the_walk_solves_its_equations():
    assert backward(PULLED_WALK, PULLED_WALK.first_passage) == 0
    assert forward(PULLED_WALK) == 0
    passage = sp.lambdify((T, q, D, Lambda), PULLED_WALK.first_passage)
    assert integrate.quad(passage, 0, 80, args=(1.3, 0.4, 0.3))[0] == pytest.approx(1, abs=1e-6)


def test_without_a_pull_it_is_free():
    assert sp.limit(duration_bend(), Lambda, 0) == 0
    values = {t: 2, T: 5, D: sp.Rational(1, 3)}
    free = float(mean_shape(FREE_WALK).subs(values))
    assert float(pulled_shape().subs({**values, Lambda: 1e-7})) == pytest.approx(free, rel=1e-5)


def test_the_shape_is_the_mean_of_the_two_densities():
    height = sp.lambdify((q, t, T, D, Lambda), PULLED_WALK.kernel * PULLED_WALK.first_passage.subs(T, T - t))
    at = 3.0, 8.0, 0.3, 0.1
    moments = [integrate.quad(lambda x, k=k: x**k * height(x, *at), 0, 30)[0] for k in (0, 1)]
    found = float(pulled_shape().subs(dict(zip((t, T, D, Lambda), at))))
    assert found == pytest.approx(moments[1] / moments[0], rel=1e-6)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 3.0])
def test_all_durations_have_the_exact_mean(rate):
    law = pulled_excursions(max(60, int(16 / rate)), rate)
    layers = np.arange(1, law.probability.size + 1)
    assert law.probability.sum() == pytest.approx(1, abs=1e-4)
    assert layers @ law.probability == pytest.approx(pulled_duration(rate), rel=2e-3)
    # Half a normal number times the share of layers: the mean area of all excursions, over their mean duration.
    area = math.sqrt(2 / math.pi) * pulled_duration(rate)
    assert law.size @ law.probability == pytest.approx(area, rel=2e-3)


def test_short_excursions_of_a_weak_pull_are_those_of_a_free_walk():
    p = pulled_excursions(80, 0.001).probability
    assert math.log(p[19] / p[79]) / math.log(4) == pytest.approx(1.5, abs=0.05)


def test_against_a_simulated_series():
    rng, rate, count = np.random.default_rng(1), 0.1, 4000
    stay, x = math.exp(-rate), np.empty((count, 400))
    x[:, 0] = rng.normal(size=count)
    for k in range(399):
        x[:, k + 1] = stay * x[:, k] + math.sqrt(1 - stay**2) * rng.normal(size=count)
    found, law = uncut(excursions(x, 0.0), 400, 120), pulled_excursions(120, rate)
    for duration in (1, 2, 5, 20):
        these = found.duration == duration
        assert abs(these.mean() - law.probability[duration - 1]) < 4 * stats.sem(these)
        assert abs(found.size[these].mean() - law.size[duration - 1]) < 4 * stats.sem(found.size[these])


def test_long_excursions_fall_by_the_rate_of_a_barrier_that_lies_behind():
    # A walk in whole steps meets its barrier 0.5826 steps late, which lowers the rate by 2 · 0.5826 √(Λ/π), first order.
    for rate in (0.005, 0.02):
        p = pulled_excursions(int(8 / rate), rate).probability
        fall = math.log(p[-2] / p[-1])
        assert fall == pytest.approx(rate * (1 - 2 * 0.5826 * math.sqrt(rate / math.pi)), rel=0.02)


@pytest.mark.parametrize("name, sigma_w, sigma_b", [("tanh", 1.0, 0.1), ("relu", 1.0, 0.3), ("erf", 1.1, 0.2)])
def test_the_pull_is_the_slope_of_the_map(name, sigma_w, sigma_b):
    K = crit.fixed_point(name, sigma_w, sigma_b)
    slope = (crit.mean_map(name, sigma_w, sigma_b, K * 1.001) - crit.mean_map(name, sigma_w, sigma_b, K * 0.999)) / (
        0.002 * K
    )
    assert pull(name, sigma_w, sigma_b) == pytest.approx(-math.log(slope), rel=1e-4)


def test_nothing_pulls_without_a_fixed_point():
    with pytest.raises(ValueError, match="^sigma_b = "):
        pull("tanh", 0.9, 0.0)
