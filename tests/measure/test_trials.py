"""Trials are counted right, pooled right, and their errors are as large as they say."""

import numpy as np
import pytest

from crit.measure.trials import NOMINAL, WIDTH, trials

rng = np.random.default_rng(5)


def test_of_a_handful_by_hand():
    found = trials([0.0, 3.0, -3.0, 1.0, np.nan], [1.0, 1.0, 1.0, 2.0, np.nan])
    assert found == (4, 1, 1, 1, 1.0, 19.0, 7.0)
    assert found.coverage.value == 0.5
    assert found.bias.value == pytest.approx(0.25 / np.sqrt(7 / 4))
    assert found.rmse.value == pytest.approx(np.sqrt(19 / 7))


def test_pooling_is_the_same_as_trying_all_at_once():
    deviation, error = rng.normal(size=(30, 4, 3)), rng.uniform(0.5, 2, (30, 4, 3))
    deviation[rng.random((30, 4, 3)) < 0.2] = np.nan
    apart, flat = trials(deviation, error), trials(deviation.ravel(), error.ravel())
    assert apart.trials.shape == (4, 3)
    assert np.allclose(apart.pooled(), flat) and np.allclose(apart.pooled(axis=0).pooled(), flat)
    assert apart.part(2).coverage.value == pytest.approx(
        trials(deviation[:, 2], error[:, 2]).coverage.value, nan_ok=True
    )


def test_numbers_of_honest_errors_scatter_as_their_errors_say():
    found = trials(rng.normal(size=(1000, 4000)), np.ones((1000, 4000)))
    for estimate, truth in ((found.coverage, NOMINAL), (found.bias, 0.0), (found.rmse, 1.0)):
        z = (estimate.value - truth) / estimate.error
        assert abs(z.mean()) < 0.1 and 0.95 < z.std() < 1.05


def test_interval_is_the_nominal_one():
    z = np.array([WIDTH - 1e-9, WIDTH + 1e-9, -WIDTH - 1e-9])
    assert trials(z, np.ones(3))[:4] == (3, 0, 1, 1)


def test_where_all_were_refused_nothing_is_known():
    found = trials([np.nan, np.nan], [np.nan, np.nan])
    assert (found.trials, found.refused) == (0, 2) and np.isnan([*found.coverage, *found.bias, *found.rmse]).all()


@pytest.mark.parametrize(
    ("deviation", "error", "match"),
    [
        ([], [], r"^deviation = an array of shape \(0,\)"),
        (1.0, 1.0, r"^deviation = an array of shape \(\)"),
        ([1.0, 2.0], [1.0], r"^error = an array of shape \(1,\)"),
        ([1.0, 2.0], [1.0, 0.0], "^error = 1 of 2 values is not positive"),
        (["a"], [1.0], "^deviation"),
    ],
)
def test_bad_trials_are_named(deviation, error, match):
    with pytest.raises(ValueError, match=match):
        trials(deviation, error)
