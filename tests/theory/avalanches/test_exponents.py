"""Which walk a network makes, for which signals, and the exponents that follow."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import crit
from crit.theory.avalanches import exponents
from crit.theory.avalanches.exponents import avalanche_exponents, free_range
from crit.theory.avalanches.walks import ito
from crit.theory.symbols import D, K


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sigma_w", "sigma_b", "process"),
    [
        ("tanh", 1.0, 0.0, exponents.FREE),
        ("relu", 2**0.5, 0.0, exponents.FREE),
        ("tanh", 1.0, 0.3, None),
        ("tanh", 1.0, 0.001, exponents.FREE),
        ("gelu", 2.0, 0.0, exponents.FREE),
        ("gelu", 2.0, 0.3, None),
        ("sigmoid", 1.0, 0.0, None),
        ("softplus", 1.0, 0.0, None),
        ("cos(x)", 1.0, 0.0, None),
        ("tanh(x + 0.5)", 1.0, 0.0, None),
        ("binary", 2**0.5, 0.0, exponents.TRAP),
        ("binary", 2**0.5, (0.25 / 100) ** 0.5, exponents.DRIVEN),
        ("binary", 2**0.5, 0.5, None),
    ],
)
def test_process_of_networks(name, sigma_w, sigma_b, process):
    found = crit.couplings(name, sigma_w, sigma_b, 100)
    if process is None:
        with pytest.raises(ValueError, match="no avalanches"):
            avalanche_exponents(found)
    else:
        assert avalanche_exponents(found).process == process


def test_words_are_those_of_the_exponents():
    words = exponents.exponents_in_words("relu networks")
    assert words["gamma"] == "mean-size exponent, relu networks"
    assert [*words, "process"] == list(exponents.AvalancheExponents._fields)


@pytest.mark.parametrize("width", [100, 300, 10**6])
def test_a_signal_that_is_kept_awake_has_no_avalanches(width):
    for name, sigma_b in (("tanh", 0.3), ("softplus", 0.0), ("sin", 0.3), ("silu", 0.3)):
        with pytest.raises(ValueError, match="no avalanches: the drive keeps the signal awake"):
            avalanche_exponents(crit.couplings(name, 1.0, sigma_b, width))


def test_range_of_the_free_walk_is_where_the_potential_is_flat():
    h, u = sp.symbols("h u", positive=True)
    drift, noise = ito(sp.log(K), h + D * K - u * K**2, D * K**2)
    potential = sp.integrate(-drift / noise / K, K)  # over dx = dK/K
    assert sp.simplify(potential - (h / K + u * K) / D) == 0
    low, high = free_range((0.02, 3e-5, 0.5, 0, 0.02))
    at = {h: 3e-5, u: 0.5, D: 0.02}
    assert float((h / K / D).subs(at | {K: low})) == pytest.approx(1)
    assert float((u * K / D).subs(at | {K: high})) == pytest.approx(1)


@given(st.floats(1e-6, 1.0), st.floats(-5, 5), st.floats(1e-6, 1.0), st.floats(1e-3, 1e3))
@settings(deadline=None, derandomize=True)
def test_drive_decides_in_any_unit_of_the_signal(h, u, D2, unit):
    """K → K unit takes h and D1 along and u the other way; what is an avalanche does not change."""

    def process(*couplings):
        try:
            return avalanche_exponents(couplings).process
        except ValueError as error:
            return str(error).partition(": ")[2].partition(",")[0]

    assume(abs(h * abs(u) / D2**2 - 1) > 1e-6)
    expected = exponents.FREE if h * abs(u) < D2**2 else "no avalanches: the drive keeps the signal awake"
    assert process(0, h, u, 0, D2) == process(0, h * unit, u / unit, 0, D2) == expected
    assert process(0, h, u, h / 2, D2) == expected
    assert process(0, h, u, 2 * h, D2) == exponents.DRIVEN
    assert process(0, 0, u, 0, D2) == exponents.FREE


@pytest.mark.slow
def test_excursions_of_a_driven_network():
    """With room to wander one excursion in seven lasts more than 20 layers; kept awake, hardly one does."""
    share = {}
    for sigma_b in (0.3, 1e-7):
        level = crit.fixed_point("tanh", 1.0, sigma_b)
        paths = crit.variance_paths("tanh", 1.0, sigma_b, 100, 400, K0=level, replicas=400, seed=3)
        duration = crit.excursions(paths, level).duration
        share[sigma_b] = np.mean(duration > 20)
    assert share[0.3] < 1e-3 < 0.1 < share[1e-7]


@pytest.mark.parametrize("drive", [0.0, 0.1, 1 / 3, 0.9999])
def test_driven_line(drive):
    found = avalanche_exponents((0, drive * 0.01, 1, 0.01, 0))
    assert found[:3] == pytest.approx((2 - drive, 1.5 - drive / 2, 2))
    assert found.gamma == pytest.approx((found.alpha - 1) / (found.tau - 1))


@pytest.mark.parametrize(
    "couplings",
    [
        None,
        3,
        (0, 0, 0),
        (0, 0, 1, 0, 0),
        (0, 1, 1, 1, 0),
        (0, -1, 1, 1, 0),
        (0, 0, 1, -1, 1),
        (0, 0, 1, float("nan"), 1),
        "abcde",
    ],
)
def test_bad_couplings(couplings):
    with pytest.raises(ValueError, match="couplings"):
        avalanche_exponents(couplings)
