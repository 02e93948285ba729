"""The designer: what it returns is critical, has the wanted exponents and drive, and nothing else is promised."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crit.models.networks.avalanches import network_avalanches
from crit.theory.avalanches.design import NoDesign, design, parabola_unit
from crit.theory.avalanches.exponents import DRIVEN, FREE, TRAP, avalanche_exponents
from crit.theory.networks.couplings import couplings
from crit.theory.networks.initialisation import critical_init

SHAPES = ["tanh", "erf", "sin", "gelu", "arctan", "x*exp(-x**2)"]
KINKED = ["relu", "leaky_relu", "softsign", "elu"]


@given(c=st.floats(1e-6, 0.999) | st.just(0.0), sigma_w=st.floats(0.05, 20), width=st.integers(10, 10**7))
@settings(max_examples=8, deadline=None)
def test_a_drive_is_realised_at_any_critical_point(c, sigma_w, width):
    made = design(drive=c, sigma_w=sigma_w, width=width)
    r, h, u, D1, _ = made.couplings
    assert made.sigma_w == sigma_w and made.width == width
    assert abs(r) < 1e-12 and u == 0
    assert h == pytest.approx(c * D1, rel=1e-9)
    assert made.exponents[:3] == pytest.approx((2 - c, 1.5 - c / 2, 2))
    assert made.threshold == made.sigma_b**2
    assert made.K0 - made.threshold == pytest.approx(sigma_w**2 / width)


@given(c=st.floats(0.001, 0.999), which=st.sampled_from(["alpha", "tau", "both"]))
@settings(max_examples=15, deadline=None)
def test_wanted_exponents_give_the_drive(c, which):
    wanted = {"alpha": 2 - c, "tau": 1.5 - c / 2}
    if which != "both":
        wanted = {which: wanted[which]}
    made = design(process="trap", **wanted)
    assert made.drive == pytest.approx(c, abs=1e-9)
    assert made.exponents.process == DRIVEN


@given(c=st.floats(0.01, 0.98))
@settings(max_examples=15, deadline=None)
def test_targets_may_be_rounded_to_two_decimals(c):
    made = design(process="trap", alpha=round(2 - c, 2), tau=round(1.5 - c / 2, 2), gamma=2)
    assert made.drive == pytest.approx(c, abs=0.011)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES + KINKED)
def test_free_designs_are_critical_at_the_wanted_point(shape):
    made = design(process="free", shape=shape, sigma_w=2.5, width=300)
    assert critical_init(made.activation, 300) == pytest.approx((2.5, 0.0))
    assert made.exponents[:3] == pytest.approx((3 / 2, 4 / 3, 3 / 2))
    assert made.exponents.process == FREE
    assert made.K0 == made.threshold and made.drive == 0


@pytest.mark.parametrize("shape", SHAPES)
def test_free_designs_have_the_couplings_of_their_class(shape):
    made = design(process="free", shape=shape, width=10_000)
    assert avalanche_exponents(made.couplings) == made.exponents
    assert 1 / made.couplings.D2 == pytest.approx(made.longest, rel=1e-3)
    # Saturation displaces ln K by uK in a layer: over `longest` layers less than the walk itself.
    assert abs(made.couplings.u) * made.K0 * made.longest < 0.01


def test_without_a_wanted_critical_point_the_shape_is_left_alone():
    assert design(process="free", shape="erf").activation.name == "erf"
    assert design(process="trap").sigma_w == pytest.approx(math.sqrt(2))


def test_rounded_exponents_of_free_brownian_motion():
    for wanted in (
        dict(alpha=1.5, tau=1.33),
        dict(tau=1.33, gamma=1.5),
        dict(gamma=1.5),
        dict(alpha=1.5, process="free"),
    ):
        assert design(**wanted).exponents.process == FREE
    assert design(gamma=2).exponents.process == TRAP
    assert design(drive=0).exponents.process == TRAP


@pytest.mark.parametrize("wanted", [dict(alpha=1.5), dict(tau=4 / 3), dict(tau=1.33), dict(alpha=1.497)])
def test_what_fits_both_classes_is_not_guessed(wanted):
    with pytest.raises(ValueError, match="'free' and, at drive = .*'trap'") as refused:
        design(**wanted)
    assert not isinstance(refused.value, NoDesign)


@pytest.mark.parametrize(
    "wanted, nearest",
    [
        (dict(alpha=1.5, tau=1.5), FREE),
        (dict(alpha=1.8, tau=1.2), DRIVEN),
        (dict(alpha=2.5), TRAP),
        (dict(gamma=1.7), FREE),
        (dict(gamma=3), TRAP),
        (dict(process="free", drive=0.5), FREE),
        (dict(process="free", alpha=2), TRAP),
        (dict(drive=0.5, alpha=1.7), DRIVEN),
        (dict(drive=0.5, gamma=1.5), DRIVEN),
        (dict(process=TRAP, alpha=1.8), DRIVEN),
        (dict(process=DRIVEN, alpha=2), TRAP),
        (dict(alpha=1.6, tau=1.3, gamma=1.5), FREE),
    ],
)
def test_impossible_targets_name_the_nearest(wanted, nearest):
    with pytest.raises(NoDesign, match="no such network") as refused:
        design(**wanted)
    if "drive" not in wanted and wanted.get("process") != TRAP:
        assert refused.value.nearest.process == nearest
    for name, value in wanted.items():
        assert f"{name} = " in str(refused.value), value
    copy = pickle.loads(pickle.dumps(refused.value))
    assert copy.nearest == refused.value.nearest and str(copy) == str(refused.value)


@pytest.mark.slow
@given(alpha=st.floats(1.01, 3), tau=st.floats(1.01, 2))
@settings(max_examples=40, deadline=None)
def test_off_the_two_families_there_is_nothing(alpha, tau):
    on_line = min(max(abs(2 - c - alpha), abs(1.5 - c / 2 - tau)) for c in np.linspace(0, 0.9999, 4001))
    at_point = max(abs(1.5 - alpha), abs(4 / 3 - tau))
    assume(min(on_line, at_point) > 0.006)
    with pytest.raises(NoDesign):
        design(alpha=alpha, tau=tau)


@pytest.mark.parametrize(
    "bad, name",
    [
        (dict(), "target"),
        (dict(sigma_w=1), "target"),
        (dict(alpha=1), "alpha"),
        (dict(alpha=float("nan")), "alpha"),
        (dict(tau=0.9), "tau"),
        (dict(gamma=0), "gamma"),
        (dict(drive=1), "drive"),
        (dict(drive=-0.1), "drive"),
        (dict(process="landau"), "process"),
        (dict(process=3), "process"),
        (dict(process="free", sigma_w=0), "sigma_w"),
        (dict(process="free", width=3), "width"),
        (dict(process="free", shape="sigmoid"), "activation"),
        (dict(process="free", shape="binary"), "activation"),
        (dict(process="trap", shape="tanh"), "shape"),
        (dict(process="trap", shape=np.ones(2)), "shape"),
    ],
)
def test_bad_arguments(bad, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        design(**bad)


def test_unknown_keywords():
    with pytest.raises(TypeError):
        design(alfa=1.5)


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_the_parabola_unit_conserves_activity(scale):
    unit = parabola_unit(scale)
    assert couplings(unit, scale * math.sqrt(2), 0, 100).u == 0
    for K in (1e-6, 1e-3, 0.02):
        assert unit.mean(unit.second, K * scale**2) == pytest.approx(K / 2, rel=1e-9)
    assert unit(10 * scale) == 1


@pytest.mark.slow
@pytest.mark.parametrize("shape", [None, "binary"])
def test_trap_designs_run_and_go_silent(shape):
    made = design(drive=0.4, shape=shape, sigma_w=0.7, width=10_000)
    found = network_avalanches(**made.network, longest=100, replicas=2000, seed=1)
    quanta = found.size / made.quantum
    np.testing.assert_allclose(quanta, np.rint(quanta), rtol=1e-9, atol=1e-6)
    assert 0.5 < found.complete.mean() < 1


@pytest.mark.slow
def test_avalanches_of_a_free_design_do_not_depend_on_where_the_critical_point_lies():
    # Stretching the input rescales K; the noise of the chain is the same up to rounding.
    sizes = []
    for sigma_w in (0.5, 2.0):
        made = design(process="free", shape="erf", sigma_w=sigma_w, width=400)
        found = network_avalanches(**made.network, longest=200, replicas=400, seed=2)
        sizes.append(found.size[found.complete] / made.quantum)
    assert np.median(sizes[0]) == pytest.approx(np.median(sizes[1]), rel=0.02)


@pytest.mark.slow
def test_the_log_trap_takes_as_long_as_it_should():
    # From one spark, critical branching survives T layers with probability 2/T, up to ln(T)/T.
    made = design(process="trap", width=10**6)
    found = network_avalanches(**made.network, longest=200, replicas=200_000, seed=4)
    alive = (found.duration >= 200).mean()
    expected = _branching_survival(199)
    assert abs(alive - expected) < 4 * math.sqrt(expected / 200_000)


def _branching_survival(generations):
    silent = 0.0
    for _ in range(generations):
        silent = math.exp(silent - 1)
    return 1 - silent


def test_a_design_prints_what_it_is():
    text = str(design(alpha=1.7, sigma_w=1))
    assert "parabola" in text and "1.7" in text and "1.35" in text and DRIVEN in text


@pytest.mark.parametrize(
    "shape, words", [("tanh", "signals of any variance"), ("gelu", "weak signals only, since u < 0")]
)
def test_a_free_design_says_which_signals_it_holds(shape, words):
    made = design(process="free", sigma_w=1.3, shape=shape)
    assert made.stable_for.startswith(words) and words in str(made)
    assert design(process="trap").stable_for == ""


@pytest.mark.parametrize(
    ("wanted", "kind"), [(dict(process="free"), "free"), (dict(process="trap"), "trap"), (dict(drive=0.3), "driven")]
)
def test_how_a_design_is_measured(wanted, kind):
    made = design(**wanted)
    assert made.kind == kind
    start = made.sigma_b**2 if kind == "driven" else made.K0
    assert made.from_silence == made.network | {"K0": start}
