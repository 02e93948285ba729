"""Cascades: every formula against its equation, its integral or its limit."""

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad

import crit
from crit.theory import cascades
from crit.theory.cascades import FREE_WALK, TRAPPED_WALK, D, T, avalanche_exponents, c, s, t, x
from crit.theory.couplings import K

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


@pytest.mark.parametrize(
    ("name", "sigma_w", "sigma_b", "process"),
    [
        ("tanh", 1.0, 0.0, cascades.FREE),
        ("relu", 2**0.5, 0.0, cascades.FREE),
        ("tanh", 1.0, 0.3, cascades.FREE),
        ("sigmoid", 1.0, 0.0, None),
        ("softplus", 1.0, 0.0, cascades.FREE),
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
