"""Branches, folds, jumps and edges of chaos: closed forms, published points, and the property that defines an edge."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import crit
from crit.theory.activations.formula import x

BIASES = 0.0, 0.05, 0.3, 1.0
TYPED = "x/(1+exp(-5*x))", "x*exp(-x**2)", "x**3/(1+x**2)", "sin(x)**3", "x**2", "x+x**2/4", "tanh(x)+x/5", "cos(x)"
DETERMINISTIC = sorted(name for name, unit in crit.ACTIVATIONS.items() if not unit.stochastic)


def settles(unit, sigma_w, sigma_b, K, layers=3000):
    """Where the mean map leads from K."""
    for _ in range(layers):
        K, before = crit.mean_map(unit, sigma_w, sigma_b, K), K
        if abs(K - before) <= 1e-12 * K or K > 1e8:
            break
    return K


def assert_an_edge_or_a_reason(unit, sigma_b):
    """χ₁ = 1 at the fixed point where networks settle, from either side; or a refusal that names its argument."""
    try:
        point = crit.critical_point(unit, sigma_b)
    except ValueError as reason:
        assert str(reason).startswith(("sigma_b = ", "activation = ")), reason
        return False
    assert crit.fixed_point(unit, point.sigma_w, sigma_b) == pytest.approx(point.K, rel=1e-6, abs=1e-12)
    assert crit.chi_1(unit, point.sigma_w, sigma_b) == pytest.approx(1, abs=1e-6)
    if point.K > 0:
        here = min(crit.fixed_points(unit, point.sigma_w, sigma_b), key=lambda p: abs(p.K - point.K))
        slope = abs(here.slope)
        assert here.stable and slope < 1
        for start in (0.97, 1.02):
            after = crit.mean_map(unit, point.sigma_w, sigma_b, start * point.K)
            assert abs(after - point.K) < abs(start - 1) * point.K * (1 + slope) / 2 + 1e-9 * point.K
    return True


@pytest.mark.slow
@pytest.mark.parametrize("sigma_b", BIASES)
@pytest.mark.parametrize("name", [*DETERMINISTIC, *TYPED])
def test_the_edge_of_chaos_is_where_networks_settle(name, sigma_b):
    assert_an_edge_or_a_reason(crit.activation(name), sigma_b)


@pytest.mark.parametrize("name", ["tanh", "erf", "sin", "arctan", "elu", "softsign", "hard_tanh", "x*exp(-x**2)"])
@pytest.mark.parametrize("sigma_b", [0.05, 0.3, 1.0])
def test_saturating_activations_have_one(name, sigma_b):
    assert assert_an_edge_or_a_reason(crit.activation(name), sigma_b)


GATES = sp.tanh(x), 1 / (1 + sp.exp(-x)), sp.exp(-(x**2)), sp.erf(x), sp.sin(x), sp.Max(x, 0), sp.Integer(1)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(-3, 3), min_size=2, max_size=4).filter(lambda c: any(c[1:])),
    st.sampled_from(GATES),
    st.sampled_from([0.0, 0.1, 0.5]),
)
def test_random_polynomials_times_gates(coefficients, gate, sigma_b):
    formula = sum(sp.Rational(c, 2) * x**n for n, c in enumerate(coefficients)) * gate
    assert_an_edge_or_a_reason(crit.activation(formula), sigma_b)


@pytest.mark.parametrize("name, sigma_b, found", [
    ("gelu", 0.1, r"K = 0\.183\d* .*unstable.*settle at K = 0\.0546.*explode; above sigma_w = 1\.759.*sigma_b > 0\.4158"),
    ("silu", 0.3, r"K = 1\.399\d* .*unstable.*sigma_b > 0\.7450"),
    ("gelu", 0, r"K = 0 .*where every signal grows, since u < 0; above sigma_w = 2 "),
    ("x**2", 0.1, r"sigma_w = 2\.5\).*above sigma_w = 2\.88675"),
    ("sin(x)**3", 0.1, r"at sigma_w = 10\.47\d* weak ones jump to K = 34\.28"),
    ("relu", 0.1, r"scale free.*sigma_w = 1\.41421 and sigma_b = 0 only"),
    ("softplus", 0.1, "chi_1 stays below 1"),
])  # fmt: skip
def test_a_refusal_says_what_happens_instead(name, sigma_b, found):
    with pytest.raises(ValueError, match=f"^sigma_b = .*no critical point here; .*{found}"):
        crit.critical_point(name, sigma_b)


@pytest.mark.parametrize("name", ["sign(x)", "tanh(x)+0.1*sign(x)", "sqrt(abs(x))"])
def test_steps_and_infinite_slopes_have_none(name):
    with pytest.raises(ValueError, match="^activation = .*chi_1 is infinite"):
        crit.critical_point(name, 0.1)
    assert crit.chi_1(name, 0.9, 0.1) == math.inf
    assert crit.branches(name, 0.1).edges == ()


def test_the_fold_of_a_parabola_in_closed_form():
    # σ_w² = (K − σ_b²)/3K²: its maximum is at K = 2σ_b², χ₁ = 4(K − σ_b²)/3K is one at K = 4σ_b².
    sigma_b = 0.3
    found = crit.branches("x**2", sigma_b)
    (fold,), (edge,) = found.folds, found.edges
    assert fold == (pytest.approx(1 / math.sqrt(12) / sigma_b), pytest.approx(2 * sigma_b**2), "above", math.inf)
    assert edge == (pytest.approx(1 / (4 * sigma_b)), pytest.approx(4 * sigma_b**2), False, False)
    assert found.last == fold.sigma_w


@pytest.mark.slow
@pytest.mark.parametrize("sigma_b", [0.1, 0.3])
def test_signals_jump_at_a_fold_and_back_at_the_other(sigma_b):
    up, down = crit.branches("sin(x)**3", sigma_b).folds
    assert (up.ends, down.ends) == ("above", "below") and down.sigma_w < up.sigma_w
    for fold, side in ((up, 1), (down, -1)):
        before, after = fold.sigma_w * (1 - 1e-4 * side), fold.sigma_w * (1 + 1e-4 * side)
        K = settles("sin(x)**3", before, sigma_b, fold.K * (1 - 0.1 * side))
        assert K == pytest.approx(fold.K, rel=0.05)
        assert settles("sin(x)**3", after, sigma_b, K) == pytest.approx(fold.lands, rel=0.01)


def test_the_curve_is_made_of_fixed_points():
    found = crit.branches("gelu", 0.3)
    for K, sigma_w, slope, chi in itertools.islice(zip(*found[:4]), 1, None, 9):
        assert crit.mean_map("gelu", sigma_w, 0.3, K) == pytest.approx(K, rel=1e-9)
        nearest = min(crit.fixed_points("gelu", sigma_w, 0.3), key=lambda point: abs(point.K - K))
        assert (nearest.slope, nearest.chi_1) == (pytest.approx(slope, rel=1e-6), pytest.approx(chi, rel=1e-6))


@pytest.mark.parametrize("name, expected", [
    # Roberts, Yaida & Hanin, The Principles of Deep Learning Theory (2022), section 5.3.3: the half-stable points.
    ("gelu", (1.98305826, 0.17292239, (3 + math.sqrt(17)) / 2)),
    ("silu", (1.98800468, 0.55514317, 14.32017362)),
])  # fmt: skip
def test_published_half_stable_points(name, expected):
    ((sigma_w, sigma_b, K),) = crit.edge_line(name).half_stable
    assert (sigma_w**2, sigma_b**2, K) == pytest.approx(expected, abs=6e-9, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "gelu", "silu", "x**3/(1+x**2)", "hard_tanh", "sin(x)**3"])
def test_the_edge_line_agrees_with_the_edges_at_each_bias(name):
    line = crit.edge_line(name)
    for i in range(0, len(line.K), 12):
        found = crit.branches(name, line.sigma_b[i]).edges
        nearest = min(found, key=lambda edge: abs(math.log(edge.K / line.K[i])))
        assert (nearest.K, nearest.sigma_w) == pytest.approx((line.K[i], line.sigma_w[i]), rel=1e-5)
        assert nearest.stable == line.stable[i]


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_edges_turn_stable_at_the_half_stable_bias(name):
    ((_, sigma_b, K),) = crit.edge_line(name).half_stable
    below, above = (crit.branches(name, sigma_b * (1 + d)).edges[0] for d in (-1e-6, 1e-6))
    assert below.K == pytest.approx(K, rel=1e-3) == above.K
    assert above.stable and not below.stable
    # Close to it a lower stable branch still catches the weak signals.
    assert not above.reached
    assert crit.critical_point(name, 1.02 * sigma_b).K > K


def test_what_has_no_edge_has_an_empty_line():
    for name in ("relu", "linear", "sign(x)"):
        assert len(crit.edge_line(name).K) == 0
    assert crit.branches("binary", 0.1).edges == ()


def test_the_edge_separates_order_from_chaos():
    for name in ("tanh", "gelu"):
        sigma_b = 0.5
        edge = crit.critical_point(name, sigma_b).sigma_w
        assert crit.chi_1(name, 0.999 * edge, sigma_b) < 1 < crit.chi_1(name, 1.001 * edge, sigma_b)


@pytest.mark.parametrize("value", [-1, math.nan, "1", None], ids=repr)
def test_bad_biases(value):
    with pytest.raises(ValueError, match="^sigma_b = .* is needed"):
        crit.branches("tanh", value)
    with pytest.raises(ValueError, match="^sigma_b = .* is needed"):
        crit.fixed_points("tanh", 1.0, value)


def test_arrays_are_ordered():
    found = crit.branches("gelu", 0.3)
    assert np.all(np.diff(found.K) > 0)
    assert len({len(column) for column in found[:4]}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name, sigma_b", [
    ("gelu", 0.1), ("gelu", 0.3), ("silu", 0.3), ("mish", 0.1), ("sin(x)**3", 0.1), ("sin(x)**3", 0.3), ("softplus", 0.3),
    ("x**2", 0.1), ("x**3/(1+x**2)", 0.3),
])  # fmt: skip
def test_where_an_edge_is_refused_networks_pass_none(name, sigma_b):
    # Followed by iteration from a weak signal: χ₁ passes one nowhere, or where the variance jumps.
    with pytest.raises(ValueError, match="no critical point here"):
        crit.critical_point(name, sigma_b)
    unit, weights = crit.activation(name), np.linspace(0.3, 0.999 * min(crit.branches(name, sigma_b).last, 15), 40)
    K = np.array([settles(unit, w, sigma_b, 1e-6, layers=2000) for w in weights])
    chi = np.array([w**2 * unit.mean_square(unit.derivative, k) for w, k in zip(weights, K)])
    for i in np.flatnonzero((chi[1:] - 1) * (chi[:-1] - 1) < 0):
        assert K[i + 1] / K[i] > 3
