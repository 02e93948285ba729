"""Random numbers of a bootstrap: their moments, and streams of their own."""

import numpy as np
import pytest

from crit.numerics.resampling import entropy_of, noise_like, redrawn_rows, redrawn_shares, stream, uniform_gaps


def test_noise_has_the_errors_and_the_covariance_told():
    rng, errors = np.random.default_rng(1), np.array([1.0, 2.0, 0.5])
    noise = np.array([noise_like(errors, rng) for _ in range(20_000)])
    np.testing.assert_allclose(np.cov(noise.T), np.diag(errors**2), atol=0.1)
    factor = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    noise = np.array([noise_like(factor, rng) for _ in range(20_000)])
    np.testing.assert_allclose(np.cov(noise.T), factor @ factor.T, atol=0.15)


def test_redrawn_means_scatter_as_the_mean_does():
    rng = np.random.default_rng(2)
    rows = rng.normal(size=8)
    means = [redrawn_shares(8, rng) @ rows for _ in range(20_000)]
    assert np.var(means) == pytest.approx(np.var(rows, ddof=1) / 8, rel=0.04)
    assert redrawn_shares(8, rng).sum() == pytest.approx(1)


def test_redrawn_rows_are_drawn_alike_and_with_replacement():
    rng = np.random.default_rng(3)
    draws = np.array([redrawn_rows(5, rng) for _ in range(20_000)])
    np.testing.assert_allclose(np.bincount(draws.ravel()) / draws.size, 0.2, atol=0.005)
    assert np.mean([len(set(row)) for row in draws[:4000]]) == pytest.approx(5 * (1 - 0.8**5), rel=0.02)


def test_gaps_add_up_to_ordered_uniform_numbers():
    gaps = np.array([uniform_gaps(4, np.random.default_rng(seed)) for seed in range(5000)])
    places = np.cumsum(gaps, axis=1)[:, :4] / gaps.sum(axis=1)[:, None]
    np.testing.assert_allclose(places.mean(axis=0), np.arange(1, 5) / 5, atol=0.02)


def test_streams_are_the_same_for_the_same_seed_and_differ_otherwise():
    first = [stream(entropy_of(1), k).random() for k in range(3)]
    assert first == [stream(entropy_of(1), k).random() for k in range(3)]
    assert len({*first, *(stream(entropy_of(2), k).random() for k in range(3))}) == 6
