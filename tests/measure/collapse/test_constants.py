"""The constants of a collapse, each halved and doubled: what moves, in standard errors of the exponents.

Constants that only say where an iteration ends, or how far a search looks, move nothing: less than 0.02 of an error.
Four are choices, and move exponents by up to a fifth of an error, seldom more. `SUPPLE` is how much less stiff the curve
is than its likeliest self: a stiffer one scatters less and is biased more, and at a tenth the bias is below a fifth of
an error (the table of `collapse`). `PIECES`: half as many do not follow a curve of 60 points, more change nothing.
`LADDER` is how finely the stiffness is chosen, `ROUNDS` how often.
"""

from functools import lru_cache

import numpy as np
import pytest

from crit.measure.collapse import master_curve, optimum
from crit.measure.collapse.solution import Problem, _fitted
from crit.measure.collapse.systems import systems_of
from tests.measure.curves import magnet, ragged

KINDS = {
    "ragged": (ragged, (1.0, 1.0, 0.0), "xy", (True, True, False), (0.017, 0.012, 1.0)),
    "magnet": (magnet, (0.125, -0.75, 0.5), "", (True, True, True), (0.0025, 0.0065, 0.00035)),
}
"""Data, exponents to start from, logarithms, what is free, and the sizes of the standard errors (50 bootstraps)."""


def exponents(kind, seed):
    make, start, log, free, error = KINDS[kind]
    systems = systems_of(*make(np.random.default_rng(seed)), None, log)
    _, master, _ = _fitted(Problem(systems, np.array(start), np.array(free), log, None))(systems)
    return master.exponents / error


before = lru_cache(exponents)


def moved(monkeypatch, kind, module, name, factor):
    """Largest move of an exponent over two sets of data, in errors."""
    old = [before(kind, seed) for seed in range(2)]
    value = getattr(module, name)
    scaled = tuple(factor * part for part in value) if isinstance(value, tuple) else factor * value
    if name in WHOLE:
        scaled = tuple(map(round, scaled)) if isinstance(scaled, tuple) else round(scaled)
    monkeypatch.setattr(module, name, scaled)
    return max(np.abs(exponents(kind, seed) - there).max() for seed, there in enumerate(old))


WHOLE = {"STEPS", "ROUNDS", "POLISH", "PIECES", "CALLS"}
NUMERICAL = [
    (master_curve, "ANCHOR"), (master_curve, "STEPS"), (master_curve, "TINY"), (master_curve, "LIGHT"), (master_curve, "ENOUGH"),
    (optimum, "SOFTEST"), (optimum, "STIFFEST"), (optimum, "POLISH"), (optimum, "ALIKE"),
    (optimum, "TOLERANCES"), (optimum, "CALLS"), (optimum, "BEYOND"), (optimum, "POWERS"), (optimum, "STRETCH"),
]  # fmt: skip
CHOSEN = [(optimum, "SUPPLE"), (optimum, "PIECES"), (optimum, "LADDER"), (optimum, "ROUNDS")]


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("module", "name"), NUMERICAL, ids=lambda each: getattr(each, "__name__", each))
def test_numerical_constants_move_nothing(monkeypatch, kind, module, name, factor):
    assert moved(monkeypatch, kind, module, name, factor) < 0.02


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("module", "name"), CHOSEN, ids=lambda each: getattr(each, "__name__", each))
def test_chosen_constants_move_less_than_a_quarter_of_an_error(monkeypatch, kind, module, name, factor):
    if name == "LADDER" and factor == 0.5:
        factor = 1.0  # half of √10 is hardly more than one: no ladder
    assert moved(monkeypatch, kind, module, name, factor) < 0.25
