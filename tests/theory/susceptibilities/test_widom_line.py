"""The Widom-like line: values found before, the property of a maximum, and the units that have none."""

import math

import numpy as np
import pytest

import crit
from crit.theory.susceptibilities import weak_field_peaks
from crit.theory.symbols import h, u

KNOWN = {(0.05, "weights"): 1.036, (0.05, "field"): 1.005, (0.1, "weights"): 1.063, (0.1, "field"): 1.020}
KNOWN |= {(0.3, "weights"): 1.134, (0.3, "field"): 1.137}
NAMES = "weights", "field", "fluctuations"


@pytest.mark.parametrize("sigma_b, name", KNOWN)
def test_values_of_tanh(sigma_b, name):
    assert crit.widom_line("tanh", sigma_b, name).sigma_w == pytest.approx(KNOWN[sigma_b, name], abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sigma_b", [0.01, 0.2, 1.0])
@pytest.mark.parametrize("unit", ["tanh", "erf", "hard_tanh", "binary", "softsign"])
def test_it_is_a_maximum(unit, sigma_b, name):
    top = crit.widom_line(unit, sigma_b, name)

    def answer(sigma_w):
        return getattr(crit.susceptibilities(unit, sigma_w, sigma_b), name)

    assert answer(top.sigma_w) == pytest.approx(top.height, rel=1e-9)
    assert crit.fixed_point(unit, top.sigma_w, sigma_b) == pytest.approx(top.K, rel=1e-9)
    assert all(answer(factor * top.sigma_w) < top.height for factor in (0.3, 0.9, 0.99, 1.01, 1.1, 3.0))


@pytest.mark.parametrize("sigma_b", [0.05, 0.3, 1.0])
def test_the_sine_answers_most_to_the_field_at_one_weight(sigma_b):
    """σ_w² = 1 whatever the biases, for E sin² = (1 − exp(−2K))/2; its fluctuations only grow under strong ones."""
    assert crit.widom_line("sin", sigma_b, "field").sigma_w == pytest.approx(1, abs=1e-6)
    if sigma_b == 1.0:
        with pytest.raises(ValueError, match="^sigma_b = 1.0: the answer of sin has no maximum"):
            crit.widom_line("sin", sigma_b, "fluctuations")


def test_the_variance_remembers_longest_where_it_answers_most_to_the_field():
    top = crit.widom_line("tanh", 0.2, "field").sigma_w
    depth = [crit.depth_scales("tanh", factor * top, 0.2).variance for factor in (0.99, 1.0, 1.01)]
    assert depth[1] == max(depth)


@pytest.mark.parametrize("name, power", [("weights", -0.25), ("field", -0.5), ("fluctuations", -0.5)])
def test_peaks_of_weak_fields_grow_as_the_couplings_say(name, power):
    weak, weaker = (crit.widom_line("tanh", bias, name) for bias in (1e-3, 1e-4))
    assert weaker.height / weak.height == pytest.approx(0.01**power, rel=5e-3)
    peak = weak_field_peaks()[0 if name == "weights" else 1]
    place, height = (float(each.subs({h: 1e-8, u: 2})) for each in peak)
    assert weaker.sigma_w**2 - 1 == pytest.approx(place, abs=1e-6)
    assert weaker.height == pytest.approx(height * (2 if name == "weights" else 1), rel=1e-3)


def test_the_edge_of_chaos_leaves_the_critical_point_more_steeply():
    """χ₁ − 1 = 4K²/3 − h/K for tanh, and r = 2K."""
    for bias in (1e-3, 1e-4):
        assert crit.critical_point("tanh", bias).sigma_w - 1 == pytest.approx(
            (0.75 * bias**2) ** (1 / 3), rel=10 * bias ** (2 / 3)
        )


def test_without_biases_it_ends_in_the_critical_point():
    for unit, critical in (("tanh", 1.0), ("gelu", 2.0), ("relu", math.sqrt(2))):
        assert crit.widom_line(unit, 0.0) == (pytest.approx(critical), 0.0, math.inf)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", ["gelu", "silu"])
def test_where_a_branch_ends_the_answer_diverges(unit, name):
    top = crit.widom_line(unit, 0.05, name)
    fold = crit.branches(unit, 0.05).folds[0]
    assert top == (pytest.approx(fold.sigma_w), pytest.approx(fold.K), math.inf)
    below = [getattr(crit.susceptibilities(unit, top.sigma_w - gap, 0.05), name) for gap in (1e-5, 4e-5)]
    assert below[0] / below[1] == pytest.approx(2, rel=0.05)


def test_a_scale_free_unit_answers_without_bound():
    assert crit.widom_line("relu", 0.3) == (pytest.approx(math.sqrt(2)), math.inf, math.inf)
    assert crit.susceptibilities("relu", math.sqrt(2) - 1e-4, 0.3).field > 5e3


def test_an_answer_that_only_grows_has_no_maximum():
    with pytest.raises(ValueError, match="^sigma_b = 1.0: the answer of gelu has no maximum: it grows up to sigma_w ="):
        crit.widom_line("gelu", 1.0)


@pytest.mark.parametrize("name", ["", "mass", None, ["weights"]])
def test_bad_names(name):
    with pytest.raises(ValueError, match="^susceptibility = "):
        crit.widom_line("tanh", 0.1, name)


def test_large_biases_dissolve_the_peak():
    heights = np.array(
        [[crit.widom_line("tanh", bias, name).height for bias in (0.05, 0.1, 0.3, 1.0)] for name in NAMES]
    )
    assert np.all(np.diff(heights) < 0)
