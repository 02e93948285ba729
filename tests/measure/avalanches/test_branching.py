"""Branching ratios of activities that are seen whole or in part, with drive, against the ratio they were made with."""

import numpy as np
import pytest

import crit
from crit.measure import NotEnoughData
from crit.models.processes import branching_paths
from tests.measure.coverage import TRIALS, covers, scores, unbiased


def seen(m, share, samples, seed, rows=1, drive=10.0):
    """What is seen of a driven branching process of mean activity 10, after it has settled."""
    settled = int(8 / (1 - m))
    paths = branching_paths(
        m,
        samples + settled,
        start=10,
        immigration=drive * (1 - m),
        replicas=rows,
        seed=np.random.SeedSequence([seed, 1]),
    )
    return np.random.default_rng(seed).binomial(paths[:, settled:], share)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "samples"), [(1.0, 20_000), (0.1, 20_000), (0.01, 60_000)])
def test_the_error_is_the_scatter_however_little_is_seen(share, samples):
    found = [crit.branching_ratio(seen(0.9, share, samples, seed)) for seed in range(TRIALS)]
    z = scores(found, 0.9)
    assert covers(z) and unbiased(z)


@pytest.mark.slow
def test_the_error_is_the_scatter_over_trials():
    z = scores([crit.branching_ratio(seen(0.9, 0.1, 500, seed, rows=40)) for seed in range(TRIALS)], 0.9)
    assert covers(z) and unbiased(z)


def test_the_amplitude_is_what_the_shares_leave_of_the_variance():
    # Poisson offspring: variance mean/(1 − m²), of a share p of it p (mean p/(1 − m²) + 1 − p).
    found = crit.branching_ratio(seen(0.95, 0.1, 100_000, 3))
    whole = 0.1 / (1 - 0.95**2)
    assert abs(found.amplitude.value - whole / (whole + 0.9)) < 3.5 * found.amplitude.error
    assert abs(found.time.value - -1 / np.log(0.95)) < 3.5 * found.time.error


def test_in_any_unit_and_about_any_mean():
    A = seen(0.9, 0.5, 20_000, 4)[0]
    found, other = crit.branching_ratio(A), crit.branching_ratio(1e-6 * A - 3.0)
    assert (other.value, other.error) == (pytest.approx(found.value), pytest.approx(found.error))


def test_regression_of_one_step_is_what_textbooks_say():
    A = seen(0.9, 1.0, 20_000, 5)[0].astype(float)
    assert crit.branching_ratio(A).slopes[0] == pytest.approx(np.polyfit(A[:-1], A[1:], 1)[0])


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        (np.random.default_rng(1).poisson(5, 3000), "no memory shows"),
        (np.ones(3000), "does not vary"),
        (seen(0.9, 0.5, 60, 6), "steps"),
        (seen(0.98, 1.0, 5000, 7), "memory times, are needed"),
    ],
)
def test_too_little(activity, words):
    with pytest.raises(NotEnoughData, match=words):
        crit.branching_ratio(activity)


def test_refusals():
    with pytest.raises(ValueError, match="^activity = 1 of 3 values is nan"):
        crit.branching_ratio([1.0, np.nan, 2.0])
    with pytest.raises(ValueError, match="^steps = 1: a whole number"):
        crit.branching_ratio(np.arange(100), steps=1)
