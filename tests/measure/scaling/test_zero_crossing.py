"""Zero of a measured line: coverage, and what is refused."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.zero_crossing import sign_change
from tests.measure.coverage import TRIALS, covers, scores, unbiased

X = np.array([1.0, 1.1, 1.2, 1.4])


def samples(seed, runs=10, noise=0.02):
    return 0.3 * (X - 1.15)[:, None] + noise * np.random.default_rng(seed).normal(size=(len(X), runs))


def test_exact_line():
    found = sign_change(X, samples(1, noise=1e-12))
    assert found.point.value == pytest.approx(1.15) and found.slope.value == pytest.approx(0.3) and found.n == 10


def test_errors_hold_what_they_promise():
    found = [sign_change(X, samples(seed)) for seed in range(TRIALS)]
    for z in scores([each.point for each in found], 1.15), scores([each.slope for each in found], 0.3):
        assert covers(z) and unbiased(z)


def test_a_flat_line_has_no_zero():
    with pytest.raises(NotEnoughData) as raised:
        sign_change(X, np.random.default_rng(1).normal(size=(4, 10)))
    assert raised.value.estimate.n == 10
    with pytest.raises(NotEnoughData, match="^3 runs; 8 are needed"):
        sign_change(X, samples(1, runs=3))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("x", [X, [0.0, 1.0], [1e6, 1e6 + 1, 1e6 + 3]])
@pytest.mark.parametrize("value", [0.0, 1.0, 0.1, -1e9])
def test_samples_that_never_vary_have_no_zero(x, value):
    with pytest.raises(NotEnoughData, match="^the slope is not known"):
        sign_change(x, np.full((len(x), 9), value))


@pytest.mark.parametrize(
    "x, values, name",
    [
        ([1.0, 1.0], np.ones((2, 9)), "x"),
        ([1.0], np.ones((1, 9)), "x"),
        (["1", "2"], np.ones((2, 9)), "x"),
        ([1.0, [2.0]], np.ones((2, 9)), "x"),
        (X, np.ones((3, 9)), "samples"),
        (X, np.full((4, 9), np.nan), "samples"),
        (X, "none", "samples"),
        (X, [[1.0], [1.0, 2.0]] * 2, "samples"),
    ],
)
def test_bad_arguments(x, values, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        sign_change(x, values)


def test_eight_runs_are_enough():
    assert sign_change(X, samples(1, runs=8)).n == 8
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        sign_change(X, samples(1, runs=7))
