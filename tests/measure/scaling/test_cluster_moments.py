"""Moments of clusters against sums that are written out, and against clusters of known law."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.cluster_moments import cluster_moments


def boxes(lengths, columns=60):
    """Clusters of one site that live so many steps, and stay where they began plus their own length."""
    alive = np.arange(columns) <= np.array(lengths)[:, None]
    return alive.astype(float), alive * np.array(lengths)[:, None] ** 2.0


def test_weighted_by_sites():
    number, spread = boxes([4] * 8 + [40] * 8)
    found = cluster_moments(number, spread, times=np.arange(60))
    # The trapezoidal rule sees a cluster end half a step after its last site.
    ends = [(length, length + 0.5) for length in (4, 40)]
    times = np.array([length**2 / 2 + (length + 0) / 2 for length, _ in ends])
    sites = np.array([end for _, end in ends])
    assert found.time.value == pytest.approx(times.sum() / sites.sum())
    assert found.squared_distance.value == pytest.approx((16 * sites[0] + 1600 * sites[1]) / sites.sum())


def exponential_clusters(seed, runs=2000, life=20.0):
    """Lifetimes of mean 20, one site each: ⟨t⟩ = E T²/2 / E T = 20, and ⟨x²⟩ = 3·20 where x² = 3t."""
    rng = np.random.default_rng(seed)
    times = np.linspace(0, 400, 201)
    alive = (times <= rng.exponential(life, size=runs)[:, None]).astype(float)
    return cluster_moments(alive, 3 * alive * times, times=times)


def test_errors_hold_the_truth():
    found = [exponential_clusters(seed) for seed in range(250)]
    for name, truth in (("time", 20.0), ("squared_distance", 60.0)):
        values, errors = np.array([getattr(each, name) for each in found]).T
        # Squares of exponential lifetimes have heavy tails: 1.96 errors hold the truth in 93 of 100 (750 samples).
        assert np.mean(np.abs(values - truth) < 1.96 * errors) == pytest.approx(0.935, abs=0.03)
        assert values.mean() == pytest.approx(truth, abs=4 * values.std() / 250**0.5 + 0.005 * truth)


def test_too_little():
    number, spread = boxes([4] * 8)
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        cluster_moments(number[:7], spread[:7], times=np.arange(60))
    with pytest.raises(NotEnoughData, match="^no run has an active site"):
        cluster_moments(0 * number, 0 * spread, times=np.arange(60))


@pytest.mark.parametrize("name, value", [("number", [1, 2]), ("spread", np.ones((8, 3))), ("times", np.zeros(60))])
def test_bad_arguments(name, value):
    number, spread = boxes([4] * 8)
    with pytest.raises(ValueError, match=f"^{name} = "):
        cluster_moments(**(dict(number=number, spread=spread, times=np.arange(60)) | {name: value}))
