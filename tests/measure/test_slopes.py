"""Exponents with corrections: unbiased, with errors that cover, on synthetic truth."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.slopes import CELLS, EXACT, _cells, power_slope, tail_exponent

WHOLE = np.arange(1, 5001)


def pareto(rng, tau, low, high, n):
    """Exact sample of x^−tau on [low, high]."""
    a, b = low ** (1 - tau), high ** (1 - tau)
    return (a + rng.random(n) * (b - a)) ** (1 / (1 - tau))


def bent(rng, n, tau, b):
    weight = WHOLE**-tau * np.exp(b / WHOLE)
    return rng.choice(WHOLE, n, p=weight / weight.sum()).astype(float)


def covered(estimates, truth):
    z = np.array([(e.value - truth) / e.error for e in estimates])
    return abs(z.mean()) < 4 / len(z) ** 0.5 and 0.8 < z.std() < 1.2


@pytest.mark.parametrize("tau", [0.6, 1.2, 2.0, 3.5])
def test_continuous_tail(tau):
    rng = np.random.default_rng(1)
    samples = [pareto(rng, tau, 1, 1000, 400) for _ in range(150)]
    assert covered([tail_exponent(x, (1, 1000), discrete=False) for x in samples], tau)


def test_correction_removes_the_bend():
    rng = np.random.default_rng(2)
    samples = [bent(rng, 3000, 1.7, -2.0) for _ in range(60)]
    plain = [tail_exponent(x, (3, 5000), discrete=True) for x in samples]
    corrected = [tail_exponent(x, (3, 5000), discrete=True, corrections=[lambda x: 1 / x]) for x in samples]
    assert covered(corrected, 1.7)
    assert not covered(plain, 1.7)
    amplitudes = [(e.amplitudes[0] + 2.0) / e.amplitude_errors[0] for e in corrected]
    assert abs(np.mean(amplitudes)) < 4 / 60**0.5


def test_systems_share_the_exponent():
    """Two systems whose bends differ only in scale pin the exponent down better than either alone."""
    rng = np.random.default_rng(3)
    bends = [lambda x: (x / 400) ** 0.5, lambda x: (x / 4000) ** 0.5]
    estimates, alone = [], []
    for _ in range(40):
        samples = []
        for bend in bends:
            weight = WHOLE**-1.5 * np.exp(-bend(WHOLE))
            samples.append(rng.choice(WHOLE, 3000, p=weight / weight.sum()).astype(float))
        estimates.append(tail_exponent(samples, (5, 2000), discrete=True, corrections=[bends]))
        alone.append(tail_exponent(samples[0], (5, 2000), discrete=True, corrections=bends[:1]))
    assert covered(estimates, 1.5)
    assert np.mean([e.error for e in estimates]) < 0.7 * np.mean([e.error for e in alone])


def test_counts_are_repetitions():
    x = np.repeat([1.0, 2.0, 3.0, 7.0], [90, 40, 20, 5])
    one = tail_exponent(x, (1, 10), discrete=True)
    other = tail_exponent([1.0, 2.0, 3.0, 7.0], (1, 10), discrete=True, counts=[90, 40, 20, 5])
    assert one[:2] == pytest.approx(other[:2])
    assert one.n == 155


def test_zero_counts_are_allowed():
    found = tail_exponent([1.0, 2.0, 3.0], (1, 3), discrete=True, counts=[90, 0, 20])
    assert np.isfinite(found.value)


def test_whole_numbers_far_out():
    """Cells of many whole numbers stand for their sum."""
    values, weights = _cells(3, 1_000_000, True)
    assert weights.sum() == 1_000_000 - 2
    exact = np.sum(np.arange(3, 1_000_001.0) ** -1.3)
    assert np.sum(weights * values**-1.3) == pytest.approx(exact, rel=1e-5)
    assert len(values) < EXACT + CELLS


@pytest.mark.parametrize("window", [(3, 300), (3000, 30_000), (2048, 2049)])
def test_cells_cover_the_window_once(window):
    values, weights = _cells(*window, True)
    assert weights.sum() == window[1] - window[0] + 1
    assert window[0] <= values.min() < window[0] + 10
    assert values.max() <= window[1]


def test_power_slope():
    rng = np.random.default_rng(4)
    x = np.geomspace(10, 1000, 12)
    error = 0.02 * x**1.5
    noisy = [x**1.5 * (1 + 3 * x**-0.5) + error * rng.normal(size=12) for _ in range(300)]
    found = [power_slope(x, y, error, corrections=[lambda x: np.log1p(3 * x**-0.5)]) for y in noisy]
    assert covered(found, 1.5)
    assert 0.8 < np.mean([e.chi2 for e in found]) < 1.2


def test_power_slope_of_exact_curves_with_prefactors_of_their_own():
    x = np.geomspace(1, 100, 9)
    found = power_slope([x, x], [2 * x**0.7, 5 * x**0.7], [x, x], window=(2, 50))
    assert found.value == pytest.approx(0.7, abs=1e-12)
    assert found.window == (x[x >= 2].min(), x[x <= 50].max())


def test_too_little_data_carries_the_estimate():
    with pytest.raises(NotEnoughData) as caught:
        tail_exponent(pareto(np.random.default_rng(6), 1.5, 1, 100, 20), (1, 100), discrete=False)
    assert 0.5 < caught.value.estimate.value < 2.5
    with pytest.raises(NotEnoughData):
        tail_exponent([1.0, 2.0], (5, 100), discrete=True)
    with pytest.raises(NotEnoughData):
        power_slope([1.0, 2.0], [1.0, 2.0], [0.1, 0.1])


GOOD = dict(x=[1.0, 2.0, 3.0], window=(1, 10), discrete=True)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"x": []}, "x"),
        ({"x": [1.0, np.nan]}, "x"),
        ({"x": [0.0, 1.0]}, "x"),
        ({"x": [-1.0, 1.0]}, "x"),
        ({"window": (10, 1)}, "window"),
        ({"window": (0, 1)}, "window"),
        ({"window": 7}, "window"),
        ({"window": [(1, 2), (1, 3)]}, "window"),
        ({"counts": [1, 2]}, "counts"),
        ({"counts": [1, -2, 1]}, "counts"),
        ({"corrections": [0.5]}, "corrections"),
        ({"corrections": [[np.log, np.sqrt]]}, "corrections"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=name):
        tail_exponent(**{**GOOD, **change})


def test_unknown_keywords_are_errors():
    with pytest.raises(TypeError):
        tail_exponent(**GOOD, xmin=1)


def test_bad_errors_and_lengths():
    x = np.arange(1.0, 9)
    with pytest.raises(ValueError, match="error"):
        power_slope(x, x, 0 * x)
    with pytest.raises(ValueError, match="y"):
        power_slope(x, x[1:], x)


def test_counts_of_zero_count_nothing_and_one_negative_count_is_refused():
    x = pareto(np.random.default_rng(7), 1.5, 1, 100, 200)
    counts = np.arange(200) % 3
    repeated = tail_exponent(np.repeat(x, counts), (1, 100), discrete=False)
    assert tail_exponent(x, (1, 100), discrete=False, counts=counts)[:2] == pytest.approx(repeated[:2])
    with pytest.raises(ValueError, match="^counts = "):
        tail_exponent([x, x], (1, 100), discrete=False, counts=[counts, counts - 1])


@pytest.mark.parametrize("corrections", [(), (np.reciprocal,)])
def test_fifty_values_a_parameter_are_enough(corrections):
    needed = 50 * (1 + len(corrections))
    x = np.linspace(2.0, 30.0, needed)
    assert tail_exponent(x, (2, 30), discrete=False, corrections=corrections).n == needed
    with pytest.raises(NotEnoughData, match=f"^{needed - 1} values lie in the window; {needed} are needed"):
        tail_exponent(x[1:], (2, 30), discrete=False, corrections=corrections)


def test_least_squares_errors_are_those_of_the_straight_line():
    # The slope of n points of equal relative error e has the error e/√Σ(u − ū)², u = ln x; two points leave no freedom.
    x, e = np.geomspace(1, 30, 7), 0.02
    wiggle = np.exp(e * np.array([1, -1, 0, 2, -1, 1, -2]))
    found, u = power_slope(x, x**0.7 * wiggle, e * x**0.7 * wiggle), np.log(x)
    assert found.error == pytest.approx(e / np.sqrt(np.sum((u - u.mean()) ** 2)))
    slope, offset = np.polyfit(u, 0.7 * u + np.log(wiggle), 1)
    assert found.value == pytest.approx(slope)
    residuals = 0.7 * u + np.log(wiggle) - slope * u - offset
    assert found.chi2 == pytest.approx(np.sum((residuals / e) ** 2) / 5)
    assert power_slope(x[:3], x[:3], x[:3]).n == 3
    with pytest.raises(NotEnoughData, match="more than 2 are needed"):
        power_slope(x[:2], x[:2], x[:2])
