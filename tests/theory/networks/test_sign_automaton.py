"""The rule of sign networks: against Gaussian numbers, limits, and the bound that follows from it."""

import numpy as np
import pytest
import sympy as sp

from crit.theory.networks import sign_automaton as automaton
from crit.theory.symbols import J, M, varsigma


def test_rule_against_gaussian_numbers():
    rng, entries, differing, ratio = np.random.default_rng(1), 15, 4, 0.8
    weights = rng.normal(size=(200_000, entries)) / entries**0.5
    bias = ratio * rng.normal(size=200_000)
    flipped = np.where(np.arange(entries) < differing, -1, 1)
    differs = np.mean((weights.sum(axis=1) + bias > 0) != (weights @ flipped + bias > 0))
    point = {J: differing, M: entries, varsigma: sp.Rational(4, 5)}
    assert differs == pytest.approx(float(automaton.flip_probability().subs(point)), abs=4 * (0.25 / 200_000) ** 0.5)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.7, 1.0])
def test_rule_is_the_angle_over_a_half_turn(share):
    point = {J: 20 * share, M: 20, varsigma: 1.3}
    value = float(automaton.flip_probability().subs(point))
    assert value == pytest.approx(np.arccos(float(automaton.flip_correlation().subs(point))) / np.pi, abs=1e-7)


def test_without_biases_all_different_is_absorbing_too():
    same, opposite = (automaton.flip_probability().subs({varsigma: 0, J: differing}) for differing in (0, M))
    assert (same, opposite) == (0, 1)


def test_bound_is_where_one_difference_makes_one():
    point = automaton.flip_branching_point()
    for entries in (3, 15, 45):
        ratio = float(point.subs(M, entries))
        at = {M: entries, varsigma: ratio}
        assert float(automaton.flip_branching_ratio().subs(at)) == pytest.approx(1, abs=1e-12)
        assert automaton.is_dominated(ratio, entries)
    assert sp.limit(point / sp.sqrt(M), M, sp.oo) == 2 / sp.pi


@pytest.mark.parametrize("wrong", [dict(ratio=-1.0), dict(entries=0), dict(ratio=float("nan"))])
def test_bad_arguments(wrong):
    with pytest.raises(ValueError, match=f"^{next(iter(wrong))} = "):
        automaton.is_dominated(**{"ratio": 1.0, "entries": 3, **wrong})
