"""The table of known exponents against other publications, and against the relations that tie its entries together."""

import re

import numpy as np
import pytest

from crit.theory import known_exponents as literature
from crit.theory.known_exponents import AVALANCHES, CITATIONS, DIMENSION, SCALING, TABLE, known, known_class, propagate
from crit.theory.symbols import d, z

PERCOLATION = [system for system in TABLE if "percolation" in system]


def distance(published, value, error):
    """Distance in the errors of both; where there are none, in units of rounding."""
    return abs(published.value - value) / max(np.hypot(published.error, error), 1e-12)


ELSEWHERE = {
    # Series of the percolation probability, where q = 1 − p: J. Phys. A 28, 4813, abstract.
    ("Jensen and Guttmann 1995", "directed percolation 1+1"): {
        "p_c bond": (1 - 0.3552994, 1.0e-6),
        "p_c site": (1 - 0.294515, 5e-6),
        "beta": (0.27643, 1.0e-4),
    },
    # The triangular lattice, site percolation: J. Phys. A 29, 497, abstract.
    ("Jensen and Guttmann 1996", "directed percolation 1+1"): {"beta": (0.27645, 1.0e-4)},
    # Near a wall the parallel length is that of the bulk: J. Phys. A 29, 1619, abstract.
    ("Essam, Guttmann, Jensen and TanlaKishani 1996", "directed percolation 1+1"): {"nu_parallel": (1.7337, 4e-4)},
    # Nonequilibrium Phase Transitions in Lattice Models, chapter 6.
    ("Marro and Dickman 1999", "directed percolation 1+1"): {"rate_c": (3.29785, 2e-5)},
    # Avalanche and spreading exponents: Phys. Rev. E 59, 6175, table I.
    ("Muñoz, Dickman, Vespignani and Zapperi 1999", "directed percolation 1+1"): {
        "delta": (0.159, 1e-3),
        "theta": (0.314, 1e-3),
        "2/z": (1.265, 1e-3),
        "tau": (1.108, 1e-3),
        "alpha": (1.159, 1e-3),
    },
    ("Muñoz, Dickman, Vespignani and Zapperi, 2+1", "directed percolation 2+1"): {
        "delta": (0.451, 3e-3),
        "theta": (0.230, 1e-3),
        "2/z": (1.133, 2e-3),
        "tau": (1.268, 1e-3),
        "alpha": (1.450, 1e-3),
    },
    # The review, Adv. Phys. 49, 815, table 2.
    ("Hinrichsen 2000, 2+1", "directed percolation 2+1"): {
        "beta": (0.584, 4e-3),
        "nu_perp": (0.734, 4e-3),
        "nu_parallel": (1.295, 6e-3),
        "z": (1.76, 3e-2),
    },
    ("Hinrichsen 2000, 3+1", "directed percolation 3+1"): {
        "beta": (0.81, 1e-2),
        "nu_perp": (0.581, 5e-3),
        "nu_parallel": (1.105, 5e-3),
        "z": (1.90, 1e-2),
    },
}
"""(Source, system) → name → (value, error), typed from publications that the table does not cite for that number."""


@pytest.mark.parametrize(("source", "system"), ELSEWHERE)
def test_others_have_published_the_same(source, system):
    for name, (value, error) in ELSEWHERE[source, system].items():
        published = known(system, name)
        assert source not in published.source
        assert distance(published, value, error) < 2.5, name
        assert abs(published.value - value) < 0.02 * value


@pytest.mark.parametrize("system", PERCOLATION)
@pytest.mark.parametrize("name", SCALING)
def test_exponents_obey_the_scaling_relations(system, name):
    value, error = propagate(SCALING[name], TABLE[system], DIMENSION[system])
    assert distance(known(system, name), value, error) < 2


def test_hyperscaling_fails_above_four_dimensions():
    value, error = propagate(SCALING["theta"], TABLE["mean-field directed percolation"], 5)
    assert value - error > 0


def test_derived_values_written_out():
    one = {name: known("directed percolation 1+1", name).value for name in TABLE["directed percolation 1+1"]}
    assert one["alpha"] == pytest.approx(1 + 0.159464, abs=1e-12)
    assert one["tau"] == pytest.approx(1 + 0.159464 / (1 + 0.159464 + 0.313686), abs=1e-12)
    assert one["gamma"] == pytest.approx((one["alpha"] - 1) / (one["tau"] - 1), abs=1e-12)
    assert one["2/z"] * one["z"] == pytest.approx(2)
    assert one["1/nu_parallel"] * one["nu_parallel"] == pytest.approx(1)


def test_mean_field_avalanches_are_those_of_a_branching_process():
    assert [known("mean-field directed percolation", name)[:2] for name in AVALANCHES] == [(2, 0), (1.5, 0), (2, 0)]


def test_bounded_kpz_has_the_front_exponents_of_kpz_and_no_avalanches():
    bounded, free = TABLE["bounded KPZ 1+1"], TABLE["KPZ 1+1"]
    assert bounded["z"][:2] == free["z"][:2]
    assert bounded["nu_parallel"].value == bounded["z"].value * bounded["nu_perp"].value
    assert bounded["nu_perp"].value == 1 / (2 * bounded["z"].value - 2)
    assert bounded["beta"].value == pytest.approx(1.5 * bounded["delta"].value)
    assert bounded["beta"].error == pytest.approx(1.5 * bounded["delta"].error)
    assert not set(AVALANCHES) & set(bounded)


def test_growth_of_kpz_is_roughness_over_z():
    free = TABLE["KPZ 1+1"]
    assert free["growth"].value == pytest.approx(free["roughness"].value / free["z"].value)


def test_propagated_error_is_that_of_many_draws():
    estimates = {"delta": (0.16, 0.004), "theta": (0.31, 0.01)}
    rng = np.random.default_rng(0)
    delta, theta = (rng.normal(*estimates[name], 400_000) for name in ("delta", "theta"))
    value, error = propagate(AVALANCHES["tau"], estimates)
    draws = 1 + delta / (1 + delta + theta)
    assert value == pytest.approx(draws.mean(), abs=1e-4)
    assert error == pytest.approx(draws.std(), rel=0.01)


def test_every_entry_is_whole():
    for system, entries in TABLE.items():
        assert DIMENSION[system] >= 1
        for entry in entries.values():
            assert np.isfinite(entry.value) and entry.error >= 0
            assert set(entry.source.split(", ")) <= {part for name in CITATIONS for part in name.split(", ")}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("percolation", "delta"), "directed percolation 1\\+1"),
        (("directed percolation 1+1", "epsilon"), "nu_parallel"),
        (("bounded KPZ 1+1", "tau"), "bounded KPZ 1\\+1 there are nu_parallel"),
        ((["directed percolation 1+1"], "delta"), "^system = "),
        (("directed percolation 1+1", ["delta"]), "^name = "),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(arguments, named):
    with pytest.raises(ValueError, match=named):
        known(*arguments)


@pytest.mark.parametrize(
    ("exponents", "name"), [({}, "exponents"), ({"z": (np.nan, 0.1)}, "z"), ({"z": (1.5, -0.1)}, "error of z")]
)
def test_propagation_refuses_what_is_no_estimate(exponents, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        propagate(literature.DERIVED["2/z"], exponents)


@pytest.mark.parametrize("dimension", [-1, 0, 1.5, True])
def test_propagation_refuses_what_is_no_dimension(dimension):
    with pytest.raises(ValueError, match="^dimension = "):
        propagate(d / z, {"z": (1.5, 0.1)}, dimension)


@pytest.mark.parametrize("system, printed", [
    ("directed percolation 1+1", "beta 0.276486(8), nu_parallel 1.733847(6), nu_perp 1.096854(4), delta 0.159464(6), "
     "theta 0.313686(8), z 1.580745(10), p_c bond 0.644700185(5), p_c site 0.70548522(4), rate_c 3.297848(20)"),
    ("directed percolation 2+1", "delta 0.4505(10), theta 0.2295(10), z 1.7660(16), beta 0.5834(30), "
     "nu_parallel 1.2950(60), nu_perp 0.7333(75), p_c bond 0.28733838(4), p_c site 0.3445740(2)"),
])  # fmt: skip
def test_numbers_as_they_are_printed(system, printed):
    # Digits in brackets are the error in units of the last digits.
    for entry in printed.split(", "):
        name, value, digits = re.fullmatch(r"(.*) (.*)\((\d+)\)", entry).groups()
        error = float(digits) / 10 ** len(value.partition(".")[2])
        assert known(system, name)[:2] == (float(value), pytest.approx(error))


def test_several_under_names_of_ones_own():
    found = known_class("bounded KPZ 1+1", {"decay": "delta", "inverse-nu": "1/nu_parallel"})
    assert list(found) == ["decay", "inverse-nu"]
    for name, theirs in (("decay", "delta"), ("inverse-nu", "1/nu_parallel")):
        value, error, source = known("bounded KPZ 1+1", theirs)
        assert found[name] == (value, error, f"bounded KPZ 1+1, {source}")
    with pytest.raises(ValueError, match="^names = 'delta': a dict of at least one"):
        known_class("bounded KPZ 1+1", "delta")
    with pytest.raises(ValueError, match=r"^names\['theta'\] = 'theta': of bounded KPZ"):
        known_class("bounded KPZ 1+1", {"theta": "theta"})
