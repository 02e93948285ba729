"""Avalanche exponents: exact laws read to the last digits, walks and branching with honest errors, bad data."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import zeta

from crit.measure.avalanches.corrections import BARRIER
from crit.measure.avalanches.exponents import CountedAvalanches, count_from_sums, read_exponents
from crit.measure.avalanches.renewal import renewal_exponent, renewal_growth
from crit.measure.estimate import NotEnoughData
from crit.measure.scaling.grouped_means import Means, conditional_mean
from crit.models.networks.avalanches import network_avalanches
from crit.models.processes.branching import branching_avalanches

UNITS = 4_000_000
STEP = math.sqrt(2 / UNITS)
TRUTH = {"free": (3 / 2, 4 / 3, 3 / 2), "trap": (2, 3 / 2, 2)}
WINDOW = (5, 400)


def free_walks(seed, replicas=30_000):
    """A linear network so wide that ln K is a normal walk, and K − 1 the same."""
    return network_avalanches("linear", 1.0, 0.0, UNITS, K0=1.0, longest=600, replicas=replicas, seed=seed)


def quanta(seed, replicas=100_000):
    return branching_avalanches(1.0, longest=600, replicas=replicas, seed=seed)


def read(process, seed, known):
    if process == "free":
        sizes, unit = np.array([10, 1500]), STEP if known else None
        found, scale = free_walks(seed), 1 if known else STEP
        settings = dict(sizes=tuple(sizes * scale), quantum=unit, width=UNITS if known else None)
        return read_exponents(found, process="free", window=WINDOW, **settings)
    return read_exponents(quanta(seed), process="trap", window=WINDOW, sizes=(10, 10_000), quantum=1.0)


def test_barrier():
    assert pytest.approx(BARRIER, rel=1e-14) == -zeta(0.5) / math.sqrt(2 * math.pi)


@pytest.mark.parametrize(("process", "known"), [("free", False), ("free", True), ("trap", True)])
def test_errors_are_honest(process, known):
    found = [read(process, seed, known) for seed in range(12)]
    z = np.array([[(one.value - true) / one.error for one, true in zip(each, TRUTH[process])] for each in found])
    assert np.all(np.abs(z.mean(axis=0)) < 3.5 / math.sqrt(len(z)))
    assert np.all((z**2).sum(axis=0) < 32.9)  # one in a thousand, for chi² of twelve
    assert np.all((z**2).sum(axis=0) > 2.2)


def exact_branching(longest):
    """Densities of durations and of sizes of critical Poisson branching from one unit: iteration, and Borel's law."""
    alive = [1.0]
    for _ in range(longest):
        alive.append(-math.expm1(-alive[-1]))
    n = np.arange(1.0, 20_001)
    borel = np.exp(-n + (n - 1) * np.log(n) - np.cumsum(np.log(n)))
    return (np.arange(1.0, longest + 1), -np.diff(alive)), (n, borel)


def test_exact_laws_of_branching():
    durations, sizes = exact_branching(2000)
    means = Means(durations[0], 1 + durations[0] ** 2 / 6 + durations[0], durations[0], durations[0])
    million = (durations[0], 1e9 * durations[1]), (sizes[0], 1e9 * sizes[1]), means
    counted = CountedAvalanches(*million)
    found = read_exponents(counted, process="trap", window=(20, 2000), sizes=(20, 20_000), quantum=1)
    straight = read_exponents(counted, process=None, window=(20, 2000), sizes=(20, 20_000))
    assert found.tau.value == pytest.approx(1.5, abs=1e-4)
    assert abs(straight.tau.value - 1.5) > 10 * abs(found.tau.value - 1.5)
    assert abs(straight.alpha.value - 2) > 3 * abs(found.alpha.value - 2)
    assert found.gamma.value == pytest.approx(2, abs=0.02)


def test_logarithm_of_branching_quanta():
    (T, density), _ = exact_branching(2000)
    means = conditional_mean(*quanta(1)[1::-1])
    counted = CountedAvalanches((T, 1e9 * density), None, means)
    smooth = read_exponents(counted, process="trap", window=(20, 400)).alpha
    exact = read_exponents(counted, process="trap", window=(20, 400), quantum=1).alpha
    assert exact.value == pytest.approx(2, abs=2e-3)
    assert abs(smooth.value - 2) > 2 * abs(exact.value - 2)


def test_counts_say_what_avalanches_say():
    found = free_walks(3)
    seen = found.complete & (found.duration > 0)
    size, duration = found.size[seen] / STEP, found.duration[seen].astype(float)
    values, counts = np.unique(duration, return_counts=True)
    means = conditional_mean(duration, size, groups_per_octave=4)
    counted = CountedAvalanches((values, counts), (size, np.ones_like(size)), means)
    one_by_one = SimpleNamespace(size=size, duration=duration)
    settings = dict(process="free", window=WINDOW, width=UNITS)
    for a, b in zip(read_exponents(counted, **settings), read_exponents(one_by_one, **settings)):
        assert a.value == pytest.approx(b.value, rel=1e-6)
        assert a.error == pytest.approx(b.error, rel=1e-6)


def test_sums_say_what_avalanches_say():
    found = free_walks(3)
    seen = found.complete & (found.duration > 0)
    size, duration = found.size[seen], found.duration[seen]
    edges = STEP * np.geomspace(1e-3, 1e7, 8001)
    kept = [np.bincount(duration, weights) for weights in (None, size, size**2)]
    counted = count_from_sums(*kept, edges, np.histogram(size, edges)[0], unit=STEP)
    whole = SimpleNamespace(size=size / STEP, duration=duration)
    settings = dict(process="free", window=(4.5, 400), sizes=(10, 1500))
    for a, b in zip(read_exponents(counted, **settings), read_exponents(whole, **settings)):
        assert abs(a.value - b.value) < 0.1 * b.error
        assert a.error == pytest.approx(b.error, rel=0.05)


@pytest.mark.parametrize(
    ("change", "name"),
    [(dict(area=[1]), "area"), (dict(edges=[2, 1]), "edges"), (dict(sizes=[1, 1]), "sizes"), (dict(unit=0), "unit")],
)
def test_bad_sums(change, name):
    good = dict(count=[0, 1, 1], area=[0, 1, 1], area2=[0, 1, 1], edges=[1, 2], sizes=[2])
    with pytest.raises(ValueError, match=rf"^{name} = "):
        count_from_sums(**(good | change))


def test_sizes_of_the_window_are_mean_sizes_at_its_ends():
    found = quanta(2)
    free = read_exponents(found, process="trap", window=WINDOW, quantum=1.0)
    seen = found.complete
    means = conditional_mean(found.duration[seen], found.size[seen], groups_per_octave=4)
    ends = np.interp(WINDOW, means.x, means.y)
    named = read_exponents(found, process="trap", window=WINDOW, sizes=tuple(ends), quantum=1.0)
    assert free.tau[:4] == named.tau[:4]


def test_widths_take_the_end_of_the_power_law_along():
    widths = [2000.0, 8000.0]
    found = [
        network_avalanches(
            "binary", 2**0.5, 0.0, int(N), K0=2 / N, threshold=0.0, longest=200, replicas=100_000, seed=7
        )
        for N in widths
    ]
    settings = dict(process="trap", window=[(5, 40), (5, 80)], quantum=[2 / N for N in widths])
    bent, plain = (read_exponents(found, width=N, **settings) for N in (widths, None))
    for one, true in zip(bent, TRUTH["trap"]):
        assert abs(one.value - true) < 3.5 * one.error
        assert len(one.amplitudes) > 0
    assert len(bent.alpha.amplitudes) == len(plain.alpha.amplitudes) + 1


def test_driven_avalanches_are_laid_end_to_end():
    rng = np.random.default_rng(4)
    duration = np.minimum(np.floor(rng.random(40_000) ** (-1 / 0.5)) - 1, 3000)
    size = np.rint(duration**2 * rng.random(duration.size) + duration)
    complete = duration < 3000
    system = SimpleNamespace(size=7 * size, duration=duration, complete=complete)
    found = read_exponents(system, process="driven", window=(20, 2000), sizes=(50, 50_000), quantum=7)
    ended = np.where(complete, size, 10**9)[duration > 0]
    assert found.alpha == renewal_exponent(duration + 1, window=(20, 2000))
    assert found.tau == renewal_exponent(ended, window=(50, 50_000))
    assert found.gamma == renewal_growth(duration + 1, size, window=(20, 2000))


def test_incomplete_and_empty_avalanches_are_left_out():
    found = quanta(5, replicas=50_000)
    more = SimpleNamespace(
        size=np.append(found.size, [0, 9e9]),
        duration=np.append(found.duration, [0, 100]),
        complete=np.append(found.complete, [True, False]),
    )
    settings = dict(process="trap", window=WINDOW, sizes=(10, 5000), quantum=1.0)
    for a, b in zip(read_exponents(more, **settings), read_exponents(found, **settings)):
        assert a[:4] == b[:4]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(process="tanh"), "process"),
        (dict(avalanches=np.ones(5)), "avalanches"),
        (dict(avalanches=[]), "avalanches"),
        (dict(avalanches=SimpleNamespace(size=np.ones(3), duration=np.ones(2))), "avalanches"),
        (dict(avalanches=SimpleNamespace(size=-np.ones(3), duration=np.ones(3))), "avalanches.size"),
        (dict(quantum=0), "quantum"),
        (dict(quantum=[1.0, 2.0]), "quantum"),
        (dict(quantum=3.0, process="trap"), "quantum"),
        (dict(sizes=(5, 2)), "sizes"),
        (dict(means=[(1, 2), (1, 2)]), "means"),
        (dict(width=[1.0, 2.0]), "width"),
        (dict(window=(5, 2)), "window"),
        (dict(process="driven"), "sizes"),
        (dict(avalanches=CountedAvalanches(([1], [1]), None, None), quantum=2.0), "quantum"),
        (dict(avalanches=CountedAvalanches(([1], [1]), None, None), process="driven", sizes=(1, 9)), "avalanches"),
    ],
)
def test_bad_arguments(change, name):
    good = dict(avalanches=SimpleNamespace(size=np.ones(3), duration=np.ones(3)), process="free", window=(1, 9))
    with pytest.raises(ValueError, match=rf"^{name}\b.* = "):
        read_exponents(**(good | change))


def test_too_little_data():
    with pytest.raises(NotEnoughData):
        read_exponents(quanta(6, replicas=300), process="trap", window=WINDOW, quantum=1.0)
