"""Exponents of tails with corrections: unbiased, with errors that cover, on synthetic truth."""

import doctest

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling import tails
from crit.measure.scaling.tail_likelihood import CELLS, EXACT, cells
from crit.measure.scaling.tails import octave_exponents, tail_exponent
from crit.models.samples import power_law_sample
from tests.measure.coverage import TRIALS, covers, scores, unbiased

WHOLE = np.arange(1, 5001)
GOOD = dict(x=[1.0, 2.0, 3.0], window=(1, 10), discrete=True)


def pareto(rng, tau, low, high, n):
    """Exact sample of x^−tau on [low, high]."""
    a, b = low ** (1 - tau), high ** (1 - tau)
    return (a + rng.random(n) * (b - a)) ** (1 / (1 - tau))


def bent(rng, n, tau, b):
    weight = WHOLE**-tau * np.exp(b / WHOLE)
    return rng.choice(WHOLE, n, p=weight / weight.sum()).astype(float)


@pytest.mark.parametrize("tau", [0.6, 1.2, 2.0, 3.5])
def test_continuous_tail(tau):
    rng = np.random.default_rng(1)
    samples = [pareto(rng, tau, 1, 1000, 400) for _ in range(TRIALS)]
    z = scores([tail_exponent(x, window=(1, 1000), discrete=False) for x in samples], tau)
    assert covers(z) and unbiased(z)


def test_correction_removes_the_bend():
    rng = np.random.default_rng(2)
    samples = [bent(rng, 3000, 1.7, -2.0) for _ in range(TRIALS)]
    plain = [tail_exponent(x, window=(3, 5000), discrete=True) for x in samples]
    corrected = [tail_exponent(x, window=(3, 5000), discrete=True, corrections=[lambda x: 1 / x]) for x in samples]
    for z in scores(corrected, 1.7), scores([found.amplitudes[0] for found in corrected], -2.0):
        assert covers(z) and unbiased(z)
    assert np.mean(scores(plain, 1.7)) < -3


def test_systems_share_the_exponent():
    """Two systems whose bends differ only in scale pin the exponent down better than either alone."""
    rng = np.random.default_rng(3)
    bends = [lambda x: (x / 400) ** 0.5, lambda x: (x / 4000) ** 0.5]
    estimates, alone = [], []
    for _ in range(60):
        samples = []
        for bend in bends:
            weight = WHOLE**-1.5 * np.exp(-bend(WHOLE))
            samples.append(rng.choice(WHOLE, 3000, p=weight / weight.sum()).astype(float))
        estimates.append(tail_exponent(samples, window=(5, 2000), discrete=True, corrections=[bends]))
        alone.append(tail_exponent(samples[0], window=(5, 2000), discrete=True, corrections=bends[:1]))
    assert unbiased(scores(estimates, 1.5))
    assert np.mean([e.error for e in estimates]) < 0.7 * np.mean([e.error for e in alone])


def test_counts_are_repetitions():
    x = np.repeat([1.0, 2.0, 3.0, 7.0], [90, 40, 20, 5])
    one = tail_exponent(x, window=(1, 10), discrete=True)
    other = tail_exponent([1.0, 2.0, 3.0, 7.0], window=(1, 10), discrete=True, counts=[90, 40, 20, 5])
    assert one.estimate == pytest.approx(other.estimate)
    assert one.n == 155


def test_zero_counts_are_allowed():
    found = tail_exponent([1.0, 2.0, 3.0], window=(1, 3), discrete=True, counts=[90, 0, 20])
    assert found.estimate == tail_exponent([1.0, 3.0], window=(1, 3), discrete=True, counts=[90, 20]).estimate


def test_whole_numbers_far_out():
    """Cells of many whole numbers stand for their sum."""
    values, weights = cells(3, 1_000_000, True)
    assert weights.sum() == 1_000_000 - 2
    exact = np.sum(np.arange(3, 1_000_001.0) ** -1.3)
    assert np.sum(weights * values**-1.3) == pytest.approx(exact, rel=1e-5)
    assert len(values) < EXACT + CELLS


@pytest.mark.parametrize("window", [(3, 300), (3000, 30_000), (2048, 2049)])
def test_cells_cover_the_window_once(window):
    values, weights = cells(*window, True)
    assert weights.sum() == window[1] - window[0] + 1
    assert window[0] <= values.min() < window[0] + 10
    assert values.max() <= window[1]


def test_too_little_data_carries_the_estimate():
    with pytest.raises(NotEnoughData) as caught:
        tail_exponent(pareto(np.random.default_rng(6), 1.5, 1, 100, 20), window=(1, 100), discrete=False)
    assert 0.5 < caught.value.estimate.value < 2.5
    with pytest.raises(NotEnoughData):
        tail_exponent([1.0, 2.0], window=(5, 100), discrete=True)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"x": []}, "x"),
        ({"x": [1.0, np.nan]}, "x"),
        ({"x": [0.0, 1.0]}, "x"),
        ({"x": [-1.0, 1.0]}, "x"),
        ({"window": (10, 1)}, r"window\[1\]"),
        ({"window": (0, 1)}, r"window\[0\]"),
        ({"window": 7}, "window"),
        ({"window": [(1, 2), (1, 3)]}, "window"),
        ({"counts": [1, 2]}, "counts"),
        ({"counts": [1, -2, 1]}, "counts"),
        ({"corrections": [0.5]}, "corrections"),
        ({"corrections": [[np.log, np.sqrt]]}, "corrections"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        tail_exponent(**{**GOOD, **change})


def test_unknown_keywords_are_errors():
    with pytest.raises(TypeError):
        tail_exponent(**GOOD, xmin=1)


@pytest.mark.parametrize("values", [np.ones(500), np.append(np.ones(499), 1e300), np.full(500, 7.0)])
def test_values_that_do_not_differ_have_no_exponent(values):
    with pytest.raises(NotEnoughData, match="all alike"):
        tail_exponent(values, window=(0.5, 10), discrete=True)
    with pytest.raises(NotEnoughData, match="all alike"):
        tail_exponent(values, window=(0.5, 10), discrete=False, corrections=[lambda x: 1 / x])


def test_a_likelihood_without_a_maximum_is_told():
    """Two values cannot fix an exponent and an amplitude."""
    with pytest.raises(NotEnoughData, match="the likelihood has no maximum"):
        tail_exponent(np.repeat([1.0, 2.0], 500), window=(1, 10), discrete=True, corrections=[lambda x: 1 / x])


@pytest.mark.parametrize(
    ("bends", "message"),
    [
        ([np.log], "differ from ln x"),
        ([np.ones_like], "differ from ln x"),
        ([lambda x: 1 / x, lambda x: 3 / x], "differ from ln x"),
        ([lambda x: np.log(x - 5)], r"corrections\[0\]\(x\) = .* values are (nan|nan or infinite): finite"),
        ([lambda x: np.ones(3)], r"corrections\[0\]\(x\) = array of shape"),
        ([lambda x: None], r"corrections\[0\]\(x\) = None"),
    ],
)
def test_corrections_that_correct_nothing(bends, message):
    x = pareto(np.random.default_rng(7), 1.5, 1, 100, 500)
    with pytest.raises(ValueError, match=message):
        tail_exponent(x, window=(1, 100), discrete=False, corrections=bends)


def test_a_window_between_whole_numbers():
    for window in ((1.2, 1.5), (1, 1.5)):
        with pytest.raises(ValueError, match="^window = .* more whole numbers"):
            tail_exponent([1, 2, 3] * 200, window=window, discrete=True)


def test_samples_may_be_masked_and_pairs_may_not():
    rng = np.random.default_rng(8)
    x = np.ma.array(pareto(rng, 1.5, 1, 100, 900), mask=rng.random(900) < 0.1)
    masked, kept = (tail_exponent(values, window=(1, 100), discrete=False) for values in (x, x.compressed()))
    assert masked.estimate == kept.estimate and masked.n == kept.n
    two = tail_exponent([x, x[:500]], window=(1, 100), discrete=False)
    assert two.n == x.compressed().size + x[:500].compressed().size
    with pytest.raises(ValueError, match="^x = .* masked"):
        tail_exponent(x, window=(1, 100), discrete=False, counts=np.ones(900))
    with pytest.raises(ValueError, match="^x = 600 of 600 values are not whole"):
        tail_exponent(np.full(600, 1.5), window=(1, 100), discrete=True)


def test_counts_of_zero_count_nothing_and_one_negative_count_is_refused():
    x = pareto(np.random.default_rng(7), 1.5, 1, 100, 200)
    counts = np.arange(200) % 3
    repeated = tail_exponent(np.repeat(x, counts), window=(1, 100), discrete=False)
    assert tail_exponent(x, window=(1, 100), discrete=False, counts=counts).estimate == pytest.approx(repeated.estimate)
    with pytest.raises(ValueError, match="^counts = "):
        tail_exponent([x, x], window=(1, 100), discrete=False, counts=[counts, counts - 1])


@pytest.mark.parametrize("corrections", [(), (np.reciprocal,)])
def test_fifty_values_a_parameter_are_enough(corrections):
    needed = 50 * (1 + len(corrections))
    x = np.linspace(2.0, 30.0, needed)
    assert tail_exponent(x, window=(2, 30), discrete=False, corrections=corrections).n == needed
    with pytest.raises(NotEnoughData, match=f"^{needed - 1} values lie in the window; {needed} are needed"):
        tail_exponent(x[1:], window=(2, 30), discrete=False, corrections=corrections)


def test_counts_beyond_all_sums_are_refused_if_only_one_is():
    x = np.arange(1.0, 101)
    with pytest.raises(ValueError, match="^counts = array up to 1e\\+301"):
        tail_exponent(x, window=(1, 100), discrete=True, counts=np.append(1e301, np.ones(99)))


def test_examples():
    found = doctest.testmod(tails)
    assert found.attempted >= 5 and not found.failed


def test_octaves_of_a_power_law_have_its_exponent_and_end_with_the_data():
    x = power_law_sample(2.2, 50_000, xmin=5, discrete=True, seed=3)
    middles, found = octave_exponents(x, first=8, discrete=True)
    assert middles == pytest.approx(2**0.5 * 8 * 2 ** np.arange(len(found)))
    assert [each.window for each in found[:2]] == [(8, 15), (16, 31)]
    assert len(found) >= 4
    assert all(abs(each.value - 2.2) < 4 * each.error for each in found)
    assert all(each.n >= 50 for each in found)
    y = power_law_sample(1.6, 20_000, xmin=1.0, discrete=False, seed=4)
    assert all(abs(each.value - 1.6) < 4 * each.error for each in octave_exponents(y, first=1, discrete=False)[1])


def test_octaves_refuse_what_is_no_beginning():
    x = power_law_sample(2.2, 1000, xmin=5, discrete=True, seed=3)
    for first in (0, 2, 8.5):
        with pytest.raises(ValueError, match="first"):
            octave_exponents(x, first=first, discrete=True)
    with pytest.raises(NotEnoughData):
        octave_exponents(x, first=100_000, discrete=True)
