"""Cascades: every formula against its equation, its integral or its limit."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

import crit
from crit.theory.avalanches import exponents as cascades
from crit.theory.avalanches.exponents import FREE_WALK, TRAPPED_WALK, D, T, avalanche_exponents, c, s, t, x
from crit.theory.networks.couplings import K

WALKS = {"free": FREE_WALK, "trapped": TRAPPED_WALK}
POINT = {x: 0.7, D: 0.9, c: 0.3, s: 1.3, T: 2.0, t: 0.6}


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_densities_obey_their_equations(walk):
    assert cascades.backward(walk, walk.first_passage) == 0
    assert cascades.forward(walk) == 0


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_every_walk_is_absorbed(walk):
    density = sp.lambdify(T, walk.first_passage.subs({x: 0.7, D: 0.9, c: 0.3}))
    total = quad(density, 0, 1)[0] + quad(lambda q: density(np.exp(q)) * np.exp(q), 0, 120)[0]
    assert total == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_mean_size_is_the_area_under_the_mean_shape(walk):
    shape = sp.lambdify(t, cascades.mean_shape(walk).subs({T: 2.0, D: 0.9, c: 0.3}))
    assert quad(shape, 0, 2.0)[0] == pytest.approx(float(cascades.mean_size(walk).subs(POINT)), rel=1e-7)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_size_transform_obeys_its_equation(walk):
    g = cascades.size_transform(walk)
    left = walk.drift * sp.diff(g, x) + walk.noise * sp.diff(g, x, 2)
    assert abs(sp.N((left - s * x * g).subs(POINT))) < 1e-12
    assert float(g.subs({**POINT, x: 1e-12})) == pytest.approx(1, abs=1e-6)
    assert 0 < float(g.subs({**POINT, x: 20.0})) < 1e-3


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_size_exponent_agrees_with_the_transform(walk):
    """1 − g ∝ s^(τ−1) for small s, which the transform says and the scaling argument does not use."""
    g = cascades.size_transform(walk).subs({x: 1, D: 1, c: sp.Rational(3, 10)})
    one, two = (1 - sp.N(g.subs(s, value), 40) for value in (sp.Float("1e-24", 40), sp.Float("1e-26", 40)))
    tau = cascades.exponents(walk)[1].subs(c, sp.Rational(3, 10))
    assert float(sp.log(one / two) / sp.log(100)) == pytest.approx(float(tau) - 1, abs=1e-4)


def test_exponents_of_the_table():
    half = sp.Rational(1, 2)
    assert cascades.exponents(FREE_WALK) == (3 * half, sp.Rational(4, 3), 3 * half)
    assert [sp.simplify(a - b) for a, b in zip(cascades.exponents(TRAPPED_WALK), (2 - c, (3 - c) / 2, 2))] == [0, 0, 0]


def test_ito_makes_the_noise_constant():
    _, noise = cascades.ito(sp.sqrt(K), 0, D * K)
    assert noise == D / 4
    drift, noise = cascades.ito(sp.log(K), 0, D * K**2)
    assert (drift, noise) == (-D, D)


def test_ito_on_simulated_paths():
    """The mean step of √K over a layer, by the formula for its drift and for the drift of that, against many steps."""
    start, noise = 0.5, 0.02
    drift, _ = cascades.ito(sp.sqrt(K), 0, noise * K)
    change, _ = cascades.ito(drift, 0, noise * K)
    paths = crit.langevin_paths((0, 0, 0, noise, 0), start, 1, replicas=1_600_000, seed=1, steps=1)
    step = np.sqrt(paths[:, 1]) - np.sqrt(start)
    expected = float((drift + change / 2).subs(K, start))
    assert abs(step.mean() - expected) < 4 * step.std() / len(step) ** 0.5 < 0.05 * abs(expected)


def test_rapidity_reversal():
    r, u, D1, D2 = sp.symbols("r u D_1 D_2", positive=True)
    H, p = cascades.response_hamiltonian((r, 0, u, D1, D2)), cascades.response
    assert sp.simplify(H.subs({K: -(D1 / u) * p, p: -(u / D1) * K}, simultaneous=True) - H) == 0
    driven = cascades.response_hamiltonian((r, 1, u, D1, 0))
    assert sp.simplify(driven.subs({K: -(D1 / u) * p, p: -(u / D1) * K}, simultaneous=True) - driven) != 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sigma_w", "sigma_b", "process"),
    [
        ("tanh", 1.0, 0.0, cascades.FREE),
        ("relu", 2**0.5, 0.0, cascades.FREE),
        ("tanh", 1.0, 0.3, None),
        ("tanh", 1.0, 0.001, cascades.FREE),
        ("gelu", 2.0, 0.0, cascades.FREE),
        ("gelu", 2.0, 0.3, None),
        ("sigmoid", 1.0, 0.0, None),
        ("softplus", 1.0, 0.0, None),
        ("cos(x)", 1.0, 0.0, None),
        ("tanh(x + 0.5)", 1.0, 0.0, None),
        ("binary", 2**0.5, 0.0, cascades.TRAP),
        ("binary", 2**0.5, (0.25 / 100) ** 0.5, cascades.DRIVEN),
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


@pytest.mark.parametrize("width", [100, 300, 10**6])
def test_a_signal_that_is_kept_awake_has_no_avalanches(width):
    for name, sigma_b in (("tanh", 0.3), ("softplus", 0.0), ("sin", 0.3), ("silu", 0.3)):
        with pytest.raises(ValueError, match="no avalanches: the drive keeps the signal awake"):
            avalanche_exponents(crit.couplings(name, 1.0, sigma_b, width))


def test_range_of_the_free_walk_is_where_the_potential_is_flat():
    h, u = sp.symbols("h u", positive=True)
    drift, noise = cascades.ito(sp.log(K), h + D * K - u * K**2, D * K**2)
    potential = sp.integrate(-drift / noise / K, K)  # over dx = dK/K
    assert sp.simplify(potential - (h / K + u * K) / D) == 0
    low, high = cascades.free_range((0.02, 3e-5, 0.5, 0, 0.02))
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
    expected = cascades.FREE if h * abs(u) < D2**2 else "no avalanches: the drive keeps the signal awake"
    assert process(0, h, u, 0, D2) == process(0, h * unit, u / unit, 0, D2) == expected
    assert process(0, h, u, h / 2, D2) == expected
    assert process(0, h, u, 2 * h, D2) == cascades.DRIVEN
    assert process(0, 0, u, 0, D2) == cascades.FREE


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


@pytest.mark.parametrize(("there", "back"), [(sp.log(K), sp.exp(K)), (sp.sqrt(K), K**2), (3 * K + 1, (K - 1) / 3)])
def test_there_and_back(there, back):
    """Drift and noise in another variable and in the first one again."""
    drift, noise = sp.Rational(1, 3) + K / 7 - K**2, K / 5 + K**2 / 11
    moved = [part.subs(K, back) for part in cascades.ito(there, drift, noise)]
    again = [part.subs(K, there) for part in cascades.ito(back, *moved)]
    assert [sp.simplify(sp.expand(a - b)) for a, b in zip(again, (drift, noise))] == [0, 0]


@pytest.mark.parametrize("name", ["drift", "noise", "variable"])
@pytest.mark.parametrize("value", ["K", None, 1j, True, [K], sp.nan, float("inf")])
def test_formulas_that_are_none(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        cascades.ito(**{**dict(variable=sp.log(K), drift=K, noise=K**2), name: value})


@pytest.mark.parametrize(
    "read",
    [
        cascades.mean_shape,
        cascades.mean_size,
        cascades.growth,
        cascades.exponents,
        cascades.size_transform,
        cascades.forward,
    ],
)
@pytest.mark.parametrize("walk", ["free", None, [FREE_WALK]])
def test_walks_that_are_none(read, walk):
    with pytest.raises(ValueError, match="^walk = "):
        read(walk)
