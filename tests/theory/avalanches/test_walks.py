"""Walks: every formula against its equation, its integral or its limit."""

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad

import crit
from crit.theory.avalanches import walks
from crit.theory.avalanches.walks import FREE_WALK, TRAPPED_WALK
from crit.theory.symbols import D, K, T, h_hat, q, s, t

WALKS = {"free": FREE_WALK, "trapped": TRAPPED_WALK}
POINT = {q: 0.7, D: 0.9, h_hat: 0.3, s: 1.3, T: 2.0, t: 0.6}


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_densities_obey_their_equations(walk):
    assert walks.backward(walk, walk.first_passage) == 0
    assert walks.forward(walk) == 0


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_every_walk_is_absorbed(walk):
    density = sp.lambdify(T, walk.first_passage.subs({q: 0.7, D: 0.9, h_hat: 0.3}))
    total = quad(density, 0, 1)[0] + quad(lambda log: density(np.exp(log)) * np.exp(log), 0, 120)[0]
    assert total == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_mean_size_is_the_area_under_the_mean_shape(walk):
    shape = sp.lambdify(t, walks.mean_shape(walk).subs({T: 2.0, D: 0.9, h_hat: 0.3}))
    assert quad(shape, 0, 2.0)[0] == pytest.approx(float(walks.mean_size(walk).subs(POINT)), rel=1e-7)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_size_transform_obeys_its_equation(walk):
    g = walks.size_transform(walk)
    left = walk.drift * sp.diff(g, q) + walk.noise * sp.diff(g, q, 2)
    assert abs(sp.N((left - s * q * g).subs(POINT))) < 1e-12
    assert float(g.subs({**POINT, q: 1e-12})) == pytest.approx(1, abs=1e-6)
    assert 0 < float(g.subs({**POINT, q: 20.0})) < 1e-3


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_size_exponent_agrees_with_the_transform(walk):
    """1 − g ∝ s^(τ−1) for small s, which the transform says and the scaling argument does not use."""
    g = walks.size_transform(walk).subs({q: 1, D: 1, h_hat: sp.Rational(3, 10)})
    one, two = (1 - sp.N(g.subs(s, value), 40) for value in (sp.Float("1e-24", 40), sp.Float("1e-26", 40)))
    tau = walks.walk_exponents(walk)[1].subs(h_hat, sp.Rational(3, 10))
    assert float(sp.log(one / two) / sp.log(100)) == pytest.approx(float(tau) - 1, abs=1e-4)


def test_exponents_of_the_table():
    half = sp.Rational(1, 2)
    assert walks.walk_exponents(FREE_WALK) == (3 * half, sp.Rational(4, 3), 3 * half)
    assert [
        sp.simplify(a - b) for a, b in zip(walks.walk_exponents(TRAPPED_WALK), (2 - h_hat, (3 - h_hat) / 2, 2))
    ] == [0, 0, 0]


def test_ito_makes_the_noise_constant():
    _, noise = walks.ito(sp.sqrt(K), 0, D * K)
    assert noise == D / 4
    drift, noise = walks.ito(sp.log(K), 0, D * K**2)
    assert (drift, noise) == (-D, D)


def test_ito_on_simulated_paths():
    """The mean step of √K over a layer, by the formula for its drift and for the drift of that, against many steps."""
    start, noise = 0.5, 0.02
    drift, _ = walks.ito(sp.sqrt(K), 0, noise * K)
    change, _ = walks.ito(drift, 0, noise * K)
    paths = crit.langevin_paths((0, 0, 0, noise, 0), start, 1, replicas=1_600_000, seed=1, steps=1)
    step = np.sqrt(paths[:, 1]) - np.sqrt(start)
    expected = float((drift + change / 2).subs(K, start))
    assert abs(step.mean() - expected) < 4 * step.std() / len(step) ** 0.5 < 0.05 * abs(expected)


@pytest.mark.parametrize(("there", "back"), [(sp.log(K), sp.exp(K)), (sp.sqrt(K), K**2), (3 * K + 1, (K - 1) / 3)])
def test_there_and_back(there, back):
    """Drift and noise in another variable and in the first one again."""
    drift, noise = sp.Rational(1, 3) + K / 7 - K**2, K / 5 + K**2 / 11
    moved = [part.subs(K, back) for part in walks.ito(there, drift, noise)]
    again = [part.subs(K, there) for part in walks.ito(back, *moved)]
    assert [sp.simplify(sp.expand(a - b)) for a, b in zip(again, (drift, noise))] == [0, 0]


@pytest.mark.parametrize("name", ["drift", "noise", "variable"])
@pytest.mark.parametrize("value", ["K", None, 1j, True, [K], sp.nan, float("inf")])
def test_formulas_that_are_none(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        walks.ito(**{**dict(variable=sp.log(K), drift=K, noise=K**2), name: value})


@pytest.mark.parametrize(
    "read",
    [
        walks.mean_shape,
        walks.mean_size,
        walks.height_exponent,
        walks.walk_exponents,
        walks.size_transform,
        walks.forward,
    ],
)
@pytest.mark.parametrize("walk", ["free", None, [FREE_WALK]])
def test_walks_that_are_none(read, walk):
    with pytest.raises(ValueError, match="^walk = "):
        read(walk)
